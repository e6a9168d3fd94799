"""No false alarms: runs that were published, each asked of its own framework, none of which may be refused."""

from __future__ import annotations

import csv
import json
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .grid import Case, Grid, Said
from .models import FIXTURES
from .question import Question

DATA = Path(__file__).resolve().parents[1] / "published"
JUDGED = ["nemo_automodel", "torchtitan", "megatron"]


def _config(name: str) -> dict[str, Any]:
    entry = json.loads((DATA / "models.json").read_text())[name]
    if "config" in entry:
        return entry["config"]
    path = FIXTURES / f"{entry['fixture']}.json" if "fixture" in entry else DATA / "configs" / f"{entry['file']}.json"
    return {**json.loads(path.read_text()), **entry.get("changes", {})}


def _case(row: dict[str, str]) -> Case:
    def number(name: str) -> int | None:
        return int(row[name]) if row[name] else None

    framework = row["framework"]
    mesh: dict[str, Any] = {f"{axis}_size": number(axis) for axis in ("tp", "pp", "cp", "ep")}
    mesh |= {"world_size": number("ranks"), "strategy": row["strategy"] or None}
    mesh["dp_replicate_size"] = number("dp_replicate") if framework != "megatron" else None
    run: dict[str, Any] = {
        "sequence_length": number("seq"),
        "micro_batch_size": number("mbs"),
        "global_batch_size": number("gbs"),
    }
    run |= {"attn": row["attention"] or None, "recompute": row["recompute"] or None}
    if framework == "megatron":
        run |= {"expert_tensor_parallel_size": number("etp"), "virtual_stages": number("vpp") if row["vpp"] != "1" else None}
        run["sequence_parallel"] = row["sequence_parallel"] == "1" and row["tp"] != "1" if row["sequence_parallel"] else None
    facts: dict[str, Any] = {"config": _config(row["model"])}
    if row["attention"]:
        facts["backend.attn"] = row["attention"]
    told = {name: value for name, value in row.items() if value}
    return Case(told, Question(framework, facts, mesh, run, says_all=False))


def _rows() -> list[dict[str, str]]:
    with (DATA / "runs.csv").open() as lines:
        return list(csv.DictReader(lines))


def _cases(framework: str) -> Any:
    def cases(rng: random.Random, count: int) -> Iterator[Case]:
        del rng
        rows = [row for row in _rows() if row["framework"] == framework]
        yield from map(_case, rows[:count])

    return cases


def _says(case: Case) -> Said:
    """It ran: its source says so."""
    del case
    return Said(False)


def grids(checkouts: dict[str, str]) -> list[Grid | dict[str, Any]]:
    del checkouts
    apart = Counter(row["framework"] for row in _rows() if row["framework"] not in JUDGED)
    why = "no law of " + ", ".join(f"{framework} ({count} runs)" for framework, count in apart.items())
    found: list[Grid | dict[str, Any]] = [
        Grid(f"published/{name}", "published/runs.csv", "runs.csv", _cases(name), _says, whole=1000, sample=1000)
        for name in JUDGED
    ]
    return [*found, {"grid": "published/others", "package": "runs.csv", "version": "", "not_run": why}]
