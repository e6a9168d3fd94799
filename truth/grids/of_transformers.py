"""transformers: its DistributedConfig with its mesh, the plans of its classes, and tiny live models on gloo ranks."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import transformers
from transformers import LlamaForCausalLM
from transformers.distributed import DistributedConfig

from .draws import plain_llama, plain_moe, size, world
from .facts import able
from .grid import Case, Grid, Said, refusal
from .question import Question
from .ranks import along, world_of

VERSION = {"framework_version": transformers.__version__}
FIELDS = DistributedConfig.__dataclass_fields__


def configured(sizes: dict[str, int]) -> DistributedConfig:
    """The config of these sizes, in the words of the version: experts were once spread over the ranks of tp by a flag."""
    words: dict[str, Any] = {name: size for name, size in sizes.items() if name in FIELDS or size > 1}
    if "ep_size" in words and "ep_size" not in FIELDS and words["ep_size"] == words.get("tp_size"):
        words["enable_expert_parallel"] = words.pop("ep_size") > 1
    return DistributedConfig(**words)


def mesh_of(told: dict[str, Any]) -> dict[str, Any]:
    """What was told, in meshwise's words."""
    words = {"fsdp_size": "dp_shard_size"}
    return {words.get(name, name): told[name] for name in told if name.endswith("_size")}


def _cases(rng: random.Random, count: int) -> Iterator[Case]:
    for _ in range(count):
        told: dict[str, Any] = {name: size(rng, 0.5) for name in ("tp_size", "fsdp_size", "dp_replicate_size")}
        inner = told["tp_size"] * told["fsdp_size"]
        divisors = [n for n in range(1, inner + 1) if inner % n == 0]
        told["ep_size"] = rng.choice([1, rng.choice(divisors), rng.choice([2, 3, 4, inner * 2])])
        told["pp_size"] = 1
        told["world_size"] = min(world(rng, inner * told["dp_replicate_size"], right=0.75), 240)
        if "dp_replicate_size" not in FIELDS and told["tp_size"] * told["fsdp_size"] == 1:
            told["dp_replicate_size"] = 1  # whole copies are then DDP, of which such a version's config knows nothing
        config = plain_moe(240 * told["ep_size"]) if told["ep_size"] > 1 else plain_llama()
        mesh = {**mesh_of(told), "world_size": told["world_size"]}
        yield Case(told, Question("transformers", able(config), mesh, dict(VERSION)))


def _says(case: Case) -> Said:
    told = dict(case.told)
    ranks = told.pop("world_size")

    def check() -> None:
        with world_of(ranks):
            LlamaForCausalLM.prepare_distribute_model(configured(told))

    return refusal(check, ValueError, RuntimeError, TypeError)  # what a version lacks is an unexpected argument


#: An axis of meshwise: which of the two meshes has it, and under which name.
GROUPS = {"tp": "tp", "dp_shard": "fsdp", "dp_replicate": "dp_replicate", "ep": "ep", "ep_shard": "efsdp"}


def _group_cases(rng: random.Random, count: int) -> Iterator[Case]:
    made = 0
    while made < count:
        case = next(_cases(rng, 1))
        told = case.told
        if max(told[f"{name}_size"] for name in ("tp", "fsdp", "dp_replicate")) > 1 and not _says(case).refuses:
            made += 1
            experts = told["ep_size"] > 1 and "ep_size" in FIELDS and rng.random() < 0.6
            dense = [axis for axis in ("tp", "dp_shard", "dp_replicate") if f"{GROUPS[axis]}_size" in FIELDS]
            axis = rng.choice(["ep", "ep_shard"] if experts else dense)
            question = Question("transformers", {}, case.question.mesh, dict(VERSION), groups_of=axis)
            yield Case({**told, "axis": axis}, question)


def _group_says(case: Case) -> Said:
    told = {name: value for name, value in case.told.items() if name.endswith("_size")}
    ranks = told.pop("world_size")
    name = GROUPS[case.told["axis"]]
    with world_of(ranks):
        _, _, meshes = LlamaForCausalLM.prepare_distribute_model(configured(told))
        mesh = (
            meshes._expert_mesh if name in ("ep", "efsdp") else meshes._dense_mesh if hasattr(meshes, "_dense_mesh") else meshes
        )
        if name not in mesh.mesh_dim_names:  # some versions leave an axis of one rank out
            return Said(False, groups=[[rank] for rank in range(ranks)])
        return Said(False, groups=along(mesh.mesh, mesh.mesh_dim_names.index(name)))


def grids(checkouts: dict[str, str]) -> list[Grid | dict[str, Any]]:
    del checkouts
    from . import of_transformers_experts, of_transformers_live, of_transformers_plans

    return [
        Grid(
            "transformers/config",
            "distributed/configuration_utils.py#DistributedConfig, distributed/mixin.py#prepare_distribute_model",
            "transformers",
            _cases,
            _says,
            whole=3000,
            sample=300,
        ),
        Grid(
            "transformers/groups",
            "distributed/utils.py#initialize_distributed_mesh",
            "transformers",
            _group_cases,
            _group_says,
            whole=500,
            sample=60,
        ),
        of_transformers_plans.grid(),
        of_transformers_experts.grid(),
        of_transformers_live.grid(),
    ]
