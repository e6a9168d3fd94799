"""What a class says of itself, past its metaclass: looking at a model runs no code that looking does not need."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_MRO = type.__dict__["__mro__"]
_DICT = type.__dict__["__dict__"]
_BASES = type.__dict__["__bases__"]
_NAMES = {name: type.__dict__[name] for name in ("__name__", "__qualname__", "__module__")}


def mro(cls: type) -> tuple[type, ...]:
    """``cls.__mro__``."""
    found: tuple[type, ...] = _MRO.__get__(cls)
    return found


def own(cls: type) -> Mapping[str, Any]:
    """``cls.__dict__``."""
    found: Mapping[str, Any] = _DICT.__get__(cls)
    return found


def bases(cls: type) -> tuple[type, ...]:
    """``cls.__bases__``."""
    found: tuple[type, ...] = _BASES.__get__(cls)
    return found


def name(cls: type, which: str = "__name__") -> str:
    """``cls.__name__``, ``cls.__qualname__`` or ``cls.__module__``; empty where it is no string."""
    try:
        found = _NAMES[which].__get__(cls)
    except AttributeError:  # a class without a module
        return ""
    return found if isinstance(found, str) else ""


def is_a(value: object, kinds: Any) -> bool:
    """``isinstance``; False where asking for its class raises."""
    try:
        return isinstance(value, kinds)
    except Exception:
        return False
