"""What ranks of sync_worker.py do that were told different things: by their environment, their model, or a dead group."""

from __future__ import annotations

import os
import sys
import unittest.mock
import warnings
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import likes
import torch.distributed as dist
from torch import nn

import meshwise
from meshwise import capabilities
from meshwise.integrations._gate import Gate, OnInvalid

worker: Any = sys.modules["__main__"]
RANK = int(os.environ["RANK"])


def on(rank: int, **environment: str) -> Any:
    """An environment that one rank alone has."""
    return unittest.mock.patch.dict(os.environ, environment if rank == RANK else {})


def passes() -> Any:
    """Asks with no timeout but that of the environment, which is long."""
    return meshwise.validate(worker.LLAMA, tp=2).valid


class Wordless:
    """A mesh that raises what has no words."""

    @property
    def tp_size(self) -> int:
        raise type("Wordless", (Exception,), {"__str__": lambda self: 1 / 0})


def with_layer(taken: bool) -> Any:
    model = likes.Net()
    if taken:
        model.supports = nn.Linear(4, 4)
    mesh = SimpleNamespace(tp_size=2)
    return type(capabilities.attach_capabilities_and_validate(model, mesh)).__name__


def of_a_trainer(has_model: bool, on_invalid: OnInvalid = "raise") -> Any:
    """As a callback asks, which looks for the model before it has a question."""
    gate = Gate({"tp": 2}, on_invalid, {})
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        gate.hold(worker.LLAMA, None, {}) if has_model else gate.fail(LookupError("no model in the module"))  # at one place
    return [one.category.__name__ for one in told]


def everything() -> None:
    scenario: Callable[[str, Callable[[], Any] | None], None] = worker.scenario
    with unittest.mock.patch.dict(os.environ, {"MESHWISE_SYNC_TIMEOUT": str(worker.NEVER_WAITS)}):
        with on(1, MESHWISE_SYNC_TIMEOUT="soon"):
            scenario("odd_timeout", passes)
        with on(2, MESHWISE_SYNC="perhaps"):
            scenario("odd_sync", passes)
        scenario("odd_argument", lambda: meshwise.validate(worker.LLAMA, tp=2, sync_timeout=-1 if RANK == 3 else None).valid)
        scenario("pass", passes)
        scenario("wordless", lambda: meshwise.validate(worker.LLAMA, Wordless() if RANK == 2 else {"tp": 2}).valid)
        scenario("taken", lambda: with_layer(RANK == 3))
        scenario("no_model", lambda: of_a_trainer(has_model=RANK != 1))
        scenario("no_model_warns", lambda: of_a_trainer(has_model=RANK != 1, on_invalid="warn"))
        scenario("taken_everywhere", lambda: with_layer(True))
        with on(0, MESHWISE_SYNC="always"):
            scenario("always_on_one", passes)
            come = (lambda: worker.config(timeout=0.3, come=(2,))) if RANK in (0, 2) else None
            scenario("always_on_one_and_absent", come)
        pair, left = dist.new_group([1, 3]), dist.new_group([0, 2])
        mine = pair if RANK in (1, 3) else left
        scenario("halves", lambda: meshwise.validate(worker.LLAMA, tp=2, group=mine).valid)
        if RANK in (1, 3):
            dist.destroy_process_group(pair)
        scenario(
            "group_gone_on_some", lambda: meshwise.validate(worker.LLAMA, tp=2, group=pair if RANK in (1, 3) else None).valid
        )
        scenario("no_group", lambda: meshwise.validate(worker.LLAMA, tp=2, group="pair" if RANK == 0 else None).valid)
        scenario("pass_at_last", passes)
