"""How torchtitan splits a model into stages, and which microbatches torch's schedules take."""

from __future__ import annotations

import random
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import torch
from torch.distributed.pipelining import PipelineStage
from torchtitan.config import ParallelismConfig
from torchtitan.distributed import pipeline_parallel

from .draws import plain_llama
from .grid import Case, Grid, Said, refusal
from .question import Question
from .ranks import world_of

SINGLE = ["1F1B", "GPipe", "1f1b"]
MULTI = ["Interleaved1F1B", "LoopedBFS", "InterleavedZeroBubble", "ZBVZeroBubble", "DualPipeV", "interleaved1f1b"]


def _run(told: dict[str, Any]) -> dict[str, Any]:
    return {
        "framework_version": "0.3.0",
        "cuda_graphs": False,
        "pipeline_schedule": told["schedule"],
        "layers_per_stage": told.get("layers_per_stage"),
        "first_stage_less_layers": told["first_less"] if told.get("first_less", 1) != 1 else None,
        "last_stage_less_layers": told["last_less"] if told.get("last_less", 1) != 1 else None,
        "num_microbatches": told.get("microbatches"),
        "micro_batch_size": 1 if "microbatches" in told else None,
    }


def _case(told: dict[str, Any]) -> Case:
    config = plain_llama(num_hidden_layers=told["layers"])
    mesh = {"pp_size": told["pp"], "world_size": told["pp"], "dp_shard_size": 1, "dp_replicate_size": 1}
    return Case(told, Question("torchtitan", {"config": config}, mesh, _run(told)))


def _split_cases(rng: random.Random, count: int) -> Iterator[Case]:
    for _ in range(count):
        pp, layers = rng.choice([2, 3, 4, 8, 16]), rng.choice([2, 6, 14, 16, 28, 30, 32, 36, 61, 62, 64, 80, 94, 126])
        schedule = rng.choice(SINGLE + MULTI)
        told = {"pp": pp, "layers": layers, "schedule": schedule, "first_less": 1, "last_less": 1}
        if rng.random() < 0.2:
            told["first_less"], told["last_less"] = rng.choice([(0, 0), (2, 1), (1, 0), (3, 3)])
        if rng.random() < 0.6:
            stages = pp * (1 if schedule in SINGLE else rng.choice([2, 2, 3, 4]))
            even = max(1, -(-(layers + 2) // stages))
            told["layers_per_stage"] = even if rng.random() < 0.6 else rng.randint(1, max(1, layers))
        yield _case(told)


def _split_says(case: Case) -> Said:
    told = case.told
    parallelism = ParallelismConfig(
        pipeline_parallel_degree=told["pp"],
        pipeline_parallel_schedule=told["schedule"],
        pipeline_parallel_layers_per_stage=told.get("layers_per_stage"),
        pipeline_parallel_first_stage_less_layers=told["first_less"],
        pipeline_parallel_last_stage_less_layers=told["last_less"],
    )
    model = SimpleNamespace(layers=[None] * told["layers"])

    def check() -> None:
        stages, *rest = pipeline_parallel._get_pipeline_metadata(SimpleNamespace(pp=told["pp"]), parallelism, model)
        pipeline_parallel._generate_llm_fqn_per_model_part(stages, *rest)
        for rank in range(told["pp"]):
            pipeline_parallel._get_pp_rank_to_stage_indices_mapping(rank, told["pp"], told["schedule"], stages)

    return refusal(check, ValueError, AssertionError)


def _schedule_cases(rng: random.Random, count: int) -> Iterator[Case]:
    for _ in range(count):
        pp = rng.choice([2, 3, 4, 8])
        told = {"pp": pp, "layers": 64, "schedule": rng.choice(SINGLE + MULTI)}
        stages = 1 if told["schedule"] in SINGLE else 2
        told["microbatches"] = rng.choice([1, 2, pp - 1, pp, pp + 1, 2 * pp, 3 * pp, 2 * pp + 1, pp * stages, pp * stages - 1])
        yield _case(told)


def _schedule_says(case: Case) -> Said:
    told = case.told
    parallelism = ParallelismConfig(pipeline_parallel_degree=told["pp"], pipeline_parallel_schedule=told["schedule"])
    stages = told["pp"] * (1 if told["schedule"] in SINGLE else 2)

    def check() -> None:
        with world_of(told["pp"]):
            mine = pipeline_parallel._get_pp_rank_to_stage_indices_mapping(0, told["pp"], told["schedule"], stages)
            held = [PipelineStage(torch.nn.Identity(), index, stages, torch.device("cpu")) for index in mine]
            pipeline_parallel._build_pipeline_schedule(
                parallelism=parallelism,
                local_batch_size=told["microbatches"],
                stages=held,
                loss_fn=lambda *_: (None, None),
            )

    return refusal(check, ValueError, AssertionError)


def split() -> Grid:
    return Grid(
        "torchtitan/split",
        "distributed/pipeline_parallel.py#_get_pipeline_metadata, _generate_llm_fqn_per_model_part",
        "torchtitan",
        _split_cases,
        _split_says,
        whole=4000,
        sample=400,
    )


def schedule() -> Grid:
    return Grid(
        "torchtitan/schedule",
        "distributed/pipeline_parallel.py#_build_pipeline_schedule and torch's schedules",
        "torchtitan",
        _schedule_cases,
        _schedule_says,
        whole=600,
        sample=80,
    )
