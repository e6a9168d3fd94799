"""What people ask about: a live model, a config, a file, or facts that were observed elsewhere."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from .._errors import InputError
from .._files.text import one_object
from . import plain
from .look import Facts, Look
from .probes import probes


def unwrapped(model: Any) -> Any:
    """The model inside of what only wraps it: ``torch.compile``, DDP, FSDP, PEFT."""
    for _ in range(8):
        inner = _inner(model)
        if inner is None:
            return model
        model = inner
    return model


def _inner(model: Any) -> Any:
    modules = getattr(model, "__dict__", {}).get("_modules")
    if not isinstance(modules, dict):
        return None
    kind = type(model).__name__
    for name in ("_orig_mod", "_fsdp_wrapped_module"):
        if name in modules:
            return modules[name]
    if kind == "DistributedDataParallel":
        return modules.get("module")
    if kind.startswith("PeftModel") and "base_model" in modules:  # whose base_model holds the adapters around the model
        return getattr(modules["base_model"], "__dict__", {}).get("_modules", {}).get("model")
    return None


def facts(subject: Any) -> Facts:
    """Observes a subject: see :func:`meshwise.facts`."""
    if isinstance(subject, (str, os.PathLike)):
        return _of_mapping(one_object(os.fspath(subject)))
    if isinstance(subject, Mapping):
        return _of_mapping(subject)
    if isinstance(subject, type):
        raise InputError(
            "input.wrong_type",
            f"expected a model or a config, got the class {plain.type_name(subject)}; build it on the meta device",
            "/facts",
        )
    if subject is None or isinstance(subject, (bool, int, float, bytes, list, tuple, set)):
        raise InputError("input.wrong_type", f"expected a model or a config, got {plain.type_name(type(subject))}", "/facts")
    if is_config_alone(subject):
        found = plain.Reader().config(subject)
        if isinstance(found, dict) and "$opaque" not in found and "$raised" not in found:
            return {"config": found}
    return Look(unwrapped(subject)).facts


def with_backend(facts: Facts, attn_backend: str | None) -> Facts:
    """Adds to the facts of a config which attention backend the run will choose: no config says it.

    Raises:
        InputError: The facts are of a live model, which says it itself.
    """
    if attn_backend is None:
        return facts
    if set(facts) != {"config"}:
        raise InputError(
            "input.contradiction",
            "attn_backend goes with a config; a live model says it itself, as backend.attn",
            "/facts/backend.attn",
        )
    return {**facts, "backend.attn": attn_backend}


def is_config_alone(subject: Any) -> bool:
    """Whether an object is a config by itself, and no model."""
    cls = type(subject)
    return callable(getattr(cls, "to_dict", None)) and not callable(getattr(cls, "forward", None))


def _of_mapping(subject: Mapping[Any, Any]) -> Facts:
    if "model_type" not in subject and "architectures" not in subject and any(p.fact in subject for p in probes()):
        return dict(subject)
    return {"config": plain.Reader().config(subject)}
