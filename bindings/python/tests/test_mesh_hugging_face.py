"""What Hugging Face's libraries say of a mesh: the real classes, asked for nothing that would start anything."""

from __future__ import annotations

import warnings
from types import SimpleNamespace
from typing import Any

import pytest

import meshwise
from meshwise._mesh import settings
from meshwise._mesh.read import read_mesh

MODEL = {"num_attention_heads": 8, "num_key_value_heads": 8, "num_hidden_layers": 8}


def asked(mesh: Any, **more: Any) -> dict[str, Any]:
    request = read_mesh(mesh, **more)
    return {**request.mesh, **request.run}


def test_training_arguments(torch: Any, tmp_path: Any) -> None:
    import transformers

    arguments = transformers.TrainingArguments(output_dir=str(tmp_path), use_cpu=True, report_to=[])
    assert asked(arguments) == {"framework": "accelerate"} | (
        {"world_size": 1} if "distributed_state" in vars(arguments) else {}
    )
    arguments.distributed_state = SimpleNamespace(num_processes=8)
    assert asked(arguments) == {"world_size": 8, "strategy": "ddp", "framework": "accelerate"}
    arguments.fsdp = True
    assert asked(arguments) == {"world_size": 8, "strategy": "fsdp2", "framework": "accelerate"}
    arguments.fsdp, arguments.deepspeed = False, {"zero_optimization": {"stage": 3}}
    assert asked(arguments) == {"world_size": 8, "sharding": {"engine": "deepspeed"}, "framework": "accelerate"}
    assert asked(arguments, world_size=16)["world_size"] == 16
    from accelerate.parallelism_config import ParallelismConfig

    arguments.parallelism_config = ParallelismConfig(tp_size=2, dp_shard_size=4)
    assert {name: asked(arguments)[name] for name in ("tp_size", "dp_shard_size", "world_size")} == {
        "tp_size": 2,
        "dp_shard_size": 4,
        "world_size": 8,
    }
    assert meshwise.check(MODEL, arguments).mesh["tp_size"] == 2


def test_fsdp_plugins(torch: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from accelerate import FullyShardedDataParallelPlugin

    def plugin(**given: Any) -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return FullyShardedDataParallelPlugin(**given)

    assert asked(plugin(fsdp_version=2), world_size=8) == {
        "world_size": 8,
        "strategy": "fsdp2",
        "framework": "accelerate",
    }
    assert asked(plugin(fsdp_version=1, sharding_strategy="NO_SHARD"), world_size=8)["strategy"] == "ddp"
    hybrid = plugin(fsdp_version=1, sharding_strategy="HYBRID_SHARD")
    found = asked(hybrid, world_size=16, gpus_per_node=8)
    assert (found["dp_replicate_size"], found["dp_shard_size"]) == (2, 8)
    assert "dp_replicate_size" not in asked(hybrid, world_size=16)
    assert meshwise.check(MODEL, plugin(fsdp_version=2), world_size=8).mesh["dp_shard_size"] == 8


def test_distributed_config(torch: Any) -> None:
    from transformers.distributed.configuration_utils import DistributedConfig

    found = asked(DistributedConfig(tp_size=2, fsdp_size=4, dp_replicate_size=2))
    assert {name: size for name, size in found.items() if name.endswith("_size") and size > 1} == {
        "tp_size": 2,
        "dp_shard_size": 4,
        "dp_replicate_size": 2,
    }
    assert found["framework"] in [one["name"] for one in meshwise.describe()["frameworks"]]
    with pytest.raises(meshwise.InputError, match="say tp="):
        asked(SimpleNamespace(tp_size=None, tp_plan="auto", fsdp_size=None))
    assert asked(SimpleNamespace(tp_size=None, tp_plan="auto", fsdp_size=2), tp=4)["tp_size"] == 4


class FSDP2Config:
    """By the name of its class, as that of NeMo Automodel."""


class DDPConfig: ...


def test_strategies_count_by_the_name_of_their_class() -> None:
    assert asked(None, tp=2, strategy=FSDP2Config()) == {"tp_size": 2, "strategy": "fsdp2"}
    assert asked({"strategy": DDPConfig()}) == {"strategy": "ddp"}
    context = meshwise.MeshContext.build(FSDP2Config(), meshwise.ParallelismSizes(tp_size=2), world_size=8)
    assert (context.strategy, context.dp_size) == ("fsdp2", 4)
    assert meshwise.MeshContext.build(strategy_config=DDPConfig(), world_size=4).strategy == "ddp"
    with pytest.raises(meshwise.InputError, match="FSDP2Config, MegatronFSDPConfig, DDPConfig"):
        meshwise.MeshContext.build(object(), world_size=4)


def test_the_configs_of_nemo_automodel(torch: Any) -> None:
    from nemo_automodel.components.distributed import config

    for name, strategy in settings.STRATEGIES.items():
        assert meshwise.MeshContext.build(getattr(config, name)(), world_size=4).strategy == strategy


def test_a_context_without_sizes_is_one_rank(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WORLD_SIZE", raising=False)
    context = meshwise.MeshContext()
    assert (context.tp_size, context.pp_size, context.cp_size, context.ep_size) == (1, 1, 1, 1)
    assert meshwise.check(MODEL, context).mesh["world_size"] == 1
    assert meshwise.MeshContext.build().world_size == 1
    monkeypatch.setenv("WORLD_SIZE", "8")
    assert meshwise.MeshContext.build().dp_size == 8
