"""torchtitan: its meshes, what a model asks of a run, the split into stages, the schedule, the batch and the sequence."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import torchtitan
import torchtitan.distributed.parallel_dims as parallel_dims
from torchtitan.distributed.parallel_dims import ParallelDims

from .draws import plain_llama, plain_moe, size, world
from .grid import Case, Grid, Said, refusal
from .question import Question
from .ranks import along, world_of

parallel_dims.device_type = "cpu"
VERSION = {"framework_version": getattr(torchtitan, "__version__", "0.3.0")}


def _draw(rng: random.Random) -> dict[str, Any]:
    """Sizes of a mesh and its world, right or nearly so."""
    axes = {axis: size(rng, 0.55) for axis in ("pp", "dp_replicate", "dp_shard", "cp", "tp")}
    product = 1
    for value in axes.values():
        product *= value
    inner = axes["dp_shard"] * axes["cp"] * axes["tp"]
    expert = 1
    if rng.random() < 0.5:
        divisors = [n for n in range(1, inner + 1) if inner % n == 0]
        expert = rng.choice(divisors) if rng.random() < 0.7 else rng.choice([2, 3, 4, 8, inner * 2])
    ranks = world(rng, product, right=0.8)
    if ranks > 128:
        ranks, axes, expert = 8, {**dict.fromkeys(axes, 1), "dp_shard": 8}, 4
    if rng.random() < 0.3:
        axes["dp_shard"] = -1
    return {**axes, "ep": expert, "world_size": ranks}


def _mesh_cases(rng: random.Random, count: int) -> Iterator[Case]:
    for _ in range(count):
        told = _draw(rng)
        mesh = {f"{axis}_size" if axis != "world_size" else axis: value for axis, value in told.items()}
        if told["dp_shard"] == -1:
            mesh["dp_shard_size"] = None  # what is left, and torchtitan's own default
        # Without experts an expert axis has no effect, and must divide all the same.
        config = plain_moe() if told["ep"] > 1 and rng.random() < 0.8 else plain_llama()
        run = {**VERSION, "cuda_graphs": False, "pipeline_schedule": "1F1B" if told["pp"] > 1 else None}
        yield Case(told, Question("torchtitan", {"config": config}, mesh, run))


def _mesh_says(case: Case) -> Said:
    def check() -> None:
        dims = ParallelDims(**case.told)
        with world_of(case.told["world_size"]):
            dims.build_mesh()

    return refusal(check, AssertionError, ValueError, RuntimeError)


#: Where the groups of an axis stand: in which mesh, and along which axis of it.
GROUPS = {
    "pp": ("dense", "pp"),
    "dp_replicate": ("dense", "dp_replicate"),
    "dp_shard": ("dense", "dp_shard"),
    "cp": ("dense", "cp"),
    "tp": ("dense", "tp"),
    "ep": ("sparse", "ep"),
    "ep_shard": ("sparse", "efsdp"),
}


def _group_cases(rng: random.Random, count: int) -> Iterator[Case]:
    made = 0
    while made < count:
        told = _draw(rng)
        axis = rng.choice(["ep", "ep_shard"] if told["ep"] > 1 and rng.random() < 0.6 else list(GROUPS)[:5])
        if not _mesh_says(Case(told, Question("", {}, {}))).refuses:
            made += 1
            mesh = {f"{name}_size" if name != "world_size" else name: value for name, value in told.items()}
            if told["dp_shard"] == -1:
                mesh["dp_shard_size"] = None
            yield Case({**told, "axis": axis}, Question("torchtitan", {}, mesh, dict(VERSION), groups_of=axis))


def _group_says(case: Case) -> Said:
    told = dict(case.told)
    which, name = GROUPS[told.pop("axis")]
    dims = ParallelDims(**told)
    with world_of(told["world_size"]):
        dims.build_mesh()
        mesh = dims._global_meshes[which]
        return Said(False, groups=along(mesh.mesh, mesh.mesh_dim_names.index(name)))


def grids(checkouts: dict[str, str]) -> list[Grid | dict[str, Any]]:
    del checkouts
    from . import of_torchtitan_model, of_torchtitan_pipeline, of_torchtitan_run

    return [
        Grid(
            "torchtitan/mesh",
            "distributed/parallel_dims.py#ParallelDims.build_mesh",
            "torchtitan",
            _mesh_cases,
            _mesh_says,
            whole=1500,
            sample=150,
        ),
        Grid(
            "torchtitan/groups",
            "distributed/parallel_dims.py#ParallelDims.build_mesh",
            "torchtitan",
            _group_cases,
            _group_says,
            whole=500,
            sample=60,
        ),
        of_torchtitan_model.grid(),
        of_torchtitan_pipeline.split(),
        of_torchtitan_pipeline.schedule(),
        of_torchtitan_run.grid(),
    ]
