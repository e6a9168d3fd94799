"""Notices that what a look at a model saw has changed, without looking again.

An unchanged model must cost close to nothing, and a changed one must never get the answer of before. So a look notes what
it depended on, and this compares the very objects (``is``): whatever is not the same object counts as a change, and the
next look finds out. What was noted is what stood there *before* it was read, so that a change in between is one.

Nothing here holds the model itself, nor anything through which it is held: the watch hangs on the model.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from itertools import chain, repeat
from operator import is_
from types import BuiltinFunctionType, FunctionType, MappingProxyType
from typing import Any
from weakref import ref

from . import classes
from .plain import Reader, Seen

_NOTHING: Any = object()
_attribute = object.__getattribute__  # past a Python one, as configs of transformers have it
_own_get = MappingProxyType.get
_METHODS = (FunctionType, BuiltinFunctionType, classmethod, staticmethod)
_MODULE = "torch.nn.modules.module"
_PARTS = ("_modules", "_parameters", "_buffers")  # where an nn.Module keeps what is no ordinary attribute
_SCALARS = (str, bytes, int, float)


class _Noted:
    """An attribute that is read the ordinary way: from the ``__dict__``, the parts of a module, or the class."""

    __slots__ = ("holder", "cls", "name", "own", "of_class", "parts", "facts")

    def __init__(self, obj: object, holder: object | None, name: str) -> None:
        self.holder = holder  # None stands for the model
        self.cls = type(obj)
        self.name = name
        own = _attribute(obj, "__dict__")
        self.own = own.get(name, _NOTHING)
        self.parts = tuple(_of_part(own, part, name) for part in _PARTS)
        self.of_class = getattr(self.cls, name, _NOTHING)
        self.facts: set[str] = set()


def _of_part(own: dict[str, Any], part: str, name: str) -> Any:
    held = own.get(part)
    return held.get(name, _NOTHING) if isinstance(held, dict) else _NOTHING


class _Computed:
    """An attribute that runs code when it is read, and is read again each time."""

    __slots__ = ("holder", "name", "value", "facts")

    def __init__(self, holder: object | None, name: str) -> None:
        self.holder = holder
        self.name = name
        self.value: Any = None
        self.facts: set[str] = set()


class Watch:
    """What one look depended on.

    Attributes:
        fact: The fact that is being looked at: what is noted counts for it.
    """

    def __init__(self, model: object) -> None:
        self.fact = ""
        self._model_id = id(model)
        self._cls = type(model)
        self._mro = classes.mro(self._cls)
        self._noted: dict[tuple[int, str], _Noted] = {}
        self._computed: dict[tuple[int, str], _Computed] = {}
        self._containers: dict[int, tuple[Seen, set[str]]] = {}
        self._asked: list[tuple[str, Callable[[type], bool], type, bool]] = []
        self._own: list[tuple[str, type, str, list[Any], list[Any]]] = []
        self._doubted: set[str] = set()
        self._whole: Check | None = None

    def before(self, obj: object, name: str) -> bool:
        """An attribute is about to be read. Returns False where :meth:`computed` has to be told the value."""
        key = (id(obj), name)
        noted = self._noted.get(key)
        if noted is None:
            try:
                if not _is_ordinary(obj, name):
                    return False
                noted = _Noted(obj, self._held(obj), name)
            except Exception:  # a class that runs code of its own, whatever it is asked
                return False
            self._noted[key] = noted
        noted.facts.add(self.fact)
        return True

    def computed(self, obj: object, name: str, value: Any, missing: bool) -> None:
        """An attribute was read, and what was read is the value of some code."""
        key = (id(obj), name)
        found = self._computed.get(key)
        if found is None:
            found = self._computed[key] = _Computed(self._held(obj), name)
            found.value = _comparable(_NOTHING if missing else value)
            if found.value is None and value is not None:
                self._doubted.add(self.fact)
        found.facts.add(self.fact)

    def _held(self, obj: object) -> object | None:
        return None if id(obj) == self._model_id else obj

    def ask(self, holds: Callable[[type], bool], cls: type) -> bool:
        """A registry was asked for a class."""
        answer = holds(cls)
        self._asked.append((self.fact, holds, cls, answer))
        return answer

    def own(self, cls: type, name: str) -> None:
        """An attribute of a class is about to be read past those above it."""
        dicts = [classes.own(c) for c in classes.mro(cls)]
        dicts = dicts if any(name in own for own in dicts) else []
        self._own.append((self.fact, cls, name, dicts, [own.get(name, _NOTHING) for own in dicts]))

    def doubt(self) -> None:
        """Something was read that could change unnoticed: every look is the first."""
        self._doubted.add(self.fact)

    def container(self, seen: Seen) -> None:
        """A dict or list was read."""
        self._containers.setdefault(id(seen.container), (seen, set()))[1].add(self.fact)

    def contains(self, reader: Reader) -> None:
        """Dicts and lists were read, and attributes of classes."""
        for obj, name in reader.of_class:
            if not self.before(obj, name):
                self.computed(obj, name, _get(obj, name), False)
        if reader.unsure:
            self.doubt()
        for seen in reader.seen:
            self.container(seen)

    def unchanged(self, model: object) -> bool:
        """Whether nothing that the look depended on has changed since."""
        if self._whole is None:
            self._whole = self.check()
        return self._whole.unchanged(model)

    def check(self, facts: Collection[str] | None = None) -> Check:
        """What to compare, for some of the facts or for all of them."""

        def counts(of: Iterable[str]) -> bool:
            return facts is None or any(fact in facts for fact in of)

        return Check(
            self._cls,
            self._mro,
            not any(counts([fact]) for fact in self._doubted),
            [one for one in self._noted.values() if counts(one.facts)],
            [one for one in self._computed.values() if counts(one.facts)],
            [seen for seen, of in self._containers.values() if counts(of)],
            [(holds, cls, answer) for fact, holds, cls, answer in self._asked if counts([fact])],
            [(cls, name, dicts, held) for fact, cls, name, dicts, held in self._own if counts([fact])],
        )


class _Group:
    """Noted attributes of one object, compared in one go."""

    __slots__ = ("holder", "cls", "names", "wanted", "own", "of_class", "parts")

    def __init__(self, noted: list[_Noted]) -> None:
        self.holder = noted[0].holder
        self.cls = noted[0].cls
        self.names = [one.name for one in noted]
        self.wanted = frozenset(self.names)
        self.own = [one.own for one in noted]
        self.of_class = [one.of_class for one in noted]
        parts = [[one.parts[n] for one in noted] for n in range(len(_PARTS))]
        self.parts = [values if any(value is not _NOTHING for value in values) else None for values in parts]

    def unchanged(self, obj: object) -> bool:
        if type(obj) is not self.cls:
            return False
        own, names = _attribute(obj, "__dict__"), self.names
        if not all(map(is_, map(own.get, names, repeat(_NOTHING)), self.own)):
            return False
        if not all(map(is_, map(getattr, repeat(self.cls), names, repeat(_NOTHING)), self.of_class)):
            return False
        for part, values in zip(_PARTS, self.parts, strict=True):
            held = own.get(part)
            if not held or self.wanted.isdisjoint(held):
                if values is not None:
                    return False
            elif values is None or not all(map(is_, map(held.get, names, repeat(_NOTHING)), values)):
                return False
        return True


class Check:
    """Whether anything that a look depended on has changed."""

    __slots__ = (
        "_cls", "_mro", "_complete", "_groups", "_computed", "_dicts", "_lists", "_sizes", "_keys", "_values", "_asked", "_own"
    )  # fmt: skip

    def __init__(
        self,
        cls: type,
        mro: tuple[type, ...],
        complete: bool,
        noted: list[_Noted],
        computed: list[_Computed],
        containers: list[Seen],
        asked: list[tuple[Callable[[type], bool], type, bool]],
        own: list[tuple[type, str, list[Any], list[Any]]],
    ) -> None:
        self._cls, self._mro, self._complete = cls, mro, complete
        groups: dict[int, list[_Noted]] = {}
        for one in noted:
            groups.setdefault(id(one.holder), []).append(one)
        self._groups = [_Group(of_one) for of_one in groups.values()]
        self._computed = [(one.holder, one.name, one.value) for one in computed]
        dicts = [seen for seen in containers if isinstance(seen.container, dict)]
        lists = [seen for seen in containers if not isinstance(seen.container, dict)]
        self._dicts = [seen.container for seen in dicts]
        self._lists = [seen.container for seen in lists]
        self._sizes = [len(seen.values) for seen in chain(dicts, lists)]
        self._keys = [key for seen in dicts for key in seen.keys]
        self._values = [value for seen in chain(dicts, lists) for value in seen.values]
        self._asked = asked
        self._own = own

    def unchanged(self, model: object) -> bool:
        """Whether nothing has. A doubt is a change, and so is whatever raises."""
        try:
            return self._unchanged(model)
        except Exception:
            return False

    def _unchanged(self, model: object) -> bool:
        if not self._complete or type(model) is not self._cls or classes.mro(self._cls) is not self._mro:
            return False
        for group in self._groups:
            if not group.unchanged(model if group.holder is None else group.holder):
                return False
        if self._sizes and not self._contained():
            return False
        for holder, name, value in self._computed:
            before = value() if type(value) is ref else value
            if before is None and value is not None:  # it is gone
                return False
            if not _is_same(_get(model if holder is None else holder, name), before):
                return False
        for cls, name, dicts, held in self._own:
            if not dicts:
                if hasattr(cls, name):
                    return False
            elif not all(map(is_, map(_own_get, dicts, repeat(name), repeat(_NOTHING)), held)):
                return False
        return all(holds(cls) is answer for holds, cls, answer in self._asked)

    def _contained(self) -> bool:
        values: Any = map(dict.values, self._dicts)  # type: ignore[arg-type]
        now = chain(chain.from_iterable(values), chain.from_iterable(self._lists))
        return (
            list(map(len, chain(self._dicts, self._lists))) == self._sizes
            and all(map(is_, now, self._values))
            and self._same_keys()
        )

    def _same_keys(self) -> bool:
        now = list(chain.from_iterable(self._dicts))
        return all(map(is_, now, self._keys)) or all(map(_is_same, now, self._keys))


def _is_same(now: Any, before: Any) -> bool:
    """Whether code returned the same: the same object, or a number or a text that says the same."""
    return now is before or (type(now) is type(before) and type(now) in _SCALARS and bool(now == before))


def _comparable(value: Any) -> Any:
    """What a value of code is told by later; None where that is nothing. It may hold the model, so it is not held."""
    if isinstance(value, Exception):
        return type(value)
    if value is _NOTHING or type(value) in (*_SCALARS, bool, type(None)) or classes.is_a(value, type):
        return value
    try:
        return ref(value)
    except TypeError:
        return None


def _get(obj: object, name: str) -> Any:
    try:
        return getattr(obj, name, _NOTHING)
    except Exception as error:
        return type(error)


def _is_ordinary(obj: object, name: str) -> bool:
    """Whether reading the name runs no code but Python's own and that of ``nn.Module``."""
    cls = type(obj)
    metaclass: Any = type(cls)
    raw = next((classes.own(c)[name] for c in classes.mro(cls) if name in classes.own(c)), None)
    if hasattr(type(raw), "__get__") and not isinstance(raw, _METHODS):  # a property, or whatever else computes
        return False
    if metaclass.__getattribute__ is not type.__getattribute__:  # a metaclass that computes
        return False
    if not isinstance(_own_dict(obj), dict) or cls.__getattribute__ is not object.__getattribute__:
        return _is_config_of_transformers(cls)
    special = getattr(cls, "__getattr__", None)
    if special is None or getattr(special, "__module__", "") == _MODULE:
        return True
    return name in obj.__dict__ or hasattr(cls, name)


def _own_dict(obj: object) -> Any:
    try:
        return _attribute(obj, "__dict__")
    except AttributeError:
        return None


def _is_config_of_transformers(cls: type) -> bool:
    """Configs of transformers rename attributes as they are read; what they hold still lies in their ``__dict__``."""
    return getattr(cls.__getattribute__, "__module__", "") == "transformers.configuration_utils"
