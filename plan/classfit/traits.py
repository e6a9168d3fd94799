"""What eager kernels of a class keep, seen by running its small parts on the CPU: norms and activation functions."""

from __future__ import annotations

import copy
import inspect
import re
from collections.abc import Callable
from typing import Any

from . import look
from .study import Study

_TOKENS = 64


def of(study: Study) -> str:
    """``a,b`` for norms that keep a·h + b bytes a token beside their output; ``,cat`` where rotary embeddings are glued;
    ``,r`` and bytes of a router's own copy of an element of its input."""
    sizes: list[tuple[int, float]] = []
    router: float | None = None
    for given, seen in study.all():
        h = next((v for n in ("hidden_size", "n_embd", "d_model") if isinstance(v := seen.values.get(n), int)), 0)
        if h and h not in [s for s, _ in sizes]:
            kept = _part(study, given, h, _is_norm)
            if kept is not None:
                sizes.append((h, kept))
                router = _part(study, given, h, _is_router)
        if len(sizes) == 2:
            break
    if len(sizes) < 2:
        return "-"
    (h1, k1), (h2, k2) = sizes
    a = (k2 - k1) / (h2 - h1)
    b = k1 - a * h1
    if a != int(a) or b != int(b) or not 0 <= a <= 40 or not 0 <= b <= 64:
        return "-"
    copied = int((router or 0) / h2)  # beside what follows the number of experts
    return f"{int(a)},{int(b)}" + (",cat" if _glued(study.cls) else "") + (f",r{copied}" if copied else "")


def _glued(cls: type) -> bool:
    """Glued queries lie head by head, and so does attention's output: the copy that makes it rows is kept as well."""
    try:
        return _GLUE.search(inspect.getsource(inspect.getmodule(cls))) is not None  # type: ignore[arg-type]
    except (OSError, TypeError):
        return False


_GLUE = re.compile(r"torch\.cat\(\s*[\[(]+(q|query)_(rot|embed)")


def _is_norm(leaf: str, shapes: list[tuple[int, ...]], h: int) -> bool:
    return (
        ("norm" in leaf or leaf.startswith("ln_")) and all(s == (h,) for s in shapes) and (bool(shapes) or "q_norm" not in leaf)
    )


def _is_router(leaf: str, shapes: list[tuple[int, ...]], h: int) -> bool:
    return leaf in ("gate", "router") and bool(shapes) and len(shapes[0]) == 2 and shapes[0][1] == h and 1 < shapes[0][0] < h


def _part(
    study: Study, given: dict[str, Any], h: int, wanted: Callable[[str, list[tuple[int, ...]], int], bool]
) -> float | None:
    """Bytes a token that the first such module keeps."""
    import torch

    try:
        model = look.build(study.cls, look.make(study.config_class, given))
    except Exception:
        return None
    for name, module in model.named_modules():
        leaf = name.rpartition(".")[2].lower()
        shapes = [tuple(p.shape) for p in module.parameters()]
        if list(module.children()) or not re.search(r"\.\d+\.", name + ".") or not wanted(leaf, shapes, h):
            continue
        real = copy.deepcopy(module).to_empty(device="cpu").to(torch.bfloat16).train()
        with torch.no_grad():
            for t in (*real.parameters(), *real.buffers()):
                t.copy_(torch.rand(t.shape)) if t.is_floating_point() else t.zero_()
        try:
            few, many = (
                kept(real, torch.randn(1, n, h, dtype=torch.bfloat16, requires_grad=True), wanted is _is_router)
                for n in (_TOKENS, 2 * _TOKENS)
            )
        except Exception:
            return None
        return (many - few) / _TOKENS  # and nothing that is kept once
    return None


def kept(module: Any, leaf: Any, shared: bool = False) -> int:
    """Bytes that autograd keeps of a module, without its parameters and what it gives; shared: nor its input, which
    another module keeps as well."""
    import torch

    x = leaf * 1

    own = {t.untyped_storage().data_ptr() for t in (*module.parameters(), *module.buffers())}
    bytes_of: dict[int, int] = {}
    alive = []

    def pack(t: Any) -> Any:
        storage = t.untyped_storage()
        if storage.data_ptr() not in own:
            bytes_of[storage.data_ptr()] = storage.nbytes()
        alive.append(t)
        return t

    with look.silence(), torch.autograd.graph.saved_tensors_hooks(pack, lambda t: t):
        out = module(x)
    for one in (*(out if isinstance(out, tuple) else (out,)), *((x,) if shared else ())):
        bytes_of.pop(one.untyped_storage().data_ptr(), None)
    return sum(bytes_of.values())


def activations() -> list[str]:
    """For each activation function by name the bytes an element that it keeps beyond those of its input."""
    import torch
    from transformers.activations import ACT2FN

    lines = []
    for name in sorted(ACT2FN):
        try:
            x = torch.randn(1, _TOKENS, 256, dtype=torch.bfloat16, requires_grad=True)
            more = kept(ACT2FN[name].to(torch.bfloat16), x) / x.numel() - 2
        except Exception:
            continue
        if more == int(more) and more:
            lines.append(f"{name} {int(more)}")
    return lines
