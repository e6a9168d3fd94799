"""What a class says of itself, past its metaclass: looking at a model runs no code that looking does not need."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import GetSetDescriptorType, MemberDescriptorType
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
    return str.__str__(found) if issubclass(type(found), str) else ""


def of_instance(obj: object) -> dict[str, Any]:
    """``obj.__dict__``; empty where there is none."""
    try:
        return entries(obj.__dict__)
    except Exception:
        return {}


def entries(table: object) -> dict[Any, Any]:
    """What a dict holds, whatever its class says of that, which may be without end; empty where it is no dict."""
    if type(table) is dict:
        return table
    return dict(dict.items(table)) if issubclass(type(table), dict) else {}  # type: ignore[arg-type]


def has_plain_dict(cls: type) -> bool:
    """Whether the ``__dict__`` of its instances is Python's own, and no code of the class."""
    found = next((own(c)["__dict__"] for c in mro(cls) if "__dict__" in own(c)), None)
    return isinstance(found, (GetSetDescriptorType, MemberDescriptorType))


def is_a(value: object, kinds: Any) -> bool:
    """``isinstance``; False where asking for its class raises."""
    try:
        return isinstance(value, kinds)
    except Exception:
        return False


def text(value: str) -> str:
    """A string without halves of surrogate pairs, which are no UTF-8."""
    value = str.__str__(value)
    if value.isascii():
        return value
    try:
        value.encode()
    except UnicodeEncodeError:
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value


def key(value: object) -> str | None:
    """A key of a mapping as a name; None for what is no plain data, whose text may be anything, and without end."""
    if issubclass(type(value), str):
        return str.__str__(value)
    if type(value) is tuple and len(value) < 64:
        return str(value) if all(type(one) in _PLAIN for one in value) else None
    return str(value) if type(value) in _PLAIN or is_a(value, (type, Enum)) else None


_PLAIN = (bool, int, float, str, type(None))


def type_name(cls: type) -> str:
    """The name of a type as observations have it: ``int``, ``torch.device``."""
    module = name(cls, "__module__")
    own_name = name(cls, "__qualname__") or name(cls)
    return text(own_name if module in ("builtins", "") else f"{module}.{own_name}")[:1000]


def said(error: BaseException) -> str:
    """What an exception says, in one line of at most 300 characters: ``TypeError: no``. Its text is code like any other."""
    kind = text(name(type(error)))[:200]
    try:
        words = str(error)[:1000].strip().splitlines()
    except Exception:
        words = []
    return text(f"{kind}: {words[0]}" if words else kind)[:300]


_NOBODY_HAS = "meshwise_asks_for_a_name_that_nobody_has"


def answers_to_everything(value: object) -> bool:
    """Whether an object has any attribute that it is asked for, as a MagicMock does: then none of them says anything."""
    try:
        if all("__getattr__" not in own(cls) for cls in mro(type(value))):
            return False
        getattr(value, _NOBODY_HAS)
    except Exception:
        return False
    return True
