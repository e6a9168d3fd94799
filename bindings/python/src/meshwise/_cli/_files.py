"""The files and commands that say a run."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from .._files.follow import followed
from .._files.opened import File, with_rows
from . import _model
from ._commands import Command
from ._failure import Failure, cause
from ._line import Flags
from ._printable import name, quoted
from ._request import Request, number, quote
from ._scan import place

_MOST = 4 << 20  # bytes of a request
_STANDARD_INPUT = "standard input"


def add_files(request: Request, command: Command, given: Flags, files: list[str], argv: list[str] | None) -> None:
    """Adds the files and the command that are asked about, and what they name and is there.

    Args:
        files: The first is asked about, the others belong to it.
        argv: What stands behind ``--``; None where there is no ``--``.

    Raises:
        Failure: A file cannot be used, or a variable has no name.
    """
    labels = [path if path != "-" else _STANDARD_INPUT for path in [*files, *given.get("with", [])]]
    asked: dict[str, Any] = {"files": [_loaded(path) for path in [*files, *given.get("with", [])]]}
    if argv is not None:
        asked["argv"] = argv
    if "override" in given:
        asked["overrides"] = given["override"]
    if env := _environment(given):
        asked["env"] = env
    if given.get("input", "auto") != "auto":
        asked["input"] = given["input"]
    if "part" in given:
        asked["part"] = given["part"]
    sizes = {flag.member: flag for of in ("mesh", "run") for flag in command.settings(of) if flag.flag in given}

    def put(to: Request, members: dict[str, Any]) -> Request:
        for member, value in members.items():
            if member != "files" or value:
                to.add(member, json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"), _LABELS.get(member, ""))
        for member, flag in sizes.items():
            value = given[flag.flag]
            to.add(member, number(value) if flag.kind == "count" else quote(value), given.label(flag))
        to.origins.extend((f"/files/{i}", name(label)) for i, label in enumerate(labels))
        return to

    put(request, followed(asked, lambda members: put(Request("read"), members).ask().value))


_LABELS = {"argv": "the command", "overrides": "--override", "env": "--env", "input": "--input", "part": "--part"}


def _loaded(path: str) -> File:
    """A file, or the standard input for ``-``, with its rows."""
    if path == "-":
        return _text(_STANDARD_INPUT, _STANDARD_INPUT, sys.stdin.buffer.read(_MOST + 1))
    if not os.path.exists(path):
        raise Failure(f"{name(path)}: there is no such file or folder")
    if os.path.isdir(path):
        raise Failure(f"{name(path)}: is a folder, and a file is needed")
    try:
        with open(path, "rb") as file:
            return _text(path, name(path), file.read(_MOST + 1))
    except OSError as error:
        raise Failure(f"{name(path)}: {cause(error)}") from None


def _text(path: str, label: str, data: bytes) -> File:
    if len(data) > _MOST:
        raise Failure(f"{label}: is larger than 4 MiB, the most that the engine reads; a config.json has a few KiB")
    what = _model.not_json(data)
    if what and not what.startswith("begins with a byte order mark"):  # which YAML has now and then
        raise Failure(f"{label}: {what.replace(' and no JSON', '').replace(', and JSON is UTF-8', '')}")
    try:
        return with_rows(path, data.decode("utf-8"))
    except UnicodeDecodeError:
        raise Failure(f"{label}{place(data)}: is not UTF-8 (input.not_utf8)") from None


def _environment(given: dict[str, Any]) -> dict[str, str]:
    """The variables: those of the shell where that is asked for, and those that were stated."""
    found = dict(sorted(os.environ.items())) if "env-from-shell" in given else {}
    for pair in given.get("env", []):
        variable, equals, value = pair.partition("=")
        if not equals or not variable:
            raise Failure(f"--env: expected NAME=VALUE, such as NNODES=4, got {quoted(pair)}")
        found[variable] = value
    return found
