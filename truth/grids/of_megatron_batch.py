"""What Megatron-Core asks of a batch: the number of microbatches that each data-parallel rank gets."""

from __future__ import annotations

import random
from collections.abc import Iterator

from megatron.core import num_microbatches_calculator

from .grid import Case, Grid, Said, refusal
from .megatron_models import VERSION, plain
from .question import Question


def _cases(rng: random.Random, count: int) -> Iterator[Case]:
    for _ in range(count):
        tp, pp, cp, dp = (rng.choice([1, 1, 2, 3, 4]) for _ in range(4))
        micro = rng.choice([1, 2, 3, 4])
        whole = micro * dp * rng.choice([1, 2, 8]) if rng.random() < 0.5 else rng.choice([8, 12, 16, 24, 32, 64, micro * tp])
        told = {"micro_batch_size": micro, "global_batch_size": whole, "dp": dp}
        mesh = {"tp_size": tp, "pp_size": pp, "cp_size": cp, "world_size": tp * pp * cp * dp}
        run = {**VERSION, "micro_batch_size": micro, "global_batch_size": whole, "sequence_parallel": tp > 1}
        yield Case(told, Question("megatron", {"config": plain("dense")}, mesh, run))


def _says(case: Case) -> Said:
    told = case.told

    def check() -> None:
        num_microbatches_calculator.destroy_num_microbatches_calculator()
        sizes = told["global_batch_size"], told["micro_batch_size"], told["dp"]
        num_microbatches_calculator.init_num_microbatches_calculator(0, None, *sizes)

    return refusal(check, AssertionError)


def grid() -> Grid:
    return Grid(
        "megatron/batch",
        "core/num_microbatches_calculator.py#ConstantNumMicroBatchesCalculator",
        "megatron-core",
        _cases,
        _says,
        whole=1000,
        sample=200,
    )
