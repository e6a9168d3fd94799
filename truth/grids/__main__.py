"""``list`` names the groups, ``run`` runs the grids of one, ``table`` sums up what they wrote. ``run.sh`` calls all three."""

from __future__ import annotations

import argparse
import importlib
import json
import logging
import random
import sys
import time
import warnings
from pathlib import Path
from typing import Any

from .engine import Engine
from .grid import Grid, compare
from .question import Adapter
from .report import Tally, show, table

#: A group: its module, imported only when it is run. Those of one group can be imported together.
GROUPS = {
    "accelerate": "accelerate",
    "accelerate-1.14.0": "accelerate",
    "accelerate-1.13.0": "accelerate",
    "torchtitan": "torchtitan",
    "megatron": "megatron",
    "megatron-lm": "megatron_arguments",
    "nemo": "nemo",
    "transformers": "transformers",
    "transformers-5.24.0": "transformers",
    "transformers-5.18.0": "transformers",
    "deepspeed": "deepspeed",
    "published": "published",
    "reports": "reports",
}


def grids_of(group: str, options: argparse.Namespace) -> list[Grid | dict[str, Any]]:
    """The grids of a group; in place of one that cannot run, the row that says so."""
    module = importlib.import_module(f".of_{GROUPS[group]}", __package__)
    checkouts = dict(entry.split("=", 1) for entry in options.checkout)
    return module.grids(checkouts)


def run(options: argparse.Namespace) -> int:
    logging.disable(logging.WARNING)  # packages comment on each of thousands of sizes
    warnings.simplefilter("ignore")
    group, _, only = options.group.partition("/")
    if group not in GROUPS:
        print(f"truth: no group {group!r}; there are {', '.join(GROUPS)}", file=sys.stderr)
        return 2
    results = []
    with Engine(options.ask) as engine:
        adapter = Adapter(engine)
        for grid in grids_of(group, options):
            if isinstance(grid, dict):
                results.append(grid)
                continue
            if only and grid.name != group and not grid.name.endswith("/" + only):
                continue
            results.append(run_grid(grid, adapter, options))
    Path(options.json).write_text(json.dumps(results, indent=1, default=str) + "\n")
    return 0


def run_grid(grid: Grid, adapter: Adapter, options: argparse.Namespace) -> dict[str, Any]:
    started = time.monotonic()
    tally = Tally(grid, options.seed, keep=options.show)
    count = options.cases or (grid.sample if options.sample else grid.whole)
    for case in grid.cases(random.Random(f"{grid.name} {options.seed}"), count):
        said = grid.says(case)
        tally.add(compare(grid, case, said, adapter.ask(case.question)))
    print(
        f"{grid.name}: {tally.cases} cases of {grid.runs}, {tally.refused} refused, "
        f"{', '.join(f'{count} {outcome}' for outcome, count in tally.counts.most_common())}"
        f" ({time.monotonic() - started:.0f} s)",
        flush=True,
    )
    show(tally, options.show)
    return tally.result(whole=not options.sample and not options.cases)


def sum_up(options: argparse.Namespace) -> int:
    written = [Path(path) for path in options.results]
    broken = [path.stem for path in written if not path.exists()]
    text, holds = table([result for path in written if path.exists() for result in json.loads(path.read_text())])
    print(text)
    for group in broken:
        print(f"{group}: BROKEN: it wrote no result")
    return 0 if holds and not broken else 1


def main() -> int:
    parser = argparse.ArgumentParser(prog="truth")
    verbs = parser.add_subparsers(required=True)
    verbs.add_parser("list").set_defaults(verb=lambda _: print("\n".join(GROUPS)) or 0)
    runs = verbs.add_parser("run")
    runs.add_argument("group")
    runs.add_argument("--ask", required=True, help="the program that answers requests")
    runs.add_argument("--json", required=True, help="where the results go")
    runs.add_argument("--cases", type=int, help="cases for each grid, in place of its own number")
    runs.add_argument("--seed", type=int, default=1)
    runs.add_argument("--sample", action="store_true", help="a small number of cases")
    runs.add_argument("--show", type=int, default=0, help="differences to print for each grid")
    runs.add_argument("--checkout", action="append", default=[], help="PACKAGE=DIR: what no package holds")
    runs.set_defaults(verb=run)
    tables = verbs.add_parser("table")
    tables.add_argument("results", nargs="+")
    tables.set_defaults(verb=sum_up)
    options = parser.parse_args()
    return options.verb(options)


if __name__ == "__main__":
    sys.exit(main())
