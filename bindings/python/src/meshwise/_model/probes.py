"""What the engine asks a host to look at."""

from __future__ import annotations

import functools
from typing import NamedTuple

from .._engine.ask import description


class Probe(NamedTuple):
    """One thing to look at: follow ``path`` from the model, take what is there as ``take`` says, note it as ``fact``."""

    fact: str
    path: str
    take: str


@functools.lru_cache(maxsize=1)
def probes() -> tuple[Probe, ...]:
    """The probes of the engine, in its order."""
    return tuple(Probe(p["fact"], p["path"], p["take"]) for p in description()["probes"])
