"""What a word that names no flag may have been meant for: what the Go command says of it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from ._commands import Command, Flag, commands, dashed


def of_flag(command: Command, word: str) -> str:
    """What to say of a flag that there is not: the closest, or the verb that has it; empty where nothing is near.

    Args:
        word: The flag as it was written, without the dashes before it.
    """
    names = [name for flag in command.flags for name in (flag.flag, *flag.theirs)]
    meant = _closest(_bytes(dashed(word)), sorted(map(_bytes, names)))
    if meant:
        return f"; did you mean --{meant.decode()}?"
    for verb, other in commands()[1].items():
        if other is not command and any(_has(flag, word) for flag in other.flags):
            return f"; 'meshwise {verb}' has it"
    return ""


def _has(flag: Flag, word: str) -> bool:
    return flag.called(word) if flag.of else flag.flag == word


def _bytes(word: str) -> bytes:
    return word.encode("utf-8", "surrogateescape")


def _closest(word: bytes, names: Sequence[bytes]) -> bytes:
    """Of names that are equally close the one that begins alike; empty where as much is different as is the same."""
    if not 2 <= len(word) <= 64:
        return b""
    got = word.lower()
    best, least = b"", len(got) // 2 + 1
    for name in sorted(names, key=lambda name: -_alike(name, word)):
        lower = name.lower()
        far = 0 if lower.startswith(got) else _distance(got, lower)
        if far < least:
            best, least = name, far
    if len(best) > 2 and _distance(word, best) > (len(best) + 2) // 3 and not best.startswith(word):
        return b""
    return best


def _alike(a: bytes, b: bytes) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False)))


def _distance(a: bytes, b: bytes) -> int:
    """Levenshtein's: how many bytes are put in, left out or replaced to make one word of the other."""
    row = list(range(len(b) + 1))
    for i, one in enumerate(a):
        diagonal, row[0] = row[0], i + 1
        for j, other in enumerate(b):
            diagonal, row[j + 1] = row[j + 1], min(row[j + 1] + 1, row[j] + 1, diagonal + (one != other))
    return row[-1]
