"""One model in two tongues: what Megatron-Core's configs are told, and the config.json of the same numbers."""

from __future__ import annotations

from typing import Any

import torch
from megatron.core import package_info
from megatron.core.transformer.transformer_config import MLATransformerConfig, TransformerConfig

from .draws import ROUND, plain_llama

VERSION = {"framework_version": package_info.__version__}
KINDS = ["dense", "moe", "mla", "gdn"]


def plain(kind: str, **changed: Any) -> dict[str, Any]:
    """A config.json of a kind that no rule refuses for its numbers, with some of them changed."""
    config = plain_llama()
    if kind != "dense":
        config |= {"num_experts_per_tok": 8, "moe_intermediate_size": config["intermediate_size"]}
    if kind == "moe":
        config |= {"architectures": ["Qwen3MoeForCausalLM"], "model_type": "qwen3_moe", "num_experts": ROUND}
        config |= {"decoder_sparse_step": 1, "mlp_only_layers": []}
    if kind == "mla":
        config |= {"architectures": ["DeepseekV3ForCausalLM"], "model_type": "deepseek_v3", "n_routed_experts": ROUND}
        config |= {"kv_lora_rank": 512, "q_lora_rank": 1536, "qk_nope_head_dim": 128, "qk_rope_head_dim": 64}
        config |= {"v_head_dim": 128, "n_group": 1, "topk_group": 1, "first_k_dense_replace": 0, "n_shared_experts": 1}
        config |= {"num_nextn_predict_layers": 0}
    if kind == "gdn":
        config |= {"architectures": ["Qwen3NextForCausalLM"], "model_type": "qwen3_next", "num_experts": ROUND}
        config |= {"shared_expert_intermediate_size": config["intermediate_size"], "full_attention_interval": 4}
        config |= {"linear_num_key_heads": ROUND, "linear_num_value_heads": ROUND, "linear_conv_kernel_dim": 4}
        config |= {"linear_key_head_dim": 64, "linear_value_head_dim": 64, "decoder_sparse_step": 1, "mlp_only_layers": []}
    return {**config, **changed}


def experts_of(config: dict[str, Any]) -> int | None:
    return config.get("num_experts", config.get("n_routed_experts"))


def transformer_config(config: dict[str, Any], told: dict[str, Any], **more: Any) -> TransformerConfig:
    """Megatron-Core's own config of a config.json and of what was told of the run. Raises what it refuses with."""
    experts = experts_of(config)
    words: dict[str, Any] = {
        "num_layers": config["num_hidden_layers"],
        "hidden_size": config["hidden_size"],
        "num_attention_heads": config["num_attention_heads"],
        "num_query_groups": config["num_key_value_heads"],
        "kv_channels": config["head_dim"],
        "ffn_hidden_size": config["intermediate_size"],
        "tensor_model_parallel_size": told["tp"],
        "pipeline_model_parallel_size": told["pp"],
        "context_parallel_size": told["cp"],
        "expert_model_parallel_size": told["ep"],
        "expert_tensor_parallel_size": told["etp"],
        "sequence_parallel": told["sequence_parallel"],
        "virtual_pipeline_model_parallel_size": told.get("virtual_stages"),
        "num_layers_in_first_pipeline_stage": told.get("first_stage_layers"),
        "num_layers_in_last_pipeline_stage": told.get("last_stage_layers"),
        "account_for_embedding_in_pipeline_split": told.get("account_for_embedding") or False,
        "account_for_loss_in_pipeline_split": told.get("account_for_loss") or False,
        "pipeline_model_parallel_layout": told.get("stage_layout"),
        "pipeline_dtype": torch.bfloat16,
        "params_dtype": torch.bfloat16,
        "bf16": True,
        "add_bias_linear": False,
        "gated_linear_unit": True,
        "activation_func": torch.nn.functional.silu,
        "bias_activation_fusion": False,
        "normalization": "RMSNorm",
    }
    if experts is not None:
        words |= {
            "num_moe_experts": experts,
            "moe_ffn_hidden_size": config["moe_intermediate_size"],
            "moe_router_topk": config["num_experts_per_tok"],
            "moe_router_pre_softmax": True,
        }
    if "kv_lora_rank" in config:
        words |= {"q_lora_rank": 1536, "kv_lora_rank": 512, "qk_head_dim": 128, "qk_pos_emb_head_dim": 64, "v_head_dim": 128}
        words |= {"rope_type": "rope", "num_query_groups": None, "kv_channels": None}
        if config["n_group"] > 1:
            words |= {"moe_router_num_groups": config["n_group"], "moe_router_group_topk": config["topk_group"]}
        return MLATransformerConfig(**{**words, **more})
    if "linear_num_key_heads" in config:
        words |= {"experimental_attention_variant": "gated_delta_net", "linear_attention_freq": 4}
        words |= {name: config[name] for name in config if name.startswith("linear_") and name != "linear_attention_freq"}
    return TransformerConfig(**{**words, **more})
