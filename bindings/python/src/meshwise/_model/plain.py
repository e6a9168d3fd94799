"""Live values as plain data: what JSON can hold, within the limits of the engine, and nothing that was not there.

What is no plain data becomes ``{"$opaque": type}``, and what could not be read ``{"$raised": exception}``. A container is
read whole or not at all: a part of one would say that the rest is not there.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from enum import Enum
from numbers import Integral
from types import MemberDescriptorType
from typing import Any, NamedTuple

from . import classes
from .budget import VALUE, Budget, Spent
from .classes import answers_to_everything, text, type_name

_MOST_DEPTH = 40  # of the engine's 64 levels
_MOST_ENTRIES = 16_384
_MOST_STRING = 60_000  # bytes, of its 64 KiB
_MISSING: Any = object()

Plain = Any


def opaque(value: object) -> Plain:
    """The observation of what is there and is no plain data."""
    return {"$opaque": type_name(type(value))}


def raised(error: BaseException) -> Plain:
    """The observation of what could not be read."""
    return {"$raised": type_name(type(error))}


def scalar(value: object, budget: Budget) -> Plain:
    """A scalar as it is, anything else as opaque. NaN and Infinity are no scalars: JSON does not have them.

    Raises:
        Spent: The budget is.
    """
    budget.take()
    return _scalar(value, budget)


def _scalar(value: object, budget: Budget) -> Plain:
    if value is None or value is True or value is False:
        return value
    if classes.is_a(value, str):
        return _string(value, budget)  # type: ignore[arg-type]
    if type(value) is int or (classes.is_a(value, int) and not classes.is_a(value, bool)):
        number = int(value)  # type: ignore[call-overload]
        return number if -(1 << 63) <= number < 1 << 63 else opaque(value)
    if classes.is_a(value, float) and math.isfinite(value):  # type: ignore[arg-type]
        return float(value)  # type: ignore[arg-type]
    return opaque(value)


def _string(value: str, budget: Budget) -> Plain:
    size = str.__len__(value)
    if size > _MOST_STRING or not budget.affords(size):  # measured before it is read
        return opaque(value)
    cleaned = text(value)
    size = len(cleaned.encode())
    if size > _MOST_STRING or not budget.affords(size):
        return opaque(value)
    budget.take(size)
    return cleaned


def is_opaque(value: Plain) -> bool:
    """Whether an observation stands for what is no plain data."""
    return isinstance(value, dict) and len(value) == 1 and "$opaque" in value


def scalars(value: object, budget: Budget) -> Plain:
    """A scalar, or a list of scalars. A set is listed in order, so that two runs observe the same.

    Raises:
        Spent: The budget is.
    """
    if classes.is_a(value, (list, tuple, set, frozenset)):
        return _listed(value, budget)
    return scalar(value, budget)


def _listed(value: Any, budget: Budget) -> Plain:
    found = []
    for item in _bounded(value, len(value), budget):
        found.append(None if item is _MISSING else scalar(item, budget))
        if item is _MISSING or is_opaque(found[-1]):
            return opaque(value)
    return sorted(found, key=repr) if isinstance(value, AbstractSet) else found


def _bounded(items: Iterable[Any], size: int, budget: Budget) -> Iterator[Any]:
    """The items, or ``_MISSING`` as the last one where there are more than can be taken."""
    if size > _MOST_ENTRIES or not budget.affords(VALUE * size):
        yield _MISSING
        return
    for n, item in enumerate(items):
        if n > _MOST_ENTRIES:  # it has no end, whatever it said of its length
            yield _MISSING
            return
        yield item


class Seen(NamedTuple):
    """A container that was read, with a copy of what was in it: whatever it holds later is a change.

    Attributes:
        owner: The object whose ``__dict__`` it is, or None.
    """

    container: dict[Any, Any] | list[Any]
    copy: dict[Any, Any] | list[Any]
    owner: object = None


class _Known(NamedTuple):
    """What was made of an object. It is held, or another one might get its id."""

    value: object
    plain: Plain
    depth: int
    cost: int


def read_attribute(obj: object, name: str) -> Any:
    """Reads an attribute, and raises what that raises."""
    return getattr(obj, name)


class Reader:
    """Turns one value into plain data, each object in it once, and notes the containers that it looked into.

    Args:
        budget: What it may take.
        read: Reads an attribute of an object; a look reads each of them once.

    Attributes:
        seen: Every list, dict and ``__dict__`` that was read, so that a change can be noticed without reading again.
        of_class: Every attribute that was read from the class of an object.
        unsure: Whether something was met that could change without any of these changing.
    """

    def __init__(self, budget: Budget, read: Callable[[object, str], Any] = read_attribute) -> None:
        self.seen: list[Seen] = []
        self.of_class: list[tuple[object, str]] = []
        self.unsure = False
        self._budget = budget
        self._read = read
        self._noting = True
        self._known: dict[tuple[int, bool], _Known] = {}
        self._beside = (Budget(), dict[tuple[int, bool], _Known]())  # for what is read and is no part of the request
        self._above: set[int] = set()
        self._deepest = 0

    def plain(self, value: object, finite: bool = False) -> Plain:
        """Any value. Numbers that are not finite are kept, for a config, or opaque where they must be ``finite``.

        Raises:
            Spent: The budget is.
        """
        self._budget.take()
        try:
            return self._plain(value, finite)
        except Spent:
            raise
        except Exception as error:  # its class, its length, its text: anything may raise
            return raised(error)

    def _plain(self, value: Any, finite: bool) -> Plain:
        kind = type(value)
        if value is None or kind is bool or kind is int or kind is str:
            return _scalar(value, self._budget)
        if isinstance(value, float) and not isinstance(value, bool) and not math.isfinite(value):
            return opaque(value) if finite else float(value)
        if isinstance(value, Enum):
            inner = _scalar(value.value, self._budget)
            return text(value.name) if is_opaque(inner) else inner
        if isinstance(value, (bool, str, int, float)):
            return _scalar(value, self._budget)
        if isinstance(value, (Mapping, Sequence, AbstractSet)) and not isinstance(value, (bytes, bytearray, memoryview)):
            return self._once(value, finite, lambda: self._container(value, finite))
        if classes.name(kind, "__module__") == "torch" and classes.name(kind) == "dtype":
            return _string(str(value).removeprefix("torch."), self._budget)  # as configs write it
        if isinstance(value, Integral):
            return _scalar(int(value), self._budget)
        if self._noting and hasattr(value, "__dict__") and not callable(value):
            self.unsure = True
        return opaque(value)

    def _once(self, value: object, finite: bool, make: Callable[[], Plain]) -> Plain:
        """Reads an object unless that was done before: then it costs what it is long, and no time."""
        key, depth = (id(value), finite), len(self._above)
        known = self._known.get(key)
        if known is not None and known.value is value:
            if depth + known.depth > _MOST_DEPTH or not self._budget.affords(known.cost):
                return opaque(value)
            self._budget.take(known.cost)
            self._deepest = max(self._deepest, depth + known.depth)
            return known.plain
        if id(value) in self._above or depth >= _MOST_DEPTH:  # it contains itself, or lies too deep
            return opaque(value)
        before, above = self._budget.left, self._deepest
        self._above.add(id(value))
        self._deepest = depth + 1
        try:
            made = make()
        finally:
            self._above.discard(id(value))
        self._known[key] = _Known(value, made, self._deepest - depth, before - self._budget.left)
        self._deepest = max(above, self._deepest)
        return made

    def _container(self, value: Any, finite: bool) -> Plain:
        kind, items, size = type(value), value, len(value)
        if kind is dict or kind is list:
            if size > _MOST_ENTRIES or not self._budget.affords(VALUE * size):
                return opaque(value)
            items = self._copied(value)
        else:
            self.unsure = self.unsure or (self._noting and kind not in (tuple, frozenset))
        if isinstance(value, AbstractSet):
            return _listed(value, self._budget)
        if not isinstance(value, Mapping):
            listed = []
            for item in _bounded(items, size, self._budget):
                if item is _MISSING:
                    return opaque(value)
                listed.append(self.plain(item, finite))
            return listed
        found: dict[str, Plain] = {}
        for entry in _bounded(items.items(), size, self._budget):
            if entry is _MISSING:
                return opaque(value)
            key, item = entry
            written = classes.key(key)
            name = None if written is None else _string(written, self._budget)
            if not isinstance(name, str):
                return opaque(value)  # a name that is none, or longer than the engine takes
            if name not in found:
                found[name] = self.plain(item, finite)
        return found

    def _copied(self, value: Any, owner: object = None) -> Any:
        """A dict or list as it is now: what is read of it, and what a change is told by, are the same."""
        copy = value.copy()
        if self._noting:
            self.seen.append(Seen(value, copy, owner))
        return copy

    def config(self, value: object) -> Plain:
        """A config as plain data: a mapping, what its ``to_dict`` says, the fields of a dataclass, or its attributes.

        Attributes of its class and properties count as well, since whoever reads the config sees them.

        Raises:
            Spent: The budget is.
        """
        self._budget.take()
        try:
            return self._config(value)
        except Spent:
            raise
        except Exception as error:
            return raised(error)

    def _config(self, value: Any) -> Plain:
        if value is None:
            return None
        if isinstance(value, Mapping):
            return self._once(value, False, lambda: self._container(value, finite=False))
        if isinstance(value, (type, str, bytes, int, float, list, tuple, set)) or callable(value):
            return opaque(value)
        if answers_to_everything(value):
            return opaque(value)
        return self._once(value, False, lambda: self._object(value))

    def _object(self, value: Any) -> Plain:
        held = getattr(value, "__dict__", {})
        own: dict[str, Any] = classes.entries(held)
        if not self._budget.affords(VALUE * len(own)):
            return opaque(value)
        if own is held:
            own = self._copied(own, value)
        else:
            self.unsure = True
        found = self._said(value, own)
        if isinstance(found, dict) and "$raised" not in found and not is_opaque(found):
            for name, item in own.items():
                if is_config(item):
                    found[text(name)] = self.config(item)
            self._of_class(value, found)
        return found

    def _said(self, value: Any, own: dict[str, Any]) -> Plain:
        if callable(getattr(type(value), "to_dict", None)):
            try:
                said = _quietly(value.to_dict)
            except Exception as error:
                return raised(error)
            if isinstance(said, Mapping):
                for item in own.values():
                    if not is_config(item):
                        self._look_into(item)
                with self._unnoted():
                    return self._container(said, finite=False)
        fields = dict(own)
        for cls in classes.mro(type(value)):
            for name in _slots(cls):
                item = self._attribute(value, name)
                self.unsure = True
                if item is not _MISSING:
                    fields.setdefault(name, item)
        shown = {text(name): item for name, item in fields.items() if not name.startswith("_")}
        return {name: None if is_config(item) else self.plain(item) for name, item in shown.items()}

    def _look_into(self, item: object) -> None:
        """Reads what the config has said already, to notice a change inside of it: that is no part of the request."""
        kept = self._budget, self._known
        self._budget, self._known = self._beside
        try:
            self.plain(item)
        except Spent:
            self.unsure = True
        finally:
            self._budget, self._known = kept

    def _of_class(self, value: Any, found: dict[str, Plain]) -> None:
        for cls in _speaking(type(value)):
            for name, item in list(classes.own(cls).items()):
                if name.startswith("_") or name in found:
                    continue
                if isinstance(item, property):
                    item = self._attribute(value, name)
                    if item is _MISSING:
                        continue  # nobody who reads the config sees anything there
                elif callable(item) or hasattr(type(item), "__get__"):
                    continue
                else:
                    self.of_class.append((value, name))
                with self._unnoted():
                    plain = self.plain(item)
                if not is_opaque(plain):
                    found[text(name)] = plain

    def _attribute(self, value: object, name: str) -> Any:
        try:
            return _quietly(lambda: self._read(value, name))
        except Exception:
            return _MISSING

    @contextmanager
    def _unnoted(self) -> Iterator[None]:
        before, self._noting = self._noting, False
        try:
            yield
        finally:
            self._noting = before


def _quietly(do: Callable[[], Any]) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return do()


def _speaking(cls: type) -> list[type]:
    """The classes of a config that say more than its ``to_dict``: those below the one that brings it."""
    found = list(classes.mro(cls)[:-1])
    bringing = [n for n, c in enumerate(found) if "to_dict" in classes.own(c)]
    return found[: bringing[-1]] if bringing else found


def _slots(cls: type) -> list[str]:
    """The names of its slots: what was made of ``__slots__``, which may by now be anything."""
    made = (name for name, member in list(classes.own(cls).items()) if isinstance(member, MemberDescriptorType))
    return [name for name in made if not name.startswith("_")]


def is_config(value: object) -> bool:
    """Whether a value looks like a config inside of a config: an object of attributes, and no plain data."""
    if value is None or classes.is_a(value, (type, str, bytes, int, float, list, tuple, set, frozenset, Mapping, Enum)):
        return False
    try:
        return not callable(value) and isinstance(getattr(value, "__dict__", None), dict) and bool(value.__dict__)
    except Exception:
        return False
