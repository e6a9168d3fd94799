"""What torchtitan's Trainer asks of the sequence and of the batch."""

from __future__ import annotations

import contextlib
import inspect
import random
import textwrap
from collections.abc import Iterator
from types import SimpleNamespace
from unittest import mock

from torchtitan import trainer
from torchtitan.config import ParallelismConfig, TrainingConfig
from torchtitan.distributed.parallel_dims import ParallelDims

from .draws import plain_llama
from .grid import Case, Grid, Said, refusal
from .question import Question
from .ranks import world_of


class _Reached(Exception):
    """The check is behind us."""


def _cases(rng: random.Random, count: int) -> Iterator[Case]:
    for _ in range(count):
        tp, cp, replicas, shards = (rng.choice([1, 1, 2, 3, 4]) for _ in range(4))
        told = {"tp": tp, "cp": cp, "dp_replicate": replicas, "dp_shard": shards}
        told["sequence_parallel"] = rng.random() < 0.7
        divisor = tp * 2 * cp
        told["sequence_length"] = rng.choice([divisor * 64, 4096, 1000, divisor * 3, divisor * 5 + 1, cp * 2 * 7])
        told["micro_batch_size"] = rng.choice([1, 2, 3])
        told["global_batch_size"] = rng.choice([None, told["micro_batch_size"] * replicas * shards * 2, 16, 24, 6])
        mesh = {"tp_size": tp, "cp_size": cp, "dp_replicate_size": replicas, "dp_shard_size": shards}
        mesh["world_size"] = tp * cp * replicas * shards
        named = ("sequence_parallel", "sequence_length", "micro_batch_size", "global_batch_size")
        run = {"framework_version": "0.3.0", "cuda_graphs": False, "attn": "flex", **{name: told[name] for name in named}}
        yield Case(told, Question("torchtitan", {"config": plain_llama()}, mesh, run))


def _says(case: Case) -> Said:
    told = case.told
    world = told["tp"] * told["cp"] * told["dp_replicate"] * told["dp_shard"]
    dims = ParallelDims(told["dp_replicate"], told["dp_shard"], told["cp"], told["tp"], 1, 1, world)
    training = TrainingConfig(
        seq_len=told["sequence_length"],
        local_batch_size=told["micro_batch_size"],
        global_batch_size=told["global_batch_size"] or -1,
    )
    parallelism = ParallelismConfig(enable_sequence_parallel=told["sequence_parallel"])
    config = SimpleNamespace(model_spec=SimpleNamespace(), parallelism=parallelism, training=training)

    def check() -> None:
        """Runs Trainer.__init__ until the sequence is checked, then its check of the batch."""
        with (
            world_of(world),
            mock.patch.object(trainer.Trainer, "init_distributed", lambda _: dims),
            mock.patch.object(trainer.dist_utils, "set_spmd_backend", side_effect=_Reached),
            mock.patch.object(trainer.utils, "get_local_device", lambda: None),
            mock.patch.object(trainer.utils, "device_module", SimpleNamespace(set_device=lambda _: None)),
            contextlib.suppress(_Reached),
        ):
            trainer.Trainer(config)
        _check_batch(training, told["dp_replicate"] * told["dp_shard"])

    return refusal(check, ValueError, AssertionError)


def _check_batch(training: TrainingConfig, batch_degree: int) -> None:
    """The assertion of Trainer.__init__ on the global batch, taken out of its source: what lies between builds a model."""
    source = inspect.getsource(trainer.Trainer.__init__)
    start = source.index("        global_batch_size = config.training.global_batch_size")
    end = source.index("        # calculate gradient accumulation steps")
    exec(textwrap.dedent(source[start:end]), {"config": SimpleNamespace(training=training), "batch_degree": batch_degree})


def grid() -> Grid:
    return Grid(
        "torchtitan/run",
        "trainer.py#Trainer.__init__ (sequence, batch)",
        "torchtitan",
        _cases,
        _says,
        whole=2000,
        sample=300,
    )
