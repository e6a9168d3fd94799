"""Meshes that people already have: each kind as a look-alike, and as the real class where it installs."""

from __future__ import annotations

import warnings
from types import SimpleNamespace
from typing import Any

import pytest

import meshwise
from meshwise._mesh.read import read_mesh as request

MODEL = {"num_attention_heads": 8, "num_key_value_heads": 8, "num_hidden_layers": 8}


def sizes(mesh: Any = None, **more: Any) -> dict[str, Any]:
    return request(mesh, **more).mesh


def run_of(mesh: Any = None, **more: Any) -> dict[str, Any]:
    return request(mesh, **more).run


@pytest.mark.parametrize(
    ("mesh", "more", "seen"),
    [
        (None, {}, {}),
        ("tp=8,pp=4", {}, {"tp_size": 8, "pp_size": 4}),
        (" tp = 8 , world_size=64 ".replace(" ", ""), {}, {"tp_size": 8, "world_size": 64}),
        ("tp=8 strategy=ddp", {}, {"tp_size": 8, "strategy": "ddp"}),
        ("", {}, {}),
        ({"tp": 2, "dp_shard_size": 4}, {}, {"tp_size": 2, "dp_shard_size": 4}),
        ({"tensor_parallel": 2, "data_parallel": 4}, {}, {"tp_size": 2, "dp_size": 4}),
        ({"tp": None}, {}, {}),
        (None, {"tp": 2, "tp_size": 2, "world": 8}, {"tp_size": 2, "world_size": 8}),
        ("tp=2", {"ep": 4}, {"tp_size": 2, "ep_size": 4}),
        (SimpleNamespace(tp_size=2, pp_size=None, dp_size=0), {}, {"tp_size": 2}),
    ],
)
def test_plain(mesh: Any, more: dict[str, Any], seen: dict[str, Any]) -> None:
    assert sizes(mesh, **more) == seen


def test_the_run() -> None:
    assert run_of("framework=hf,gpus_per_node=8") == {"framework": "hf", "gpus_per_node": 8}
    verdict = meshwise.check(MODEL, "tp=16", gpus_per_node=8, framework="torchtitan", world_size=16)
    assert verdict.answer["framework"] == "torchtitan"


@pytest.mark.parametrize(
    ("mesh", "code", "words"),
    [
        ("sp=2", "input.unknown_field", "sp"),
        ({"tp": 2, "tensor": 2}, "input.unknown_field", "tensor"),
        ("tp", "input.syntax", "'tp'"),
        ("tp=two", "input.wrong_type", "/mesh/tp_size"),
        ({"tp": 2.0}, "input.not_an_integer", "/mesh/tp_size"),
        ({"tp": True}, "input.wrong_type", "/mesh/tp_size"),
        ({"tp": 0}, "input.out_of_range", "/mesh/tp_size"),
        ({"tp": -1}, "input.out_of_range", "/mesh/tp_size"),
        ({"tp": 2, "tp_size": 4}, "input.contradiction", "tp_size"),
        (3.5, "input.wrong_type", "float"),
        (object(), "input.wrong_type", "object"),
    ],
)
def test_what_is_no_mesh(mesh: Any, code: str, words: str) -> None:
    with pytest.raises(meshwise.InputError) as refusal:
        meshwise.check(MODEL, mesh)
    assert refusal.value.code == code and words in str(refusal.value)
    assert isinstance(refusal.value, ValueError)


def test_a_size_that_is_said_twice_must_be_one() -> None:
    with pytest.raises(meshwise.InputError, match="contradiction"):
        request("tp=2", tp=4)


def device_mesh(**dims: int) -> Any:
    """As torch's, and it fails when it is sliced."""

    class DeviceMesh:
        mesh_dim_names = tuple(dims)
        shape = tuple(dims.values())

        def __getitem__(self, name: str) -> Any:
            raise AssertionError("sliced")

    return DeviceMesh()


@pytest.mark.parametrize(
    ("dims", "seen"),
    [
        (
            {"dp_replicate": 2, "dp_shard": 4, "tp": 2},
            {"dp_replicate_size": 2, "dp_shard_size": 4, "tp_size": 2, "world_size": 16},
        ),
        ({"dp_shard_cp": 8, "tp": 2}, {"tp_size": 2, "world_size": 16}),
        ({"data_parallel": 2, "tensor_parallel": 4}, {"dp_size": 2, "tp_size": 4, "world_size": 8}),
        ({"ep_shard": 2, "ep": 4}, {"ep_size": 4}),
        ({"fsdp": 2}, {"fsdp": 2, "world_size": 2}),
    ],
)
def test_device_meshes(dims: dict[str, int], seen: dict[str, Any]) -> None:
    assert sizes(device_mesh(**dims)) == seen


