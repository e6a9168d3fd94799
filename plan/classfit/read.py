"""The table read as the engine reads it: the parameters of a config.json by the lines of its class."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

#: Old words for a kind of layer.
LEGACY: dict[str, str] = {}


class Unknown(Exception):
    """The table does not say."""


class Table:
    """The lines of one class."""

    def __init__(self, keys: list[str], entries: list[str], config: dict[str, Any]) -> None:
        self.keys = {k.split(" ")[0]: k.split(" ")[1:] for k in keys}
        self.entries = [e.split(" ") for e in entries]
        self.config, self.known = config, {}  # type: ignore[var-annotated]

    def total(self) -> int:
        """All parameters."""
        n = self.value("num_hidden_layers")
        total = 0
        for what, _, question, conditions, dims in self.entries:
            if not self._holds(conditions):
                continue
            count = 1
            for p in dims.split(","):
                count *= self.sum(p)
            total += count * (sum(self.mask(question, n)) if what[0] == "l" else 1)
        return total

    def _holds(self, conditions: str) -> bool:
        for c in conditions.split("&") if conditions != "-" else ():
            yes, name = not c.startswith("!"), c.strip("!?")
            v = self.value(name)
            if (v is not None if c.endswith("?") else bool(v)) != yes:
                return False
        return True

    def value(self, name: str) -> Any:
        """A key of the config, or what stands for it."""
        if name not in self.known:
            self.known[name] = self._value(name)
        return self.known[name]

    def _value(self, name: str) -> Any:
        names, absent, null = self.keys[name]
        for one in names.split(",") if names != "-" else (name,):
            if "(" in one:
                one, _, spelled = one.partition("(")
                if isinstance(self.config.get(one), str):
                    words = {s[0]: s[1:] for s in spelled.rstrip(")").split(";")}
                    return [words[c] for c in self.config[one]]
                continue
            if one in self.config:
                v = self.config[one]
                if v is None:
                    return self.rule(null)
                if isinstance(v, list) and v and isinstance(v[0], str):
                    return [LEGACY.get(x, x) for x in v]
                if absent.startswith("len("):
                    continue
                return v
        return self.rule(absent)

    def rule(self, rule: str) -> Any:
        """A default."""
        if rule == "?":
            raise Unknown(rule)
        if rule.startswith("'"):
            return rule[1:]
        if rule in ("-", "t", "f", "[]"):
            return {"-": None, "t": True, "f": False, "[]": []}[rule]
        if rule.startswith("len("):
            return len(self.value(rule[4:-1]))
        if rule.startswith("[#"):
            return [int(x) for x in rule[2:-1].split(",")]
        if rule.startswith("[="):
            return rule[2:-1].split(",")
        if rule.startswith("["):
            n = self.value("num_hidden_layers")
            *parts, last = rule[1:-1].split(";")
            row = [last] * n
            for part in reversed(parts):
                word, _, question = part.partition(":")
                row = [word if yes else old for yes, old in zip(self.mask(question, n), row, strict=False)]
            return row
        return self.sum(rule)

    def sum(self, text: str) -> int:
        """A sum of products."""
        total = Fraction(0)
        for term in text.split("+"):
            m = re.fullmatch(r"(.*[^/])/(\d+)", term)
            body, under = (m[1], int(m[2])) if m else (term, 1)
            n = 1
            for f in body.split("*"):
                a, _, b = f.partition("//")
                n *= self.number(a) // self.number(b) if b else self.number(a)
            total += Fraction(n, under)
        if total.denominator != 1:
            raise Unknown(text)
        return int(total)

    def number(self, word: str) -> int:
        """A number, or a key that is one."""
        if word.isdigit():
            return int(word)
        v = self.value(word)
        if isinstance(v, bool) or not isinstance(v, int):
            raise Unknown(word)
        return v

    def mask(self, question: str, n: int) -> list[bool]:
        """Which layers."""
        if question == "-":
            return [True] * n
        for sign, how in (("&", all), ("|", any)):
            if sign in question:
                parts = [self.mask(q, n) for q in question.split(sign)]
                return [how(x) for x in zip(*parts, strict=False)]
        if question.startswith("!"):
            return [not x for x in self.mask(question[1:], n)]
        if question.startswith("i"):
            m = re.fullmatch(r"i([<>%])(\w+)(?:=(\w+))?", question)
            if m:
                v = self.number(m[2])
                o = self.number(m[3]) if m[3] else None
                test = {
                    "<": lambda i: i < v,
                    ">": lambda i: i > v,
                    "%": lambda i: i % v == o if o is not None else (i + 1) % v == 0,
                }[m[1]]
                return [test(i) for i in range(n)]
        if question.endswith("#"):
            listed = self.value(question[:-1]) or []
            return [i in listed for i in range(n)]
        if question.endswith("@"):
            return [bool(x) for x in self.value(question[:-1])]
        name, _, word = question.partition("=")
        row = self.value(name)
        if not isinstance(row, list) or len(row) != n:
            raise Unknown(name)
        return [x == word for x in row]
