"""A file of JSON, such as a ``config.json``: measured before it is parsed."""

from __future__ import annotations

import json
import os
from typing import Any

from .._errors import InputError

MOST = 4 << 20  # bytes, as of a request


def one_object(path: str) -> dict[str, Any]:
    """The JSON object in a file, or in the ``config.json`` of a folder.

    Raises:
        InputError: It cannot be read, is larger than 4 MiB, or is no JSON object.
    """
    try:
        if os.path.isdir(path):
            path = os.path.join(path, "config.json")
        with open(path, "rb", opener=_without_waiting) as file:
            data = file.read(MOST + 1)
    except OSError as error:
        raise InputError("input.missing_field", f"cannot read {_shown(path)}: {error.strerror}", "/facts") from None
    except ValueError as error:  # a name that no file can have
        raise InputError("input.missing_field", f"cannot read {_shown(path)}: {error}", "/facts") from None
    return parsed(data, path)


def _without_waiting(path: str, flags: int) -> int:
    """Opens a pipe that nobody writes to as the empty file that it is, where that would wait for ever."""
    opened = os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
    if hasattr(os, "O_NONBLOCK"):
        os.set_blocking(opened, True)  # what somebody writes to is read to its end
    return opened


def parsed(data: bytes, path: str) -> dict[str, Any]:
    """The JSON object that a file holds.

    Args:
        data: What was read of it; one byte more than 4 MiB is too much.
        path: How errors name it.

    Raises:
        InputError: It is larger than 4 MiB, or is no JSON object.
    """
    if len(data) > MOST:
        raise InputError("input.too_large", f"{_shown(path)} has more than 4 MiB; a config.json has a few KiB", "/facts")
    try:
        content = json.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise InputError("input.not_utf8", f"{_shown(path)} is not UTF-8: {error.reason}", "/facts") from None
    except RecursionError:
        raise InputError("input.too_deep", f"{_shown(path)} is nested too deep", "/facts") from None
    except json.JSONDecodeError as error:
        raise InputError("input.syntax", f"{_shown(path)} is not JSON: {error}", "/facts") from None
    except ValueError:  # Python converts no integer of more than 4,300 digits
        raise InputError("input.number_too_long", f"{_shown(path)} has a number that is too long", "/facts") from None
    if not isinstance(content, dict):
        raise InputError("input.wrong_type", f"{_shown(path)}: expected one JSON object", "/facts")
    return content


def _shown(path: str) -> str:
    return path if len(path) <= 200 else f"{path[:200]}…"
