"""How many parameters Megatron-Core's GPTModel has: built on the meta device from flags, and counted from the same flags."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator
from typing import Any
from unittest import mock

import torch
from megatron.core.models.gpt import GPTModel
from megatron.core.models.gpt.gpt_layer_specs import get_gpt_decoder_block_spec
from megatron.core.transformer import multi_latent_attention
from megatron.core.transformer.identity_op import IdentityOp
from megatron.core.transformer.transformer_config import MLATransformerConfig, TransformerConfig

from .grid import Case, Grid, Said
from .megatron_models import VERSION
from .question import Question


def _config(rng: random.Random) -> dict[str, Any]:
    """What a reading makes of flags, some of which are left out as scripts do."""
    heads, width, layers = rng.choice([4, 6, 8]), rng.choice([8, 16]), rng.choice([2, 3, 5])
    config: dict[str, Any] = {
        "architectures": ["GPTModel"],
        "num_hidden_layers": layers,
        "hidden_size": heads * rng.choice([8, 16]),
        "num_attention_heads": heads,
        "num_key_value_heads": rng.choice([heads, heads // 2, 1]),
        "head_dim": width,
        "intermediate_size": rng.choice([48, 96, 200]),
        "vocab_size": rng.choice([256, 1024]),
        "max_position_embeddings": rng.choice([64, 128]),
        "tie_word_embeddings": rng.random() < 0.5,
        "normalization": rng.choice(["LayerNorm", "RMSNorm"]),
        "gated_linear_unit": rng.random() < 0.5,
        "add_bias_linear": rng.random() < 0.5,
        "position_embedding_type": rng.choice(["learned_absolute", "rope", "none"]),
    }
    for flag in ("add_qkv_bias", "qk_layernorm"):
        if rng.random() < 0.4:
            config[flag] = rng.random() < 0.7
    if rng.random() < 0.5:
        config |= {"num_local_experts": rng.choice([4, 6]), "num_experts_per_tok": 2, "add_bias_linear": False}
        if rng.random() < 0.7:
            config["moe_intermediate_size"] = rng.choice([24, 40])
        if rng.random() < 0.4:
            config["shared_expert_intermediate_size"] = rng.choice([32, 72])
        if rng.random() < 0.6:
            dense = rng.randrange(layers)
            lists = [f"[0]*{dense}+[1]*{layers - dense}", f"([0]*{dense}+[1]*{layers - dense})", str([1] * layers)]
            config["moe_layer_freq"] = rng.choice([1, 2, "2", *lists])
    if rng.random() < 0.3:
        config |= {"kv_lora_rank": 12, "qk_nope_head_dim": 8, "qk_rope_head_dim": 4, "v_head_dim": rng.choice([8, 12])}
        config |= {"num_key_value_heads": heads, "position_embedding_type": "rope"}
        if rng.random() < 0.5:
            config["q_lora_rank"] = 20
    return config


def _cases(rng: random.Random, count: int) -> Iterator[Case]:
    for _ in range(count):
        config = _config(rng)
        run = {**VERSION, "gpu": "h100"}
        yield Case({"flags": config}, Question("megatron", {"config": config}, {"world_size": 1}, run), handed=config)


def _frequency(value: Any) -> Any:
    return eval(value) if isinstance(value, str) else value  # as megatron/training/arguments.py does


def _own(config: dict[str, Any]) -> TransformerConfig:
    words: dict[str, Any] = {
        "num_layers": config["num_hidden_layers"],
        "hidden_size": config["hidden_size"],
        "num_attention_heads": config["num_attention_heads"],
        "ffn_hidden_size": config["intermediate_size"],
        "add_bias_linear": config["add_bias_linear"],
        "add_qkv_bias": config.get("add_qkv_bias", False),
        "qk_layernorm": config.get("qk_layernorm", False),
        "gated_linear_unit": config["gated_linear_unit"],
        "normalization": config["normalization"],
        "use_cpu_initialization": True,
        "perform_initialization": False,
    }
    if "num_local_experts" in config:
        words |= {
            "num_moe_experts": config["num_local_experts"],
            "moe_ffn_hidden_size": config.get("moe_intermediate_size", config["intermediate_size"]),
            "moe_router_topk": config["num_experts_per_tok"],
            "moe_shared_expert_intermediate_size": config.get("shared_expert_intermediate_size"),
            "moe_layer_freq": _frequency(config.get("moe_layer_freq", 1)),
        }
    if "kv_lora_rank" in config:
        widths = {"qk_head_dim": config["qk_nope_head_dim"], "qk_pos_emb_head_dim": config["qk_rope_head_dim"]}
        ranks = {"q_lora_rank": config.get("q_lora_rank"), "kv_lora_rank": config["kv_lora_rank"]}
        return MLATransformerConfig(**words, **widths, **ranks, v_head_dim=config["v_head_dim"], rope_type="rope")
    return TransformerConfig(**words, num_query_groups=config["num_key_value_heads"], kv_channels=config["head_dim"])


@contextlib.contextmanager
def _without_gpu() -> Iterator[None]:
    """Latent attention puts its frequencies, which are no parameters, on a GPU, and names Transformer Engine's linear layer."""
    with (
        mock.patch.object(torch.cuda, "current_device", lambda: "cpu"),
        mock.patch.object(multi_latent_attention, "TELinear", IdentityOp),
    ):
        yield


def _says(case: Case) -> Said:
    from .of_megatron import initialized

    config = case.handed
    sizes = {"tensor_model_parallel_size": 1, "pipeline_model_parallel_size": 1}
    with initialized(1, **sizes), torch.device("meta"), _without_gpu():
        own = _own(config)
        layers = get_gpt_decoder_block_spec(own, use_transformer_engine=False, normalization=config["normalization"])
        for layer in layers.layer_specs:  # torch's attention knows no latents; neither it nor another has parameters
            layer.submodules.self_attention.submodules.core_attention = IdentityOp
        model = GPTModel(
            own,
            layers,
            vocab_size=config["vocab_size"],
            max_sequence_length=config["max_position_embeddings"],
            position_embedding_type=config["position_embedding_type"],
            share_embeddings_and_output_weights=config["tie_word_embeddings"],
        )
    return Said(False, parameters=sum(p.numel() for p in model.parameters()))


def grid() -> Grid:
    return Grid(
        "megatron/parameters",
        "core/models/gpt/gpt_model.py#GPTModel, on the meta device",
        "megatron-core",
        _cases,
        _says,
        whole=1000,
        sample=60,
    )
