"""The members of a request that say what the run is: its mesh, and what is known of it beside that."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from typing import Any

from .._errors import InputError
from .._model.classes import key, type_name
from . import settings
from .table import GROUPS

_MOST_MEMBERS = 256
_MOST_SHOWN = 200  # characters


class Request:
    """What a mesh is, and what the run is beside it: the members ``mesh`` and ``run`` of a request."""

    __slots__ = ("mesh", "run")

    def __init__(self) -> None:
        self.mesh: dict[str, Any] = {}
        self.run: dict[str, Any] = {}

    def put(self, name: str, value: Any) -> None:
        """Says a setting, by any of its names, or a group of settings. None leaves it open.

        A group is a mapping of its members, or a value that means its first: ``recompute="full"`` is
        ``recompute={"mode": "full"}``.

        Raises:
            InputError: ``input.contradiction``: it is said to be something else already. ``input.wrong_type``: the value is no
                plain data.
        """
        if value is None:
            return
        setting = settings.named(name)
        if setting.kind == "group":
            self._put_group(setting, value)
            return
        part = self.mesh if setting.part == "mesh" else self.run
        if setting.group:
            part = part.setdefault(setting.group, {})
            if not isinstance(part, dict):
                raise _twice(setting, part, {setting.member: value})
        value = settings.json_value(setting, value)
        if not _same(part.setdefault(setting.member, value), value):
            raise _twice(setting, part[setting.member], value)

    def put_default(self, name: str, value: Any) -> None:
        """Says a setting unless it is said already."""
        if value is not None and not self.says(name):
            self.put(name, value)

    def says(self, name: str) -> bool:
        """Whether a setting is said, by any of its names."""
        setting = settings.named(name)
        part = self.mesh if setting.part == "mesh" else self.run
        return setting.member in (part.get(setting.group, {}) if setting.group else part)

    def put_words(self, words: str) -> None:
        """Says the settings that are written as ``tp=8,precision.params=fp32``.

        A part without a ``=`` goes on a list: ``offload=params,optimizer``.

        Raises:
            InputError: ``input.syntax``: a part is none of these. As :meth:`put`.
        """
        said: list[tuple[str, str]] = []
        for part in filter(None, words.replace(" ", ",").split(",")):
            name, equals, value = part.partition("=")
            if equals:
                said.append((name, value))
            elif said and settings.named(said[-1][0]).is_list:
                said[-1] = (said[-1][0], f"{said[-1][1]},{part}")
            else:
                raise InputError("input.syntax", f"expected sizes such as tp=8,pp=4, got {part!r}", "/mesh")
        for name, value in said:
            self.put(name, settings.of_words(_first_of(settings.named(name)), value))

    def put_mapping(self, members: Mapping[Any, Any], group: str = "") -> None:
        """Says the settings of a mapping, or those of a group in it.

        Raises:
            InputError: ``input.too_many_values``: it has more members than there can be settings. As :meth:`put`.
        """
        for n, (name, value) in enumerate(members.items()):
            if n == _MOST_MEMBERS:
                text = f"a {'group' if group else 'mesh'} has more than {_MOST_MEMBERS} members"
                raise InputError("input.too_many_values", text, f"/run/{group}" if group else "/mesh")
            name = key(name) or type_name(type(name))
            self.put(f"{group}.{name}" if group else name, value)

    def _put_group(self, group: settings.Setting, value: Any) -> None:
        if isinstance(value, Mapping):
            self.put_mapping(value, group.member)
            return
        short = _first_of(group)
        if short is not group:
            self.put(short.name, value)
            return
        value = settings.json_value(group, value)  # a group without a first member, which the engine refuses
        if self.run.setdefault(group.member, value) is not value:
            raise _twice(group, self.run[group.member], value)


def _first_of(setting: settings.Setting) -> settings.Setting:
    """Of a group the setting that a value without members means; of a setting, itself."""
    short = GROUPS.get(setting.member) if setting.kind == "group" else None
    return settings.named(f"{setting.member}.{short}") if short else setting


def _same(one: Any, other: Any) -> bool:
    """Whether two values are one. A truth is no number: True is not 1."""
    return bool(one == other) and (type(one) is bool) == (type(other) is bool)


def _shown(value: Any) -> str:
    """A value in a message, and not all of a long one."""
    text = repr(value)
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"


def _twice(setting: settings.Setting, one: Any, other: Any) -> InputError:
    return InputError(
        "input.contradiction", f"{setting.name} is {_shown(one)} and {_shown(other)} at the same time", setting.path
    )


def positive(value: Any) -> Any:
    """A size as frameworks write it: where -1 and 0 stand for one that is left open."""
    if isinstance(value, bool):
        return value
    try:
        size = operator.index(value)
    except TypeError:
        return value
    return size if size > 0 else None
