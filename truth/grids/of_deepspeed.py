"""DeepSpeed: its batch equation, the shards of AutoTP, the folding of AutoEP, the checks of Ulysses, pipelines beside ZeRO."""

from __future__ import annotations

import random
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from unittest import mock

import deepspeed
import torch
import torch.distributed as dist
from deepspeed.module_inject import auto_ep_config, tp_shard
from deepspeed.runtime.config import DeepSpeedConfig
from deepspeed.runtime.sequence_parallel import ulysses_sp

from .deepspeed_ranks import communicating
from .draws import plain_llama, plain_moe
from .facts import able
from .grid import Case, Grid, Said, refusal
from .question import Question

VERSION = {"framework_version": deepspeed.__version__}


def _question(config: dict[str, Any], mesh: dict[str, Any], **run: Any) -> Question:
    return Question("deepspeed", able(config), mesh, {**VERSION, **run})


def _batch_cases(rng: random.Random, count: int) -> Iterator[Case]:
    for _ in range(count):
        tp, dp = rng.choice([1, 1, 2, 4]), rng.choice([1, 2, 4, 8, 3])
        micro, accumulation = rng.choice([1, 2, 4]), rng.choice([1, 2, 8])
        right = micro * accumulation * dp
        whole = right if rng.random() < 0.5 else rng.choice([right * tp, micro * accumulation, right * 2, right + 1, 32])
        words = {
            "train_micro_batch_size_per_gpu": micro,
            "gradient_accumulation_steps": accumulation,
            "train_batch_size": whole,
        }
        if rng.random() < 0.3:
            words.pop(rng.choice(list(words)))
        stage = rng.choice([0, 1, 2, 3])
        told = {**words, "dp": dp, "stage": stage}
        run = {"micro_batch_size": words.get("train_micro_batch_size_per_gpu")}
        run |= {"gradient_accumulation": words.get("gradient_accumulation_steps")}
        run |= {"global_batch_size": words.get("train_batch_size"), "sharding": {"engine": "deepspeed", "stage": stage}}
        yield Case(told, _question(plain_llama(), {"tp_size": tp, "world_size": tp * dp}, **run))


def _batch_says(case: Case) -> Said:
    words = {name: case.told[name] for name in case.told if name not in ("dp", "stage")}
    config = {**words, "zero_optimization": {"stage": case.told["stage"]}}
    ranks = SimpleNamespace(get_data_parallel_world_size=lambda: case.told["dp"])
    with mock.patch("deepspeed.runtime.config.dist.get_rank", lambda: 0):
        return refusal(lambda: DeepSpeedConfig(config, mpu=ranks), AssertionError)


def _tp_cases(rng: random.Random, count: int) -> Iterator[Case]:
    for _ in range(count):
        heads, groups = rng.choice([(32, 8), (28, 4), (24, 3), (16, 1), (40, 10), (12, 12), (14, 2)])
        told = {"heads": heads, "groups": groups, "tp": rng.choice([2, 3, 4, 8, 5, 16])}
        config = plain_llama(num_attention_heads=heads, num_key_value_heads=groups)
        mesh = {"tp_size": told["tp"], "world_size": told["tp"]}
        yield Case(told, _question(config, mesh, sharding={"engine": "deepspeed", "stage": 1}))


def _tp_says(case: Case) -> Said:
    """AutoTP gives ranks different numbers of key/value heads, and refuses nothing; a rank that gets none has no attention."""
    told = case.told
    meta = tp_shard.AutoTPMeta(num_kv_heads=told["groups"], num_attention_heads=told["heads"])
    shards = tp_shard.get_shard_size_list(told["groups"] * 64, told["tp"], meta, "k_proj")
    empty = [rank for rank, size in enumerate(shards) if size == 0]
    return Said(
        bool(empty), f"get_shard_size gives ranks {empty[:3]} none of {told['groups']} key/value heads" if empty else ""
    )


