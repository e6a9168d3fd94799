"""The members of a request that say what the run is: its mesh, and what is known of it beside that."""

from __future__ import annotations

import operator
from typing import Any

from .._errors import InputError
from . import settings


class Request:
    """What a mesh is, and what the run is beside it: the members ``mesh`` and ``run`` of a request."""

    __slots__ = ("mesh", "run")

    def __init__(self) -> None:
        self.mesh: dict[str, Any] = {}
        self.run: dict[str, Any] = {}

    def put(self, name: str, value: Any) -> None:
        """Sets a size, or a word of the run. None leaves it open.

        Raises:
            InputError: ``input.contradiction``: it is set to something else already.
        """
        if value is None:
            return
        name = settings.member(name)
        if name == "strategy":
            value = settings.strategy(value)
        part = self.run if settings.is_of_the_run(name) else self.mesh
        if part.setdefault(name, value) != value:
            raise InputError("input.contradiction", f"{name} is {part[name]!r} and {value!r} at the same time", f"/mesh/{name}")


def number(value: Any) -> Any:
    """An integer of any library as one of Python's; anything else as it is, for the engine to refuse."""
    if isinstance(value, (bool, str)) or value is None:
        return value
    try:
        return operator.index(value)
    except TypeError:
        if isinstance(value, tuple):
            return list(value)
        return value if isinstance(value, (float, list, dict)) else f"a {type(value).__qualname__}"


def positive(value: Any) -> Any:
    """A size as frameworks write it: where -1 and 0 stand for one that is left open."""
    size = number(value)
    return None if isinstance(size, int) and not isinstance(size, bool) and size < 1 else size
