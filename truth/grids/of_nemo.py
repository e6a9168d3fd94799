"""NeMo Automodel: its meshes, groups of ranks, stages, schedules and batches, and what its classes say of tp and pp."""

from __future__ import annotations

import random
from collections.abc import Iterator
from importlib.metadata import version
from typing import Any

import torch
from nemo_automodel.components.distributed.config import DDPConfig, FSDP2Config, MegatronFSDPConfig
from nemo_automodel.components.distributed.mesh import MeshContext, ParallelismSizes

from .draws import plain_llama, plain_moe, size, world
from .facts import able
from .grid import Case, Grid, Said, refusal
from .question import Question
from .ranks import along, world_of

VERSION = {"framework_version": version("nemo-automodel")}
STRATEGIES = {"fsdp2": FSDP2Config, "megatron_fsdp": MegatronFSDPConfig, "ddp": DDPConfig}
AXES = ["tp", "pp", "cp", "ep"]


def _draw(rng: random.Random) -> dict[str, Any]:
    told: dict[str, Any] = {"strategy": rng.choices(list(STRATEGIES), [8, 2, 1])[0]}
    busy = 0.5 if told["strategy"] == "fsdp2" else 0.8
    told |= {f"{axis}_size": size(rng, busy) for axis in AXES[:3]}
    told["ep_size"] = size(rng, busy + 0.15)
    other = told["tp_size"] * told["pp_size"] * told["cp_size"]
    data = rng.choice([1, 2, 4, 8, 3, 6])
    told["dp_size"] = data if rng.random() < 0.5 else None
    told["dp_replicate_size"] = rng.choice([1, 2, 2, 3, data]) if rng.random() < 0.3 else None
    told["world_size"] = min(world(rng, other * data, right=0.8), 240)
    return told


def _question(told: dict[str, Any], groups_of: str | None = None) -> Question:
    run = {**VERSION, "pipeline_schedule": "1F1B" if told["pp_size"] > 1 else None}
    config = plain_moe() if told["ep_size"] > 1 else plain_llama()
    return Question("nemo_automodel", {} if groups_of else able(config), dict(told), run, groups_of=groups_of)


def _mesh_cases(rng: random.Random, count: int) -> Iterator[Case]:
    for _ in range(count):
        told = _draw(rng)
        yield Case(told, _question(told))


def _build(told: dict[str, Any]) -> MeshContext:
    sizes = {name: told[name] for name in told if name not in ("strategy", "world_size", "axis")}
    return MeshContext.build(STRATEGIES[told["strategy"]](), ParallelismSizes(**sizes), world_size=told["world_size"])


def _mesh_says(case: Case) -> Said:
    def check() -> None:
        # The first rank and the last: a mesh that leaves ranks out is built by those within it.
        for rank in (0, case.told["world_size"] - 1):
            with world_of(case.told["world_size"], rank):
                mesh = _build(case.told).device_mesh
                for axis in mesh.mesh_dim_names if mesh is not None else ():
                    mesh.get_local_rank(axis)  # what each rank asks first

    # On a rank outside of the mesh that question ends in an IndexError.
    return refusal(check, ValueError, AssertionError, RuntimeError, IndexError)


GROUPS = ["pp", "dp_replicate", "dp_shard", "cp", "tp"]


def _group_cases(rng: random.Random, count: int) -> Iterator[Case]:
    made = 0
    while made < count:
        told = _draw(rng) | {"strategy": "fsdp2"}
        if not _mesh_says(Case(told, Question("", {}, {}))).refuses:
            made += 1
            experts = told["ep_size"] > 1 and rng.random() < 0.6
            axis = rng.choice(["ep", "ep_shard"] if experts else GROUPS)
            yield Case({**told, "axis": axis}, _question(told, groups_of=axis))


def _group_says(case: Case) -> Said:
    told = case.told
    if told["axis"] in GROUPS:
        with world_of(told["world_size"]):
            mesh = _build(told).device_mesh
            return Said(False, groups=along(mesh.mesh, mesh.mesh_dim_names.index(told["axis"])))
    groups: list[list[int]] = []
    for stage in range(told["pp_size"]):  # each stage has an expert mesh of its own
        with world_of(told["world_size"], stage * (told["world_size"] // told["pp_size"])):
            mesh = _build(told).moe_mesh
            groups += along(mesh.mesh, mesh.mesh_dim_names.index(told["axis"]))
    return Said(False, groups=groups)


def _head_cases(rng: random.Random, count: int) -> Iterator[Case]:
    for _ in range(count):
        heads, groups = rng.choice([(32, 8), (64, 8), (24, 8), (40, 10), (28, 4), (16, 1), (24, 3), (12, 12), (8, 4)])
        told = {"heads": heads, "groups": groups, "tp": rng.choice([1, 2, 3, 4, 5, 8])}
        config = plain_llama(num_attention_heads=heads, num_key_value_heads=groups)
        mesh = {"tp_size": told["tp"], "world_size": told["tp"] * 2}
        yield Case(told, Question("nemo_automodel", able(config), mesh, dict(VERSION)), handed=config)


def _head_says(case: Case) -> Said:
    from nemo_automodel.components.distributed.parallelizer import validate_tp_mesh
    from torch.distributed.device_mesh import init_device_mesh
    from transformers import LlamaConfig

    model = torch.nn.Module()
    model.config = LlamaConfig(**case.handed)
    with world_of(case.told["tp"]):
        mesh = init_device_mesh("cpu", (case.told["tp"],))
        return refusal(lambda: validate_tp_mesh(model, mesh), ValueError)


def grids(checkouts: dict[str, str]) -> list[Grid | dict[str, Any]]:
    del checkouts
    from . import of_nemo_classes, of_nemo_pipeline

    build = "components/distributed/mesh.py#MeshContext.build"
    heads = "components/distributed/parallelizer.py#validate_tp_mesh"
    return [
        Grid("nemo/mesh", build, "nemo-automodel", _mesh_cases, _mesh_says, whole=2000, sample=150),
        Grid("nemo/groups", build, "nemo-automodel", _group_cases, _group_says, whole=500, sample=60),
        Grid("nemo/heads", heads, "nemo-automodel", _head_cases, _head_says, whole=500, sample=100),
        of_nemo_pipeline.split(),
        of_nemo_pipeline.schedule(),
        of_nemo_pipeline.batch(),
        of_nemo_classes.grid(),
    ]
