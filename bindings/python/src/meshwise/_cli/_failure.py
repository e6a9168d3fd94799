"""What ends a command before there is an answer."""

from __future__ import annotations

import contextlib
import sys

from .._errors import EngineCrash, EngineError
from ._printable import printable

VALID, INVALID, USAGE, ENGINE = range(4)  # the exit codes


class Failure(Exception):
    """An error with its exit code.

    Attributes:
        text: One line, as it was put together: it may hold what a terminal must not see.
        detail: Lines that are printed below, such as what the engine printed before it crashed.
        code: The engine's, where it refused; else empty.
    """

    def __init__(self, text: str, exit: int = USAGE, detail: str = "", code: str = "") -> None:
        super().__init__(text)
        self.text, self.exit, self.detail, self.code = text, exit, detail, code


class WrongUsage(Failure):
    """The command line cannot be read. Says where its help is."""

    def __init__(self, text: str, command: str) -> None:
        super().__init__(text)
        self.command = command


def of_engine(error: EngineError) -> Failure:
    """The engine failed."""
    return Failure(f"{error.message} ({error.code})", ENGINE, error.stderr if isinstance(error, EngineCrash) else "")


def tell(failure: Failure) -> int:
    """Prints what went wrong, and returns the exit code."""
    lines = ["meshwise: " + printable(failure.text)]
    lines += ["  " + printable(line) for line in failure.detail.splitlines()]
    if isinstance(failure, WrongUsage):
        lines.append(f"Run '{failure.command} --help' for usage.")
    with contextlib.suppress(OSError):  # nobody is left to read it
        print(*lines, sep="\n", file=sys.stderr)
    return failure.exit


def cause(error: OSError) -> str:
    """What went wrong with a file, without its name: the caller names it."""
    return (error.strerror or str(error)).lower()
