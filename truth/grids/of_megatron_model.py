"""Megatron-Core's GPTModel: built on the meta device under a mesh, and run on the CPU where only a first step tells."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator
from typing import Any
from unittest import mock

import torch
from megatron.core import tensor_parallel
from megatron.core.models.gpt import GPTModel
from megatron.core.models.gpt.gpt_layer_specs import get_gpt_layer_local_spec
from megatron.core.transformer.moe import moe_utils

from .grid import Case, Grid, Said, refusal
from .megatron_models import VERSION, experts_of, plain, transformer_config
from .question import Question


def _config(rng: random.Random, kind: str, ways: int) -> dict[str, Any]:
    """Small numbers, most of them multiples of the ways in which they are cut."""

    def number(times: int) -> int:
        return times * ways if rng.random() < 0.8 else times * ways + rng.choice([1, 2, 16])

    heads, groups = rng.choice([(8, 8), (8, 4), (24, 1), (16, 2), (12, 3), (24, 8)])
    config = plain(kind, num_hidden_layers=2, num_attention_heads=heads, num_key_value_heads=groups, head_dim=16)
    config |= {"hidden_size": heads * 16, "intermediate_size": number(16), "vocab_size": 128 * ways}
    if kind == "moe":
        config |= {"num_experts": rng.choice([8, 6, 16, 9]), "moe_intermediate_size": number(8), "num_experts_per_tok": 2}
    return config


def _cases(rng: random.Random, count: int) -> Iterator[Case]:
    for _ in range(count):
        kind = rng.choice(["dense", "moe"])
        tp = rng.choice([1, 2, 3, 4, 6, 8])
        ep = rng.choice([1, 2, 3, 4]) if kind == "moe" else 1
        etp = rng.choice([None, 1, 2, 3]) if kind == "moe" else None
        told = {"kind": kind, "tp": tp, "pp": 1, "cp": 1, "ep": ep, "etp": etp, "sequence_parallel": tp > 1}
        told["world_size"] = tp * ep * (etp or tp)
        config = _config(rng, kind, tp * (etp or 1))
        mesh = {"tp_size": tp, "ep_size": ep, "world_size": told["world_size"]}
        run = {**VERSION, "expert_tensor_parallel_size": etp, "sequence_parallel": tp > 1}
        yield Case(told, Question("megatron", {"config": config}, mesh, run), handed=config)


def _model(config: dict[str, Any], told: dict[str, Any], device: str) -> GPTModel:
    # The norms of torch, which stand in for those of Transformer Engine, know no sequence parallelism: it cuts no weight.
    told = {**told, "sequence_parallel": False}
    own = transformer_config(config, told, use_cpu_initialization=True, perform_initialization=device != "meta")
    layer = get_gpt_layer_local_spec(num_experts=experts_of(config), moe_grouped_gemm=False, normalization="RMSNorm")
    with torch.device(device):
        return GPTModel(own, layer, vocab_size=config["vocab_size"], max_sequence_length=64, position_embedding_type="rope")


def _says(case: Case) -> Said:
    from .of_megatron import initialized, sizes_of

    def check() -> None:
        with initialized(case.told["world_size"], **sizes_of(case.told)):
            _model(case.handed, case.told, "meta")

    return refusal(check, ValueError, AssertionError, RuntimeError)


def built() -> Grid:
    return Grid(
        "megatron/model",
        "core/models/gpt/gpt_model.py#GPTModel.__init__, on the meta device",
        "megatron-core",
        _cases,
        _says,
        whole=1500,
        sample=150,
    )


def _forward_cases(rng: random.Random, count: int) -> Iterator[Case]:
    for _ in range(count):
        kind = rng.choice(["dense", "moe"])
        config = plain(kind, num_hidden_layers=1, head_dim=16, intermediate_size=64, vocab_size=128)
        heads, groups = rng.choice([(8, 4), (5, 3), (6, 4), (7, 7), (9, 3), (8, 3), (4, 8)])
        config |= {"num_attention_heads": heads, "num_key_value_heads": groups, "hidden_size": heads * 16}
        if kind == "moe":
            config |= {"num_experts": rng.choice([4, 8]), "num_experts_per_tok": rng.choice([1, 2, 4, 8])}
            config |= {"moe_intermediate_size": 32}
        tp = 2 if heads % 2 == 0 and groups % 2 == 0 and rng.random() < 0.5 else 1
        told = {"kind": kind, "tp": tp, "pp": 1, "cp": 1, "ep": 1, "etp": None, "sequence_parallel": False}
        told["world_size"] = tp
        run = {**VERSION, "sequence_parallel": False}
        yield Case(told, Question("megatron", {"config": config}, {"tp_size": tp, "world_size": tp}, run), handed=config)


@contextlib.contextmanager
def _on_the_cpu() -> Iterator[None]:
    """Without CUDA there is no current device, and there are no CUDA generators to fork and no dropout that would ask them;
    without Transformer Engine the router has a name that nobody defined."""
    tracker = tensor_parallel.get_cuda_rng_tracker()
    with (
        mock.patch.object(type(tracker), "fork", lambda *_, **__: contextlib.nullcontext()),
        mock.patch.object(torch.cuda, "current_device", lambda: torch.device("cpu")),
        mock.patch.object(moe_utils, "te_general_gemm", None, create=True),
    ):
        yield


def _forward_says(case: Case) -> Said:
    from .of_megatron import initialized, sizes_of

    def check() -> None:
        with initialized(case.told["world_size"], **sizes_of(case.told)), _on_the_cpu():
            model = _model(case.handed, case.told, "cpu").to(torch.bfloat16)
            tokens = torch.arange(16).reshape(1, 16)
            mask = torch.ones(1, 1, 16, 16, dtype=torch.bool).triu(1)
            model(tokens, tokens, mask)

    return refusal(check, ValueError, AssertionError, RuntimeError)


def forward() -> Grid:
    return Grid(
        "megatron/forward",
        "core/models/gpt/gpt_model.py#GPTModel.forward, on the CPU",
        "megatron-core",
        _forward_cases,
        _forward_says,
        whole=200,
        sample=40,
    )
