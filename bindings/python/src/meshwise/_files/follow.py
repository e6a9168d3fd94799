"""The files that a reading wants, added where they are there. What they mean, and which others they name, the engine says."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar

from .named import is_local

MOST = 16  # files that are added, since files may name files
MOST_BYTES = 1 << 20
_MOST_LINKS = 40  # on one way, as operating systems have it
_ESCAPES = "path escapes from parent"

Members = dict[str, Any]
T = TypeVar("T")


def followed(
    files: list[T],
    called: Callable[[T], str],
    read: Callable[[], Members],
    found: Callable[[str], T | None],
    made: Callable[[str, str], T],
    say: Callable[[str], None],
) -> Members:
    """Adds the files that are wanted to a list, until no more are.

    Args:
        files: Those that are asked about.
        called: How answers name one.
        read: Asks the engine to read them as they are now, and returns its answer.
        found: Opens a candidate; None where it is not there, or cannot be followed.
        made: Makes a file of a text that a script writes itself.
        say: Is told why one that is there is not followed.

    Returns:
        The last answer.
    """
    added, known, refused = 0, set(map(called, files)), set[str]()
    while True:
        answer, before = read(), added
        wants = [want for one in (answer, *answer.get("more", ())) for want in one.get("wants", ())]
        for want in wants:
            for candidate in want.get("candidates", ()):
                if candidate in known or candidate in refused:
                    break
                file = made(candidate, want["text"]) if "text" in want else found(candidate)
                if file is None:
                    continue
                if added == MOST:
                    say(f"{candidate} is not followed: {MOST} files were")
                    refused.add(candidate)
                    continue
                files.append(file)
                known.add(candidate)
                added += 1
                break
        if added == before:
            return answer


def beside(first: str, candidate: str) -> tuple[str, str]:
    """Where a file that another one names is: in the working directory, or in the folder of the first.

    No path leads out of these, nor does a link.

    Args:
        first: The file that was asked about; empty for a command.
        candidate: The one that is wanted.

    Returns:
        Its path, empty where it is not there; and why one that is there is not followed.
    """
    folder, rest = ".", candidate
    home = os.path.dirname(first)
    if home and candidate.startswith(home + "/"):
        folder, rest = home, candidate[len(home) + 1 :]
    if not is_local(rest):
        return "", ""
    root = os.path.realpath(folder)
    path = os.path.realpath(os.path.join(root, rest))
    if (why := _wrong_way(root, rest)) and os.path.lexists(os.path.join(root, rest)):
        return "", f"{candidate} is not followed: {why}"
    if not os.path.isfile(path):
        return "", ""
    size = os.path.getsize(path)
    if size > MOST_BYTES:
        return "", f"{candidate} has {size} bytes, more than the 1 MiB that is followed"
    return path, ""


def _wrong_way(root: str, rest: str) -> str:
    """What is wrong with the way to a file, link by link: it leads out of the folder, if only to come back, names a target from
    the root of the disk, wherever that lies, or goes in a circle. The other hosts refuse the same."""
    at, left, links = root, rest.split("/")[::-1], 0
    while left:
        at = os.path.normpath(os.path.join(at, left.pop()))
        if not os.path.join(at, "").startswith(os.path.join(root, "")):
            return _ESCAPES
        if os.path.islink(at):
            target, links = os.readlink(at), links + 1
            if os.path.isabs(target):
                return _ESCAPES
            if links > _MOST_LINKS:
                return "too many levels of symbolic links"
            at, left = os.path.dirname(at), left + target.split("/")[::-1]
    return ""