def test_an_unknown_axis_is_named() -> None:
    with pytest.raises(meshwise.InputError, match="fsdp"):
        meshwise.check(MODEL, device_mesh(fsdp=2, tp=2))


def test_a_device_mesh_without_names() -> None:
    with pytest.raises(meshwise.InputError, match="mesh_dim_names"):
        request(SimpleNamespace(mesh_dim_names=None, shape=(2,)))


def test_torchrun() -> None:
    env = {"WORLD_SIZE": "64", "LOCAL_WORLD_SIZE": "8", "RANK": "3"}
    assert meshwise.from_env(env) == {"world_size": 64, "gpus_per_node": 8}
    verdict = meshwise.check(MODEL, meshwise.from_env(env), tp=8)
    assert verdict.mesh["world_size"] == 64 and verdict.mesh["dp_size"] == 8
    for wrong in ({}, {"WORLD_SIZE": "many"}):
        with pytest.raises(meshwise.InputError):
            meshwise.from_env(wrong)


# The real classes.


@pytest.fixture(scope="module")
def torch_mesh(torch: Any) -> Any:
    """Makes a real DeviceMesh of many ranks in one process."""
    import torch.distributed as dist
    from torch.distributed.device_mesh import init_device_mesh
    from torch.testing._internal.distributed.fake_pg import FakeStore

    if dist.is_initialized():
        dist.destroy_process_group()
    dist.init_process_group("fake", store=FakeStore(), rank=0, world_size=16)

    def make(**dims: int) -> Any:
        return init_device_mesh("cpu", tuple(dims.values()), mesh_dim_names=tuple(dims))

    yield make
    dist.destroy_process_group()


