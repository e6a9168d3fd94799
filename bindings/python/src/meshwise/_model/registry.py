"""What is registered beside the classes themselves: optimized tensor-parallel plans, and custom implementations."""

from __future__ import annotations

import sys
import threading
from typing import NamedTuple, TypeVar

from . import classes
from .classes import text

_lock = threading.Lock()
_tp_plans: frozenset[str] = frozenset()
_custom_models: frozenset[str] = frozenset()

_C = TypeVar("_C", bound="type | str")


def register_tp_plan(model_class: _C) -> _C:
    """Says that an optimized tensor-parallel plan exists for a class.

    Args:
        model_class: The class, its ``module.qualname``, or its bare name (as for classes that come with a checkpoint).

    Returns:
        The same, so that it serves as a decorator.
    """
    global _tp_plans
    with _lock:
        _tp_plans |= {model_class if isinstance(model_class, str) else qualified(model_class)}
    return model_class


def register_custom_model(model_class: _C) -> _C:
    """Says that a custom implementation exists for a class, or for the bare name of one."""
    global _custom_models
    with _lock:
        _custom_models |= {model_class if isinstance(model_class, str) else model_class.__name__}
    return model_class


def qualified(cls: type) -> str:
    """``module.qualname`` of a class."""
    return text(f"{classes.name(cls, '__module__')}.{classes.name(cls, '__qualname__')}")


class Names(NamedTuple):
    """The names under which registries hold a class."""

    qualified: str
    bare: str


def names(cls: type) -> Names:
    """The names of a class."""
    return Names(qualified(cls), classes.name(cls))


def has_tp_plan(names: Names) -> bool:
    """Whether any registry that is loaded holds the class: ours, or NeMo Automodel's ``PARALLELIZE_FUNCTIONS``.

    Nothing is imported: a registry whose module is not loaded holds nothing that this process could use.
    """
    if names[0] in _tp_plans or names[1] in _tp_plans:
        return True
    plans = getattr(sys.modules.get("nemo_automodel.components.distributed.optimized_tp_plans"), "PARALLELIZE_FUNCTIONS", ())
    return names[0] in plans or names[1] in plans


def has_custom_model(names: Names) -> bool:
    """Whether any registry that is loaded has a custom implementation for the name of the class."""
    if names.bare in _custom_models:
        return True
    registry = getattr(sys.modules.get("nemo_automodel._transformers.registry"), "ModelRegistry", None)
    asked = getattr(registry, "has_custom_model", None)
    return bool(asked(names.bare)) if callable(asked) else False
