"""What stands behind a verb on the command line."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any, NoReturn

from ._commands import Command, Flag
from ._meant import of_flag
from ._near import one_of
from ._printable import quoted


class Flags(dict[str, Any]):
    """The values of the flags that were given, by name.

    Attributes:
        written: The other names that flags were called by, each by that of the flag.
    """

    def __init__(self, values: dict[str, Any], written: dict[str, str]) -> None:
        super().__init__(values)
        self.written = written

    def label(self, flag: Flag) -> str:
        """The flag as the user wrote it."""
        return "--" + self.written.get(flag.flag, flag.flag)


class HelpAsked(Exception):
    """There was ``--help`` on the command line."""


class _Help(argparse.Action):
    def __call__(self, *_: Any) -> None:
        raise HelpAsked


class _Word(argparse.Action):
    """Takes one of some words that the command itself knows. Words of the engine are not among them: those it judges."""

    def __call__(self, parser: Any, namespace: Any, value: Any, option: str | None = None) -> None:
        if value not in self.const:
            expected = one_of(value, self.const) if "|" not in str(self.metavar) else f"one of {', '.join(self.const)}"
            parser.error(f"invalid argument {quoted(value)} for {quoted(str(option))} flag: expected {expected}")
        setattr(namespace, self.dest, value)


class _Parser(argparse.ArgumentParser):
    def __init__(self, command: Command, written: dict[str, str]) -> None:
        super().__init__(add_help=False, allow_abbrev=False, argument_default=argparse.SUPPRESS)
        self.command, self.written = command, written

    def error(self, message: str) -> NoReturn:
        if message.endswith("expected one argument"):
            flag = message.split(": ")[0].removeprefix("argument ").split("/")[-1].removeprefix("--")
            message = f"flag needs an argument: --{self.written.get(flag, flag)}"
        raise self.command.wrong(message)


def parse(command: Command, arguments: Sequence[str]) -> tuple[Flags, list[str], list[str] | None]:
    """Reads what stands behind a verb.

    Returns:
        The flags that were given, by name; the other arguments; and those behind ``--``, None where there is no ``--``.

    Raises:
        WrongUsage: There is no such flag, or it lacks its value.
        HelpAsked: It is help that is asked for.
    """
    words, written, argv = _normalized(command, arguments)
    parser = _Parser(command, written)
    for flag in command.flags:
        names = [f"-{flag.short}"] * bool(flag.short) + [f"--{flag.flag}"]
        more: dict[str, Any] = {"dest": flag.flag}
        if flag.flag == "help":
            more.update(action=_Help, nargs=0)
        elif flag.kind == "flag":
            pass  # _normalized has given it its value
        elif not flag.value:
            more.update(action="store_true")
        elif flag.words:
            more.update(action=_Word, const=flag.words, metavar=flag.value)
        elif flag.many:
            more.update(action="append")
        parser.add_argument(*names, **more)
    parser.add_argument("arguments", nargs="*")
    given, rest = parser.parse_known_intermixed_args(words)
    for extra in rest:
        if extra.startswith("--"):
            word = extra.split("=")[0]
            raise command.wrong(f"unknown flag: {word}{of_flag(command, word[2:])}")
        if extra.startswith("-") and extra != "-":
            raise command.wrong(f"unknown shorthand flag: '{extra[1]}' in {extra}")
    found = vars(given)
    others = [*found.pop("arguments", []), *rest]
    return Flags(found, written), others, argv


def _normalized(command: Command, arguments: Sequence[str]) -> tuple[list[str], dict[str, str], list[str] | None]:
    """Lets a flag be written by any name of its setting, as ``--tp_size`` for ``--tp``, and a truth without its value.

    A value is joined to its flag, since it may look like a flag itself: ``--override --distributed.tp_size=8``.

    Returns:
        The arguments with the flags' own names; the other names that were written, by those; and what stands behind ``--``.
    """
    out: list[str] = []
    written: dict[str, str] = {}
    rest = list(arguments)
    while rest:
        argument = rest.pop(0)
        if argument == "--":
            return out, written, rest
        short = next((flag for flag in command.flags if flag.short and argument == f"-{flag.short}"), None)
        if short is not None and short.value and not rest:
            raise command.wrong(f"flag needs an argument: {short.short!r} in {argument}")
        argument = f"--{short.flag}" if short is not None else argument
        word, equals, value = argument.removeprefix("--").partition("=")
        if argument.startswith("--"):
            flag = next((flag for flag in command.flags if flag.flag == word or (flag.of and flag.called(word))), None)
            if flag is not None and flag.flag != word:
                written[flag.flag] = word
            if flag is not None and flag.kind == "flag" and not equals:
                equals, value = "=", "true"
            elif flag is not None and flag.value and not equals and rest:
                equals, value = "=", rest.pop(0)
            if flag is not None and value == "--":  # which argparse drops
                raise command.wrong(f"flag needs an argument: --{word}")
            argument = f"--{word if flag is None else flag.flag}{equals}{value}"
        out.append(argument)
    return out, written, None
