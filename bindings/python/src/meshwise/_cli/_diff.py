"""A change of a text as a unified diff, which ``patch -p1`` and ``git apply`` take.

Lines that are once in either text are matched first, in their order, and what is equal around them with them (patience). So a
line of a bracket is never matched far from where it stands.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from typing import NamedTuple

_AROUND = 3  # lines of context


class _Same(NamedTuple):
    """Lines that are the same in both texts: from ``old`` and ``new`` on, so many of them."""

    old: int
    new: int
    size: int


def unified(path: str, before: bytes, after: bytes) -> bytes:
    """The diff; empty where nothing changed."""
    old, new = _lines(before), _lines(after)
    hunks = _hunks(_same(old, new))
    if not hunks:
        return b""
    out = [b"--- a/" + path.encode("utf-8", "surrogateescape") + b"\n+++ b/" + path.encode("utf-8", "surrogateescape") + b"\n"]
    out += [_written(hunk, old, new) for hunk in hunks]
    return b"".join(out)


def _lines(text: bytes) -> list[bytes]:
    lines = text.split(b"\n")
    if lines[-1]:
        return [line + b"\n" for line in lines[:-1]] + [lines[-1] + b"\n\\ No newline at end of file\n"]
    return [line + b"\n" for line in lines[:-1]]


def _same(old: list[bytes], new: list[bytes]) -> list[_Same]:
    """The runs of equal lines that are kept, the last of which ends both texts."""
    found: list[_Same] = []
    x = y = 0  # behind the last run
    for i, j in [(0, 0), *_anchors(old, new), (len(old), len(new))]:
        if i < x or j < y:
            continue
        start, far = i, j
        while start > x and far > y and old[start - 1] == new[far - 1]:
            start, far = start - 1, far - 1
        x, y = i, j
        while x < len(old) and y < len(new) and old[x] == new[y]:
            x, y = x + 1, y + 1
        found.append(_Same(start, far, x - start))
        if x == len(old) and y == len(new):
            break
    return found


def _anchors(old: list[bytes], new: list[bytes]) -> list[tuple[int, int]]:
    """The longest list of lines that are once in either text and stand in the same order in both."""
    once_old, once_new = ({line for line, n in Counter(text).items() if n == 1} for text in (old, new))
    at = {line: j for j, line in enumerate(new) if line in once_new}
    pairs = [(i, at[line]) for i, line in enumerate(old) if line in once_old and line in at]
    ends: list[int] = []  # for each length the least place in the new text that a list of it can end at
    last: list[int] = []  # and the pair there
    before: list[int] = []
    for n, (_, j) in enumerate(pairs):
        length = bisect_left(ends, j)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [j]
        last[length : length + 1] = [n]
    found: list[tuple[int, int]] = []
    n = last[-1] if last else -1
    while n >= 0:
        found.append(pairs[n])
        n = before[n]
    return found[::-1]


def _hunks(same: list[_Same]) -> list[list[_Same]]:
    """What is printed together: runs of equal lines with the changes between them. A long run ends one and begins another."""
    hunks: list[list[_Same]] = []
    now: list[_Same] = []
    for i, run in enumerate(same):
        first, final = i == 0, i == len(same) - 1
        if first:
            kept = min(run.size, _AROUND)
            now = [_Same(run.old + run.size - kept, run.new + run.size - kept, kept)]
        elif final or run.size >= 2 * _AROUND:
            hunks.append([*now, _Same(run.old, run.new, min(run.size, _AROUND))])
            now = [_Same(run.old + run.size - _AROUND, run.new + run.size - _AROUND, _AROUND)]
        else:
            now.append(run)
    return hunks


def _written(hunk: list[_Same], old: list[bytes], new: list[bytes]) -> bytes:
    x, y = hunk[0].old, hunk[0].new
    n, m = hunk[-1].old + hunk[-1].size - x, hunk[-1].new + hunk[-1].size - y
    out = [b"@@ -%d,%d +%d,%d @@\n" % (x + (n > 0), n, y + (m > 0), m)]
    for run in hunk:
        out += [b"-" + line for line in old[x : run.old]]
        out += [b"+" + line for line in new[y : run.new]]
        out += [b" " + line for line in old[run.old : run.old + run.size]]
        x, y = run.old + run.size, run.new + run.size
    return b"".join(out)
