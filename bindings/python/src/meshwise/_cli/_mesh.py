"""The flags that say what the mesh is, or the meshes, and how it runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from ._commands import Command, Flag
from ._failure import Failure
from ._line import Flags
from ._printable import quoted
from ._request import Request, number, quote


class Given(NamedTuple):
    """A setting that the user gave.

    Attributes:
        member: Its name: ``tp_size``, ``precision.params``.
        value: Its value, as JSON.
        label: How errors name it.
        known: Whether there is such a setting. A word that names none goes to the engine as it is.
    """

    member: str
    value: bytes
    label: str
    known: bool = True

    @property
    def place(self) -> tuple[str, str]:
        """The group that it is in, or an empty string, and its name in there."""
        group, dot, name = self.member.partition(".")
        return (group, name) if dot and self.known else ("", self.member)


def add_mesh(request: Request, command: Command, given: Flags, many: bool) -> None:
    """Adds what the flags say to a request. The flags of sizes hold for every ``--mesh``.

    Raises:
        Failure: A size is given twice, or a ``--mesh`` cannot be read.
    """
    sizes = command.settings("mesh")
    request.origins.append(("/mesh", "--mesh, or --tp, --pp and the like"))
    request.origins.extend((f"/mesh/{flag.member}", given.label(flag)) for flag in sizes)
    flags = given_of(sizes, given)
    words = given.get("mesh", [])
    meshes = []
    for i, word in enumerate(words):
        path = f"/meshes/{i}" if len(words) > 1 else "/mesh"
        meshes.append(object_of(request, path, [*flags, *_parse("--mesh", word, sizes)]))
    if len(meshes) > 1 and not many:
        raise Failure(f"--mesh: expected one mesh, got {len(meshes)}")
    if len(meshes) > 1:
        request.add("meshes", b"[" + b",".join(meshes) + b"]", "--mesh")
    elif meshes:
        request.add("mesh", meshes[0], "--mesh")
    elif flags:
        request.add("mesh", object_of(request, "/mesh", flags), "--mesh")
    run = given_of(command.settings("run"), given)
    if run:
        request.add("run", object_of(request, "/run", run), "")
    if "defaults" in given:
        request.add("defaults", quote(given["defaults"]), "--defaults")
    if "near" in given:
        request.add("near", object_of(request, "/near", _parse("--near", given["near"], sizes)), "--near")


def json_of(flag: Flag, value: str) -> bytes:
    """A value as the engine should see it: a number, a truth, a list of words, or a word."""
    if flag.kind in ("count", "decimal"):
        return number(value)
    if flag.kind == "flag" and value in ("true", "false"):
        return value.encode()
    if flag.kind in ("set", "names"):
        return b"[" + b",".join(quote(part.strip()) for part in value.split(",") if part.strip()) + b"]"
    return quote(value)


def given_of(flags: Sequence[Flag], given: Flags) -> list[Given]:
    """The settings that the flags of a command line say."""
    return [Given(f.member, json_of(f, given[f.flag]), given.label(f)) for f in flags if f.flag in given]


def _parse(option: str, argument: str, sizes: Sequence[Flag]) -> list[Given]:
    """Reads ``tp=8,pp=4``. A word that names no size goes to the engine as it is, which knows the closest that it has."""
    found = []
    for part in argument.split(","):
        word, equals, value = (text.strip() for text in part.partition("="))
        if not equals or not word:
            raise Failure(f"{option} {quoted(argument)}: expected NAME=SIZE, such as tp=8,pp=4, got {quoted(part)}")
        label = f"{option} {quoted(argument)}: {word}"
        flag = next((flag for flag in sizes if flag.called(word)), None)
        found.append(
            Given(word, number(value), label, False) if flag is None else Given(flag.member, json_of(flag, value), label)
        )
    return found


def object_of(request: Request, path: str, settings: Sequence[Given]) -> bytes:
    """Writes settings as a JSON object, the members of a group together, and notes where each is from."""
    seen: dict[str, str] = {}
    members: dict[str, Any] = {}
    for one in settings:
        if one.member in seen:
            raise Failure(f"{one.label}: is given before, by {seen[one.member]}")
        seen[one.member] = one.label
        group, name = one.place
        (members.setdefault(group, {}) if group else members)[name] = one.value
        steps = [step.replace("~", "~0").replace("/", "~1") for step in (group, name) if step]
        request.origins.append(("/".join([path, *steps]), one.label))
    return _encoded(members)


def _encoded(members: dict[str, Any]) -> bytes:
    parts = [quote(n) + b":" + (_encoded(value) if isinstance(value, dict) else value) for n, value in members.items()]
    return b"{" + b",".join(parts) + b"}"
