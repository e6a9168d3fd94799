"""Texts of files and commands, as notes show them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ._printable import quoted


def shown(text: str) -> str:
    """A text of a file."""
    text = text.rstrip("\r\n")
    if not text.strip():
        return "nothing"
    return quoted(text) if "\n" in text else text.strip()


def shell_words(words: Sequence[str]) -> str:
    """Words as a POSIX shell reads them."""
    return " ".join(
        word if re.fullmatch(r"[A-Za-z0-9_\-=+./:,@%]+", word) else "'" + word.replace("'", "'\\''") + "'" for word in words
    )
