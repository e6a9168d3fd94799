"""Values that raise, lie or have no end: each one made anew."""

from __future__ import annotations

import collections
import collections.abc
import decimal
import enum
import inspect
import itertools
import sys
import types
import weakref
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock, Mock, NonCallableMagicMock


def refuses(*arguments: Any, **named: Any) -> Any:
    raise RuntimeError("no")


def made(name: str, *bases: type, instance: tuple[Any, ...] = (), **members: Any) -> Callable[[], Any]:
    """Makes an object of a class of these members."""
    cls: Any = type(name, bases or (object,), members)
    return lambda: cls(*instance)


def lying(claimed: Any) -> Callable[[], Any]:
    return made("Lies", __class__=property(lambda self: claimed))


class Itself(collections.abc.Mapping[str, Any]):
    """Each look into it finds a new one, and there is no end of them."""

    def __len__(self) -> int:
        return 1

    def __iter__(self) -> Any:
        return map(str, itertools.count())

    def __getitem__(self, key: str) -> Any:
        return Itself()


class Twins(collections.abc.Sequence[Any]):
    def __len__(self) -> int:
        return 2

    def __getitem__(self, n: Any) -> Any:
        if n > 1:
            raise IndexError
        return Twins()


class Negative(Twins):
    def __len__(self) -> int:
        return -1


class OfNoClass(type):
    """A metaclass that raises whatever its classes are asked."""

    __getattribute__ = refuses


class Unequal(type):
    __eq__ = __hash__ = __instancecheck__ = __bool__ = __len__ = refuses  # type: ignore[assignment]


class Odd(enum.Enum):
    A = object()
    B = float("nan")


def wordless() -> Any:
    """Raises an exception that has no words either."""
    error = type("Wordless", (Exception,), {"__str__": refuses, "__repr__": refuses})

    def raises(*_: Any) -> Any:
        raise error

    return type("Raises", (), {name: raises for name in ("__getattr__", "__len__", "__iter__", "__bool__")})()


def nested(n: int, inner: Any) -> Any:
    for _ in range(n):
        inner = [inner]
    return inner


def knot() -> Any:
    found: Any = SimpleNamespace(n=1)
    found.me, found.them, found.held = found, [found], {"k": found}
    return found


def dead() -> Any:
    gone = type("Gone", (), {})()
    return weakref.proxy(gone)


def lazy(fails: bool) -> Any:
    def found(self: Any, name: str) -> Any:
        if fails or name.startswith("__"):
            raise ImportError(name)
        return lazy(False)

    return type("Lazy", (types.ModuleType,), {"__getattr__": found})("lazy")


def of_torch(text: Any) -> Any:
    """What looks like a dtype of torch."""
    return type("dtype", (), {"__module__": "torch", "__str__": text})()


def wrapped() -> Any:
    def f(x: Any) -> None: ...

    f.__wrapped__ = f  # type: ignore[attr-defined]
    return f


def endless(self: Any) -> Any:
    return itertools.count()