def test_torch_device_mesh(torch_mesh: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    mesh = torch_mesh(dp_replicate=2, dp_shard=4, tp=2)
    mesh["dp_replicate", "dp_shard"]._flatten("dp")
    monkeypatch.setattr(type(mesh), "__getitem__", None)  # a slice would fail
    assert sizes(mesh) == {"dp_replicate_size": 2, "dp_shard_size": 4, "tp_size": 2, "world_size": 16}
    assert meshwise.check(MODEL, mesh).mesh["tp_size"] == 2


def test_nemo_mesh_context(torch_mesh: Any) -> None:
    from nemo_automodel.components.distributed import config, mesh

    requested = mesh.ParallelismSizes(tp_size=2, pp_size=2, ep_size=2, dp_replicate_size=2)
    assert sizes(requested) == {"tp_size": 2, "pp_size": 2, "cp_size": 1, "ep_size": 2, "dp_replicate_size": 2}
    built = mesh.MeshContext.build(config.FSDP2Config(), requested, world_size=16)
    seen = sizes(built)
    assert seen.pop("strategy") == "fsdp2"
    for axis in ("tp", "pp", "cp", "ep"):
        assert seen[f"{axis}_size"] == getattr(built, f"{axis}_size")
    assert (seen["world_size"], seen["dp_replicate_size"]) == (16, built.dp_replicate_size)
    completed = meshwise.check({**MODEL, "num_experts": 8}, built).mesh
    assert completed["dp_shard_size"] == built.dp_shard_size
    bare = mesh.MeshContext.from_meshes(None)
    assert sizes(bare) == {"tp_size": 1, "pp_size": 1, "cp_size": 1, "ep_size": 1}
    from_meshes = mesh.MeshContext.from_meshes(torch_mesh(dp_shard=8, tp=2))
    assert sizes(from_meshes)["tp_size"] == 2


@pytest.mark.parametrize("tp", [1, 2])
@pytest.mark.parametrize("pp", [1, 2])
@pytest.mark.parametrize("cp", [1, 2])
@pytest.mark.parametrize("replicate", [None, 2])
@pytest.mark.parametrize("ep", [1, 2])
def test_build_is_that_of_nemo(torch_mesh: Any, tp: int, pp: int, cp: int, replicate: int | None, ep: int) -> None:
    from nemo_automodel.components.distributed import config, mesh

    asked = {"tp_size": tp, "pp_size": pp, "cp_size": cp, "ep_size": ep, "dp_replicate_size": replicate}
    try:
        theirs = mesh.MeshContext.build(config.FSDP2Config(), mesh.ParallelismSizes(**asked), world_size=16)
    except ValueError:
        with pytest.raises(meshwise.InputError):
            meshwise.MeshContext.build("fsdp2", meshwise.ParallelismSizes(**asked), world_size=16)
        return
    ours = meshwise.MeshContext.build("fsdp2", meshwise.ParallelismSizes(**asked), world_size=16)
    names = ("tp_size", "pp_size", "cp_size", "ep_size", "dp_replicate_size", "dp_shard_size")
    assert [ours.sizes[name] for name in names] == [getattr(theirs, name) for name in names]
    read = meshwise.MeshContext.from_meshes(theirs.device_mesh, theirs.moe_mesh)
    assert read.sizes == ours.sizes
    assert meshwise.check(MODEL, ours).mesh == meshwise.check(MODEL, theirs).mesh


def test_what_makes_no_mesh() -> None:
    with pytest.raises(meshwise.InputError, match="world.not_divisible"):
        meshwise.MeshContext.build("fsdp2", meshwise.ParallelismSizes(tp_size=3), world_size=16)
    with pytest.raises(meshwise.InputError, match="fsdp"):
        meshwise.MeshContext.from_meshes(device_mesh(fsdp=2))
    built = meshwise.MeshContext.build("ddp", world_size=4)
    assert (built.world_size, built.dp_size, built.tp_size, built.strategy) == (4, 4, 1, "ddp")
    assert sizes(built)["strategy"] == "ddp"


def test_nemo_strategies() -> None:
    from nemo_automodel.components.distributed import config, mesh

    for made, name in (
        (config.FSDP2Config(), "fsdp2"),
        (config.DDPConfig(), "ddp"),
        (config.MegatronFSDPConfig(), "megatron_fsdp"),
    ):
        context = mesh.MeshContext.from_meshes(None, strategy_config=made)
        assert sizes(context)["strategy"] == name


def test_accelerate() -> None:
    from accelerate.parallelism_config import ParallelismConfig

    config = ParallelismConfig(tp_size=2, dp_shard_size=4)
    seen = request(config)
    assert seen.run == {"framework": "accelerate"}
    assert seen.mesh == {"tp_size": 2, "cp_size": 1, "dp_replicate_size": 1, "dp_shard_size": 4, "world_size": 8}
    ulysses = request(ParallelismConfig(sp_size=2))
    assert (ulysses.mesh["cp_size"], ulysses.run["cp_style"]) == (2, "ulysses")
    assert meshwise.check(MODEL, ParallelismConfig(sp_size=2)).mesh["cp_size"] == 2


def test_torchtitan() -> None:
    from torchtitan.distributed.parallel_dims import ParallelDims

    dims = ParallelDims(dp_replicate=1, dp_shard=4, cp=1, tp=2, pp=2, ep=2, world_size=16)
    seen = request(dims)
    assert seen.run == {"framework": "torchtitan"}
    assert seen.mesh == {
        "tp_size": 2,
        "pp_size": 2,
        "cp_size": 1,
        "ep_size": 2,
        "dp_replicate_size": 1,
        "dp_shard_size": 4,
        "world_size": 16,
    }
    config = SimpleNamespace(tensor_parallel_degree=2, data_parallel_shard_degree=-1, pipeline_parallel_degree=2)
    assert sizes(config) == {"tp_size": 2, "pp_size": 2}


def test_megatron() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from megatron.core.model_parallel_config import ModelParallelConfig

        config = ModelParallelConfig(tensor_model_parallel_size=2, pipeline_model_parallel_size=1, context_parallel_size=4)
    seen = request(config)
    assert seen.mesh == {"tp_size": 2, "pp_size": 1, "cp_size": 4, "ep_size": 1}
    assert seen.run["framework"] == "megatron"


def test_lightning() -> None:
    from lightning.pytorch.strategies import ModelParallelStrategy

    strategy = ModelParallelStrategy(data_parallel_size=4, tensor_parallel_size=2)
    assert sizes(strategy) == {"tp_size": 2, "dp_size": 4}
    with pytest.raises(meshwise.InputError, match="tensor_parallel_size is 'auto'"):
        request(ModelParallelStrategy())
    assert sizes(ModelParallelStrategy(data_parallel_size=4), tp=8) == {"tp_size": 8, "dp_size": 4}
    strategy._device_mesh = device_mesh(data_parallel=4, tensor_parallel=2)
    assert sizes(strategy) == {"tp_size": 2, "dp_size": 4, "world_size": 8}


def test_a_mock_has_the_sizes_that_were_set() -> None:
    from unittest.mock import MagicMock

    assert sizes(MagicMock(tp_size=2, pp_size=4, cp_size=1)) == {"tp_size": 2, "pp_size": 4, "cp_size": 1}


def test_a_mesh_that_changes_is_read_again() -> None:
    class Config:
        def __init__(self) -> None:
            self.inner = {"tp": 2}

        @property
        def tp_size(self) -> int:
            return self.inner["tp"]

    model = SimpleNamespace(forward=print, _tp_plan={"a": "b"}, config={**MODEL, "vocab_size": 64})
    supports = meshwise.ModelSupports(model)
    inner, plain = Config(), SimpleNamespace(tp_size=2)
    assert supports._live.on(model, inner).mesh["tp_size"] == supports._live.on(model, plain).mesh["tp_size"] == 2
    inner.inner["tp"] = 4
    plain.tp_size = 4
    assert supports._live.on(model, inner).mesh["tp_size"] == supports._live.on(model, plain).mesh["tp_size"] == 4
