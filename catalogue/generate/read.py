"""Reading a catalogue's file: what README.md says, as a program."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .entry import Entry


def entries(catalogue: dict[str, Any]) -> dict[str, Entry]:
    """Every architecture with all of its facts, as it was before what several share was factored out."""
    return {name: _entry(catalogue, name, kept) for name, kept in catalogue["architectures"].items()}


def file(path: Path) -> dict[str, Any]:
    """A catalogue from its file."""
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _entry(catalogue: dict[str, Any], name: str, kept: dict[str, Any]) -> Entry:
    facts = {}
    for fact in sorted({*catalogue["common"], *kept["facts"]}):
        value = kept["facts"].get(fact, catalogue["common"].get(fact))
        if isinstance(value, dict) and "$absent" in value:
            continue
        if isinstance(value, dict) and "$shared" in value:
            value = catalogue["shared"][value["$shared"]]
        facts[fact] = value
    return {
        "model_type": kept.get("model_type"),
        "module": kept["module"],
        "class": kept.get("class", name),
        "observed": kept["observed"],
        "facts": facts,
        "varies": kept.get("varies", []),
        "partly": kept.get("partly", []),
    }
