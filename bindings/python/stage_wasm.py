"""Puts the engine into the package: ``build/meshwise.wasm`` of the checkout, with its SHA-256 and its notices beside it.

The module holds code of others, such as the Go runtime: their terms travel along.

The build of a wheel runs it as a hook, and makes the module where there is a checkout and Go: so does ``pip install`` of the
repository. In a checkout it also runs by itself, after ``make wasm``. An sdist carries the module already.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run by itself
    BuildHookInterface = object  # type: ignore[assignment,misc]

HERE = Path(__file__).resolve().parent
PACKAGE = HERE / "src" / "meshwise"
CHECKOUT = HERE.parents[1]
MODULE, NOTICES = "meshwise.wasm", "THIRD_PARTY_NOTICES.txt"


def make() -> None:
    """Makes the module in a checkout, where there is Go; the builder does nothing where it is up to date."""
    if (CHECKOUT / "internal" / "wasmbuild").is_dir() and shutil.which("go"):
        command = [
            "go",
            "run",
            "./internal/wasmbuild",
            "-o",
            str(Path("build", MODULE)),
            "-notices",
            str(Path("build", NOTICES)),
        ]
        done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"meshwise: the engine does not build: {' '.join(command)}\n{done.stdout}{done.stderr}")


def stage() -> None:
    """Copies the module and its notices, unless they are there already and the same."""
    for name in (MODULE, NOTICES):
        built, staged = CHECKOUT / "build" / name, PACKAGE / name
        if built.exists():
            content = built.read_bytes()
            if not staged.exists() or staged.read_bytes() != content:
                staged.write_bytes(content)
        elif not staged.exists():
            sys.exit(
                f"meshwise: there is no {name} to carry: install Go (https://go.dev/dl), or take a wheel, which brings it along"
            )
    digest, told = hashlib.sha256((PACKAGE / MODULE).read_bytes()).hexdigest() + "\n", PACKAGE / f"{MODULE}.sha256"
    if not told.exists() or told.read_text() != digest:  # somebody may be reading it
        told.write_text(digest)


class StageWasm(BuildHookInterface):  # type: ignore[type-arg]
    """The hook of hatchling."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Makes and stages the module before anything is packed."""
        make()
        stage()


if __name__ == "__main__":
    stage()
