"""What Megatron-Core's TransformerConfig and get_num_layers_to_build refuse: heads, experts, stages and their layouts."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from megatron.core.transformer.transformer_block import get_num_layers_to_build

from .draws import ROUND, divisor
from .grid import Case, Grid, Said, refusal
from .megatron_models import KINDS, VERSION, plain, transformer_config
from .question import Question

HEADS = [(32, 8), (64, 8), (24, 8), (40, 10), (28, 4), (16, 1), (24, 3), (12, 12), (56, 56), (ROUND, ROUND)]
LAYERS = [24, 30, 32, 36, 48, 60, 61, 62, 80, 94, 126]
SPLIT = [
    "virtual_stages",
    "first_stage_layers",
    "last_stage_layers",
    "account_for_embedding",
    "account_for_loss",
    "stage_layout",
]


def _heads(rng: random.Random, kind: str) -> dict[str, Any]:
    heads, groups = rng.choice(HEADS)
    changed: dict[str, Any] = {"num_attention_heads": heads, "num_key_value_heads": groups if kind != "mla" else heads}
    if kind == "mla" and rng.random() < 0.4:
        changed |= {"n_group": rng.choice([2, 4, 8, 11, 13]), "topk_group": rng.choice([1, 2, 4])}
    if kind == "gdn":
        key = rng.choice([8, 16, 12])
        changed |= {"linear_num_key_heads": key, "linear_num_value_heads": rng.choice([key, 2 * key, 2 * key, 4 * key, 20])}
    return changed


def _layout(rng: random.Random, layers: int, stages: int, right: bool) -> str:
    """A layout in Megatron's own notation: the first stage has the embedding, the last the loss, what lies between the rest."""
    counts = [layers // stages] * stages
    for index in range(layers % stages):
        counts[index] += 1
    if not right:
        counts[-1] += rng.choice([-1, 1]) if counts[-1] > 0 else 1
    words = ["t" * count for count in counts]
    words[0], words[-1] = "E" + words[0], words[-1] + "L"
    return "|".join(words)


def _split(rng: random.Random, layers: int, pp: int) -> dict[str, Any]:
    """How layers go to stages: evenly, unless the run says otherwise in one of Megatron's ways."""
    way = rng.choice(["even", "even", "virtual", "ends", "ends", "account", "layout", "both"])
    told: dict[str, Any] = {}
    if way in ("virtual", "both") and pp > 1:
        told["virtual_stages"] = rng.choice([2, 3, 4]) if rng.random() < 0.5 else divisor(rng, max(1, layers // pp))
    if way in ("ends", "both") and pp > 1:
        if rng.random() < 0.7:
            told["first_stage_layers"] = rng.randint(1, max(1, layers // pp + 1))
        if rng.random() < 0.7:
            told["last_stage_layers"] = rng.randint(1, max(1, layers // pp + 1))
        rest = layers - told.get("first_stage_layers", 0) - told.get("last_stage_layers", 0)
        middle = pp - ("first_stage_layers" in told) - ("last_stage_layers" in told)
        if middle > 0 and "first_stage_layers" in told and rng.random() < 0.6:
            told["first_stage_layers"] += rest % middle  # what is left goes to the first stage: right
    if way == "account":
        told["account_for_embedding"], told["account_for_loss"] = rng.choice([(True, True), (True, False), (False, True)])
    if way == "layout" and pp > 1:
        told["stage_layout"] = _layout(rng, layers, pp * rng.choice([1, 1, 2]), rng.random() < 0.7)
    return told


def _cases(rng: random.Random, count: int) -> Iterator[Case]:
    for _ in range(count):
        kind = rng.choice(KINDS)
        layers = rng.choice(LAYERS)
        tp, pp = rng.choice([1, 1, 2, 2, 4, 8, 3, 16]), rng.choice([1, 1, 1, 2, 2, 3, 4, 8, 16])
        cp = rng.choice([1, 1, 1, 2])
        ep = rng.choice([1, 2, 8]) if kind != "dense" else rng.choice([1, 1, 1, 2])
        etp = rng.choice([None, 1]) if kind != "dense" else None
        told: dict[str, Any] = {"kind": kind, "tp": tp, "pp": pp, "cp": cp, "ep": ep, "etp": etp}
        # At tp 1 the flags turn sequence parallelism off and the config refuses it: what is in effect is off.
        told["sequence_parallel"] = tp > 1 and (kind != "dense" or rng.random() < 0.5)
        told |= _split(rng, layers, pp)
        config = plain(kind, num_hidden_layers=layers, **_heads(rng, kind))
        mesh = {"tp_size": tp, "pp_size": pp, "cp_size": cp, "ep_size": ep, "world_size": tp * pp * cp * ep * 2}
        run = {**VERSION, "expert_tensor_parallel_size": etp, "sequence_parallel": told["sequence_parallel"]}
        run |= {name: told[name] for name in SPLIT if told.get(name)}
        needs = () if any(told.get(name) for name in SPLIT[1:]) else ("pp.layers_not_divisible", "stage_layout")
        yield Case(told, Question("megatron", {"config": config}, mesh, run), handed=config, needs=needs)


def _says(case: Case) -> Said:
    def check() -> None:
        config = transformer_config(case.handed, case.told)
        for rank in range(case.told["pp"]):
            for stage in range(config.virtual_pipeline_model_parallel_size or 1):
                if config.pipeline_model_parallel_layout is None:
                    get_num_layers_to_build(config, vp_stage=stage, pp_rank=rank)

    return refusal(check, ValueError, AssertionError)


def grid() -> Grid:
    return Grid(
        "megatron/config",
        "core/transformer/transformer_config.py#TransformerConfig.__post_init__, transformer_block.py#get_num_layers_to_build",
        "megatron-core",
        _cases,
        _says,
        whole=4000,
        sample=500,
    )
