"""Which classes of transformers have the plan that an axis needs: each is built on the meta device and its plans resolved."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import transformers
from generate import look, source_transformers
from transformers.distributed import DistributedConfig
from transformers.models.auto import modeling_auto

from .grid import Case, Grid, Said, refusal
from .question import Question

KINDS = ["MODEL_FOR_CAUSAL_LM_MAPPING_NAMES", "MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING_NAMES"]


def _names() -> list[tuple[str, list[str]]]:
    named = [names for kind in KINDS for names in getattr(modeling_auto, kind).values()]
    wanted = {name for names in named for name in ([names] if isinstance(names, str) else names)}
    return [(name, types) for name, types in source_transformers.architectures().items() if name in wanted]


def _cases(rng: random.Random, count: int) -> Iterator[Case]:
    names = _names()
    for name, types in rng.sample(names, min(count, len(names))):
        with look.silence():
            try:
                cls = source_transformers.load(name, types)
                model = look.live(cls, source_transformers.config_classes(name, cls))[0]
            except Exception:
                continue
        config = {**model.config.to_dict(), "architectures": [name]}
        for axis in ("tp", "fsdp", "ep"):
            told = {"class": name, "axis": axis, "ranks": 2}
            sizes = {"tp_size": 2} if axis == "tp" else {"dp_shard_size": 2}
            if axis == "ep":
                sizes["ep_size"] = 2
            mesh = {"world_size": 2, **sizes}
            run = {"framework_version": transformers.__version__}
            yield Case(told, Question("transformers", {"config": config}, mesh, run), handed=model)


def _says(case: Case) -> Said:
    axis = case.told["axis"]
    sizes = {"tp_size": 2 if axis == "tp" else 1, "fsdp_size": 1 if axis == "tp" else 2, "ep_size": 2 if axis == "ep" else 1}
    with look.silence():
        return refusal(lambda: case.handed._resolve_parallel_plans(DistributedConfig(**sizes)), ValueError)


def grid() -> Grid | dict[str, Any]:
    if not hasattr(transformers.PreTrainedModel, "_resolve_parallel_plans"):
        row = {"grid": "transformers/plans", "package": "transformers", "version": transformers.__version__}
        return {**row, "not_run": "this version asks for plans while it distributes weights, and not before"}
    return Grid(
        "transformers/plans",
        "distributed/mixin.py#DistributedMixin._resolve_parallel_plans",
        "transformers",
        _cases,
        _says,
        whole=1000,
        sample=30,
        early=True,
    )
