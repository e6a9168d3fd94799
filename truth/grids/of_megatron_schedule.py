"""Which microbatches Megatron-Core's interleaved schedule takes."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from unittest import mock

import torch
from megatron.core import ModelParallelConfig
from megatron.core.enums import ModelType
from megatron.core.pipeline_parallel import schedules

from .grid import Case, Grid, Said, refusal
from .megatron_models import VERSION, plain
from .question import Question


class _Reached(Exception):
    """The checks are behind us."""


def _cases(rng: random.Random, count: int) -> Iterator[Case]:
    for _ in range(count):
        pp, chunks = rng.choice([2, 3, 4, 8]), rng.choice([2, 3, 4])
        told = {"pp": pp, "virtual_stages": chunks}
        told["microbatches"] = rng.choice([1, pp - 1, pp, pp + 1, 2 * pp, 3 * pp, 2 * pp - 1, 4 * pp])
        config = plain("dense", num_hidden_layers=pp * chunks * 2)
        run = {**VERSION, "virtual_stages": chunks, "num_microbatches": told["microbatches"], "micro_batch_size": 1}
        yield Case(told, Question("megatron", {"config": config}, {"pp_size": pp, "world_size": pp}, run))


def _says(case: Case) -> Said:
    told = case.told
    config = ModelParallelConfig(pipeline_model_parallel_size=told["pp"], pipeline_dtype=torch.bfloat16)
    config.hidden_size = 64

    def group(size: int) -> Any:
        return SimpleNamespace(size=lambda: size, rank=lambda: 0)

    groups = SimpleNamespace(tp=group(1), cp=group(1), pp=group(told["pp"]), dp_cp=group(1), embd=None, pos_embd=None)
    chunk = torch.nn.Module()
    chunk.config = config

    def check() -> None:
        with (
            mock.patch.object(schedules.torch, "zeros", lambda *_, **__: None),  # it counts tokens on a GPU
            mock.patch.object(schedules, "get_model_type", lambda _: ModelType.encoder_or_decoder),
            mock.patch.object(schedules, "get_pp_rank_microbatches", side_effect=_Reached),
            contextlib.suppress(_Reached),
        ):
            schedules.forward_backward_pipelining_with_interleaving(
                forward_step_func=None,
                data_iterator=[None] * told["virtual_stages"],
                model=[chunk] * told["virtual_stages"],
                num_microbatches=told["microbatches"],
                seq_length=64,
                micro_batch_size=1,
                p2p_communicator=SimpleNamespace(config=config, pp_group=group(told["pp"])),
                pg_collection=groups,
            )

    return refusal(check, ValueError, RuntimeError)


def grid() -> Grid:
    runs = "core/pipeline_parallel/schedules.py#forward_backward_pipelining_with_interleaving"
    return Grid("megatron/interleaved", runs, "megatron-core", _cases, _says, whole=500, sample=80)
