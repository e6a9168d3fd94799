"""Puts the engine into the package: ``build/meshwise.wasm`` of the checkout, with its SHA-256 beside it.

The build of a wheel runs it as a hook; in a checkout it runs by itself. An sdist carries the module already.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run by itself
    BuildHookInterface = object  # type: ignore[assignment,misc]

HERE = Path(__file__).resolve().parent
PACKAGE = HERE / "src" / "meshwise"


def stage() -> None:
    """Copies the module, unless it is there already and the same."""
    built, staged = HERE.parents[1] / "build" / "meshwise.wasm", PACKAGE / "meshwise.wasm"
    if built.exists():
        code = built.read_bytes()
        if not staged.exists() or staged.read_bytes() != code:
            staged.write_bytes(code)
    elif not staged.exists():
        sys.exit("meshwise: there is no module to carry; in a checkout, run `make python-wasm` first")
    (PACKAGE / "meshwise.wasm.sha256").write_text(hashlib.sha256(staged.read_bytes()).hexdigest() + "\n")


class StageWasm(BuildHookInterface):  # type: ignore[type-arg]
    """The hook of hatchling."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Stages the module before anything is packed."""
        stage()


if __name__ == "__main__":
    stage()
