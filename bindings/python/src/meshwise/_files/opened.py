"""Files that say something of a run, as a request to read them has them."""

from __future__ import annotations

import os
from typing import Any

from .._errors import InputError
from . import rows

_MOST = 1 << 20  # bytes of a file; the engine refuses more

File = dict[str, Any]


def opened(path: str | os.PathLike[str], called: str = "") -> File:
    """A file with its text, and with the rows of its tree where it is YAML or TOML.

    Args:
        path: Where it is.
        called: How answers name it, if not by that.

    Raises:
        InputError: It cannot be read, is larger than 1 MiB, or is no text.
        EngineError: The library that parses it is not installed.
    """
    name = os.fspath(path)
    try:
        if not os.path.isfile(name):  # a pipe or a device might never end
            raise FileNotFoundError(2, "there is no such file")
        with open(name, "rb") as file:
            data = file.read(_MOST + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError("input.missing_field", f"cannot read {name[:200]}: {reason}", "/files") from None
    if len(data) > _MOST:
        raise InputError("input.too_large", f"{name[:200]} has more than 1 MiB", "/files")
    try:
        return with_rows(called or name, data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise InputError("input.not_utf8", f"{name[:200]} is not UTF-8: {error.reason}", "/files") from None


def with_rows(name: str, text: str) -> File:
    """A text under the name of a file, whose ending says the language; without one, the text does."""
    found: File = {"name": name.replace(os.sep, "/"), "text": text}
    ending = os.path.splitext(name)[1].lower() or _ending_of(text)
    read = {".yaml": rows.of_yaml, ".yml": rows.of_yaml, ".toml": rows.of_toml}.get(ending)
    if read is None:
        return found
    found["syntax"] = "toml" if ending == ".toml" else "yaml"
    try:
        found["rows"] = rows.written(read(text))
    except rows.Refused as refused:
        place = {name: n for name, n in (("line", refused.line), ("column", refused.column)) if n}
        found["refused"] = {"message": str(refused), **place}
    return found


def _ending_of(text: str) -> str:
    """The language of a text whose name does not tell: a map is YAML, keys with values are TOML, and a script is neither."""
    for ending, read in ((".yaml", rows.of_yaml), (".toml", rows.of_toml)):
        try:
            found = read(text)
        except rows.Refused:
            continue
        if len(found) > 1 and found[0].kind == "m":
            return "" if text.lstrip(" \t\r\n").startswith("{") else ending  # JSON the engine reads itself
    return ""
