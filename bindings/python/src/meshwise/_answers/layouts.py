"""What a mesh is: where each rank lies, and what is written and run to start it."""

from __future__ import annotations

from typing import Any

from .shown import Shown, sizes
from .violation import Violation


class _Layout(Shown):
    """An answer about a mesh, without a model."""

    __slots__ = ()

    @property
    def mesh(self) -> dict[str, Any]:
        """The sizes, completed, in ranks."""
        return dict(self.answer["mesh"])

    @property
    def violations(self) -> tuple[Violation, ...]:
        """Why the sizes make no mesh."""
        return tuple(map(Violation, self.answer["violations"]))

    def _said(self) -> list[str]:
        codes = [one["code"] for one in self.answer["violations"]]
        return [sizes(self.answer["mesh"]), *([f"violations={codes}"] if codes else [])]


class Topology(_Layout):
    """The axes of a mesh with the ranks on them."""

    __slots__ = ()

    @property
    def axes(self) -> tuple[dict[str, Any], ...]:
        """The axes with their sizes, the slowest first, so that the last varies fastest with the rank."""
        return self._of_topology("axes")

    @property
    def flattened(self) -> tuple[dict[str, Any], ...]:
        """Axes that are made of others: their sizes, and of which."""
        return self._of_topology("flattened")

    @property
    def moe_axes(self) -> tuple[dict[str, Any], ...]:
        """The axes of the expert mesh of one pipeline stage; empty where there is none."""
        return self._of_topology("moe_axes")

    @property
    def coordinates(self) -> dict[str, int]:
        """Where the rank that was asked about lies on each axis."""
        return dict(self.answer.get("coordinates", {}))

    @property
    def peers(self) -> dict[str, tuple[int, ...]]:
        """On each axis the ranks that lie in a line with the rank that was asked about."""
        return {axis: tuple(ranks) for axis, ranks in self.answer.get("peers", {}).items()}

    @property
    def groups(self) -> tuple[tuple[int, ...], ...]:
        """All groups of the axis that was asked about."""
        return tuple(map(tuple, self.answer.get("groups", ())))

    def _of_topology(self, name: str) -> tuple[dict[str, Any], ...]:
        return tuple((self.answer["topology"] or {}).get(name) or ())

    def _rows(self) -> list[dict[str, Any]]:
        return [dict(axis) for axis in self.axes]


class Launch(_Layout):
    """What to write into the config of each framework, and what to run on each node."""

    __slots__ = ()

    @property
    def nodes(self) -> int:
        """How many machines there are; 0 where the sizes make no mesh."""
        return int(self.answer["nodes"])

    @property
    def ranks_per_node(self) -> int:
        """How many ranks each of them has."""
        return int(self.answer["ranks_per_node"])

    @property
    def unfilled(self) -> bool:
        """Whether the ranks do not fill nodes of as many GPUs as were given, so that fewer are used of each."""
        return bool(self.answer["unfilled"])

    @property
    def starts(self) -> tuple[dict[str, Any], ...]:
        """For each framework its ``file`` with the ``config``, and the ``command``; neither where it ``refused`` the sizes."""
        return tuple(self.answer.get("starts", ()))

    def _rows(self) -> list[dict[str, Any]]:
        return [dict(start) for start in self.starts]
