"""What ends a command before there is an answer."""

from __future__ import annotations

VALID, INVALID, USAGE, ENGINE = range(4)  # the exit codes


class Failure(Exception):
    """An error with its exit code.

    Attributes:
        text: One line, as it was put together: it may hold what a terminal must not see.
        detail: Lines that are printed below, such as what the engine printed before it crashed.
    """

    def __init__(self, text: str, exit: int = USAGE, detail: str = "") -> None:
        super().__init__(text)
        self.text, self.exit, self.detail = text, exit, detail


class WrongUsage(Failure):
    """The command line cannot be read. Says where its help is."""

    def __init__(self, text: str, command: str) -> None:
        super().__init__(text)
        self.command = command


def cause(error: OSError) -> str:
    """What went wrong with a file, without its name: the caller names it."""
    return (error.strerror or str(error)).lower()
