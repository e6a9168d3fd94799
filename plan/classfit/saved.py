"""What autograd keeps of one layer from its forward for its backward, on the CPU: ``python -m classfit.saved`` in ``plan/``.

The difference of a model with three layers and one with a single one, by ``saved_tensors_hooks``, in bytes a token. The
engine's eager activations are held to it (plan/saved_test.go).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

FILE = Path(__file__).resolve().parents[1] / "testdata" / "saved_tensors.json"
_TOKENS = 128
_GQA = {"hidden_size": 256, "intermediate_size": 704, "num_attention_heads": 8, "num_key_value_heads": 2}
_MOE = {**_GQA, "moe_intermediate_size": 192, "head_dim": 32, "num_experts": 8, "num_experts_per_tok": 2}
_MLA = {
    **_GQA,
    "hidden_size": 512,
    "num_key_value_heads": 8,
    "moe_intermediate_size": 192,
    "q_lora_rank": 96,
    "kv_lora_rank": 64,
    "qk_nope_head_dim": 16,
    "qk_rope_head_dim": 16,
    "v_head_dim": 32,
    "n_routed_experts": 8,
    "num_experts_per_tok": 2,
    "n_group": 2,
    "topk_group": 1,
    "first_k_dense_replace": 0,
    "n_shared_experts": 1,
}
#: Classes that run in bfloat16 on a CPU, with small sizes of each.
CASES: dict[str, dict[str, Any]] = {
    "LlamaForCausalLM": _GQA,
    "MistralForCausalLM": {**_GQA, "head_dim": 32},
    "Qwen2ForCausalLM": _GQA,
    "Qwen3ForCausalLM": {**_GQA, "head_dim": 32},
    "Phi3ForCausalLM": {**_GQA, "pad_token_id": 0},
    "GemmaForCausalLM": {**_GQA, "head_dim": 32},
    "OlmoForCausalLM": _GQA,
    "Olmo2ForCausalLM": _GQA,
    "SmolLM3ForCausalLM": {**_GQA, "pad_token_id": 0},
    "GraniteForCausalLM": _GQA,
    "StableLmForCausalLM": _GQA,
    "Starcoder2ForCausalLM": {**_GQA, "residual_dropout": 0.0, "embedding_dropout": 0.0},
    "GPT2LMHeadModel": {
        "n_embd": 256,
        "n_head": 8,
        "n_positions": 512,
        "resid_pdrop": 0.0,
        "embd_pdrop": 0.0,
        "attn_pdrop": 0.0,
    },
    "PhiForCausalLM": {**_GQA, "num_key_value_heads": 8, "resid_pdrop": 0.0, "embd_pdrop": 0.0},
    "Glm4ForCausalLM": {**_GQA, "head_dim": 32, "pad_token_id": 0},
    "CohereForCausalLM": _GQA,
    "MixtralForCausalLM": {**_GQA, "num_local_experts": 4, "num_experts_per_tok": 2},
    "Qwen3MoeForCausalLM": _MOE,
    "DeepseekV3ForCausalLM": _MLA,
}


def config_of(name: str, layers: int) -> dict[str, Any]:
    """The config.json of a case."""
    sizes = {"vocab_size": 128, "max_position_embeddings": 512, "tie_word_embeddings": False, **CASES[name]}
    sizes["n_layer" if "n_embd" in sizes else "num_hidden_layers"] = layers
    if "n_embd" in sizes:
        del sizes["max_position_embeddings"]
    return {"architectures": [name], **sizes}


def saved(name: str, layers: int) -> int:
    """Bytes that autograd keeps of a forward, without parameters and buffers."""
    import torch
    import transformers

    from .look import silence

    torch.manual_seed(0)
    torch.set_num_threads(1)
    cls = getattr(transformers, name)
    sizes = {k: v for k, v in config_of(name, layers).items() if k != "architectures"}
    with silence():
        config = cls.config_class(**sizes)
        config._attn_implementation = "sdpa"
        model = cls(config).to(torch.bfloat16).train()
    own = {t.untyped_storage().data_ptr() for t in (*model.parameters(), *model.buffers())}
    bytes_of: dict[int, int] = {}
    kept = []

    def pack(t: Any) -> Any:
        storage = t.untyped_storage()
        if storage.data_ptr() not in own:
            bytes_of[storage.data_ptr()] = storage.nbytes()
        kept.append(t)
        return t

    with silence(), torch.autograd.graph.saved_tensors_hooks(pack, lambda t: t):
        out = model.base_model(input_ids=torch.randint(0, 100, (1, _TOKENS)), use_cache=False)
    del out
    return sum(bytes_of.values())


def row(name: str) -> dict[str, Any]:
    """Bytes a token and layer."""
    return {"config": config_of(name, 3), "tokens": _TOKENS, "bytes": (saved(name, 3) - saved(name, 1)) / 2 / _TOKENS}


def main() -> int:
    """Writes what all cases keep."""
    import torch
    import transformers

    lines = []
    for name in sys.argv[1:] or CASES:
        one = row(name)
        print(f"{name}: {one['bytes']:.1f}", flush=True)
        lines.append(json.dumps(one))
    if not sys.argv[1:]:
        head = json.dumps({"torch": torch.__version__.partition("+")[0], "transformers": transformers.__version__})
        FILE.write_text('{"observed_with": ' + head + ',\n"layers": [\n' + ",\n".join(lines) + "\n]}\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
