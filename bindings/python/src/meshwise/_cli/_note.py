"""What is to be known beside the answer."""

from __future__ import annotations

import contextlib
import sys

from ._printable import printable


class Notes:
    """Says on the standard error, once, what is no failure."""

    def __init__(self) -> None:
        self._said: set[str] = set()

    def __call__(self, text: str) -> None:
        line = "meshwise: note: " + printable(text)
        if line not in self._said:
            self._said.add(line)
            with contextlib.suppress(OSError):  # nobody is left to read it
                print(line, file=sys.stderr)
