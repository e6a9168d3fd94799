"""What may be said of a run, and how it is spelled: the engine's table, read from ``table.py``.

No module of the package lists names of settings. A row that the engine's table gains is a keyword, a member of a mapping and
a word of a mesh without a line here.
"""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from .._errors import InputError
from .._model import classes
from .table import ALIASES, AXES, GROUPS, SETTINGS

#: NeMo Automodel's configs of strategies, by the names of their classes.
STRATEGIES = {"FSDP2Config": "fsdp2", "MegatronFSDPConfig": "megatron_fsdp", "DDPConfig": "ddp"}
#: Kinds of settings whose value is a number, and those whose value is a list.
_NUMBERS = ("count", "decimal")
_LISTS = ("set", "names")


class Setting(NamedTuple):
    """A setting, as a request has it.

    Attributes:
        part: The member of the request that it stands in: ``mesh`` or ``run``.
        group: The group inside of that, or an empty string.
        member: Its name in there.
        kind: What kind of value it has, as ``describe`` lists them; ``group`` for a whole group, and an empty string where
            the name is not known.
    """

    part: str
    group: str
    member: str
    kind: str

    @property
    def name(self) -> str:
        """Its whole name: ``precision.params``."""
        return f"{self.group}.{self.member}" if self.group else self.member

    @property
    def path(self) -> str:
        """Where it is in a request, as a JSON pointer."""
        steps = [step.replace("~", "~0").replace("/", "~1") for step in (self.group, self.member) if step]
        return "/".join(["", self.part, *steps])

    @property
    def is_list(self) -> bool:
        """Whether its value is a list of words or names."""
        return self.kind in _LISTS


def named(name: str) -> Setting:
    """The setting that a name means, whatever its spelling. One that is not known goes to the engine, which refuses it."""
    known = name if name in SETTINGS else ALIASES.get(name, f"{name}_size")
    if known in SETTINGS:
        part, kind = SETTINGS[known]
        group, _, member = known.rpartition(".")
        return Setting(part, group, member, kind)
    if name in GROUPS:
        return Setting("run", "", name, "group")
    group, dot, member = name.partition(".")
    if dot and group in GROUPS:
        return Setting("run", group, member, "")
    return Setting(_part_like(name), "", name, "")


def _part_like(name: str) -> str:
    """The member of a request that has the likeliest of what was meant, so that the engine names that."""
    import difflib  # some milliseconds, for a mistake alone

    run = [name.partition(".")[0] for name, (part, _) in SETTINGS.items() if part == "run"]
    mesh = [name for name, (part, _) in SETTINGS.items() if part == "mesh"]
    near = difflib.get_close_matches(name[:100], [*mesh, *AXES, *run], 1)
    return "run" if near and near[0] in run else "mesh"


def json_value(setting: Setting, value: Any) -> Any:
    """A value as plain data: numbers and flags of any library, lists of any kind, a strategy by its config.

    What is right for the setting the engine says.

    Raises:
        InputError: ``input.wrong_type``: it is no plain data at all.
    """
    try:
        if setting.name == "strategy":
            value = STRATEGIES.get(classes.name(type(value)), value)
        if setting.kind == "set" and isinstance(value, str):
            value = _split(value)
        return _plain(setting, value, _DEEPEST, itertools.count(1))
    except InputError:
        raise
    except Exception as error:  # its class, its length, its elements: anything may raise
        raise _no_data(setting, value) from error


_EXACT: tuple[tuple[type, Callable[[Any], Any]], ...] = ((str, str.__str__), (int, int.__index__), (float, float.__float__))
_DEEPEST = 4  # levels of lists in a value: a layout has two
_LONGEST = 4096  # elements of one
_MOST = 16_384  # elements of all


def _plain(setting: Setting, value: Any, deep: int, taken: Iterator[int]) -> Any:
    if value is None or type(value) in (bool, str, int, float):
        return value
    for kind, exact in _EXACT:  # what a subclass says of itself is not what is written in a request
        if issubclass(type(value), kind):
            return exact(value)
    try:
        return operator.index(value)
    except TypeError:
        pass
    if hasattr(value, "dtype"):
        return _scalar(setting, value)
    if not isinstance(value, (Sequence, Mapping, set, frozenset)) or isinstance(value, (bytes, bytearray)):
        raise _no_data(setting, value)
    if deep == 0 or len(value) > _LONGEST:
        code = "input.too_deep" if deep == 0 else "input.too_many_values"
        raise InputError(code, f"{setting.name}: expected a value, got a structure of too much", setting.path)
    if isinstance(value, Mapping):
        members = _counted(setting, value.items(), taken)
        return {_name(setting, key): _plain(setting, inner, deep - 1, taken) for key, inner in members}
    listed = [_plain(setting, inner, deep - 1, taken) for inner in _counted(setting, value, taken)]
    return sorted(listed, key=str) if isinstance(value, (set, frozenset)) else listed


def _name(setting: Setting, key: object) -> str:
    name = classes.key(key)
    if name is None:
        raise _no_data(setting, key)
    return name


def _counted(setting: Setting, items: Iterable[Any], taken: Iterator[int]) -> Iterator[Any]:
    """The items, as long as there are not too many: one that has no end says any length of itself."""
    for item in items:
        if next(taken) > _MOST:
            text = f"{setting.name}: expected a value, got a structure of too much"
            raise InputError("input.too_many_values", text, setting.path)
        yield item


def _scalar(setting: Setting, value: Any) -> Any:
    """A number or a flag of numpy or torch, which say what they are by ``dtype``."""
    if callable(getattr(value, "item", None)) and getattr(value, "ndim", 0) == 0:
        inner = value.item()
        if type(inner) in (bool, int, float, str):
            return inner
    raise _no_data(setting, value)


def _no_data(setting: Setting, value: Any) -> InputError:
    text = f"{setting.name}: expected plain data, got {classes.type_name(type(value))}"
    return InputError("input.wrong_type", text, setting.path)


def of_words(setting: Setting, word: str) -> Any:
    """A value that was written as text, as its kind has it: a number, a truth, a list or the text itself."""
    word = word.strip()
    if setting.kind in _NUMBERS or not setting.kind:
        return _number(word)
    if setting.kind == "flag":
        return {"true": True, "false": False}.get(word.lower(), word)
    if setting.is_list:
        return _split(word)
    return word


def _number(word: str) -> Any:
    import re

    if re.fullmatch(r"-?(0|[1-9][0-9]*)", word):
        return int(word)
    return float(word) if re.fullmatch(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?", word) else word


def _split(word: str) -> list[str]:
    return [part.strip() for part in word.split(",") if part.strip()]
