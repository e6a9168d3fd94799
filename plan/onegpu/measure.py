"""Real training steps under FSDP2 on one card: peak memory and time of each setting.

A step is what a plain script does: ``fully_shard`` on each layer and on the model, bfloat16 compute, gradients reduced in
fp32, AdamW in one fused kernel, gradients set to None after it.
"""

from __future__ import annotations

import gc
import statistics
import time
from typing import Any

import torch
import transformers
from torch.distributed.device_mesh import DeviceMesh
from torch.distributed.fsdp import MixedPrecisionPolicy, fully_shard

from .settings import MODELS, Setting

_WARM, _TIMED = 3, 5


def measured(name: str, config: dict[str, Any], setting: Setting, mesh: DeviceMesh) -> dict[str, float]:
    """Trains some steps.

    Args:
        name: The model, one of MODELS.
        config: Its config.
        setting: How it is trained.
        mesh: One rank.

    Returns:
        ``allocated_gib`` and ``reserved_gib``, the peaks of PyTorch's allocator in 2^30 bytes, and ``step_s``, the median of
        the steps after the first ones, in seconds. On a CPU the peaks are 0.
    """
    model = _model(name, config, setting, mesh)
    trained = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=1e-5, fused=True)
    device = mesh.device_type
    shape = (setting.microbatch, setting.sequence)
    tokens = torch.randint(0, model.config.vocab_size, shape, device=device, generator=torch.Generator(device).manual_seed(1))
    seconds = []
    for _ in range(_WARM + _TIMED):
        started = _now(device)
        for _ in range(setting.microbatches):
            loss = model(input_ids=tokens, labels=tokens, use_cache=False).loss
            loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        seconds.append(_now(device) - started)
        if not torch.isfinite(loss):
            raise ValueError(f"the loss of {name} is {loss.item()}")
        del loss
    peaks = (torch.cuda.max_memory_allocated(), torch.cuda.max_memory_reserved()) if device == "cuda" else (0, 0)
    return {
        "allocated_gib": peaks[0] / 2**30,
        "reserved_gib": peaks[1] / 2**30,
        "step_s": statistics.median(seconds[_WARM:]),
    }


def clear() -> None:
    """Gives back what the last setting held, and counts peaks anew.

    Raises:
        RuntimeError: Something of it is left, which the next setting's peak would hold.
    """
    torch.compiler.reset()
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats()
        if (left := torch.cuda.memory_allocated()) > 2**26:
            raise RuntimeError(f"{left / 2**30:.2f} GiB of the last setting are left")


def _model(name: str, config: dict[str, Any], setting: Setting, mesh: DeviceMesh) -> Any:
    kind = getattr(transformers, MODELS[name])
    storage = {"fp32": torch.float32, "bf16": torch.bfloat16}[setting.storage]
    torch.manual_seed(0)
    made = kind.config_class(**{key: value for key, value in config.items() if key not in ("dtype", "torch_dtype")})
    made._attn_implementation = "sdpa"
    with torch.device(mesh.device_type):
        model = kind(made).to(storage)
    if setting.loss == "linear":
        from liger_kernel.transformers import _apply_liger_kernel_to_instance

        _apply_liger_kernel_to_instance(
            model=model, rope=False, rms_norm=False, swiglu=False, cross_entropy=False, fused_linear_cross_entropy=True
        )
    layers = model.model.layers
    if setting.adapter:
        from peft import LoraConfig, get_peft_model

        adapter = LoraConfig(r=setting.adapter, lora_alpha=32, target_modules="all-linear", lora_dropout=0.0)
        model = get_peft_model(model, adapter, autocast_adapter_dtype=False)
    if setting.recompute == "full":
        model.gradient_checkpointing_enable({"use_reentrant": False})
    model.train()
    if setting.kernels == "compiled":
        for layer in layers:
            layer.compile()
    policy = MixedPrecisionPolicy(param_dtype=torch.bfloat16, reduce_dtype=torch.float32)
    for layer in layers:
        fully_shard(layer, mesh=mesh, mp_policy=policy)
    fully_shard(model, mesh=mesh, mp_policy=policy)
    return model


def _now(device: str) -> float:
    if device == "cuda":
        torch.cuda.synchronize()
    return time.perf_counter()
