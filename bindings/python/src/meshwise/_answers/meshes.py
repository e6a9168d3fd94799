"""The meshes of a world on which a model can run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .shown import Shown


@dataclass(frozen=True)
class Meshes(Shown):
    """The meshes of a world on which a model can run. Iterates over them."""

    @property
    def total(self) -> int:
        """How many there are; more than are listed where the limit was reached."""
        return int(self.answer["total"])

    @property
    def meshes(self) -> tuple[dict[str, Any], ...]:
        """The meshes, in ascending order of pp, cp, tp, ep and dp_replicate; each is a mesh to ask :func:`check` about."""
        return tuple({name: size for name, size in mesh.items() if name != "valid"} for mesh in self.answer["meshes"])

    @property
    def valid(self) -> tuple[bool | None, ...]:
        """For each mesh True, or None where it passes unless an unknown fact says otherwise."""
        return tuple(mesh["valid"] for mesh in self.answer["meshes"])

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self.meshes)

    def __len__(self) -> int:
        return len(self.meshes)
