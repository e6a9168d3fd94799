"""The files that say a run, as they were read."""

from __future__ import annotations

import errno
import os
import re
import sys
from enum import Enum
from typing import Any

from .._files.opened import File, with_rows
from . import _model
from ._failure import Failure, cause
from ._printable import name
from ._scan import place

STANDARD_INPUT = "standard input"
_MOST = 4 << 20  # bytes of a request
_NO_JSON = (".yaml", ".yml", ".toml", ".sh", ".bash")


class Kind(Enum):
    """What lies at a path."""

    NOTHING, FILE, FOLDER = range(3)


def kind_of(path: str) -> Kind:
    """What lies at a path.

    Raises:
        Failure: It cannot be told.
    """
    try:
        return Kind.FOLDER if os.path.isdir(path) else Kind.FILE if os.stat(path) else Kind.NOTHING
    except FileNotFoundError:
        return Kind.NOTHING
    except OSError as error:
        raise Failure(f"{name(path)}: {cause(error)}") from None


def ending(path: str) -> str:
    """The ending of a file's name, with its dot and in small letters."""
    found = re.search(r"\.[^./]*\Z", path.replace(os.sep, "/"))
    return found[0].lower() if found else ""


class Loaded:
    """A file as it was read.

    Attributes:
        name: How answers name it, with slashes.
        path: On the disk; empty for the standard input, and for what a script writes.
        made: Whether it is what a script writes.
    """

    def __init__(self, called: str, path: str, data: bytes, made: bool = False) -> None:
        self.name, self.path, self._data, self.made = called, path, data, made
        self._made: File | None = None

    @property
    def data(self) -> bytes:
        return self._data

    @data.setter
    def data(self, data: bytes) -> None:
        self._data, self._made = data, None

    @property
    def label(self) -> str:
        """How errors name it."""
        return name(self.path) if self.path else self.name

    def is_object(self) -> bool:
        """Whether it is JSON, as far as its name and first byte say. What begins with braces of a template is none."""
        text = self.data.lstrip(b" \t\r\n")
        return ending(self.name) not in _NO_JSON and text.startswith(b"{") and not text.startswith((b"{{", b"{%"))

    def is_utf8(self) -> bool:
        try:
            self.data.decode("utf-8")
        except UnicodeDecodeError:
            return False
        return True

    def file(self) -> dict[str, Any]:
        """What the engine reads of it.

        Raises:
            Failure: It is no text.
        """
        if self._made is None:
            if what := not_text(self.data):
                raise Failure(f"{self.label}: {what}")
            if not self.is_utf8():
                raise Failure(f"{self.label}{place(self.data)}: is not UTF-8 (input.not_utf8)")
            self._made = with_rows(self.name, self.data.decode("utf-8"))
        return self._made


def load(argument: str) -> Loaded:
    """Reads a file, or the standard input for ``-``.

    Raises:
        Failure: There is no such file, or it is larger than a request.
    """
    if argument == "-":
        return _measured(Loaded(STANDARD_INPUT, "", sys.stdin.buffer.read(_MOST + 1)))
    try:
        with open(argument, "rb") as file:
            return _measured(Loaded(argument.replace(os.sep, "/"), argument, file.read(_MOST + 1)))
    except FileNotFoundError:
        raise Failure(f"{name(argument)}: there is no such file or folder") from None
    except OSError as error:
        folder = error.errno == errno.EISDIR or os.path.isdir(argument)
        what = "is a folder, and a file is needed" if folder else cause(error)
        raise Failure(f"{name(argument)}: {what}") from None


def _measured(file: Loaded) -> Loaded:
    if len(file.data) > _MOST:
        what = not_text(file.data) or "is larger than 4 MiB, the most that the engine reads; a config.json has a few KiB"
        raise Failure(f"{file.label}: {what}")
    return file


def not_text(data: bytes) -> str:
    """What a file is that is no text; empty for one that may be."""
    what = _model.not_json(data)
    return "" if what.startswith("begins with a byte order mark") else what  # YAML has one now and then
