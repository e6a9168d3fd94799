"""Tiny models of many kinds, as the live grids of transformers draw them: two layers, with heads and widths on both sides."""

from __future__ import annotations

import random
from typing import Any

#: Kinds of causal language models, with what their configs need beside the common numbers to be as tiny.
DENSE: dict[str, dict[str, Any]] = {
    "llama": {},
    "qwen2": {},
    "qwen3": {},
    "mistral": {},
    "gemma": {},
    "gemma2": {"query_pre_attn_scalar": 8, "sliding_window": 8},
    "gemma3_text": {"query_pre_attn_scalar": 8, "sliding_window": 8},
    "phi3": {"pad_token_id": 0},
    "olmo2": {},
    "olmo3": {},
    "granite": {},
    "cohere": {},
    "cohere2": {"sliding_window": 8},
    "starcoder2": {},
    "glm": {"pad_token_id": 0},
    "glm4": {"pad_token_id": 0},
    "smollm3": {"pad_token_id": 0},
    "seed_oss": {},
    "ernie4_5": {},
    "helium": {},
    "exaone4": {"sliding_window": None, "layer_types": ["full_attention"] * 2},
    "arcee": {},
    "hunyuan_v1_dense": {},
    "nemotron": {},
    "stablelm": {},
    "persimmon": {},
}

_QWEN = {
    "num_experts": 4,
    "num_experts_per_tok": 2,
    "moe_intermediate_size": 32,
    "decoder_sparse_step": 1,
    "mlp_only_layers": [],
}
MIXED: dict[str, dict[str, Any]] = {
    "qwen3_moe": _QWEN,
    "qwen2_moe": {**_QWEN, "shared_expert_intermediate_size": 32},
    "mixtral": {"num_local_experts": 4, "num_experts_per_tok": 2},
    "gpt_oss": {
        "num_local_experts": 4, "num_experts_per_tok": 2, "sliding_window": 8,
        "rope_parameters": {"rope_type": "default", "rope_theta": 10000.0},
    },
    "olmoe": {"num_experts": 4, "num_experts_per_tok": 2},
    "glm4_moe": {
        "n_routed_experts": 4, "num_experts_per_tok": 2, "moe_intermediate_size": 32, "first_k_dense_replace": 1,
        "n_shared_experts": 1,
    },
    "granitemoe": {"num_local_experts": 4, "num_experts_per_tok": 2},
    "phimoe": {"num_local_experts": 4, "num_experts_per_tok": 2},
    "minimax_m2": {"num_local_experts": 4, "num_experts_per_tok": 2, "rotary_dim": 8},
    "deepseek_v3": {
        "n_routed_experts": 4, "num_experts_per_tok": 2, "moe_intermediate_size": 32, "first_k_dense_replace": 1, "n_group": 1,
        "topk_group": 1, "q_lora_rank": 16, "kv_lora_rank": 16, "qk_rope_head_dim": 8, "qk_nope_head_dim": 8, "v_head_dim": 8,
    },
}  # fmt: skip

#: What each kind calls the number of its experts.
EXPERTS = ("num_experts", "num_local_experts", "n_routed_experts")


def draw(rng: random.Random) -> dict[str, Any]:
    """A config of a kind, with numbers on both sides of what two, three and four ranks share."""
    kind = rng.choice([*DENSE, *MIXED, *MIXED])
    heads, groups = rng.choice([(8, 8), (8, 4), (8, 2), (4, 1), (6, 3), (3, 3), (12, 4)])
    own = DENSE.get(kind) if kind in DENSE else MIXED[kind]
    config = {"model_type": kind, "num_hidden_layers": 2, "head_dim": 8, "hidden_size": heads * 8}
    config |= {"num_attention_heads": heads, "num_key_value_heads": groups, "max_position_embeddings": 64}
    config |= {"intermediate_size": rng.choice([64, 128, 129]), "vocab_size": rng.choice([96, 128, 97])}
    config |= {"tie_word_embeddings": rng.random() < 0.3, "dtype": "float32", "bos_token_id": 1, "eos_token_id": 2}
    config |= own or {}
    if kind in MIXED:
        named = next(name for name in EXPERTS if name in config)
        config[named] = rng.choice([4, 4, 6])
        config["intermediate_size"] = rng.choice([64, 128])  # grouped products take whole words of 16 bytes alone
    if kind == "deepseek_v3":
        del config["head_dim"]
        config["num_key_value_heads"] = heads
    return config


def sizes(rng: random.Random, mixed: bool) -> dict[str, int]:
    """Sizes of a DistributedConfig, of four ranks at most."""
    if mixed and rng.random() < 0.6:
        return rng.choice(
            [
                {"tp_size": 2, "ep_size": 2},
                {"fsdp_size": 2, "ep_size": 2},
                {"fsdp_size": 4, "ep_size": 4},
                {"fsdp_size": 4, "ep_size": 2},
                {"tp_size": 2, "fsdp_size": 2, "ep_size": 2},
                {"tp_size": 2, "fsdp_size": 2, "ep_size": 4},
                {"dp_replicate_size": 2, "fsdp_size": 2, "ep_size": 2},
                {"tp_size": 4, "ep_size": 2},
            ]
        )
    return rng.choice(
        [
            {"tp_size": 2},
            {"tp_size": 2},
            {"tp_size": 2},
            {"tp_size": 4},
            {"tp_size": 3},
            {"fsdp_size": 2},
            {"fsdp_size": 3},
            {"pp_size": 2},
            {"tp_size": 2, "fsdp_size": 2},
            {"dp_replicate_size": 2, "fsdp_size": 2},
            {"dp_replicate_size": 2},
            {"tp_size": 2, "dp_replicate_size": 2},
            {"tp_size": 2, "pp_size": 2},
        ]
    )
