"""What a word that names no flag may have been meant for: what the Go command says of it."""

from __future__ import annotations

from ._commands import Command, Flag, commands, dashed
from ._near import closest


def of_flag(command: Command, word: str) -> str:
    """What to say of a flag that there is not: the closest, or the verb that has it; empty where nothing is near.

    Args:
        word: The flag as it was written, without the dashes before it.
    """
    names = [name for flag in command.flags for name in (flag.flag, *flag.theirs)]
    meant = closest(dashed(word), names)
    if meant:
        return f"; did you mean --{meant}?"
    for verb, other in commands()[1].items():
        if other is not command and any(_has(flag, word) for flag in other.flags):
            return f"; 'meshwise {verb}' has it"
    return ""


def _has(flag: Flag, word: str) -> bool:
    return flag.called(word) if flag.of else flag.flag == word
