"""The verbs and flags of ``commands.json``: their parser and their help."""

from __future__ import annotations

import argparse
import difflib
import functools
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from ._failure import WrongUsage
from ._printable import quoted

_ENVIRONMENT = """
  MESHWISE_CACHE_DIR the folder of compiled code
  MESHWISE_NO_CACHE  any value but 0: no compiled code is kept"""


@dataclass(frozen=True)
class Flag:
    """A flag: as in ``commands.json``, which ``cmd/meshwise/commands_test.go`` describes."""

    flag: str
    usage: str
    short: str = ""
    value: str = ""
    default: str = ""
    many: bool = False
    words: tuple[str, ...] = ()
    of: str = ""
    member: str = ""
    kind: str = ""
    names: tuple[str, ...] = ()
    section: str = ""

    def called(self, word: str) -> bool:
        """Whether a word names the setting: as its flag, by another name, as the member, or without ``_size``."""
        dashed = word.replace("_", "-").replace(".", "-")
        of_member = self.member.replace("_", "-").replace(".", "-")
        return dashed in (self.flag, *self.names, of_member) or f"{dashed}-size" == of_member


#: What there is in Python alone.
LIVE = Flag("live", "build the class with transformers, on the meta device and offline, and ask the live model")


@dataclass(frozen=True)
class Command:
    """A verb, or the command itself."""

    verb: str
    use: str
    short: str
    example: str
    flags: tuple[Flag, ...]
    long: str = ""
    expected: str = ""
    least: int = 0
    most: int = 0

    @property
    def name(self) -> str:
        """As it is typed: ``meshwise check``."""
        return self.use if self.verb == "meshwise" else f"meshwise {self.verb}"

    def settings(self, of: str) -> list[Flag]:
        """The flags that are members of the request's ``mesh``, or of its ``run``."""
        return [flag for flag in self.flags if flag.of == of]

    def wrong(self, text: str) -> WrongUsage:
        return WrongUsage(text, "meshwise" if self.verb == "meshwise" else self.name)


def _flag(fields: dict[str, Any]) -> Flag:
    words, names = (tuple(fields.get(name, ())) for name in ("words", "names"))
    return Flag(**{**fields, "words": words, "names": names})


def _command(entry: dict[str, Any]) -> Command:
    flags = [_flag(fields) for fields in entry["flags"]]
    if any(flag.flag == "no-catalogue" for flag in flags):  # it takes a model
        at = next(i for i, flag in enumerate(flags) if flag.flag == "input")
        flags.insert(at + 1, LIVE)
    return Command(**{**entry, "flags": tuple(flags)})


@functools.lru_cache(maxsize=1)
def commands() -> tuple[Command, dict[str, Command]]:
    """The command itself, and its verbs by name."""
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "commands.json"), encoding="utf-8") as file:
        content = json.load(file)
    return _command(content["root"]), {entry["verb"]: _command(entry) for entry in content["verbs"]}


def unknown(verb: str, command: Command) -> WrongUsage:
    """The refusal of a verb that there is not."""
    near = difflib.get_close_matches(verb, commands()[1], 1)
    return command.wrong(f"unknown command {quoted(verb)}" + (f"; did you mean {near[0]}?" if near else ""))


class HelpAsked(Exception):
    """There was ``--help`` on the command line."""


class _Help(argparse.Action):
    def __call__(self, *_: Any) -> None:
        raise HelpAsked


class _Word(argparse.Action):
    """Takes one of some words that the command itself knows. Words of the engine are not among them: those it judges."""

    def __call__(self, parser: Any, namespace: Any, value: Any, option: str | None = None) -> None:
        if value not in self.const:
            parser.error(
                f"invalid argument {quoted(value)} for {quoted(str(option))} flag: expected one of {', '.join(self.const)}"
            )
        setattr(namespace, self.dest, value)


