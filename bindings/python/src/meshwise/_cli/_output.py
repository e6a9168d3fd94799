"""How an answer is printed, and where."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass

from .._engine.ask import description
from ._commands import Command
from ._failure import Failure, cause
from ._line import Flags
from ._printable import name, printable_json, quoted
from ._request import Answer, Request, quote
from ._scan import indented


@dataclass
class Output:
    """The flags of output.

    Attributes:
        format: ``json`` for the answer itself, or a format of the engine.
        color: ``auto``, ``always`` or ``never``.
        pretty: Whether JSON is indented.
        file: Where to, or an empty string for the standard output.
    """

    format: str = "text"
    color: str = "auto"
    pretty: bool = False
    file: str = ""

    @classmethod
    def of(cls, command: Command, given: Flags) -> Output:
        """What the flags of a command line say."""
        plain = next((flag.default for flag in command.flags if flag.flag == "format"), "json")
        return cls(given.get("format", plain), given.get("color", "auto"), "pretty" in given, given.get("output", ""))

    def add(self, request: Request) -> None:
        """Asks the engine for the format.

        Raises:
            Failure: There is no such format.
        """
        if self.format == "json":
            return
        if self.pretty:
            raise Failure("--pretty needs --format json")
        if self.format == "text":
            if self._colored():
                request.add("format", quote("ansi"), "--color")
                return
        else:
            # Colour is a flag of its own here, and JSON no format of the engine's: it is what every answer is.
            known = ["text", "json", *(one for one in description()["formats"] if one not in ("text", "ansi"))]
            if self.format not in known:
                raise Failure(f"--format: expected one of {', '.join(known)}, got {quoted(self.format)}")
        request.add("format", quote(self.format), "--format")

    def _colored(self) -> bool:
        """A flag decides it, else NO_COLOR (https://no-color.org), else whether it goes to a terminal that knows colours."""
        if self.color != "auto":
            return self.color == "always"
        return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb" and self._on_terminal()

    def _on_terminal(self) -> bool:
        return not self.file and sys.stdout.isatty()

    def print(self, answer: Answer) -> None:
        """Prints what the engine rendered, or its own bytes."""
        if self.format == "json":
            self.print_json(answer.raw)
        else:
            self.write(str(answer.value["rendered"]).encode())

    def print_json(self, text: bytes) -> None:
        """Prints the engine's own bytes, or the same value as people and terminals need it."""
        if self.pretty:
            text = indented(text.decode()).encode()
        if self._on_terminal():
            text = printable_json(text.decode()).encode()
        self.write(text)

    def write(self, text: bytes) -> None:
        """Writes whole lines.

        Raises:
            Failure: They cannot be written.
        """
        if text and not text.endswith(b"\n"):
            text += b"\n"
        if self.file:
            try:
                with open(self.file, "wb") as file:
                    file.write(text)
            except OSError as error:
                raise Failure(f"--output: {name(self.file)}: {cause(error)}") from None
            return
        try:
            sys.stdout.flush()
            sys.stdout.buffer.write(text)
            sys.stdout.buffer.flush()
        except OSError as error:
            sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - or the interpreter tries again when it ends, and says so
            raise Failure(f"the answer cannot be printed: {cause(error)}") from None
