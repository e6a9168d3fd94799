"""Seeded draws of sizes and worlds, on both sides of what a framework accepts."""

from __future__ import annotations

import math
import random
from typing import Any

#: Sizes as people write them, and a few that divide nothing.
SIZES = [2, 2, 4, 8, 3, 6, 5]


def size(rng: random.Random, off: float = 0.5) -> int:
    """A size of an axis: 1 with the chance ``off``, so that most runs use few axes."""
    return 1 if rng.random() < off else rng.choice(SIZES)


def world(rng: random.Random, product: int, right: float = 0.6) -> int:
    """A world of at least two ranks for sizes that need ``product``: the right one with that chance, else near it or any."""
    if rng.random() < right:
        return max(2, product)
    near = [product * 2, product * 3, max(2, product // 2), product + 1, 8, 64]
    return max(2, rng.choice(near))


def divisor(rng: random.Random, number: int) -> int:
    """One of the divisors of ``number``."""
    return rng.choice([n for n in range(1, number + 1) if number % n == 0])


#: What every size that the grids draw divides.
ROUND = math.lcm(2, 3, 4, 5, 6, 7, 8, 16, 32)


def plain_llama(**changed: Any) -> dict[str, Any]:
    """A config that no rule refuses for its numbers: every size that the grids draw divides them."""
    return {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "hidden_size": ROUND * 64,
        "head_dim": 64,
        "num_attention_heads": ROUND,
        "num_key_value_heads": ROUND,
        "num_hidden_layers": ROUND,
        "intermediate_size": ROUND * 128,
        "vocab_size": ROUND * 16,
        "max_position_embeddings": 131072,
        "tie_word_embeddings": False,
        **changed,
    }


def plain_moe(experts: int = ROUND * 3, **changed: Any) -> dict[str, Any]:
    """A mixture of experts that no rule refuses for its numbers."""
    return {
        **plain_llama(),
        "architectures": ["Qwen3MoeForCausalLM"],
        "model_type": "qwen3_moe",
        "num_experts": experts,
        "num_experts_per_tok": 8,
        "moe_intermediate_size": plain_llama()["intermediate_size"],
        "decoder_sparse_step": 1,
        "mlp_only_layers": [],
        **changed,
    }
