"""The models and the settings that are measured."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Setting:
    """One training run, in the words of the planner's table."""

    sequence: int  # tokens
    microbatch: int = 1  # sequences
    microbatches: int = 1  # of a step, whose gradients are added up
    recompute: str = "none"  # or "full": every layer is computed again in the backward
    loss: str = "eager"  # or "linear": Liger's cross entropy, which makes logits in chunks
    storage: str = "fp32"  # dtype in which parameters, gradients and states are kept; "bf16" otherwise
    kernels: str = "eager"  # or "compiled": each layer by torch.compile
    adapter: int = 0  # rank of a LoRA on every linear layer; 0: all parameters are trained


_FIRST = Setting(sequence=4096)
SETTINGS = [
    _FIRST,
    replace(_FIRST, sequence=8192),
    replace(_FIRST, sequence=2048, microbatch=4),
    replace(_FIRST, microbatches=2),
    replace(_FIRST, sequence=8192, microbatch=2, recompute="full"),
    replace(_FIRST, sequence=8192, loss="linear"),
    replace(_FIRST, sequence=16384, recompute="full", loss="linear"),
    replace(_FIRST, storage="bf16"),
    replace(_FIRST, kernels="compiled"),
    replace(_FIRST, adapter=16, storage="bf16"),
]

#: By the names of plan/testdata/models.json: (file of its config, class).
MODELS = {
    "llama3.2-1b": "LlamaForCausalLM",
    "qwen3-0.6b": "Qwen3ForCausalLM",
    "qwen3-moe-small": "Qwen3MoeForCausalLM",
}
