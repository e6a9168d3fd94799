"""What a grid found: counts, kinds of differences, and the table over all grids."""

from __future__ import annotations

import importlib.metadata
import json
import re
from collections import Counter
from typing import Any

from .grid import Compared, Grid

COLUMNS = ["agree", "false pass", "false refusal", "wrong groups", "different", "unknown"]


class Tally:
    """Counts the outcomes of one grid and keeps the first difference of every kind."""

    def __init__(self, grid: Grid, seed: int, keep: int) -> None:
        self.grid = grid
        self.seed = seed
        self._keep = keep
        self.cases = 0
        self.counts: Counter[str] = Counter()
        self.explained: Counter[str] = Counter()
        self.refused = 0
        self.kinds: Counter[tuple[str, str, str]] = Counter()
        self.first: dict[tuple[str, str, str], Compared] = {}
        self.shown: list[Compared] = []
        self.left_out: Counter[str] = Counter()

    def add(self, compared: Compared) -> None:
        self.cases += 1
        self.refused += compared.said.refuses
        self.left_out.update(compared.answer.left_out)
        if compared.explained is not None:
            self.explained[compared.explained] += 1
            return
        self.counts[compared.outcome] += 1
        if compared.outcome == "agree":
            return
        kind = (compared.outcome, pattern(compared.said.message), " ".join(compared.answer.codes))
        self.kinds[kind] += 1
        self.first.setdefault(kind, compared)
        if len(self.shown) < self._keep:
            self.shown.append(compared)

    def result(self, whole: bool) -> dict[str, Any]:
        """The machine-readable result."""
        silent = [entry.name for entry in self.grid.explained if not self.explained[entry.name]]
        return {
            "grid": self.grid.name,
            "runs": self.grid.runs,
            "package": self.grid.package,
            "version": version(self.grid.package),
            "seed": self.seed,
            "whole": whole,
            "cases": self.cases,
            "refused": self.refused,
            **{column.replace(" ", "_"): self.counts[column] for column in COLUMNS},
            "explained": {
                entry.name: {"cases": self.explained[entry.name], "because": entry.because, "reason": entry.reason}
                for entry in self.grid.explained
            },
            "no_longer_fire": silent if whole else [],
            "not_asked": dict(sorted(self.left_out.items())),
            "kinds": [
                {"outcome": kind[0], "cases": count, "first": written(self.first[kind])}
                for kind, count in self.kinds.most_common()
            ],
        }


def version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""


def pattern(message: str) -> str:
    """A message without its numbers and names: one kind, whatever the sizes."""
    line = " ".join(message.split())
    return re.sub(r"\d+", "#", re.sub(r"'[^']*'", "'…'", line))[:150]


def written(compared: Compared) -> dict[str, Any]:
    """One difference, with all that is needed to run it again."""
    question = compared.case.question
    return {
        "told": compared.case.told,
        "framework_says": compared.said.message or ("refuses" if compared.said.refuses else "accepts"),
        "meshwise_says": compared.answer.reads(),
        "request": {"framework": question.framework, "facts": question.facts, "mesh": question.mesh, "run": question.run},
        **({"right": compared.said.groups, "wrong": compared.answer.groups} if compared.said.groups else {}),
    }


def show(tally: Tally, shown: int) -> None:
    """Prints the first differences, and every kind with its count."""
    for compared in tally.shown[:shown]:
        entry = written(compared)
        print(f"  {compared.outcome}")
        request = dict(entry["request"])
        facts = json.dumps(request.pop("facts"))
        print(f"    asked      {json.dumps(request)}")
        print(f"    of         {facts[:400]}{'…' if len(facts) > 400 else ''}")
        print(f"    told       {json.dumps(entry['told'], default=str)[:400]}")
        print(f"    framework  {' '.join(entry['framework_says'].split())[:300]}")
        print(f"    meshwise   {entry['meshwise_says'][:300]}")
        if "right" in entry:
            print(f"    right      {str(entry['right'])[:200]}")
            print(f"    wrong      {str(entry['wrong'])[:200]}")
    if shown:
        for kind, count in tally.kinds.most_common():
            print(f"  {count:6d}  {kind[0]}: {kind[1] or 'accepts'} | {kind[2] or 'passes'}")


def table(results: list[dict[str, Any]]) -> tuple[str, bool]:
    """The table over all grids, and whether no difference is left unexplained and no explanation is left over."""
    head = ["grid", "cases", "refused", *COLUMNS, "explained"]
    rows, notes, holds = [], [], True
    untold: dict[str, list[str]] = {}
    for result in results:
        name = f"{result['grid']} ({(result['package'] + ' ' + result['version']).strip()})"
        if result.get("not_run"):
            rows.append([name, "not run"] + [""] * (len(head) - 2))
            notes.append(f"{result['grid']}: not run: {result['not_run']}")
            continue
        explained = sum(entry["cases"] for entry in result["explained"].values())
        counts = [result[key.replace(" ", "_")] for key in COLUMNS]
        rows.append([name, result["cases"], result["refused"], *counts, explained])
        holds = holds and not any(counts[1:]) and not result["no_longer_fire"]
        notes += [f"{result['grid']}: explanation that no longer fires: {name}" for name in result["no_longer_fire"]]
        for member in result["not_asked"]:
            untold.setdefault(member, []).append(result["grid"])
    notes += [f"the engine could not be told {member}: {', '.join(grids)}" for member, grids in sorted(untold.items())]
    lines = [[str(cell) for cell in row] for row in [head, *rows]]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    text = "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines)
    return "\n".join([text, *notes]), holds
