"""What accelerate asks of a model under context parallelism, on every causal language model of transformers."""

from __future__ import annotations

import random
from collections.abc import Iterator

import accelerate
import torch
import transformers
from accelerate.big_modeling import _attach_context_parallel_hooks

from .grid import Case, Explained, Grid, Said, refusal
from .models import causal_models
from .question import Answer, Question


def _cases(rng: random.Random, count: int) -> Iterator[Case]:
    models = causal_models()
    for name, config in rng.sample(models, min(count, len(models))):
        mesh = {"world_size": 4, "dp_shard_size": 2, "cp_size": 2, "strategy": "fsdp2"}
        run = {"framework_version": accelerate.__version__}
        plain = {**config.to_dict(), "architectures": [name]}
        yield Case({"model": name}, Question("accelerate", {"config": plain}, mesh, run), handed=config)


def _says(case: Case) -> Said:
    model = torch.nn.Module()
    model.__class__ = type(case.told["model"], (torch.nn.Module,), {})
    model.config = case.handed
    return refusal(lambda: _attach_context_parallel_hooks(model), ValueError)


def _without_sdpa(case: Case, said: Said, answer: Answer) -> bool:
    del said
    return answer.codes == ("cp.attention_unsupported",) and not getattr(transformers, case.told["model"])._supports_sdpa


def grid() -> Grid:
    return Grid(
        "accelerate/cp",
        "big_modeling.py#_attach_context_parallel_hooks",
        "accelerate",
        _cases,
        _says,
        whole=1000,
        sample=60,
        explained=[
            Explained(
                "a class without SDPA",
                "the framework is wrong by its own documents",
                "docs/source/concept_guides/context_parallelism.md names SDPA as the one attention that it cuts; the hook does"
                " not ask, and each rank attends to its part alone",
                _without_sdpa,
            )
        ],
    )
