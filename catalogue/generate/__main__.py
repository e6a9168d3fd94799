"""Writes or checks the catalogue of one package: ``python -m generate transformers``."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from importlib import metadata
from pathlib import Path
from typing import Any

from tqdm import tqdm

from . import keep, layout, pool
from .observe import SOURCES, Observed, source

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    parser = argparse.ArgumentParser(prog="generate", description=__doc__)
    parser.add_argument("package", choices=SOURCES)
    parser.add_argument("--version", help="the version that must be installed")
    parser.add_argument("--out", type=Path, default=ROOT / "catalogue", help="the folder of the catalogues")
    parser.add_argument(
        "--kept", type=Path, default=ROOT / "build" / "catalogue", help="the folder of what was observed before"
    )
    parser.add_argument("--check", action="store_true", help="compare with the file, and write nothing")
    parser.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1))
    said = parser.parse_args()
    version = metadata.version(said.package.replace("_", "-"))
    if said.version not in (None, version):
        parser.error(f"{said.package} {said.version} was asked for, and {version} is installed")
    observed = _observe(said.package, version, said.kept, said.workers)
    text = layout.written(assembled(said.package, version, observed))
    file = said.out / f"{said.package}-{version}.json"
    _report(observed)
    if said.check:
        old = file.read_text(encoding="utf-8") if file.exists() else ""
        if old != text:
            changed = set(text.splitlines()) ^ set(old.splitlines())
            print(f"{file.name} is not what would be written: {len(changed)} lines differ; run make catalogue", file=sys.stderr)
            for line in sorted(changed)[:20]:
                print("  " + line[:200], file=sys.stderr)
            return 1
        print(f"{file.name} is what would be written")
        return 0
    file.write_text(text, encoding="utf-8")
    print(f"wrote {file.name}: {len(text.encode()) // 1024} KB")
    return 0


def _observe(package: str, version: str, folder: Path, workers: int) -> dict[str, Observed]:
    kept = keep.Kept(folder, package, version, os.environ.get("MESHWISE_CATALOGUE_EXTRAS", ""))
    found: dict[str, Observed] = {}
    jobs = []
    for name, types in source(package).architectures().items():
        before = kept.get(name)
        if before is None:
            jobs.append((package, name, types))
        else:
            found[name] = before
    with tqdm(total=len(jobs) + len(found), initial=len(found), desc=f"{package} {version}", unit="class") as bar:

        def done(job: pool.Job, observed: Observed, same: bool) -> None:
            found[job[1]] = observed
            if same:
                kept.put(job[1], observed)
            bar.update()

        pool.run(jobs, workers, done)
    return dict(sorted(found.items()))


def assembled(package: str, version: str, observed: dict[str, Observed]) -> dict[str, Any]:
    """The catalogue from what was observed."""
    of = source(package)
    only_live = {fact for one in observed.values() for fact in one["differs"]}
    entries = {}
    for name, one in observed.items():
        entry = one["entry"]
        if entry is None:
            continue
        if entry["observed"] == "class":  # what a model says otherwise than its class cannot be known from the class
            entry = {**entry, "facts": {fact: value for fact, value in entry["facts"].items() if fact not in only_live}}
            entry["varies"] = [fact for fact in entry["varies"] if fact not in only_live]
            entry["partly"] = [fact for fact in entry["partly"] if fact not in only_live]
        entries[name] = entry
    head: dict[str, Any] = {"package": package, "version": version, "observed_with": keep.versions(package)}
    for member in ("model_types", "registries"):
        if hasattr(of, member):
            head[member] = getattr(of, member)()
    return layout.catalogue(head, entries, {name: one["reason"] for name, one in observed.items() if one["reason"]})


def _report(observed: dict[str, Observed]) -> None:
    how = Counter("not at all" if one["entry"] is None else one["entry"]["observed"] for one in observed.values())
    print(f"{len(observed)} architectures: " + ", ".join(f"{n} {kind}" for kind, n in sorted(how.items())))
    for name, one in observed.items():
        if one["reason"]:
            kind = "not at all" if one["entry"] is None else "the class only"
            print(f"  {name}: {kind}: {one['reason']}")


if __name__ == "__main__":
    sys.exit(main())
