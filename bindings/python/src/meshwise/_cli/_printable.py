"""Text for terminals: names of files, keys and arguments come from anywhere."""

from __future__ import annotations

import json
import re

_SHORT = {"\a": r"\a", "\b": r"\b", "\f": r"\f", "\n": r"\n", "\r": r"\r", "\t": r"\t", "\v": r"\v"}


def printable(text: str) -> str:
    """Escapes what would move the cursor, change colours or turn the direction of the text."""
    return "".join(c if c.isprintable() else _escaped(c) for c in text)


def _escaped(c: str) -> str:
    code = ord(c)
    if 0xDC80 <= code <= 0xDCFF:  # a byte that is no UTF-8, as Python reads arguments and names of files
        return f"\\x{code - 0xDC00:x}"
    if c in _SHORT:
        return _SHORT[c]
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def printable_json(text: str) -> str:
    """Escapes the same in JSON, where it stands in strings only, and keeps the value."""
    return "".join(c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1] for c in text)


def quoted(text: str) -> str:
    """The text between double quotes."""
    return '"' + printable(text.replace("\\", "\\\\").replace('"', '\\"')) + '"'


def name(path: str) -> str:
    """A file's name as an error shows it: as it is, or quoted where it would be hard to tell from the text."""
    return quoted(path) if not path or printable(path) != path or re.search(r"[ :\"'`\\]", path) else path
