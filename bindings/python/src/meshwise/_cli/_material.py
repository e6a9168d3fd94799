"""What a reading is made of: files, a command, and what the flags say beside."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from .._files.follow import beside, followed
from ._failure import Failure, cause
from ._files import Loaded, load
from ._line import Flags
from ._mesh import Given
from ._printable import quoted
from ._request import Request, quote

#: Asks for the members of a reading in the request itself.
UNWRAPPED = -1
_SURROGATES = re.compile("[\ud800-\udfff]")
_OF_THE_WORLD = ("nodes", "gpus_per_node", "world_size", "framework")


class Said(NamedTuple):
    """One member of a request to read, with what the user wrote for it."""

    name: str
    json: bytes
    label: str


@dataclass(eq=False)
class Material:
    """What a reading is made of.

    Attributes:
        files: The first is asked about, the others belong to it.
        argv: A command; None where there is none.
        said: What the flags say.
    """

    files: list[Loaded] = field(default_factory=list)
    argv: list[str] | None = None
    said: list[Said] = field(default_factory=list)

    @property
    def first(self) -> str:
        """The name of the file that was asked about, empty for a command."""
        return self.files[0].name if self.files else ""

    def say_world(self, settings: Iterable[Given]) -> None:
        """Adds what settings say of the world, and whose law holds: a reading is made with these."""
        self.said += [Said(one.member, one.value, one.label) for one in settings if one.member in _OF_THE_WORLD]

    def add_to(self, request: Request, trainer: int = UNWRAPPED) -> None:
        """Adds the material to a request: as its own members, or as those of its member ``reading``.

        Raises:
            Failure: A file is no text.
        """
        parts = self._parts()
        for i, file in enumerate(self.files):
            request.origins += [(f"{at}files/{i}", file.label) for at in ("/", "/reading/")]
        if trainer == UNWRAPPED:
            for part in parts:
                request.add(part.name, part.json, part.label)
            return
        request.origins += [(f"/reading/{part.name}", part.label) for part in parts]
        members = [quote(part.name) + b":" + part.json for part in parts]
        if trainer > 0:
            members.append(b'"trainer":%d' % trainer)
        request.add("reading", b"{" + b",".join(members) + b"}", "")

    def _parts(self) -> list[Said]:
        files = [Said("files", _json([file.file() for file in self.files]), "")] if self.files else []
        command = [] if self.argv is None else [Said("argv", _json(self.argv), "the command")]
        return [*files, *command, *self.said]


def material(given: Flags, input: str, first: Loaded | None, argv: list[str] | None) -> Material:
    """Puts together what is asked about with what the flags say.

    Args:
        given: The flags; ``with``, ``override``, ``env``, ``env-from-shell`` and ``part`` count.
        input: The format of the first file; empty where its content tells.

    Raises:
        Failure: A file cannot be used, or a variable has no name.
    """
    found = Material(argv=argv)
    if first is not None:
        found.files.append(first)
    found.files += [load(path) for path in given.get("with", [])]
    if "override" in given:
        found.said.append(Said("overrides", _json(given["override"]), "--override"))
    if env := _environment(given):
        found.said.append(Said("env", _json(env), "--env"))
    if input:
        found.said.append(Said("input", quote(input), "--input"))
    if given.get("part"):
        found.said.append(Said("part", quote(given["part"]), "--part"))
    return found


def follow(about: Material, note: Callable[[str], None]) -> dict[str, Any]:
    """Reads the material, and adds the files that the reading wants and that are there, until it wants no more.

    Returns:
        The last reading.

    Raises:
        Failure: The engine reads none of it, or a file is no text.
    """

    def read() -> dict[str, Any]:
        request = Request("read")
        about.add_to(request)
        return request.ask().value

    def found(candidate: str) -> Loaded | None:
        path, why = beside(about.first, candidate)
        if why and why not in refused:
            refused.add(why)
            note(why)
        if not path:
            return None
        try:
            with open(path, "rb") as file:
                return Loaded(candidate, candidate.replace("/", os.sep), file.read())
        except OSError as error:
            note(f"{candidate} cannot be read: {cause(error)}")
            return None

    def made(candidate: str, text: str) -> Loaded:
        return Loaded(candidate, "", text.encode(), made=True)

    refused = set[str]()
    return followed(about.files, lambda file: file.name, read, found, made, note)


def follow_again(about: Material, note: Callable[[str], None]) -> None:
    """Reads the material after a file of it was changed: what a script writes may be another text.

    Raises:
        Failure: The engine reads none of it.
    """
    kept = [file for file in about.files if not file.made]
    if len(kept) < len(about.files):
        about.files[:] = kept
        follow(about, note)


def _environment(given: Flags) -> dict[str, str]:
    """The variables: those of the shell where that is asked for, and those that were stated."""
    found = dict(sorted(os.environ.items())) if "env-from-shell" in given else {}
    for pair in given.get("env", []):
        variable, equals, value = pair.partition("=")
        if not equals or not variable:
            raise Failure(f"--env: expected NAME=VALUE, such as NNODES=4, got {quoted(pair)}")
        found[variable] = value
    return found


def _json(value: Any) -> bytes:
    return _SURROGATES.sub("\ufffd", json.dumps(value, ensure_ascii=False)).encode()