_ASKED = ("__eq__", "__iter__", "__len__", "__bool__", "__contains__", "__getitem__", "__repr__", "__str__")
EVERY = dict.fromkeys(_ASKED, refuses)
VALUES: dict[str, Callable[[], Any]] = {
    "nothing": lambda: None,
    "yes": lambda: True,
    "no": lambda: False,
    "negative": lambda: -1,
    "object": object,
    "class": lambda: object,
    "far": lambda: 10**6000,
    "beyond": lambda: 1 << 63,
    "nan": lambda: float("nan"),
    "inf": lambda: float("inf"),
    "complex": lambda: 3j,
    "long": lambda: "x" * 10**7,
    "half": lambda: "\udc00",
    "zero byte": lambda: "\0",
    "bytes": lambda: b"abc",
    "view": lambda: memoryview(b"a"),
    "decimal": lambda: decimal.Decimal("sNaN"),
    "ellipsis": lambda: ...,
    "huge range": lambda: range(10**18),
    "count": itertools.count,
    "generator": lambda: (n for n in itertools.count()),
    "deep": lambda: nested(100_000, 1),
    "wide": lambda: ["x" * 50_000] * 2000,
    "many": lambda: dict.fromkeys(map(str, range(100_000)), 1),
    "knot": knot,
    "itself": Itself,
    "twins": Twins,
    "negative length": Negative,
    "keys": lambda: {1: 2, "1": 3, None: 4, (1, 2): 5},
    "far key": lambda: {10**6000: 1},
    "wordless key": lambda: {made("K", __str__=refuses)(): 1},
    "endless key": lambda: {made("K", frozenset, instance=([1],), __iter__=endless)(): 1},
    "half key": lambda: {"\udc00": 1},
    "looks opaque": lambda: {"$opaque": "int"},
    "looks raised": lambda: {"$raised": 3, "n": 1},
    "proxy": lambda: types.MappingProxyType({"a": 1}),
    "deque": lambda: collections.deque([1]),
    "chain": lambda: collections.ChainMap({"a": 1}),
    "default": lambda: collections.defaultdict(dict),
    "always": made("Always", __getattr__=lambda self, name: self),
    "ever new": made("New", __getattr__=lambda self, name: type(self)()),
    "all one": made("One", __getattribute__=lambda self, name: 1),
    "refuses": made("Refuses", __getattribute__=refuses),
    "refuses the rest": made("Rest", __getattr__=refuses),
    "for ever": made("Ever", __getattr__=lambda self, name: getattr(self, name)),
    "of no class": lambda: type.__call__(OfNoClass("Nasty", (), {})),
    "a class of none": lambda: OfNoClass("Nasty", (), {}),
    "unequal": lambda: type.__call__(Unequal("U", (), {})),
    "unequal class": lambda: Unequal("U", (), {}),
    "no class at all": made("N", __class__=property(refuses)),
    "lies str": lying(str),
    "lies int": lying(int),
    "lies bool": lying(bool),
    "lies float": lying(float),
    "lies dict": lying(dict),
    "lies list": lying(list),
    "lies set": lying(frozenset),
    "lies type": lying(type),
    "lies enum": lying(enum.Enum),
    "lies map": lying(collections.abc.Mapping),
    "str": made("S", str, instance=("abc",), **EVERY, __hash__=refuses, encode=refuses, isascii=refuses, startswith=refuses),
    "int": made("I", int, instance=(4,), **EVERY, __hash__=refuses, __int__=refuses, __index__=refuses, __lt__=refuses),
    "int of another": made("I", int, instance=(4,), __int__=lambda self: 999, __index__=lambda self: 999),
    "float": made("F", float, instance=(2.5,), **EVERY, __float__=refuses),
    "dict": made("D", dict, instance=({"a": 1},), **EVERY, items=refuses, keys=refuses, get=refuses, copy=refuses),
    "list": made("L", list, instance=([1],), **EVERY, copy=refuses),
    "endless dict": made(
        "D", dict, instance=({"a": 1},), items=lambda self: zip(map(str, itertools.count()), itertools.count(), strict=False)
    ),
    "no pairs": made("D", dict, instance=({"a": 1},), items=lambda self: [1, 2]),
    "endless list": made("L", list, instance=([1],), __iter__=endless),
    "endless set": made("S", set, instance=([1],), __iter__=endless),
    "endless tuple": made("T", tuple, instance=([1],), __iter__=endless),
    "huge": made("H", list, instance=([1],), __len__=lambda self: sys.maxsize),
    "no hash": made("N", __hash__=refuses),
    "no truth": made("N", __bool__=refuses),
    "odd truth": made("N", __bool__=lambda self: 3),
    "no words": made("N", __repr__=refuses, __str__=refuses),
    "odd enum": lambda: Odd.A,
    "nan enum": lambda: Odd.B,
    "enum": lambda: Odd,
    "dead": dead,
    "lazy": lambda: lazy(False),
    "failing": lambda: lazy(True),
    "mock": MagicMock,
    "plain mock": Mock,
    "uncallable": NonCallableMagicMock,
    "mocked dict": lambda: MagicMock(spec=dict),
    "wordless": wordless,
    "long dtype": lambda: of_torch(lambda self: "x" * 10**7),
    "no dtype": lambda: of_torch(refuses),
    "half dtype": lambda: of_torch(lambda self: "torch.\udc00"),
    "wrapped": wrapped,
    "signed": made("C", __call__=refuses, __signature__=7),
    "unsigned": made("C", __call__=refuses, __signature__=property(refuses)),
    "endless signature": made(
        "C", __call__=refuses, __signature__=property(lambda self: made("P", inspect.Signature, parameters=Itself())())
    ),
    "descriptor": made("D", __get__=refuses, __set__=refuses),
    "property": lambda: property(refuses),
    "bound": lambda: classmethod(refuses),
    "long name": made("T" * 10**6),
    "odd module": made("T", __module__=7),
    "module of its own": lambda: type("T", (), {"__module__": VALUES["str"]()})(),
    "computed": made("C", __dict__=property(lambda self: Itself())),
    "no dict": made("C", __dict__=property(refuses)),
    "never set": made("C", __setattr__=refuses),
    "no path": made("P", __fspath__=lambda self: 7),
    "unreadable path": made("P", __fspath__=refuses),
    "says": made("T", to_dict=lambda self: Itself()),
    "says no": made("T", to_dict=refuses),
}
