"""Public reports of runs that failed, or that worked: what meshwise says to the run of the reporter, and to what mended it."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .grid import Case, Grid, Said
from .question import Question

DATA = Path(__file__).resolve().parents[1] / "reports"


def _cases(rng: random.Random, count: int) -> Iterator[Case]:
    del rng
    for report in json.loads((DATA / "reports.json").read_text()):
        for check in report["checks"]:
            config = json.loads((DATA / "inputs" / f"{check['config']}.json").read_text())
            told = {"report": report["report"], "what": report["what"], "because": check["because"], "right": check["right"]}
            told["not_by"] = check.get("not_by", [])
            question = Question(check["framework"], {"config": config}, check["mesh"], check.get("run", {}), says_all=False)
            yield Case(told, question)
            count -= 1
            if not count:
                return


def _says(case: Case) -> Said:
    told = case.told
    return Said("invalid" in told["right"], told["what"], right=tuple(told["right"]), not_by=tuple(told["not_by"]))


def grids(checkouts: dict[str, str]) -> list[Grid | dict[str, Any]]:
    del checkouts
    return [Grid("reports", "reports/reports.json", "reports.json", _cases, _says, whole=1000, sample=1000)]
