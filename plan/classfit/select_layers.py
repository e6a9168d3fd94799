"""Which layers have a parameter: a question about the config, found from samples."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

#: One question about a layer i: its form, its fields. ``("not", q)`` is the opposite.
Question = tuple[Any, ...]

ALL: Question = ("all",)


def mask(q: Question, values: dict[str, Any], n: int) -> list[bool] | None:
    """The answer for each layer, or None where the config does not say."""
    form = q[0]
    if form == "all":
        return [True] * n
    if form == "not":
        inner = mask(q[1], values, n)
        return None if inner is None else [not x for x in inner]
    if form == "and":
        both = [mask(x, values, n) for x in q[1:]]
        return None if None in both else [all(x) for x in zip(*both, strict=False)]  # type: ignore[arg-type]
    if form == "or":
        both = [mask(x, values, n) for x in q[1:]]
        return None if None in both else [any(x) for x in zip(*both, strict=False)]  # type: ignore[arg-type]
    v = values.get(q[1]) if isinstance(q[1], str) else q[1]
    if form == "is":
        return [x == q[2] for x in v] if isinstance(v, list) and len(v) == n else None
    if form == "at":
        return [bool(x) for x in v] if isinstance(v, list) and len(v) == n and all(isinstance(x, int) for x in v) else None
    if form == "listed":
        if v is None:
            v = []
        return [i in v for i in range(n)] if isinstance(v, list) and all(isinstance(x, int) for x in v) else None
    if not isinstance(v, int) or isinstance(v, bool):
        return None
    if form == "before":
        return [i < v for i in range(n)]
    if form == "after":
        return [i > v for i in range(n)]
    if form == "every":
        return [(i + 1) % v == 0 for i in range(n)] if v > 0 else None
    if form == "offset":
        o = values.get(q[2]) if isinstance(q[2], str) else q[2]
        return [i % v == o for i in range(n)] if v > 0 and isinstance(o, int) else None
    raise ValueError(form)


def candidates(samples: Sequence[dict[str, Any]], lists: bool, constants: bool) -> Iterator[Question]:
    """Every question that the fields of a config allow, the simple ones first."""
    first = samples[0]
    atoms: list[Question] = []
    strings: dict[str, set[str]] = {}
    for s in samples:
        for name, v in s.items():
            if isinstance(v, list) and v and all(isinstance(x, str) for x in v):
                strings.setdefault(name, set()).update(v)
    if lists:
        atoms += [("is", name, v) for name in sorted(strings) for v in sorted(strings[name])]
        atoms += [
            (form, name)
            for form in ("listed", "at")
            for name in sorted(first)
            if any(isinstance(s.get(name), list) and s[name] and isinstance(s[name][0], int) for s in samples)
        ]
    small = [
        name
        for name, v in sorted(first.items())
        if any(isinstance(s.get(name), int) and not isinstance(s.get(name), bool) for s in samples)
        and all(not isinstance(s.get(name), int) or s[name] < 64 for s in samples)
    ]
    for name in small:
        atoms += [("before", name), ("every", name), ("after", name), ("offset", name, 0)]
    for a, b in itertools.permutations(small, 2):
        if a.endswith("_period") and b.endswith("_offset"):
            atoms.append(("offset", a, b))
    if constants:
        atoms += [("every", n) for n in range(2, 9)] + [("before", n) for n in range(1, 4)]
    both = atoms + [("not", a) for a in atoms]
    yield ALL
    yield from both
    for a, b in itertools.combinations(both, 2):
        yield ("and", a, b)
        yield ("or", a, b)
    ranged = [a for a in atoms if a[0] in ("before", "after") and str(a[1]).endswith("_index")]
    for a, b in itertools.permutations(ranged, 2):
        for c in atoms if a[0] == "before" and b[0] == "after" else ():
            if c[0] in ("every", "offset"):
                yield ("and", ("not", a), ("not", b), c)
                yield ("or", a, b, ("not", c))


def text(q: Question) -> str:
    """How a question is written in the table."""
    form = q[0]
    if form == "all":
        return ""
    if form == "not":
        return "!" + text(q[1])
    if form == "and":
        return "&".join(text(x) for x in q[1:])
    if form == "or":
        return "|".join(text(x) for x in q[1:])
    return {
        "is": "{1}={2}",
        "listed": "{1}#",
        "at": "{1}@",
        "before": "i<{1}",
        "after": "i>{1}",
        "every": "i%{1}",
        "offset": "i%{1}={2}",
    }[form].format(*q)


def fit(masks: Sequence[tuple[dict[str, Any], list[bool]]], lists: bool = True, constants: bool = False) -> Question | None:
    """The simplest question whose answer is the mask in every sample."""
    samples = [v for v, _ in masks]
    for q in candidates(samples, lists, constants):
        if all(mask(q, v, len(m)) == m for v, m in masks):
            return q
    return None
