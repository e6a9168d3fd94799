"""Megatron-LM's own flags: parse_args and validate_args, which no package holds. They are run from a checkout."""

from __future__ import annotations

import argparse
import contextlib
import functools
import importlib
import io
import os
import random
import sys
import typing
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

import torch

from .draws import plain_llama
from .grid import Case, Grid, Said, refusal
from .question import Question

LAYERS = [24, 32, 36, 48, 60, 61, 94]
HEADS = [(32, 8), (64, 8), (24, 8), (28, 4), (12, 12), (16, 1)]
#: What a run without GPUs, Transformer Engine and data needs to be looked at.
ALWAYS = ["--transformer-impl", "local", "--no-persist-layer-norm", "--no-gradient-accumulation-fusion"]
ALWAYS += ["--no-masked-softmax-fusion", "--no-rope-fusion", "--bf16", "--train-iters", "10", "--lr", "1e-4", "--mock-data"]
ALWAYS += ["--tokenizer-type", "NullTokenizer", "--vocab-size", "4096", "--position-embedding-type", "rope"]


def _cases(version: str) -> Any:
    def cases(rng: random.Random, count: int) -> Iterator[Case]:
        for _ in range(count):
            yield _draw(rng, version)

    return cases


def _draw(rng: random.Random, version: str) -> Case:
    moe = rng.random() < 0.4
    heads, groups = rng.choice(HEADS)
    layers = rng.choice(LAYERS)
    tp, pp, cp = rng.choice([1, 2, 4, 3]), rng.choice([1, 1, 2, 4, 8]), rng.choice([1, 1, 2])
    ep = rng.choice([1, 2, 4]) if moe else rng.choice([1, 1, 1, 1, 2])
    etp = 1 if moe else None
    dp = rng.choice([1, 2, 4]) * (ep if rng.random() < 0.8 and tp * pp * cp < 16 else 1)
    world = tp * pp * cp * dp if rng.random() < 0.9 else tp * pp * cp * dp + 1
    told: dict[str, Any] = {"tp": tp, "pp": pp, "cp": cp, "ep": ep, "etp": etp, "world_size": world, "layers": layers}
    told |= {"heads": heads, "groups": groups, "experts": rng.choice([8, 16, 12]) if moe else None}
    told["sequence_length"] = rng.choice([4096, 4096, 2048, 4098, 1002, 16384])
    told["micro_batch_size"] = rng.choice([1, 2])
    told["global_batch_size"] = rng.choice([None, told["micro_batch_size"] * max(1, dp) * 8])
    if pp > 1:
        way = rng.choice(["even", "even", "virtual", "ends", "account"])
        told |= {"virtual_stages": rng.choice([2, 3])} if way == "virtual" else {}
        told |= {"first_stage_layers": max(1, layers - (pp - 1) * (layers // pp))} if way == "ends" else {}
        told |= {"account_for_embedding": True, "account_for_loss": True} if way == "account" else {}
    numbers = {"num_attention_heads": heads, "num_key_value_heads": groups, "num_hidden_layers": layers, "head_dim": 64}
    config = plain_llama(**numbers, max_position_embeddings=8192, hidden_size=heads * 64)
    if moe:
        config |= {"architectures": ["Qwen3MoeForCausalLM"], "model_type": "qwen3_moe", "num_experts": told["experts"]}
        config |= {"num_experts_per_tok": 2, "moe_intermediate_size": 53760, "decoder_sparse_step": 1, "mlp_only_layers": []}
    mesh = {"tp_size": tp, "pp_size": pp, "cp_size": cp, "ep_size": ep, "world_size": world}
    named = ["sequence_length", "micro_batch_size", "global_batch_size", "virtual_stages", "first_stage_layers"]
    named += ["account_for_embedding", "account_for_loss"]
    run = {"framework_version": version, "expert_tensor_parallel_size": etp, "sequence_parallel": tp > 1}
    run |= {name: told[name] for name in named if told.get(name) is not None}
    uneven = any(told.get(name) for name in named[3:])
    needs = () if uneven else ("pp.layers_not_divisible", "stage_layout")
    return Case(told, Question("megatron", {"config": config}, mesh, run), needs=needs)


def _flags(told: dict[str, Any]) -> list[str]:
    words = {
        "--tensor-model-parallel-size": told["tp"],
        "--pipeline-model-parallel-size": told["pp"],
        "--context-parallel-size": told["cp"],
        "--expert-model-parallel-size": told["ep"],
        "--expert-tensor-parallel-size": told["etp"],
        "--num-layers": told["layers"],
        "--hidden-size": told["heads"] * 64,
        "--num-attention-heads": told["heads"],
        "--num-query-groups": told["groups"],
        "--ffn-hidden-size": 53760 * 8,
        "--seq-length": told["sequence_length"],
        "--max-position-embeddings": 8192,
        "--micro-batch-size": told["micro_batch_size"],
        "--global-batch-size": told["global_batch_size"],
        "--num-experts": told["experts"],
        "--moe-ffn-hidden-size": 53760 if told["experts"] else None,
        "--num-virtual-stages-per-pipeline-rank": told.get("virtual_stages"),
        "--decoder-first-pipeline-num-layers": told.get("first_stage_layers"),
    }
    flags = [word for flag, value in words.items() if value is not None for word in (flag, str(value))]
    flags += ["--group-query-attention", "--swiglu", "--disable-bias-linear", "--normalization", "RMSNorm"]
    flags += ["--sequence-parallel"] if told["tp"] > 1 else []
    flags += ["--account-for-embedding-in-pipeline-split"] if told.get("account_for_embedding") else []
    flags += ["--account-for-loss-in-pipeline-split"] if told.get("account_for_loss") else []
    return flags + ALWAYS


@functools.cache
def _parser() -> argparse.ArgumentParser:
    """The parser of Megatron-LM: to make it takes longer than to use it."""
    return importlib.import_module("megatron.training.arguments").add_megatron_arguments(
        argparse.ArgumentParser(allow_abbrev=False)
    )


def _builds(config: Any, told: dict[str, Any]) -> None:
    """What the model and its first step ask of the config: the layers of each stage, and whole parts of a sequence."""
    block = importlib.import_module("megatron.core.transformer.transformer_block")
    if config.pipeline_model_parallel_layout is None:
        for rank in range(told["pp"]):
            for stage in range(config.virtual_pipeline_model_parallel_size or 1):
                block.get_num_layers_to_build(config, vp_stage=stage, pp_rank=rank)
    mappings = importlib.import_module("megatron.core.tensor_parallel.mappings")
    if config.sequence_parallel and told.get("sequence_length"):
        ranks = SimpleNamespace(size=lambda: told["tp"], rank=lambda: 0)
        part = torch.empty(told["sequence_length"] // told["cp"], 1, device="meta")
        mappings._split_along_first_dim(part, ranks)


def _says(case: Case) -> Said:
    arguments = importlib.import_module("megatron.training.arguments")
    microbatches = importlib.import_module("megatron.core.num_microbatches_calculator")
    parser = _parser()
    environment = {"WORLD_SIZE": str(case.told["world_size"]), "RANK": "0", "CUDA_DEVICE_MAX_CONNECTIONS": "1"}

    def check() -> None:
        argv = ["pretrain_gpt.py", *_flags(case.told)]
        with (
            mock.patch.dict(os.environ, environment),
            mock.patch.object(sys, "argv", argv),
            mock.patch.object(arguments, "add_megatron_arguments", lambda _: parser),
            mock.patch.object(arguments, "get_device_arch_version", lambda: 9),  # Hopper
        ):
            args = arguments.validate_args(arguments.parse_args())
            _builds(arguments.core_transformer_config_from_args(args), case.told)
        of_megatron = importlib.import_module(f"{__package__}.of_megatron")
        with of_megatron.initialized(case.told["world_size"], **of_megatron.sizes_of(case.told)):
            pass
        microbatches.destroy_num_microbatches_calculator()
        sizes = args.global_batch_size, args.micro_batch_size, args.data_parallel_size
        microbatches.init_num_microbatches_calculator(0, None, *sizes)

    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return refusal(check, AssertionError, ValueError, RuntimeError)


def grids(checkouts: dict[str, str]) -> list[Grid | dict[str, Any]]:
    name = "megatron-lm/arguments"
    checkout = checkouts.get("megatron")
    if checkout is None:
        return [
            {"grid": name, "package": "Megatron-LM", "version": "", "not_run": "no package holds it; --checkout megatron=DIR"}
        ]
    sys.path.insert(0, str(Path(checkout).resolve()))  # its megatron.core belongs to it, and not the installed one
    if not hasattr(typing, "override"):  # its newest sources are for Python 3.12, and nothing else of it is asked for here
        typing.override = lambda method: method
    version = importlib.import_module("megatron.core.package_info").__version__
    runs = "training/arguments.py#validate_args and what starts after it"
    return [Grid(name, runs, f"Megatron-LM {version}", _cases(version), _says, whole=1500, sample=100)]
