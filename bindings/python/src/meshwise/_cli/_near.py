"""The word that a typing mistake was meant to be."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile


def one_of(word: str, words: Sequence[str]) -> str:
    """Names the words that are known, the likely one first: ``"tp_size" (of pp_size, tp_size)``."""
    near = nearest(word, words)
    return f'"{near}" (of {", ".join(words)})' if near else f"one of {', '.join(words)}"


def nearest(word: str, words: Sequence[str]) -> str:
    """The word that was meant, or that was cut short: ``tp`` for ``tp_size``. Empty where none is near."""
    got = _bytes(word).lower()
    if not 2 <= len(got) <= 64:
        return ""
    best, least = "", len(got) // 2 + 1
    for one in words:
        known = _bytes(one).lower()
        far = 0 if known.startswith(got) else distance(got, known)
        if far < least:
            best, least = one, far
    return best


def closest(word: str, words: Sequence[str]) -> str:
    """:func:`nearest`, where as much is the same as is different; of words that are equally close the one that begins alike."""
    got = _bytes(word)
    alike = sorted(sorted(map(_bytes, words)), key=lambda one: -_alike(one, got))
    best = _bytes(nearest(word, [one.decode("utf-8", "surrogateescape") for one in alike]))
    if len(best) > 2 and distance(got, best) > (len(best) + 2) // 3 and not best.startswith(got):
        return ""
    return best.decode("utf-8", "surrogateescape")


def _bytes(word: str) -> bytes:
    return word.encode("utf-8", "surrogateescape")


def _alike(a: bytes, b: bytes) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False)))


def distance(a: bytes, b: bytes) -> int:
    """Levenshtein's: how many bytes are put in, left out or replaced to make one word of the other."""
    row = list(range(len(b) + 1))
    for i, one in enumerate(a):
        diagonal, row[0] = row[0], i + 1
        for j, other in enumerate(b):
            diagonal, row[j + 1] = row[j + 1], min(row[j + 1] + 1, row[j] + 1, diagonal + (one != other))
    return row[-1]
