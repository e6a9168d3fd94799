"""The files that a reading wants, added where they are there. What they mean, and which others they name, the engine says."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from .._errors import InputError
from .opened import File, opened

_MOST = 16  # files that are added, since files may name files

Members = dict[str, Any]


def followed(asked: Members, read: Callable[[Members], Members]) -> Members:
    """Adds the files that are wanted, until no more are.

    Args:
        asked: The members of a request to read.
        read: Asks the engine to read, and returns its answer.
    """
    files: list[File] = asked.get("files", [])
    first = files[0]["name"] if files else ""
    for _ in range(_MOST + 1):
        answer = read(asked)
        wants = [want for one in (answer, *answer.get("more", ())) for want in one.get("wants", ())]
        new = _found(first, wants, {file["name"] for file in asked.get("files", [])})
        room = _MOST - (len(asked.get("files", [])) - len(files))
        if not new or room <= 0:
            break
        asked = {**asked, "files": [*asked.get("files", []), *new[:room]]}
    return asked


def _found(first: str, wants: list[Members], there: set[str]) -> list[File]:
    """For each want the first of its candidates that is there and not yet added."""
    found: dict[str, File] = {}
    for want in wants:
        for candidate in want["candidates"]:
            if candidate in there or candidate in found:
                break
            file = _beside(first, candidate)
            if file is not None:
                found[candidate] = file
                break
    return list(found.values())


def _beside(first: str, candidate: str) -> File | None:
    """A file that another one names: in the working directory, or in the folder of the first. No path leads out of these, nor
    does a link."""
    folder, rest = ".", candidate
    home = os.path.dirname(first)
    if home and candidate.startswith(home + "/"):
        folder, rest = home, candidate[len(home) + 1 :]
    root = os.path.realpath(folder)
    path = os.path.realpath(os.path.join(root, rest))
    if os.path.isabs(rest) or not path.startswith(os.path.join(root, "")) or not os.path.isfile(path):
        return None
    try:
        return {**opened(path, candidate)}
    except InputError:  # more than is followed, or no text
        return None