def _ep_cases(rng: random.Random, count: int) -> Iterator[Case]:
    for _ in range(count):
        tp, pp, ep = rng.choice([1, 1, 2, 4]), rng.choice([1, 1, 2]), rng.choice([2, 4, 8, 3])
        ranks = pp * rng.choice([tp * ep, tp * ep, ep, 8, 16, tp * ep * 2])
        experts = rng.choice([8, 16, 12, 64])
        told = {"tp": tp, "pp": pp, "ep": ep, "world_size": ranks, "experts": experts, "stage": rng.choice([0, 1, 2])}
        if pp > 1 and told["stage"] > 1:
            told["stage"] = 1  # which the pipeline's own grid asks for
        mesh = {"tp_size": tp, "pp_size": pp, "ep_size": ep, "world_size": ranks}
        stage = {"engine": "deepspeed", "stage": told["stage"]}
        yield Case(told, _question(plain_moe(experts), mesh, expert_tensor_parallel_size=1, sharding=stage))


def _ep_says(case: Case) -> Said:
    told = case.told
    config = auto_ep_config.parse_autoep_config({"enabled": True, "autoep_size": told["ep"]})
    layer = SimpleNamespace(moe_module_name="mlp", num_experts=told["experts"], score_apply="post")
    layer.num_expert_groups = layer.num_limited_groups = None

    def check() -> None:
        auto_ep_config.validate_autoep_config(config, told["world_size"], told["pp"], told["tp"], 1, zero_stage=told["stage"])
        auto_ep_config.validate_autoep_post_detection(config, [layer])

    return refusal(check, ValueError)


def _ulysses_cases(rng: random.Random, count: int) -> Iterator[Case]:
    for _ in range(count):
        heads, groups = rng.choice([(32, 8), (28, 4), (24, 3), (16, 1), (40, 10), (12, 12), (64, 8)])
        told = {"heads": heads, "groups": groups, "sp": rng.choice([2, 4, 8, 3, 6, 16])}
        told["sequence_length"] = rng.choice([4096, 4096, 3 * 2**10, 1000, 4098])
        config = plain_llama(num_attention_heads=heads, num_key_value_heads=groups)
        mesh = {"cp_size": told["sp"], "world_size": told["sp"]}
        stage = {"engine": "deepspeed", "stage": 3}
        settings = {"cp_style": "ulysses", "sequence_length": told["sequence_length"], "sharding": stage}
        yield Case(told, _question(config, mesh, **settings))


def _ulysses_says(case: Case) -> Said:
    told = case.told
    words = {"batch_size": 1, "attn_head_count": told["heads"], "attn_head_size": 64, "kv_head_count": told["groups"]}

    def gather(into: list[torch.Tensor], one: torch.Tensor, group: Any = None) -> None:
        for other in into:
            other.copy_(one)  # every rank has the same sequence

    def check() -> None:
        with communicating(told["sp"]):
            group, length = dist.group.WORLD, told["sequence_length"]
            words_of_sequence = {"local_seq_length": length // told["sp"], "global_seq_length": length}
            ulysses_sp.UlyssesSPAttentionHF(None, num_hidden_layers=2, process_group=group, **words, **words_of_sequence)
            tokens = torch.zeros((1, length), dtype=torch.int64)
            batch = {"input_ids": tokens, "position_ids": tokens, "labels": tokens}
            with mock.patch.object(ulysses_sp.dist, "all_gather", gather):
                next(ulysses_sp.UlyssesSPDataLoaderAdapter([batch], 0, group, told["sp"], torch.device("cpu")))

    return refusal(check, ValueError)


def grids(checkouts: dict[str, str]) -> list[Grid | dict[str, Any]]:
    del checkouts
    from . import of_deepspeed_pipeline

    package, batch = "deepspeed", "runtime/config.py#DeepSpeedConfig._batch_assertion"
    shards, folding = "module_inject/tp_shard.py#get_shard_size_list", "module_inject/auto_ep_config.py#validate_autoep_config"
    ulysses = "runtime/sequence_parallel/ulysses_sp.py#UlyssesSPAttentionHF, UlyssesSPDataLoaderAdapter"
    return [
        Grid("deepspeed/batch", batch, package, _batch_cases, _batch_says, whole=1000, sample=150),
        Grid("deepspeed/autotp", shards, package, _tp_cases, _tp_says, whole=300, sample=60),
        Grid("deepspeed/autoep", folding, package, _ep_cases, _ep_says, whole=1000, sample=150),
        Grid("deepspeed/ulysses", ulysses, package, _ulysses_cases, _ulysses_says, whole=500, sample=80),
        of_deepspeed_pipeline.grid(),
    ]
