"""Live values as plain data: what JSON can hold, within the limits of the engine, and nothing that was not there.

What is no plain data becomes ``{"$opaque": type}``, and what could not be read ``{"$raised": exception}``.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from enum import Enum
from numbers import Integral
from typing import Any

_MOST_DEPTH = 40  # of the engine's 64 levels
_MOST_VALUES = 60_000  # of its 100,000
_MOST_ENTRIES = 16_384
_MOST_STRING = 60_000  # bytes, of its 64 KiB
_NOBODY_HAS = "meshwise_asks_for_a_name_that_nobody_has"

Plain = Any


def type_name(cls: type) -> str:
    """The name of a type as observations have it: ``int``, ``torch.device``."""
    module = getattr(cls, "__module__", "")
    name = getattr(cls, "__qualname__", cls.__name__)
    return text(str(name) if module in ("builtins", "") else f"{module}.{name}")


def opaque(value: object) -> Plain:
    """The observation of what is there and is no plain data."""
    return {"$opaque": type_name(type(value))}


def raised(error: BaseException) -> Plain:
    """The observation of what could not be read."""
    return {"$raised": type_name(type(error))}


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


def scalar(value: object) -> Plain:
    """A scalar as it is, anything else as opaque. NaN and Infinity are no scalars: JSON does not have them."""
    if value is None or value is True or value is False:
        return value
    if isinstance(value, str):
        cleaned = text(value)
        return cleaned if len(cleaned.encode()) <= _MOST_STRING else opaque(value)
    if type(value) is int or (isinstance(value, int) and not isinstance(value, bool)):
        number = int(value)
        return number if -(1 << 63) <= number < 1 << 63 else opaque(value)
    if isinstance(value, float) and math.isfinite(value):
        return float(value)
    return opaque(value)


def is_opaque(value: Plain) -> bool:
    """Whether an observation stands for what is no plain data."""
    return isinstance(value, dict) and len(value) == 1 and "$opaque" in value


def scalars(value: object) -> Plain:
    """A scalar, or a list of scalars. A set is listed in order, so that two runs observe the same."""
    if not isinstance(value, (list, tuple, set, frozenset)):
        return scalar(value)
    found = [scalar(item) for item in value] if len(value) <= _MOST_ENTRIES else [None, opaque(value)]
    if any(is_opaque(item) for item in found):
        return opaque(value)
    return sorted(found, key=repr) if isinstance(value, (set, frozenset)) else found


def answers_to_everything(value: object) -> bool:
    """Whether an object has any attribute that it is asked for, as a MagicMock does: then none of them says anything."""
    if getattr(type(value), "__getattr__", None) is None:
        return False
    try:
        getattr(value, _NOBODY_HAS)
    except Exception:
        return False
    return True


class Reader:
    """Turns one value into plain data, and notes the containers that it looked into.

    Attributes:
        seen: Every list, dict and ``__dict__`` that was read, so that a change can be noticed without reading again.
        of_class: Every attribute that was read from the class of an object.
        unsure: Whether something was met that could change without any of these changing.
    """

    def __init__(self) -> None:
        self.seen: list[dict[Any, Any] | list[Any]] = []
        self.of_class: list[tuple[object, str]] = []
        self.unsure = False
        self._noting = True
        self._left = _MOST_VALUES
        self._above: list[int] = []

    def plain(self, value: object, finite: bool = False) -> Plain:
        """Any value. Numbers that are not finite are kept, for a config, or opaque where they must be ``finite``."""
        self._left -= 1
        if isinstance(value, float) and not isinstance(value, bool) and not math.isfinite(value):
            return opaque(value) if finite else float(value)
        if isinstance(value, Enum):
            inner = scalar(value.value)
            return text(value.name) if is_opaque(inner) else inner
        if value is None or isinstance(value, (bool, str, int, float)):
            return scalar(value)
        if isinstance(value, (Mapping, Sequence, AbstractSet)) and not isinstance(value, (bytes, bytearray, memoryview)):
            return self._container(value, finite)
        if type(value).__module__ == "torch" and type(value).__name__ == "dtype":
            return str(value).removeprefix("torch.")  # as configs write it
        if isinstance(value, Integral):
            return scalar(int(value))
        if self._noting and hasattr(value, "__dict__") and not callable(value):
            self.unsure = True
        return opaque(value)

    def _container(self, value: Any, finite: bool) -> Plain:
        if len(value) > _MOST_ENTRIES or self._left < len(value) or len(self._above) >= _MOST_DEPTH:
            return opaque(value)
        if id(value) in self._above:  # it contains itself
            return opaque(value)
        self._above.append(id(value))
        try:
            if self._noting and type(value) in (dict, list):
                self.seen.append(value)
            elif type(value) not in (tuple, frozenset):
                self.unsure = self.unsure or self._noting
            if isinstance(value, Mapping):
                found: dict[str, Plain] = {}
                for key, item in value.items():
                    found.setdefault(text(key if isinstance(key, str) else str(key)), self.plain(item, finite))
                return found
            if isinstance(value, AbstractSet):
                return scalars(frozenset(value))
            return [self.plain(item, finite) for item in value]
        except Exception as error:
            return raised(error)
        finally:
            self._above.pop()

    def config(self, value: object) -> Plain:
        """A config as plain data: a mapping, what its ``to_dict`` says, the fields of a dataclass, or its attributes.

        Attributes of its class and properties count as well, since whoever reads the config sees them.
        """
        if value is None:
            return None
        if isinstance(value, Mapping):
            return self._container(value, finite=False)
        if isinstance(value, (type, str, bytes, int, float, list, tuple, set)) or callable(value):
            return opaque(value)
        if answers_to_everything(value) or len(self._above) >= _MOST_DEPTH or id(value) in self._above:
            return opaque(value)
        own: dict[str, Any] = getattr(value, "__dict__", {})
        if type(own) is dict:
            self.seen.append(own)
        else:
            self.unsure = True
        self._above.append(id(value))
        try:
            found = self._said(value, own)
            if isinstance(found, dict) and "$raised" not in found:
                for name, item in own.items():
                    if is_config(item):
                        found[name] = self.config(item)
                self._of_class(value, found)
            return found
        finally:
            self._above.pop()

    def _said(self, value: object, own: dict[str, Any]) -> Plain:
        if callable(getattr(type(value), "to_dict", None)):
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    said = value.to_dict()  # type: ignore[attr-defined]
            except Exception as error:
                return raised(error)
            if isinstance(said, Mapping):
                for item in own.values():
                    if not is_config(item):
                        self.plain(item)  # to notice a change inside of it
                self._noting = False
                try:
                    return self._container(said, finite=False)
                finally:
                    self._noting = True
        slots = [name for cls in type(value).__mro__ for name in _slots(cls)]
        fields = {**own, **{name: getattr(value, name) for name in slots if hasattr(value, name)}}
        self.unsure = self.unsure or bool(slots)
        shown = {name: item for name, item in fields.items() if not name.startswith("_")}
        return {text(name): None if is_config(item) else self.plain(item) for name, item in shown.items()}

    def _of_class(self, value: object, found: dict[str, Plain]) -> None:
        for cls in _speaking(type(value)):
            for name, item in list(cls.__dict__.items()):
                if name.startswith("_") or name in found:
                    continue
                if isinstance(item, property):
                    try:
                        with warnings.catch_warnings():
                            warnings.simplefilter("ignore")
                            item = getattr(value, name)
                    except Exception:
                        continue  # nobody who reads the config sees anything there
                elif callable(item) or hasattr(type(item), "__get__"):
                    continue
                else:
                    self.of_class.append((value, name))
                self._noting = False
                plain = self.plain(item)
                self._noting = True
                if not is_opaque(plain):
                    found[name] = plain


def _speaking(cls: type) -> list[type]:
    """The classes of a config that say more than its ``to_dict``: those below the one that brings it."""
    classes = list(cls.__mro__[:-1])
    bringing = [n for n, c in enumerate(classes) if "to_dict" in c.__dict__]
    return classes[: bringing[-1]] if bringing else classes


def _slots(cls: type) -> list[str]:
    slots = cls.__dict__.get("__slots__", ())
    names = [slots] if isinstance(slots, str) else list(slots)
    return [name for name in names if not name.startswith("_")]


def is_config(value: object) -> bool:
    """Whether a value looks like a config inside of a config: an object of attributes, and no plain data."""
    if value is None or isinstance(value, (type, str, bytes, int, float, list, tuple, set, frozenset, Mapping, Enum)):
        return False
    return not callable(value) and isinstance(getattr(value, "__dict__", None), dict) and bool(value.__dict__)
