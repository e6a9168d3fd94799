"""A whole number as a sum of products of the fields of a config, found from samples."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

#: One product: the fields that are multiplied, sorted; ``a//b`` is a whole quotient.
Monomial = tuple[str, ...]
#: The sum: each product with its factor.
Poly = tuple[tuple[Fraction, Monomial], ...]
Sample = dict[str, int]

_MOST_TERMS = 3
#: Factors that sizes have. Others are a coincidence of the samples.
_FACTORS = {Fraction(n, d) for n in range(1, 13) for d in (1, 2, 3, 4, 8)} | {Fraction(n) for n in (16, 24, 32, 48, 64)}


def value(m: Monomial, of: Sample) -> int:
    """A product's value."""
    n = 1
    for name in m:
        a, _, b = name.partition("//")
        n *= of[a] // of[b] if b else of[a]
    return n


def total(p: Poly, of: Sample) -> Fraction:
    """The sum's value."""
    return sum((c * value(m, of) for c, m in p), Fraction(0))


def fit(wanted: Sequence[int], samples: Sequence[Sample], names: Sequence[str], terms: int = _MOST_TERMS) -> Poly | None:
    """The shortest sum of so many products that gives every sample, or None."""
    if len(set(wanted)) == 1:
        return ((Fraction(wanted[0]), ()),)
    names = [n for n in names if all(n in s for s in samples)]
    ratios = [f"{a}//{b}" for a, b in itertools.permutations(names, 2) if all(s[b] > 0 and s[a] >= s[b] for s in samples)]
    plain = [m for k in range(4) for m in itertools.combinations(sorted(names), k)]
    for monomials in (plain, plain + [(*m, r) for r in ratios for m in plain[: 1 + len(names)]]):
        table = np.array([[value(m, s) for m in monomials] for s in samples], dtype=float)
        found = _sparse(np.array(wanted, dtype=float), table, terms if len(monomials) < 70 else min(terms, 2))
        if found is not None:
            p = tuple((c, monomials[i]) for c, i in found)
            if all(total(p, s) == w for s, w in zip(samples, wanted, strict=False)):
                return p
    return None


def _sparse(wanted: np.ndarray, table: np.ndarray, most: int) -> list[tuple[Fraction, int]] | None:
    rows, columns = table.shape
    scale = np.maximum(np.abs(wanted), 1.0)
    table, wanted = table / scale[:, None], wanted / scale
    for terms in range(1, min(most, columns) + 1):
        all_picks = np.array(list(itertools.combinations(range(columns), terms)))
        for at in _rows(wanted, terms):
            found = _solved(wanted, table, all_picks, at)
            if found is not None:
                return found
    return None


def _solved(wanted: np.ndarray, table: np.ndarray, picks: np.ndarray, at: list[int]) -> list[tuple[Fraction, int]] | None:
    """Factors from as many samples as there are products, held against all samples."""
    a = table[at][:, picks].transpose(1, 0, 2)
    size = np.prod(np.maximum(np.abs(a).max(axis=2), 1e-30), axis=1)
    usable = np.abs(np.linalg.det(a)) > 1e-6 * size
    picks, a = picks[usable], a[usable]
    if not len(picks):
        return None
    c = np.linalg.solve(a, np.broadcast_to(wanted[at], (len(picks), len(at)))[..., None])[..., 0]
    nice = np.abs(c * 24 - np.round(c * 24)).max(axis=1) < 1e-4
    picks, c = picks[nice], np.round(c[nice] * 24) / 24
    for start in range(0, len(picks), 4096):
        p, k = picks[start : start + 4096], c[start : start + 4096]
        miss = np.abs((table[:, p] * k).sum(axis=2) - wanted[:, None])
        for hit in np.flatnonzero(miss.max(axis=0) < 1e-9):
            factors = [Fraction(round(x * 24), 24) for x in k[hit]]
            if all(f in _FACTORS for f in factors):
                return list(zip(factors, (int(i) for i in p[hit]), strict=False))
    return None


def _rows(wanted: np.ndarray, terms: int) -> list[list[int]]:
    """Choices of samples to solve from: some have proportions in common, and cannot tell two products apart."""
    order = [int(i) for i in np.argsort(wanted)[::-1] if wanted[i]]
    pick = random.Random(terms)
    return [order[:1]] if terms == 1 else [pick.sample(order, terms) for _ in range(5) if len(order) >= terms]


def text(p: Poly) -> str:
    """How a sum is written in the table: ``2*a*b+c``; ``a//b`` is a whole quotient."""
    parts = []
    for c, m in p:
        factors = list(m)
        if c != 1 or not m:
            factors.insert(0, str(c.numerator))
        word = "*".join(factors)
        if c.denominator != 1:
            word += f"/{c.denominator}"
        parts.append(word)
    return "+".join(parts)
