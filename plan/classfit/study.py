"""One class, studied: built from many configs, until its parameters are a function of the config."""

from __future__ import annotations

import inspect
import json
import random
import re
from collections.abc import Callable, Iterator
from typing import Any

from . import look, poly, select_layers
from .look import Seen, Shape

Given = dict[str, Any]
Values = dict[str, Any]

_SAMPLES, _TESTS = 48, 16
#: A parameter on one kind of layers: the fields that must be set or unset, and its shape there; None where it is not.
Variant = tuple[tuple["Literal", ...], "tuple[poly.Poly, ...] | None"]
#: A field that must be true, or something other than 0, or not null (``null``); or must not (the last member).
Literal = tuple[str, str, bool]


class NotKnown(Exception):
    """What of the class is not a function that this generator can find."""


class Study:
    """Builds of one class."""

    def __init__(self, cls: type, config_class: type, kept: dict[str, Seen | Exception]) -> None:
        self.kept = kept
        self.cls, self.config_class = cls, config_class
        self.map: dict[str, str] = dict(getattr(config_class, "attribute_map", {}))
        self.layers_field = self.map.get("num_hidden_layers", "num_hidden_layers")
        self.random = random.Random(cls.__name__)
        self.given, self.first = self._base()
        self.aliases = self._aliases()
        popped = (
            _popped(config_class) - set(self.map) - set(self.first.values) - {n for many in self.aliases.values() for n in many}
        )
        self.popped = sorted(n for n in popped if "(" not in n)
        self.asked = sorted(_asked(cls) - set(self.map) - set(self.first.values) - set(self.popped) - _EVERY)
        self.defaults: dict[str, int | None] = {}
        self.fitted: list[poly.Poly] = []
        self.choices: dict[str, list[Any]] = {}
        self.influence: dict[str, set[str]] = {}
        self.single_samples: list[tuple[Given, Seen]] = []
        self._singles(self.given, self.first)
        base, first = self._apart() or (self.given, self.first)
        self._singles(base, first)
        for given, seen in self._grown(base, first):
            self._singles(given, seen, most=1)
        self.samples = self._samples(_SAMPLES, everything=False)

    def look(self, given: Given) -> Seen:
        """Builds it, once for each config."""
        key = json.dumps(given, sort_keys=True)
        if key not in self.kept:
            try:
                self.kept[key] = look.look(self.cls, self.config_class, given, self.layers_field)
            except Exception as error:
                self.kept[key] = RuntimeError(f"{type(error).__name__}: {' '.join(str(error).split())[:200]}")
        found = self.kept[key]
        if isinstance(found, Exception):
            raise found
        return found

    def _base(self) -> tuple[Given, Seen]:
        problem: Exception | None = None
        for n in (6, 8, 12):
            for fill in ({}, *_FILLS):
                given = {self.layers_field: n, **{k: v for k, v in fill.items() if self._open(k)}}
                try:
                    return given, self.look(given)
                except Exception as error:
                    problem = problem or error
        try:
            given = {}
            return given, self.look(given)
        except Exception as error:
            raise problem or error from None

    def _aliases(self) -> dict[str, list[str]]:
        """Other names that the constructor takes for a field. ``name(cword;dword)`` has a letter for each layer."""
        plain = look.values(look.make(self.config_class, self.given))
        found: dict[str, list[str]] = {}
        for name in sorted(_popped(self.config_class) - set(self.map)):
            for real, v in plain.items():
                if real == name or real in self.map:
                    continue
                if isinstance(v, bool):
                    probes: list[Any] = [not v]
                elif isinstance(v, int):
                    probes = [v + 2, v * 2 + 2]
                elif isinstance(v, list) and v and isinstance(v[0], str) and "pattern" in name:
                    spelled = self._letters(name, real)
                    if len(spelled) > 1:
                        found.setdefault(real, []).append(name + "(" + ";".join(f"{c}{w}" for c, w in spelled.items()) + ")")
                    continue
                else:
                    continue
                if all(self.kept_as({**self.given, name: x}).get(real) == x for x in probes):
                    found.setdefault(real, []).append(name)
                    break
        return found

    def _letters(self, name: str, real: str) -> dict[str, str]:
        spelled: dict[str, str] = {}
        for c in map(chr, range(33, 127)):
            got = self.kept_as({name: c * 3}).get(real)
            if isinstance(got, list) and len(got) == 3 and len(set(got)) == 1 and got[0] not in spelled.values():
                spelled[c] = got[0]
        return spelled

    def kept_as(self, given: Given) -> Values:
        """The fields of a config; none where it cannot be made."""
        try:
            return look.values(look.make(self.config_class, given))
        except Exception:
            return {}

    def _open(self, name: str) -> bool:
        try:
            return getattr(look.make(self.config_class, {}), name, 0) is None
        except Exception:
            return False

    def fields(self) -> Iterator[tuple[str, Any]]:
        """The fields that may matter, with their value in the first build."""
        for name, v in self.first.values.items():
            if name in _EVERY or name.endswith("token_id") or name in self.map or name == self.layers_field:
                continue
            yield name, v
        for name in (*self.popped, *self.asked):
            yield name, None

    def _grown(self, base: Given, first: Seen) -> list[tuple[Given, Seen]]:
        """For each parameter that the first builds do not have, one that has it: what its shape follows shows there."""
        known = _entries(first)
        found = []
        for name, options in self.choices.items():
            for other in options:
                given = {**base, name: other}
                try:
                    seen = self.look(given)
                except Exception:
                    continue
                if _entries(seen) - known:
                    known |= _entries(seen)
                    found.append((given, seen))
        return found

    def _singles(self, base: Given, first: Seen, most: int = 3) -> None:
        """Each field alone, changed: what it has an influence on."""
        n = len(first.layers)
        strings = sorted(
            {x for v in first.values.values() if isinstance(v, list) and len(v) == n for x in v if isinstance(x, str)}
        )
        self.single_samples.append((base, first))
        for name, v in self.fields():
            sizes = 0
            for other in _proposals(name, first.values.get(name, v), n, strings, name in self.popped):
                size = isinstance(other, int) and not isinstance(other, bool) and other > 0
                if sizes >= (max(most, 2) if v is None else most) and size or sizes and v is None and not size:
                    continue
                given = {**base, name: other}
                try:
                    seen = self.look(given)
                except Exception:
                    continue
                changed = _changed(first, seen)
                if changed and not (other == 0 and _size(other) and _where(seen) == _where(first)):  # 0 is no size
                    sizes += size
                    if other not in self.choices.setdefault(name, []):
                        self.choices[name].append(other)
                    self.influence.setdefault(name, set()).update(changed)
                    self.single_samples.append((given, seen))

    def _apart(self) -> tuple[Given, Seen] | None:
        """A config whose sizes have nothing to do with each other: by default one is often the product of others."""
        sizes = {n: v for n, v in self.fields() if _size(v) and v > 3}
        for name in ("head_dim", "num_key_value_heads"):
            if name in self.first.values:
                sizes.setdefault(name, self.first.values[name] or 16)
        for most in (1.0, 0.7, 0.4):
            for _ in range(12):
                given = dict(self.given)
                for name, v in sizes.items():
                    if self.random.random() < most:
                        given[name] = self.random.choice((v, v * 2, v * 3, v * 5, max(2, v // 2)))
                try:
                    return given, self.look(given)
                except Exception:
                    continue
        return None

    def _samples(self, count: int, everything: bool, omit: float = 0.0) -> list[tuple[Given, Seen]]:
        found = []
        tries = 0
        rest = [(n, v) for n, v in self.fields() if n not in self.choices]
        while len(found) < count and tries < 6 * count:
            tries += 1
            share = self.random.choice((0.25, 0.5, 0.8)) if tries < 3 * count else 0.2
            given = dict(self.given)
            if self.layers_field in given:
                given[self.layers_field] = self.random.randint(4, 9)
            n = given.get(self.layers_field, len(self.first.layers))
            for name, options in self.choices.items():
                if self.random.random() < share:
                    v = self.random.choice(options)
                    if isinstance(v, list) and v and (isinstance(v[0], str) or len(v) == len(self.first.layers)):
                        v = [self.random.choice(v) for _ in range(n)]
                    given[name] = v
            if everything:
                for name, v in rest:
                    if self.random.random() < 0.15:
                        options = list(_proposals(name, v, n, [], name in self.popped))
                        if options:
                            given[name] = self.random.choice(options)
            try:
                found.append((given, self.look(given)))
            except Exception:
                continue
        if len(found) < count // 4:
            raise NotKnown(f"only {len(found)} of {tries} configs could be built")
        return found

    def tests(self) -> list[tuple[Given, Seen]]:
        """More builds, from configs in which every field may differ; some are as deep as the class's default."""
        found = self._samples(_TESTS, everything=True)
        deep = {k: v for k, v in self.given.items() if k != self.layers_field}
        for given in (
            {},
            *({k: v for k, v in g.items() if k != self.layers_field and not isinstance(v, list)} for g, _ in found[:1]),
        ):
            try:
                seen = self.look({**deep, **given})
            except Exception:
                continue
            if len(seen.layers) <= 128:
                found.append(({**deep, **given}, seen))
        return found

    # ------------------------------------------------------------------ fitting

    def values(self, given: Given, seen: Seen) -> Values:
        """The fields that matter, as the config has them, and what it takes out of its arguments."""
        n = len(seen.layers)
        found = {
            k: v
            for k, v in seen.values.items()
            if k in self.choices or isinstance(v, list) and len(v) == n and v and isinstance(v[0], str)
        }
        found.update({n: given.get(n, self.hidden(n)) for n in self.popped if n in self.choices})
        found.update({n: given.get(n) for n in self.asked if n in self.choices})
        found[self.layers_field] = len(seen.layers)
        return found

    def hidden(self, name: str) -> int | None:
        """The default of a key that the constructor only reads: the number that gives the same config as none does."""
        if name not in self.defaults:
            without = [g for g, _ in self.single_samples if name not in g][:8]
            plain = [self.kept_as(g) for g in without]
            same = (
                n
                for n in range(17)
                if plain and all(self.kept_as({**g, name: n}) == p for g, p in zip(without, plain, strict=False))
            )
            self.defaults[name] = next(same, None)
        return self.defaults[name]

    def all(self) -> list[tuple[Given, Seen]]:
        """Every build that the fit is made from."""
        return self.single_samples + self.samples

    def outside(self, name: str) -> list[Variant]:
        """The parameter outside of the layers."""
        rows = [(self.values(g, s), s.outside.get(name)) for g, s in self.all()]
        return self._tree(name, rows, self._names(name))

    def inside(self, name: str) -> list[tuple[select_layers.Question, list[Variant]]]:
        """The parameter of the layers: one row for each kind of layer whose shape differs."""
        seen = [(self.values(g, s), [layer.get(name) for layer in s.layers]) for g, s in self.all()]
        parts: list[select_layers.Question | None] = [None]
        if any(len({x for x in row if x}) > 1 for _, row in seen):
            parts = self._split(seen)
        found = []
        for part in parts:
            rows = []
            for values, row in seen:
                only = select_layers.mask(part, values, len(row)) if part else [True] * len(row)
                if only is None:
                    raise NotKnown(f"{name}: which layers have it")
                rows.append((values, [x if y else None for x, y in zip(row, only, strict=False)]))
            found += self._kinds(name, rows)
        return found

    def _kinds(
        self, name: str, rows: list[tuple[Values, list[Shape | None]]], split: bool = True
    ) -> list[tuple[select_layers.Question, list[Variant]]]:
        masks = [(v, [x is not None for x in row]) for v, row in rows if any(row)]
        q = select_layers.fit([(self._relevant(v), m) for v, m in masks])
        if q is None:  # a list that the constructor makes of other keys
            q = select_layers.fit([(self._relevant(v, True), m) for v, m in masks])
        if q is not None:
            flat = []
            for v, row in rows:
                if any(row):
                    flat.append((v, next(x for x in row if x)))
                elif any(select_layers.mask(q, v, len(row)) or []):
                    flat.append((v, None))
            return [(q, self._tree(name, flat, self._names(name)))]
        for key, form in self._literals(rows, self._names(name)) if split else ():  # a class may have no such layers at all
            found = []
            try:
                for side in (True, False):
                    of = [r for r in rows if holds(r[0].get(key), form) == side]
                    if not any(any(row) for _, row in of):
                        continue
                    for question, variants in self._kinds(name, of, split=False):
                        found.append((question, [(((key, form, side), *c), d) for c, d in variants]))
            except NotKnown:
                continue
            if found:
                return found
        raise NotKnown(f"{name}: which layers have it")

    def _relevant(self, v: Values, lists: bool = False) -> Values:
        return {n: x for n, x in v.items() if not isinstance(x, str) and (lists or n in self.choices or n == self.layers_field)}

    def _split(self, seen: list[tuple[Values, list[Shape | None]]]) -> list[select_layers.Question | None]:
        values = [self._relevant(v) for v, _ in seen]
        for q in select_layers.candidates(values, True, False):
            if q[0] in ("all", "not", "and"):
                continue
            masks = [select_layers.mask(q, v, len(row)) for v, (_, row) in zip(values, seen, strict=False)]
            if all(
                m is not None
                and len({x for x, y in zip(row, m, strict=False) if y and x}) <= 1
                and len({x for x, y in zip(row, m, strict=False) if not y and x}) <= 1
                for m, (_, row) in zip(masks, seen, strict=False)
            ):
                return [q, ("not", q)]
        raise NotKnown("a parameter whose shape differs from layer to layer")

    def _names(self, entry: str) -> list[str]:
        module = entry.rpartition(".")[0] + "."
        own = [n for n, what in self.influence.items() if entry in what]
        beside = [n for n, what in self.influence.items() if module != "." and any(e.startswith(module) for e in what)]
        return own + [n for n in beside if n not in own]

    def _tree(self, name: str, rows: list[tuple[Values, Shape | None]], names: list[str], depth: int = 3) -> list[Variant]:
        if all(shape is None for _, shape in rows):
            return [((), None)]
        if all(shape is not None for _, shape in rows):
            fitted = self._dims(rows, names)
            if fitted is not None:
                return [((), fitted)]
        if depth:
            best: list[Variant] | None = None
            for key, form in self._literals(rows, names):
                yes = [r for r in rows if holds(r[0].get(key), form)]
                no = [r for r in rows if not holds(r[0].get(key), form)]
                if not _purer(rows, yes, no):
                    continue
                try:
                    found = [(((key, form, True), *c), d) for c, d in self._tree(name, yes, names, depth - 1)] + [
                        (((key, form, False), *c), d) for c, d in self._tree(name, no, names, depth - 1)
                    ]
                except NotKnown:
                    continue
                if best is None or len(found) < len(best):
                    best = found
            if best is not None:
                return best
        raise NotKnown(f"{name}: its shape")

    def _literals(self, rows: list[tuple[Values, Any]], names: list[str]) -> list[tuple[str, str]]:
        keys = sorted({k for v, _ in rows for k in v if k in names})
        return [(k, form) for k in keys for form in ("true", "null") if len({holds(v.get(k), form) for v, _ in rows}) == 2]

    def _dims(self, rows: list[tuple[Values, Shape | None]], names: list[str]) -> tuple[poly.Poly, ...] | None:
        shapes = [shape for _, shape in rows if shape is not None]
        if len({len(s) for s in shapes}) != 1:
            return None
        usable = [n for n in names if all(_size(v.get(n)) for v, _ in rows)]
        more = [n for n in self.choices if _CORE.search(n) and n not in usable and all(_size(v.get(n)) for v, _ in rows)]
        found = []
        for i in range(len(shapes[0])):
            wanted = [s[i] for s in shapes]
            samples = [{n: v[n] for n in usable} for v, _ in rows]
            p = next((q for q in self.fitted if _fits(q, wanted, [v for v, _ in rows])), None) or poly.fit(
                wanted, samples, usable
            )
            if p is None and more:
                p = poly.fit(wanted, [{n: v[n] for n in usable + more} for v, _ in rows], usable + more, 2)
            if p is None:
                return None
            if p not in self.fitted and any(m for _, m in p):
                self.fitted.append(p)
            found.append(p)
        return tuple(found)


def holds(v: Any, form: str) -> bool:
    """Whether a field is true, or not null."""
    return v is not None if form == "null" else bool(v)


def _fits(p: poly.Poly, wanted: list[int], samples: list[dict[str, int]]) -> bool:
    """Whether a sum that another parameter has is this one too."""
    names = {x for _, m in p for f in m for x in f.split("//")}
    return all(_size(s.get(n)) for n in names for s in samples) and all(
        poly.total(p, s) == w for s, w in zip(samples, wanted, strict=False)
    )


def _size(v: Any) -> bool:
    return isinstance(v, int) and not isinstance(v, bool)


def _purer(rows: list[Any], yes: list[Any], no: list[Any]) -> bool:
    """Splitting by presence must separate; splitting by shape must leave enough on both sides."""
    if not yes or not no:
        return False
    absent = [r for r in rows if r[1] is None]
    if absent and len(absent) < len(rows):
        return all(r[1] is None for r in yes) or all(r[1] is None for r in no)
    return len(yes) > 1 and len(no) > 1


def _where(a: Seen) -> list[set[str]]:
    return [set(a.outside), *(set(layer) for layer in a.layers)]


def _entries(a: Seen) -> set[str]:
    return {*a.outside, *(key for layer in a.layers for key in layer)}


def _changed(a: Seen, b: Seen) -> set[str]:
    names = set()
    for key in {*a.outside, *b.outside}:
        if a.outside.get(key) != b.outside.get(key):
            names.add(key)
    for x, y in zip(a.layers, b.layers, strict=False):
        for key in {*x, *y}:
            if x.get(key) != y.get(key):
                names.add(key)
    return names


def _proposals(name: str, v: Any, n: int, strings: list[str], popped: bool) -> Iterator[Any]:
    if isinstance(v, bool):
        yield not v
    elif isinstance(v, int):
        if v > 0:
            yield from (v * 2, v * 3, v // 2 or 3, v * 5, v + 1, v + 2, v + 3)
            yield 0
        else:
            yield from (1, 2, 3)
        yield None
    elif v is None and popped:
        yield from (2, 3, 1, 5)
    elif v is None:
        yield from (96, 32, 16, 4, 2, True, [1], [0, 2])
        if strings:
            yield strings
    elif isinstance(v, list) and v and isinstance(v[0], str) and len(v) == n:
        kinds = sorted({*v, *strings})
        if name in ("layer_types", "layers_block_type"):
            yield from (
                [kinds[i % len(kinds)] if i % 2 else other for i in range(n)] for other in LAYER_TYPES if other not in kinds
            )
        for turn in range(len(kinds)):
            yield [kinds[(i + turn) % len(kinds)] for i in range(n)]
        yield [kinds[(i // 2) % len(kinds)] for i in range(n)]
    elif isinstance(v, list) and not isinstance(v and v[0], str):
        if len(v) == n:
            yield [(x + 1) % 2 if x in (0, 1) else x for x in v]
            yield [i % 2 for i in range(n)]
        yield from ([1], [0, 2], [])
    elif isinstance(v, str) and v == "auto":
        yield from (64, 32, 16)


#: Sizes that a shape may follow where a change of the size alone does not show it: one default is the quotient of others.
_CORE = re.compile(r"^(hidden_size|n_embd|d_model|num_attention_heads|n_heads?|num_key_value_heads|head_dim)$")
_GET = re.compile(r"getattr\(\s*(?:self\.)?config,\s*\"(\w+)\"")


def _asked(cls: type) -> set[str]:
    """Fields that the model asks for and the config class does not have: a config may have them all the same."""
    module = inspect.getmodule(cls)
    try:
        return set(_GET.findall(inspect.getsource(module))) if module else set()
    except (OSError, TypeError):
        return set()


_POP = re.compile(r"kwargs\.(?:pop|get)\(\s*\"(\w+)\"|\"(\w+)\" in kwargs")


def _popped(config_class: type) -> set[str]:
    found = set()
    for c in config_class.__mro__:
        if c.__module__.startswith("transformers.models."):
            try:
                source = inspect.getsource(c)
            except (OSError, TypeError):
                continue
            found |= {a or b for a, b in _POP.findall(source)}
    return found


#: What stands for a size that a config class leaves open.
_FILLS: tuple[dict[str, Any], ...] = (
    {"head_dim": 64},
    {"num_key_value_heads": 4},
    {"head_dim": 64, "num_key_value_heads": 4},
    {"num_dense_layers": 1},
    {"layer_types": ["full_attention"] * 6},
    {
        "head_dim": 64,
        "num_key_value_heads": 4,
        "num_experts": 8,
        "moe_intermediate_size": 64,
        "num_experts_per_tok": 2,
        "moe_topk": 2,
    },
)


def _every() -> frozenset[str]:
    from transformers import PretrainedConfig

    return frozenset(vars(PretrainedConfig())) - {"tie_word_embeddings"}


def _layer_types() -> tuple[str, ...]:
    from transformers import configuration_utils

    return tuple(configuration_utils.ALLOWED_ATTN_LAYER_TYPES)


_EVERY = _every()
#: Every word that transformers has for a kind of layer.
LAYER_TYPES = _layer_types()
Fit = Callable[[], Any]
