"""Megatron-Core: its configs, its parallel state and groups of ranks, its model on the meta device."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator
from typing import Any
from unittest import mock

from megatron.core import parallel_state

from .draws import size, world
from .grid import Case, Grid, Said, refusal
from .megatron_models import VERSION, plain
from .question import Question
from .ranks import world_of


@contextlib.contextmanager
def initialized(ranks: int, **sizes: Any) -> Iterator[None]:
    """A world in which Megatron has made its groups. Raises what ``initialize_model_parallel`` refuses with."""
    with world_of(ranks):
        try:
            parallel_state.initialize_model_parallel(create_gloo_process_groups=False, **sizes)
            yield
        finally:
            parallel_state.destroy_model_parallel()


def sizes_of(told: dict[str, Any]) -> dict[str, Any]:
    """What was told, in the words of ``initialize_model_parallel``."""
    return {
        "tensor_model_parallel_size": told["tp"],
        "pipeline_model_parallel_size": told["pp"],
        "context_parallel_size": told["cp"],
        "expert_model_parallel_size": told["ep"],
        "expert_tensor_parallel_size": told["etp"],
    }


def _draw(rng: random.Random) -> dict[str, Any]:
    told: dict[str, Any] = {axis: size(rng, 0.5) for axis in ("tp", "pp", "cp")}
    told["ep"] = size(rng, 0.4)
    told["etp"] = rng.choice([None, None, 1, told["tp"], 2, 8])
    dense = told["tp"] * told["pp"] * told["cp"]
    expert = told["pp"] * told["ep"] * (told["etp"] or told["tp"])
    told["world_size"] = min(world(rng, rng.choice([dense, expert, dense * expert // told["pp"]])), 240)
    return told


def _question(told: dict[str, Any], groups_of: str | None = None) -> Question:
    mesh = {f"{axis}_size": told[axis] for axis in ("tp", "pp", "cp", "ep")} | {"world_size": told["world_size"]}
    run = {**VERSION, "expert_tensor_parallel_size": told["etp"], "sequence_parallel": told["tp"] > 1}
    config = plain("moe") if told["ep"] > 1 or told["etp"] is not None else plain("dense")
    return Question("megatron", {} if groups_of else {"config": config}, mesh, run, groups_of=groups_of)


def _state_cases(rng: random.Random, count: int) -> Iterator[Case]:
    for _ in range(count):
        told = _draw(rng)
        yield Case(told, _question(told))


def _state_says(case: Case) -> Said:
    def check() -> None:
        with initialized(case.told["world_size"], **sizes_of(case.told)):
            pass

    return refusal(check, RuntimeError, AssertionError)


#: An axis of meshwise: which of Megatron's two generators lays it out, and under which word.
GROUPS = {"tp": (0, "tp"), "cp": (0, "cp"), "pp": (0, "pp"), "dp": (0, "dp"), "ep": (1, "ep"), "ep_shard": (1, "dp")}


def _group_cases(rng: random.Random, count: int) -> Iterator[Case]:
    made = 0
    while made < count:
        told = _draw(rng)
        axes = ["ep", "ep_shard"] if told["ep"] > 1 and rng.random() < 0.6 else ["tp", "cp", "pp", "dp"]
        if not _state_says(Case(told, Question("", {}, {}))).refuses:
            made += 1
            axis = rng.choice(axes)
            yield Case({**told, "axis": axis}, _question(told, groups_of=axis))


def _group_says(case: Case) -> Said:
    made: list[Any] = []

    class Recorded(parallel_state.RankGenerator):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            made.append(self)

    which, token = GROUPS[case.told["axis"]]
    with (
        mock.patch.object(parallel_state, "RankGenerator", Recorded),
        initialized(case.told["world_size"], **sizes_of(case.told)),
    ):
        return Said(False, groups=made[which].get_ranks(token))


def grids(checkouts: dict[str, str]) -> list[Grid | dict[str, Any]]:
    del checkouts
    from . import of_megatron_batch, of_megatron_config, of_megatron_model, of_megatron_parameters, of_megatron_schedule

    initialize = "core/parallel_state.py#initialize_model_parallel"
    return [
        Grid("megatron/state", initialize, "megatron-core", _state_cases, _state_says, whole=3000, sample=300),
        Grid("megatron/groups", initialize, "megatron-core", _group_cases, _group_says, whole=2000, sample=150),
        of_megatron_config.grid(),
        of_megatron_model.built(),
        of_megatron_model.forward(),
        of_megatron_parameters.grid(),
        of_megatron_batch.grid(),
        of_megatron_schedule.grid(),
    ]
