"""The layout of a catalogue's file: what most architectures say stands once, and so does what several say."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from .entry import Entry

FORMAT = 1
ABSENT = {"$absent": True}
_WORTH_SHARING = 60  # characters: a shorter value is easier to read where it stands


def text(value: Any) -> str:
    """A value as one line of JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def catalogue(head: dict[str, Any], entries: dict[str, Entry], not_observed: dict[str, str]) -> dict[str, Any]:
    """A catalogue from the entries of its architectures."""
    common = _common(entries)
    shared = _shared(entries, common)
    names = {text(value): name for name, value in shared.items()}
    architectures = {}
    for name, entry in sorted(entries.items()):
        facts = dict(_differing(entry["facts"], common))
        kept = {key: entry[key] for key in ("model_type", "module") if entry[key]}
        if entry["class"] != name:
            kept["class"] = entry["class"]
        kept["observed"] = entry["observed"]
        kept["facts"] = {fact: {"$shared": names[text(v)]} if text(v) in names else v for fact, v in facts.items()}
        kept.update({key: entry[key] for key in ("varies", "partly") if entry[key]})
        architectures[name] = kept
    return {
        "format": FORMAT,
        **head,
        "common": common,
        "shared": shared,
        "architectures": architectures,
        "not_observed": dict(sorted(not_observed.items())),
    }


def _common(entries: dict[str, Entry]) -> dict[str, Any]:
    """The most frequent value of each fact that most architectures have; ties go to the first in the order of text."""
    values: dict[str, Counter[str]] = {}
    for entry in entries.values():
        for fact, value in entry["facts"].items():
            values.setdefault(fact, Counter())[text(value)] += 1
    common = {}
    for fact, counted in sorted(values.items()):
        value, times = min(counted.items(), key=lambda item: (-item[1], item[0]))
        if 2 * times > len(entries):
            common[fact] = json.loads(value)
    return common


def _differing(facts: dict[str, Any], common: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for fact in sorted({*facts, *common}):
        if fact not in facts:
            yield fact, ABSENT
        elif fact not in common or text(facts[fact]) != text(common[fact]):
            yield fact, facts[fact]


def _shared(entries: dict[str, Entry], common: dict[str, Any]) -> dict[str, Any]:
    """The long values of more than one architecture, named after the first that has them and the fact."""
    first: dict[str, str] = {}
    times: Counter[str] = Counter()
    for name, entry in sorted(entries.items()):
        for fact, value in _differing(entry["facts"], common):
            line = text(value)
            if len(line) >= _WORTH_SHARING:
                first.setdefault(line, f"{name}.{fact}")
                times[line] += 1
    return {name: json.loads(line) for line, name in sorted(first.items(), key=lambda item: item[1]) if times[line] > 1}


def written(catalogue: dict[str, Any]) -> str:
    """The text of a catalogue's file: one line for each architecture, each shared value and each reason."""
    lines = []
    for key, value in catalogue.items():
        if isinstance(value, dict) and key != "observed_with":
            inner = ",\n".join(f"  {text(name)}: {text(item)}" for name, item in value.items())
            lines.append(f" {text(key)}: {{\n{inner}\n }}" if inner else f" {text(key)}: {{}}")
        else:
            lines.append(f" {text(key)}: {text(value)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"
