"""What was observed before, one file for each architecture, so that a run goes on where the last one stopped."""

from __future__ import annotations

import hashlib
import json
import os
import platform
from importlib import metadata
from pathlib import Path
from typing import Any

from meshwise._engine.ask import description

from .observe import Observed


def probes() -> str:
    """A digest of the probes of the engine that a class answers: how many parameters there are is of one model."""
    asked = [
        [probe[key] for key in ("fact", "path", "take")] for probe in description()["probes"] if probe["take"] != "parameters"
    ]
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:16]


def versions(package: str) -> dict[str, str]:
    """What the facts of a package depend on."""
    names = sorted({"torch", "transformers"} - {package})
    return {
        "python": ".".join(platform.python_version_tuple()[:2]),
        **{name: metadata.version(name).partition("+")[0] for name in names},
        "probes": probes(),
    }


#: What decides what is seen: a change to anything else makes no other observation.
_GENERATOR = ("declare", "entry", "imports", "look", "observe", "small", "vary")
_INTROSPECTOR = ("look", "plain", "probes", "registry", "watch")


def _sources(package: str) -> str:
    import meshwise

    digest = hashlib.sha256()
    for folder, names in (
        (Path(__file__).parent, (*_GENERATOR, f"source_{package}")),
        (Path(meshwise.__file__).parent / "_model", _INTROSPECTOR),
    ):
        for name in names:
            digest.update((folder / f"{name}.py").read_bytes())
    return digest.hexdigest()


class Kept:
    """The kept observations of one version of a package, by this generator and these probes."""

    def __init__(self, folder: Path, package: str, version: str, extras: str) -> None:
        key = json.dumps([versions(package), extras, _sources(package)])
        self._folder = folder / f"{package}-{version}-{hashlib.sha256(key.encode()).hexdigest()[:16]}"
        self._folder.mkdir(parents=True, exist_ok=True)

    def get(self, name: str) -> Observed | None:
        try:
            found: Any = json.loads((self._folder / f"{name}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return found  # type: ignore[no-any-return]

    def put(self, name: str, observed: Observed) -> None:
        file = self._folder / f"{name}.json"
        part = file.with_suffix(f".{os.getpid()}.part")
        part.write_text(json.dumps(observed), encoding="utf-8")
        part.replace(file)
