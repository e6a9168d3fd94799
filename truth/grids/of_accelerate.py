"""accelerate: its ParallelismConfig with the Accelerator's own checks, and what it asks of a model under CP."""

from __future__ import annotations

import random
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import accelerate
import torch
from accelerate import Accelerator, ParallelismConfig
from accelerate.state import AcceleratorState, PartialState
from accelerate.utils import DistributedType

from .draws import plain_llama, size, world
from .grid import Case, Grid, Said, refusal
from .question import Question
from .ranks import along, world_of

AXES = ["dp_replicate_size", "dp_shard_size", "cp_size", "tp_size"]


class _Accelerator(Accelerator):
    """An Accelerator that was told what a launch would find out: its properties are the package's own."""

    def __init__(self, strategy: str, ranks: int) -> None:
        kind = DistributedType.FSDP if strategy == "fsdp2" else DistributedType.MULTI_GPU
        self.state = SimpleNamespace(  # type: ignore[assignment]
            distributed_type=kind,
            num_processes=ranks,
            use_distributed=ranks > 1,
            is_fsdp2=strategy == "fsdp2",
            is_main_process=False,
        )


def _without_plugin(config: ParallelismConfig, ranks: int) -> None:
    """The state's own look at a config beside no FSDP plugin, which comes before the Accelerator's: it raises."""
    AcceleratorState._reset_state(reset_partial_state=True)
    PartialState._shared_state.update(
        _cpu=False,
        distributed_type=DistributedType.MULTI_GPU,
        num_processes=ranks,
        process_index=0,
        local_process_index=0,
        device=torch.device("cpu"),
        backend="nccl",
        fork_launched=False,
        debug=False,
    )
    try:
        AcceleratorState(mixed_precision="no", parallelism_config=config, _from_accelerator=True)
    finally:
        AcceleratorState._reset_state(reset_partial_state=True)


def _says(case: Case) -> Said:
    told = dict(case.told)
    strategy, ranks = told.pop("strategy"), told.pop("ranks")

    def starts() -> None:
        config = ParallelismConfig(**told)
        if strategy == "ddp" and config.cp_enabled and ranks > 1:
            _without_plugin(config, ranks)
        config._validate_accelerator(_Accelerator(strategy, ranks))
        if strategy == "fsdp2" and config.total_size > 1 and config.total_size == ranks:
            _shards(config, ranks)

    return refusal(starts, ValueError, KeyError)


def _shards(config: ParallelismConfig, ranks: int) -> None:
    """The mesh that FSDP2 gets, as utils/fsdp_utils.py#fsdp2_prepare_model takes it: versions differ in when it is missed."""
    with world_of(ranks):
        mesh = config.build_device_mesh("cpu")
        mesh[tuple(config.fsdp_dim_names)]


def _sizes(given: bool) -> Any:
    def cases(rng: random.Random, count: int) -> Iterator[Case]:
        for _ in range(count):
            strategy = "ddp" if rng.random() < 0.25 else "fsdp2"
            axes = {axis: size(rng) for axis in (AXES if given else AXES[2:])}
            product = 1
            for value in axes.values():
                product *= value
            if not given and rng.random() < 0.5:
                product *= rng.choice([2, 4])  # the data parallelism that is left out
            ranks = world(rng, product)
            mesh = {"strategy": strategy, "world_size": ranks, **axes}
            run = {"framework_version": accelerate.__version__}
            question = Question("accelerate", {"config": plain_llama()}, mesh, run)
            yield Case({"strategy": strategy, "ranks": ranks, **axes}, question)

    return cases


def _group_cases(rng: random.Random, count: int) -> Iterator[Case]:
    made = 0
    while made < count:
        axes = {axis: size(rng, 0.4) for axis in AXES}
        ranks = axes["dp_replicate_size"] * axes["dp_shard_size"] * axes["cp_size"] * axes["tp_size"]
        told = {"strategy": "fsdp2", "ranks": ranks, **axes}
        if 1 < ranks <= 240 and not _says(Case(told, Question("", {}, {}))).refuses:
            made += 1
            axis = rng.choice([axis for axis in AXES if axes[axis] > 1]).removesuffix("_size")
            mesh = {"strategy": "fsdp2", "world_size": ranks, **axes}
            question = Question("accelerate", {}, mesh, {"framework_version": accelerate.__version__}, groups_of=axis)
            yield Case({**told, "axis": axis}, question)


def _group_says(case: Case) -> Said:
    told = {axis: case.told[axis] for axis in AXES}
    with world_of(case.told["ranks"]):
        mesh = ParallelismConfig(**told).build_device_mesh("cpu")
        return Said(False, groups=along(mesh.mesh, mesh.mesh_dim_names.index(case.told["axis"])))


def grids(checkouts: dict[str, str]) -> list[Grid | dict[str, Any]]:
    del checkouts
    released = "" if accelerate.__version__ == "1.15.0" else f"-{accelerate.__version__}"
    check = "parallelism_config.py#ParallelismConfig._validate_accelerator"
    found: list[Grid | dict[str, Any]] = [
        Grid(f"accelerate{released}/sizes", check, "accelerate", _sizes(True), _says),
        Grid(f"accelerate{released}/dp_left_out", check, "accelerate", _sizes(False), _says),
    ]
    if not released:
        from . import of_accelerate_cp, of_accelerate_trainer

        build = "parallelism_config.py#ParallelismConfig.build_device_mesh"
        found.append(Grid("accelerate/groups", build, "accelerate", _group_cases, _group_says, whole=500, sample=60))
        found += [of_accelerate_cp.grid(), of_accelerate_trainer.grid()]
    return found
