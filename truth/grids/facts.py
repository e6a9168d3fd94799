"""Facts of a class that can do everything, so that nothing but numbers and settings decides."""

from __future__ import annotations

from typing import Any

_PLAN = {"model.layers.*.self_attn.q_proj": "colwise", "model.layers.*.mlp.down_proj": "rowwise", "lm_head": "colwise_rep"}


def able(config: dict[str, Any]) -> dict[str, Any]:
    """What a host would see of a live class with plans for every axis, SDPA under its CP, and experts where it has any."""
    name = config["architectures"][0]
    mro = [f"any.{name}", "transformers.modeling_utils.PreTrainedModel", "torch.nn.modules.module.Module"]
    moe = any(field in config for field in ("num_experts", "n_routed_experts", "num_local_experts"))
    if moe:
        mro.insert(1, "nemo_automodel.components.moe.fsdp_mixin.MoEFSDPSyncMixin")
    return {
        "class": {"name": name, "module": "any", "qualname": name, "mro": mro},
        "registry.tp_plan": True,
        "registry.custom_model": moe,
        "_tp_plan": _PLAN,
        "_pp_plan": {"model.layers": "pp"},
        "_ep_plan": {"model.layers.*.mlp.experts": "grouped_gemm"} if moe else {},
        "config.base_model_tp_plan": _PLAN,
        "config.base_model_pp_plan": {"layers": "pp"},
        "config.base_model_ep_plan": None,
        "_supports_sdpa": True,
        "_supports_flash_attn": True,
        "_supports_flex_attn": True,
        "_supports_attention_backend": True,
        "config._attn_implementation": "sdpa",
        "backend": False,
        "backend.attn": None,
        "_te_attention_injected": None,
        "_owns_cp_attention": moe or None,
        "_owns_packed_attention": None,
        "_supports_cp_sdpa": True,
        "_packed_cp_attn_backends": None,
        "_pp_keep_self_forward": True,
        "forward": {"parameters": ["self", "input_ids", "attention_mask"], "var_keyword": True},
        "generate": True,
        "supports_gradient_checkpointing": True,
        "mtp_config.enabled": False,
        "declared": None,
        "config": config,
        "language_model.config": None,
    }
