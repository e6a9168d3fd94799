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
from .ranks import world_of

VERSION = {"framework_version": transformers.__version__}


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
        config = plain_moe() if told["ep_size"] > 1 else plain_llama()
        mesh = {**mesh_of(told), "world_size": told["world_size"]}
        yield Case(told, Question("transformers", able(config), mesh, dict(VERSION)))


def _says(case: Case) -> Said:
    told = dict(case.told)
    ranks = told.pop("world_size")

    def check() -> None:
        with world_of(ranks):
            LlamaForCausalLM.prepare_distribute_model(DistributedConfig(**told))

    return refusal(check, ValueError, RuntimeError)


def grids(checkouts: dict[str, str]) -> list[Grid | dict[str, Any]]:
    del checkouts
    from . import of_transformers_live, of_transformers_plans

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
        of_transformers_plans.grid(),
        of_transformers_live.grid(),
    ]