class _Parser(argparse.ArgumentParser):
    def __init__(self, command: Command) -> None:
        super().__init__(add_help=False, allow_abbrev=False, argument_default=argparse.SUPPRESS)
        self.command = command

    def error(self, message: str) -> NoReturn:
        if message.endswith("expected one argument"):
            message = "flag needs an argument: " + message.split(": ")[0].removeprefix("argument ").split("/")[-1]
        raise self.command.wrong(message)


def parse(command: Command, arguments: Sequence[str]) -> tuple[dict[str, Any], list[str]]:
    """Reads what stands behind a verb.

    Returns:
        The flags that were given, by name, and the other arguments.

    Raises:
        WrongUsage: There is no such flag, or it lacks its value.
        HelpAsked: It is help that is asked for.
    """
    parser = _Parser(command)
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
            more.update(action=_Word, const=flag.words)
        elif flag.many:
            more.update(action="append")
        parser.add_argument(*names, **more)
    parser.add_argument("arguments", nargs="*")
    given, rest = parser.parse_known_intermixed_args(_normalized(command, arguments))
    for extra in rest:
        if extra.startswith("-") and extra != "-":
            raise command.wrong(f"unknown flag: {extra.split('=')[0]}")
    found = vars(given)
    return found, [*found.pop("arguments", []), *rest]


def _normalized(command: Command, arguments: Sequence[str]) -> list[str]:
    """Lets a flag be written by any name of its setting, as ``--tp_size`` for ``--tp``, and a truth without its value."""
    out: list[str] = []
    for i, argument in enumerate(arguments):
        if argument == "--":
            return [*out, *arguments[i:]]
        word, equals, value = argument.removeprefix("--").partition("=")
        if argument.startswith("--"):
            flag = next((flag for flag in command.flags if flag.of and flag.called(word)), None)
            if flag is not None and flag.kind == "flag" and not equals:
                equals, value = "=", "true"
            argument = f"--{word if flag is None else flag.flag}{equals}{value}"
        out.append(argument)
    return out


def helped(command: Command) -> str:
    """The help of a command, laid out as that of the Go command."""
    root, verbs = commands()
    parts = [_long(command), "Usage:\n  " + command.use]
    if command is root:
        parts[-1] += "\n  meshwise [command]"
    parts.append("Examples:\n" + command.example)
    if command is root:
        width = max(map(len, verbs))
        rows = [f"  {verb.ljust(width)} {verbs[verb].short}" for verb in sorted(verbs)]
        parts.append("Available Commands:\n" + "\n".join(rows))
    sections: dict[str, list[Flag]] = {}
    for flag in command.flags:
        sections.setdefault(flag.section, []).append(flag)
    parts += [_section(title, flags) for title, flags in sections.items()]
    if command is root:
        parts.append('Use "meshwise [command] --help" for more information about a command.')
    return "\n\n".join(parts) + "\n"


def _section(title: str, flags: Sequence[Flag]) -> str:
    """Flags under the heading that the settings have in the engine's table; what is no setting is under none there."""
    left = [_left(flag) for flag in flags]
    width = max(map(len, left)) + 3
    rows = [text.ljust(width) + _right(flag) for text, flag in zip(left, flags, strict=True)]
    return f"{title[:1].upper()}{title[1:]}:\n" + "\n".join(rows) if title else "Flags:\n" + "\n".join(rows)


def _long(command: Command) -> str:
    text = command.long or command.short
    if "\nEnvironment:\n" in text:  # some of it is about choosing an engine, and there is one alone here
        text = "\n".join(line for line in text.split("\n") if "--engine" not in line) + _ENVIRONMENT
    return text


def _left(flag: Flag) -> str:
    name = f"  -{flag.short}, --{flag.flag}" if flag.short else f"      --{flag.flag}"
    return f"{name} {flag.value}" if flag.value else name


def _right(flag: Flag) -> str:
    return f"{flag.usage} (default {flag.default})" if flag.default else flag.usage
