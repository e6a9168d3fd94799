"""The verbs and flags of ``commands.json``, and their help."""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .._files.hub import is_id
from ._failure import WrongUsage
from ._near import distance
from ._printable import quoted

_ENVIRONMENT = """
  MESHWISE_CACHE_DIR the folder of compiled code, the user's alone (default: that of the platform)
  MESHWISE_NO_CACHE  any value but 0: no compiled code is kept"""


def dashed(word: str) -> str:
    """A name as flags are compared: dashes for what separates its words."""
    return word.replace("_", "-").replace(".", "-")


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
    theirs: tuple[str, ...] = ()
    section: str = ""

    def called(self, word: str) -> bool:
        """Whether a word names the setting: as its flag, by another name, as the member, or without ``_size``."""
        name, of_member = dashed(word), dashed(self.member)
        return name in (self.flag, *self.names, *self.theirs, of_member) or f"{name}-size" == of_member


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
    lists: dict[str, Any] = {name: tuple(value) for name, value in fields.items() if isinstance(value, list)}
    return Flag(**{**fields, **lists})


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
    lower = verb.lower()
    begun = (known for known in sorted(commands()[1]) if known.startswith(lower) or is_near(lower, known))
    meant = next(begun, "")
    if not meant and (os.path.exists(verb) or ("/" in verb and is_id(verb))):
        meant = f"'meshwise check {verb}'"
    return command.wrong(f"unknown command {quoted(verb)}" + (f"; did you mean {meant}?" if meant else ""))


def is_near(word: str, verb: str) -> bool:
    """Whether a word is a verb but for two letters."""
    return distance(word.encode("utf-8", "surrogateescape"), verb.encode()) <= 2


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
