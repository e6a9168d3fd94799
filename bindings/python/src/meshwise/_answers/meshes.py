"""The meshes of a world on which a model can run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, overload

from .shown import Shown, sizes

Mesh = dict[str, Any]


class Meshes(Shown, Sequence[Mesh]):
    """The meshes of a world on which a model can run: a sequence, each of whose items is a mesh to ask :func:`check` about."""

    __slots__ = ()

    @property
    def model(self) -> str:
        """The name of the model."""
        return str(self.answer["model"])

    @property
    def total(self) -> int:
        """How many there are, of which :attr:`doubtful` may pass; more than are listed where the limit was reached."""
        return int(self.answer["total"])

    @property
    def framework(self) -> str:
        """The framework whose law applied."""
        return str(self.answer["framework"])

    @property
    def doubtful(self) -> int:
        """How many of them pass unless an unknown fact says otherwise."""
        return int(self.answer["doubtful"])

    @property
    def complete(self) -> bool:
        """Whether all were tried."""
        return bool(self.answer["complete"])

    @property
    def meshes(self) -> tuple[Mesh, ...]:
        """The meshes: what is known to pass first, both in ascending order of pp, cp, tp, ep and dp_replicate; the best first
        where the run has a card, a sequence length and a batch; near another mesh, fewest changes first.

        Where a run on one needs more settings than were given, they are among its members: the mesh is one to ask about.
        """
        return tuple(map(_mesh, self.answer["meshes"]))

    @property
    def valid(self) -> tuple[bool | None, ...]:
        """For each mesh True, or None where it passes unless an unknown fact says otherwise."""
        return tuple(mesh["valid"] for mesh in self.answer["meshes"])

    @property
    def changes(self) -> tuple[tuple[str, ...], ...]:
        """For each mesh the axes that it changes, where meshes near another one were asked for."""
        return tuple(tuple(mesh.get("changes", ())) for mesh in self.answer["meshes"])

    @overload
    def __getitem__(self, n: int) -> Mesh: ...
    @overload
    def __getitem__(self, n: slice) -> tuple[Mesh, ...]: ...
    def __getitem__(self, n: int | slice) -> Mesh | tuple[Mesh, ...]:
        found = self.answer["meshes"][n]
        return tuple(map(_mesh, found)) if isinstance(n, slice) else _mesh(found)

    def __len__(self) -> int:
        return len(self.answer["meshes"])

    def _said(self) -> list[str]:
        open_ = [f"unknown={self.doubtful}"] if self.doubtful else []
        return [self.model, sizes(self.question["mesh"]), f"passes={self.total - self.doubtful}", *open_]

    def _rows(self) -> list[dict[str, Any]]:
        return [dict(mesh) for mesh in self.answer["meshes"]]


def _mesh(listed: Mesh) -> Mesh:
    sizes = {name: size for name, size in listed.items() if name not in ("valid", "changes", "needs")}
    return {**sizes, **listed.get("needs", {})}
