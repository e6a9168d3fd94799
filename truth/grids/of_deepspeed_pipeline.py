"""DeepSpeed's pipelines: PipelineModule beside a stage of ZeRO."""

from __future__ import annotations

import contextlib
import io
import os
import random
from collections.abc import Iterator
from types import SimpleNamespace
from unittest import mock

import deepspeed
import torch
from deepspeed.runtime.engine import DeepSpeedEngine
from deepspeed.runtime.pipe import engine, module

from .deepspeed_ranks import communicating
from .draws import plain_llama
from .facts import able
from .grid import Case, Grid, Said, refusal
from .question import Question


def _cases(rng: random.Random, count: int) -> Iterator[Case]:
    for _ in range(count):
        pp = rng.choice([2, 4, 3, 8])
        ranks = rng.choice([pp, pp * 2, pp * 4, 8, 6])
        told = {
            "pp": pp,
            "world_size": ranks,
            "stage": rng.choice([0, 1, 1, 2, 3]),
            "layers": rng.choice([pp * 2, pp * 3 + 1, 32]),
        }
        run = {"framework_version": deepspeed.__version__, "sharding": {"engine": "deepspeed", "stage": told["stage"]}}
        config = plain_llama(num_hidden_layers=told["layers"])
        yield Case(told, Question("deepspeed", able(config), {"pp_size": pp, "world_size": ranks}, run))


class _Reached(Exception):
    """The checks of the engine's head are behind us."""


def _says(case: Case) -> Said:
    told = case.told

    def check() -> None:
        with (
            communicating(told["world_size"]),
            contextlib.redirect_stdout(io.StringIO()),  # each layer is a line
            mock.patch.dict(os.environ, {"LOCAL_RANK": "0"}),
            mock.patch.object(module.PipelineModule, "_build", lambda _: None),
            mock.patch.object(module.PipelineModule, "to", lambda *_: None),
            mock.patch.object(module, "PipelineParallelGrid", lambda **_: SimpleNamespace()),
        ):
            made = module.PipelineModule([torch.nn.Identity()] * told["layers"], num_stages=told["pp"])
            _engine(made, told["stage"])

    return refusal(check, RuntimeError, AssertionError, ValueError)


def _engine(made: torch.nn.Module, stage: int) -> None:
    """The head of PipelineEngine.__init__: what it asserts before it looks at the configuration."""

    def built(self: engine.PipelineEngine, *_: object, **__: object) -> None:
        torch.nn.Module.__init__(self)
        self.module = made
        self.zero_optimization_stage = lambda: stage
        self.optimizer = None
        self.train_micro_batch_size_per_gpu = _stop

    def _stop() -> int:
        raise _Reached

    with mock.patch.object(DeepSpeedEngine, "__init__", built):
        try:
            engine.PipelineEngine(model=made)
        except _Reached:
            return


def grid() -> Grid:
    runs = "runtime/pipe/module.py#PipelineModule.__init__, runtime/pipe/engine.py#PipelineEngine.__init__"
    return Grid("deepspeed/pipeline", runs, "deepspeed", _cases, _says, whole=300, sample=50)
