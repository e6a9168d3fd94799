"""A request to the engine, with who wrote what in it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from .._engine.engine import engine
from . import _scan
from ._failure import ENGINE, Failure

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_SYNTAX = {"input.syntax", "input.trailing_data", "input.duplicate_key", "input.lone_surrogate", "input.not_utf8"}


def quote(value: str) -> bytes:
    """A string as JSON. What is not Unicode in it becomes the replacement character."""
    return json.dumps(re.sub("[\ud800-\udfff]", "\ufffd", value), ensure_ascii=False).encode()


def number(value: str) -> bytes:
    """The literal itself if it is a JSON number, and else a string: so the engine refuses "2.0" and "two" by what they are."""
    return value.encode() if _NUMBER.fullmatch(value) else quote(value)


@dataclass
class Answer:
    """What the engine said: its bytes, and the value that they are."""

    raw: bytes
    value: dict[str, Any]


@dataclass
class Request:
    """A request that is put together.

    Attributes:
        members: The JSON of each member, in order.
        raw: The whole request, in place of the members.
        origins: For places, as JSON pointers, what the user wrote: a flag or a file.
        file: The name and the bytes of the file that the model is from.
    """

    op: str
    members: dict[str, bytes] = field(default_factory=dict)
    raw: bytes | None = None
    origins: list[tuple[str, str]] = field(default_factory=list)
    file: tuple[str, bytes] | None = None

    def add(self, name: str, value: bytes, label: str) -> None:
        self.members[name] = value
        self.origins.append(("/" + name, label))

    def encoded(self) -> bytes:
        if self.raw is not None:
            return self.raw
        members = {"op": quote(self.op), **self.members}
        return b"{" + b",".join(quote(name) + b":" + value for name, value in members.items()) + b"}"

    def ask(self) -> Answer:
        """Asks the engine.

        Raises:
            Failure: The engine refuses the request: its words, about what the user wrote.
        """
        raw = engine().call(self.encoded())
        value = json.loads(raw)
        if value["kind"] == "error":
            raise self._refused(str(value["code"]), str(value["path"]), str(value["message"]))
        return Answer(raw, value)

    def _refused(self, code: str, path: str, message: str) -> Failure:
        if not code.startswith("input."):
            return Failure(f"{message} ({code})", ENGINE, code=code)
        label, rest = self._origin(path)
        if self.file is not None and label == self.file[0] and code in _SYNTAX:
            label += _scan.place(self.file[1])
        return Failure(": ".join(filter(None, (label, rest, f"{message} ({code})"))), code=code)

    def _origin(self, path: str) -> tuple[str, str]:
        found: tuple[str, str] | None = None
        for place, label in self.origins:
            if (path == place or path.startswith(place + "/")) and (found is None or len(place) >= len(found[0])):
                found = place, label
        if found is not None:
            return found[1], path[len(found[0]) :]
        if self.file is not None and not path:
            return self.file[0], ""  # of all that is in the request, only the file is not made here
        return "", path
