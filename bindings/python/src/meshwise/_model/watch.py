"""Notices that what a look at a model saw has changed, without looking again.

An unchanged model must cost close to nothing, and a changed one must never get the answer of before. So a look notes what
it depended on, and this compares the very objects (``is``): whatever is not the same object counts as a change, and the
next look finds out. What was noted is what stood there *before* it was read, so that a change in between is one.

Nothing here holds the model itself, nor anything through which it is held: the watch hangs on the model.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable
from itertools import chain, repeat
from operator import is_, itemgetter
from types import BuiltinFunctionType, FunctionType, MappingProxyType
from typing import Any
from weakref import ref

from . import classes
from .plain import Reader, Seen
from .registry import Names

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
    return dict.get(held, name, _NOTHING) if issubclass(type(held), dict) else _NOTHING  # type: ignore[arg-type]


class _Computed:
    """An attribute that runs code when it is read, and is read again each time."""

    __slots__ = ("holder", "name", "value", "told", "facts")

    def __init__(self, holder: object | None, name: str, value: Any) -> None:
        self.holder = holder
        self.name = name
        self.value = _comparable(value)
        self.told = self.value is not None or value is None  # from another value
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
        self._asked: list[tuple[str, Callable[[Names], bool], Names, bool]] = []
        self._own: list[tuple[str, type, str, list[Any], list[Any]]] = []
        self._doubted: set[str] = set()
        self._whole: Check | None = None

    def before(self, obj: object, name: str) -> bool:
        """An attribute is about to be read. Returns False where :meth:`computed` has to be told the value."""
        key = (id(obj), name)
        noted = self._noted.get(key)
        if noted is None:
            try:
                if _is_of_its_own_state(obj, name):
                    own = _attribute(obj, "__dict__")
                    self.container(Seen(own, own.copy(), obj))
                    return True
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
            found = self._computed[key] = _Computed(self._held(obj), name, _NOTHING if missing else value)
        found.facts.add(self.fact)
        if not found.told:
            self.doubt()

    def _held(self, obj: object) -> object | None:
        return None if id(obj) == self._model_id else obj

    def ask(self, holds: Callable[[Names], bool], names: Names) -> bool:
        """A registry was asked for a class."""
        answer = holds(names)
        self._asked.append((self.fact, holds, names, answer))
        return answer

    def own(self, cls: type, name: str) -> None:
        """An attribute of a class is about to be read past those above it."""
        dicts = [classes.own(c) for c in classes.mro(cls)]
        having = [n for n, own in enumerate(dicts) if name in own]
        dicts = dicts[: having[-1] + 1] if having else []
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
            [(holds, names, answer) for fact, holds, names, answer in self._asked if counts([fact])],
            [(cls, name, dicts, held) for fact, cls, name, dicts, held in self._own if counts([fact])],
        )


class _Group:
    """Noted attributes of one object, compared in one go.

    Args:
        noted: The attributes.
        whole: Whether the ``__dict__`` of the object is compared as a whole anyway, so that only its class is left.
    """

    __slots__ = ("holder", "cls", "names", "of_class", "whole", "wanted", "absent", "present", "own", "parts")

    def __init__(self, noted: list[_Noted], whole: bool) -> None:
        self.holder = noted[0].holder
        self.cls = noted[0].cls
        self.names = [one.name for one in noted]
        self.of_class = [one.of_class for one in noted]
        self.whole = whole
        self.wanted = frozenset(self.names)
        self.absent = frozenset(one.name for one in noted if one.own is _NOTHING)
        self.present = [one.name for one in noted if one.own is not _NOTHING]
        self.own = [one.own for one in noted if one.own is not _NOTHING]
        parts = [(part, [one.parts[n] for one in noted]) for n, part in enumerate(_PARTS)]
        self.parts = [(part, values if any(v is not _NOTHING for v in values) else None) for part, values in parts]

    def unchanged(self, obj: object) -> bool:
        if type(obj) is not self.cls:
            return False
        if not all(map(is_, map(getattr, repeat(self.cls), self.names, repeat(_NOTHING)), self.of_class)):
            return False
        if self.whole:
            return True
        own = _attribute(obj, "__dict__")
        if not self.absent.isdisjoint(own) or not all(map(is_, map(own.get, self.present, repeat(_NOTHING)), self.own)):
            return False
        for part, values in self.parts:
            held = own.get(part)
            if values is None:
                if held and not self.wanted.isdisjoint(held):
                    return False
            elif not held or not all(map(is_, map(held.get, self.names, repeat(_NOTHING)), values)):
                return False
        return True


class Check:
    """Whether anything that a look depended on has changed."""

    __slots__ = (
        "_asked",
        "_cls",
        "_complete",
        "_computed",
        "_containers",
        "_copies",
        "_groups",
        "_mro",
        "_own",
        "_owners",
        "_parts",
    )

    def __init__(
        self,
        cls: type,
        mro: tuple[type, ...],
        complete: bool,
        noted: list[_Noted],
        computed: list[_Computed],
        containers: list[Seen],
        asked: list[tuple[Callable[[Names], bool], Names, bool]],
        own: list[tuple[type, str, list[Any], list[Any]]],
    ) -> None:
        self._cls, self._mro, self._complete = cls, mro, complete
        groups: dict[int, list[_Noted]] = {}
        for one in noted:
            groups.setdefault(id(one.holder), []).append(one)
        compared = {id(seen.container) for seen in containers}
        self._groups = [_Group(of_one, _own_id(of_one[0].holder) in compared) for of_one in groups.values()]
        self._computed = [(one.holder, one.name, one.value) for one in computed]
        self._containers = [seen.container for seen in containers]
        self._copies = [seen.copy for seen in containers]
        self._owners = [(seen.owner, seen.container) for seen in containers if seen.owner is not None]
        self._parts = [part for part in map(_part, containers) if part is not None]
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
        for owner, own in self._owners:
            if _attribute(owner, "__dict__") is not own:
                return False
        if self._containers != self._copies:  # quick, since what is the same object is equal
            return False
        for container, get, values in self._parts:
            if not all(map(is_, get(container), values)):
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
        return all(holds(names) is answer for holds, names, answer in self._asked)


_Part = tuple[Any, Callable[[Any], Iterable[Any]], tuple[Any, ...]]


def _part(seen: Seen) -> _Part | None:
    """What has to be the same object and not only equal: an equal list may be changed later, and 1 is no True."""
    copy = seen.copy
    if isinstance(copy, dict):
        strict = [key for key, value in copy.items() if type(value) is not str and value is not None]
        if any(type(key) is not str for key in copy):
            return (seen.container, _keys_and_values, tuple(_keys_and_values(copy)))
        if len(strict) == 1:  # itemgetter of one gives no tuple
            strict *= 2
        return (seen.container, itemgetter(*strict), tuple(map(copy.get, strict))) if strict else None
    if all(type(value) is str for value in copy):
        return None
    return (seen.container, iter, tuple(copy))


def _keys_and_values(of: dict[Any, Any]) -> Iterable[Any]:
    return chain(of, of.values())


def _is_same(now: Any, before: Any) -> bool:
    """Whether code returned the same: the same object, or a number or a text that says the same."""
    return now is before or (type(now) is type(before) and type(now) in _SCALARS and bool(now == before))


def _comparable(value: Any) -> Any:
    """What a value of code is told by later; None where that is nothing. It may hold the model, so it is not held."""
    if classes.is_a(value, Exception):
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
    if not classes.has_plain_dict(cls) or type(_own_dict(obj)) is not dict or not all(map(_is_plain_part, _parts_of(obj))):
        return False  # what stands for a dict there may be code of its own
    if cls.__getattribute__ is not object.__getattribute__:
        return _is_config_of_transformers(cls)
    special = getattr(cls, "__getattr__", None)
    if special is None or getattr(special, "__module__", "") == _MODULE:
        return True
    return name in obj.__dict__ or hasattr(cls, name)


def _parts_of(obj: object) -> list[Any]:
    return [_attribute(obj, "__dict__").get(part) for part in _PARTS]


def _is_plain_part(part: object) -> bool:
    return part is None or type(part) in (dict, OrderedDict)


def _own_dict(obj: object) -> Any:
    try:
        return _attribute(obj, "__dict__")
    except AttributeError:
        return None


_CONFIGS = "transformers.configuration_utils"


def _own_id(obj: object) -> int:
    return id(_own_dict(obj))


def _is_config_of_transformers(cls: type) -> bool:
    """Configs of transformers rename attributes as they are read; what they hold still lies in their ``__dict__``."""
    return getattr(cls.__getattribute__, "__module__", "") == _CONFIGS


def _is_of_its_own_state(obj: object, name: str) -> bool:
    """Whether it is a property that configs of transformers compute from their ``__dict__``, as ``_attn_implementation``."""
    cls = type(obj)
    if not _is_config_of_transformers(cls):
        return False
    raw = next((classes.own(c)[name] for c in classes.mro(cls) if name in classes.own(c)), None)
    return isinstance(raw, property) and getattr(raw.fget, "__module__", "") == _CONFIGS
