"""Notices that what a look at a model saw has changed, without looking again.

An unchanged model must cost close to nothing, and a changed one must never get the answer of before. So a look notes what
it depended on, and this compares the very objects (``is``): whatever is not the same object counts as a change, and the
next look finds out.

Nothing here holds the model itself, nor anything through which it is held: the watch hangs on the model.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain, repeat
from operator import is_
from types import BuiltinFunctionType, FunctionType, MappingProxyType
from typing import Any
from weakref import ref

from .plain import Reader

_NOTHING: Any = object()
_attribute = object.__getattribute__  # past a Python one, as configs of transformers have it
_own_get = MappingProxyType.get
_METHODS = (FunctionType, BuiltinFunctionType, classmethod, staticmethod)
_MODULE = "torch.nn.modules.module"


class _Named:
    """Attributes of one object that are read the ordinary way: from its ``__dict__``, its submodules, its class."""

    __slots__ = ("obj", "names", "wanted", "cls", "of_class", "values")

    def __init__(self, obj: object | None) -> None:
        self.obj = obj  # None stands for the model
        self.names: list[str] = []
        self.wanted: set[str] = set()
        self.cls: type = type(obj)
        self.of_class: list[Any] = []
        self.values: list[Any] = []

    def now(self, obj: object) -> list[Any]:
        own = _attribute(obj, "__dict__")
        found = list(map(own.get, self.names, repeat(_NOTHING)))
        modules = own.get("_modules")
        if modules and not self.wanted.isdisjoint(modules):
            found += map(modules.get, self.names, repeat(_NOTHING))
        return found

    def class_now(self) -> list[Any]:
        return list(map(getattr, repeat(self.cls), self.names, repeat(_NOTHING)))


class _Contained:
    """The dicts and lists that were read, with what was in them. Compared in one go, since there are dozens."""

    __slots__ = ("dicts", "lists", "sizes", "keys", "values")

    def __init__(self) -> None:
        self.dicts: list[dict[Any, Any]] = []
        self.lists: list[list[Any]] = []
        self.sizes: list[int] = []
        self.keys: list[Any] = []
        self.values: list[Any] = []

    def add(self, containers: list[dict[Any, Any] | list[Any]]) -> None:
        known = {id(one) for one in chain(self.dicts, self.lists)}
        for one in containers:
            if id(one) not in known:
                known.add(id(one))
                if isinstance(one, dict):
                    self.dicts.append(one)
                else:
                    self.lists.append(one)
        self.sizes = list(map(len, chain(self.dicts, self.lists)))
        self.keys = list(chain.from_iterable(self.dicts))
        self.values = list(self._now())

    def _now(self) -> chain[Any]:
        return chain(chain.from_iterable(map(dict.values, self.dicts)), chain.from_iterable(self.lists))

    def unchanged(self) -> bool:
        return (
            list(map(len, chain(self.dicts, self.lists))) == self.sizes
            and all(map(is_, self._now(), self.values))
            and list(chain.from_iterable(self.dicts)) == self.keys
        )


class Watch:
    """What one look depended on."""

    __slots__ = ("_cls", "_named", "_read", "_asked", "_contained", "_own", "_mro", "_model_id", "_complete")

    def __init__(self, model: object) -> None:
        self._cls = type(model)
        self._model_id = id(model)
        self._named: dict[int, _Named] = {}
        self._read: list[tuple[object | None, str, Any]] = []
        self._asked: list[tuple[Callable[[type], bool], type, bool]] = []
        self._contained = _Contained()
        self._own: list[tuple[type, str, list[Any], list[Any]]] = []
        self._mro = self._cls.__mro__
        self._complete = True

    def note(self, obj: object, name: str) -> None:
        """An attribute was read."""
        holder = None if id(obj) == self._model_id else obj
        if _is_ordinary(obj, name):
            named = self._named.get(id(obj))
            if named is None:
                named = self._named[id(obj)] = _Named(holder)
                named.cls = type(obj)
            if name in named.wanted:
                return
            named.names.append(name)
            named.wanted.add(name)
            named.values = named.now(obj)
            named.of_class = named.class_now()
        elif not any(o is holder and n == name for o, n, _ in self._read):
            value = _get(obj, name)
            if not isinstance(value, (type, str, bytes, int, float, type(None))) and value is not _NOTHING:
                try:
                    value = ref(value)  # what code made may hold the model
                except TypeError:
                    self._complete = False
            self._read.append((holder, name, value))

    def ask(self, holds: Callable[[type], bool], cls: type) -> bool:
        """A registry was asked for a class."""
        answer = holds(cls)
        self._asked.append((holds, cls, answer))
        return answer

    def own(self, cls: type, name: str) -> None:
        """An attribute of a class was read past those above it."""
        dicts = [c.__dict__ for c in cls.__mro__] if hasattr(cls, name) else []
        self._own.append((cls, name, dicts, [own.get(name, _NOTHING) for own in dicts]))

    def doubt(self) -> None:
        """Something was read that could change unnoticed: every look is the first."""
        self._complete = False

    def contains(self, reader: Reader) -> None:
        """Dicts and lists were read."""
        for obj, name in reader.of_class:
            self.note(obj, name)
        self._complete = self._complete and not reader.unsure
        self._contained.add(reader.seen)

    def unchanged(self, model: object) -> bool:
        """Whether nothing that the look depended on has changed since. A doubt is a change."""
        if not self._complete or type(model) is not self._cls or self._cls.__mro__ is not self._mro:
            return False
        for named in self._named.values():
            obj = model if named.obj is None else named.obj
            now = named.now(obj) if type(obj) is named.cls else ()
            if len(now) != len(named.values) or not all(map(is_, now, named.values)):
                return False
            if not all(map(is_, named.class_now(), named.of_class)):
                return False
        if not self._contained.unchanged():
            return False
        for holder, name, value in self._read:
            now = _get(model if holder is None else holder, name)
            if now is not (value() if type(value) is ref else value):
                return False
        for cls, name, dicts, held in self._own:
            if not dicts:
                if hasattr(cls, name):
                    return False
            elif not all(map(is_, map(_own_get, dicts, repeat(name), repeat(_NOTHING)), held)):
                return False
        return all(holds(cls) is answer for holds, cls, answer in self._asked)


def _get(obj: object, name: str) -> Any:
    try:
        return getattr(obj, name, _NOTHING)
    except Exception as error:
        return type(error)


def _is_ordinary(obj: object, name: str) -> bool:
    """Whether reading the name runs no code but Python's own and that of ``nn.Module``."""
    cls = type(obj)
    raw = next((c.__dict__[name] for c in cls.__mro__ if name in c.__dict__), None)
    if hasattr(type(raw), "__get__") and not isinstance(raw, _METHODS):  # a property, or whatever else computes
        return False
    if not isinstance(getattr(obj, "__dict__", None), dict) or cls.__getattribute__ is not object.__getattribute__:
        return _is_config_of_transformers(cls)
    special = getattr(cls, "__getattr__", None)
    if special is None or getattr(special, "__module__", "") == _MODULE:
        return True
    return name in obj.__dict__ or hasattr(cls, name)


def _is_config_of_transformers(cls: type) -> bool:
    """Configs of transformers rename attributes as they are read; what they hold still lies in their ``__dict__``."""
    return getattr(cls.__getattribute__, "__module__", "") == "transformers.configuration_utils"
