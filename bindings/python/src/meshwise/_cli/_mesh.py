"""The flags that say what the mesh is, or the meshes, and how it runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ._commands import Command, Flag
from ._failure import Failure
from ._printable import quoted
from ._request import Request, number, quote

_Set = tuple[str, bytes, str]  # the member, its JSON, and how errors name it


def add_mesh(request: Request, command: Command, given: dict[str, Any], many: bool) -> None:
    """Adds what the flags say to a request. The flags of sizes hold for every ``--mesh``.

    Raises:
        Failure: A size is given twice, or a ``--mesh`` cannot be read.
    """
    sizes = command.settings("mesh")
    request.origins.append(("/mesh", "--mesh, or --tp, --pp and the like"))
    request.origins.extend((f"/mesh/{flag.member}", f"--{flag.flag}") for flag in sizes)
    flags = _given(sizes, given)
    words = given.get("mesh", [])
    meshes = []
    for i, word in enumerate(words):
        path = f"/meshes/{i}" if len(words) > 1 else "/mesh"
        meshes.append(_object(request, path, [*flags, *_parse("--mesh", word, sizes)]))
    if len(meshes) > 1 and not many:
        raise Failure(f"--mesh: expected one mesh, got {len(meshes)}")
    if len(meshes) > 1:
        request.add("meshes", b"[" + b",".join(meshes) + b"]", "--mesh")
    elif meshes:
        request.add("mesh", meshes[0], "--mesh")
    elif flags:
        request.add("mesh", _object(request, "/mesh", flags), "--mesh")
    if "near" in given:
        request.add("near", _object(request, "/near", _parse("--near", given["near"], sizes)), "--near")
    run = _given(command.settings("run"), given)
    if run:
        request.add("run", _object(request, "/run", run), "")


def _json(flag: Flag, value: str) -> bytes:
    return quote(value) if flag.text else number(value)


def _given(flags: Sequence[Flag], given: dict[str, Any]) -> list[_Set]:
    return [(f.member, _json(f, given[f.flag]), f"--{f.flag}") for f in flags if f.flag in given]


def _parse(option: str, argument: str, sizes: Sequence[Flag]) -> list[_Set]:
    """Reads ``tp=8,pp=4``. A word that names no size goes to the engine as it is, which knows the closest that it has."""
    found = []
    for part in argument.split(","):
        word, equals, value = (text.strip() for text in part.partition("="))
        if not equals or not word:
            raise Failure(f"{option} {quoted(argument)}: expected NAME=SIZE, such as tp=8,pp=4, got {quoted(part)}")
        flag = next((flag for flag in sizes if flag.called(word)), Flag(word, "", member=word))
        found.append((flag.member, _json(flag, value), f"{option} {quoted(argument)}: {word}"))
    return found


def _object(request: Request, path: str, settings: Sequence[_Set]) -> bytes:
    """Writes settings as a JSON object, and notes where each is from."""
    seen: dict[str, str] = {}
    parts = []
    for member, value, label in settings:
        if member in seen:
            raise Failure(f"{label}: is given before, by {seen[member]}")
        seen[member] = label
        parts.append(quote(member) + b":" + value)
        request.origins.append((f"{path}/{member.replace('~', '~0').replace('/', '~1')}", label))
    return b"{" + b",".join(parts) + b"}"
