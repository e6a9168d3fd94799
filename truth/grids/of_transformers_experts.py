"""Which kinds of models merge experts that their checkpoints store one by one: the ranks of FSDP must have some each."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import transformers
from transformers import conversion_mapping
from transformers.models.auto.configuration_auto import CONFIG_MAPPING, CONFIG_MAPPING_NAMES

from .draws import plain_moe
from .facts import able
from .grid import Case, Grid, Said
from .question import Question

#: Families that are published stacked and converted one by one: which of the two a run loads, their class does not say.
BOTH_WAYS = ("qwen3_5", "qwen4_exp")
#: Five rows of two for eight experts: the fifth rank has none.
EXPERTS, RANKS = 8, 5


def _patterns(kind: str) -> list[Any]:
    return conversion_mapping.get_checkpoint_conversion_mapping(_as(kind)) or []


def _as(kind: str) -> str:
    """A kind may be read as another one is, where it has nothing of its own."""
    others = getattr(conversion_mapping, "_MODEL_TO_CONVERSION_PATTERN", {})
    return kind if conversion_mapping.get_checkpoint_conversion_mapping(kind) or kind not in others else others[kind]


def _merges(kind: str) -> bool:
    """Whether experts are merged in a model of this kind, or in a part of it."""
    steps = [step for pattern in _patterns(kind) for step in getattr(pattern, "operations", ())]
    if any(type(step).__name__ == "MergeModulelist" for step in steps):
        return True
    parts = getattr(CONFIG_MAPPING[kind], "sub_configs", {}) if kind in CONFIG_MAPPING_NAMES else {}
    names = {getattr(part, "model_type", "") for part in parts.values()} - {"", kind}
    return any(_merges(name) for name in names)


def _cases(rng: random.Random, count: int) -> Iterator[Case]:
    kinds = sorted(kind for kind in CONFIG_MAPPING_NAMES if not kind.startswith(BOTH_WAYS))
    for kind in rng.sample(kinds, min(count, len(kinds))):
        config = {**plain_moe(EXPERTS), "model_type": kind}
        run = {"framework_version": transformers.__version__}
        yield Case({"kind": kind}, Question("transformers", able(config), {"world_size": RANKS, "dp_shard_size": RANKS}, run))


def _says(case: Case) -> Said:
    merges = _merges(case.told["kind"])
    return Said(merges, "it merges experts" if merges else "")


def grid() -> Grid:
    return Grid(
        "transformers/experts",
        "conversion_mapping.py#_build_checkpoint_conversion_mapping",
        "transformers",
        _cases,
        _says,
        whole=2000,
        sample=150,
    )
