"""The runs of a world, ranked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, overload

from .shown import Shown

Run = dict[str, Any]


class Plan(Shown, Sequence[Run]):
    """The runs of a world, the best first: a sequence, each of whose items says the settings of a run to ask about.

    Times and bytes are estimates, as intervals; ``docs/planner.md`` says how far they may be trusted.
    """

    __slots__ = ()

    @property
    def headline(self) -> str:
        """What the plan comes to, in one line of the engine's."""
        return str(self.answer["headline"])

    @property
    def model(self) -> str:
        """The name of the model."""
        return str(self.answer["model"])

    @property
    def framework(self) -> str:
        """The framework whose law applied."""
        return str(self.answer["framework"])

    @property
    def parameters(self) -> int | None:
        """How many parameters the model has; None where that is not known."""
        found: int | None = self.answer["parameters"]
        return found

    @property
    def active_parameters(self) -> int | None:
        """How many of them a token passes; None where that is not known."""
        found: int | None = self.answer["active_parameters"]
        return found

    @property
    def counts(self) -> dict[str, int]:
        """How many ``meshes`` are legal, how many of them ``fit`` and ``cannot_fit``, how many ``runs`` were tried, and how
        many of the first are ``alike``: as good as can be told."""
        return dict(self.answer["counts"])

    @property
    def runs(self) -> tuple[dict[str, Any], ...]:
        """The runs as the engine lists them: ``mesh``, ``run``, ``valid``, the ``estimate`` of memory (bytes) and time
        (seconds), and ``why`` it stands where it does."""
        return tuple(self.answer["runs"])

    @property
    def nearest(self) -> dict[str, Any] | None:
        """Where nothing fits, the run that lacks least; else None."""
        found = self.answer["nearest"]
        return None if found is None else dict(found)

    @property
    def assumed(self) -> tuple[dict[str, Any], ...]:
        """What was assumed of settings that were not given: ``{"setting", "value", "other"}``."""
        return tuple(self.answer["assumed"])

    @property
    def unknown(self) -> tuple[str, ...]:
        """What has to be given before there can be a plan."""
        return tuple(self.answer["unknown"])

    @overload
    def __getitem__(self, n: int) -> Run: ...
    @overload
    def __getitem__(self, n: slice) -> tuple[Run, ...]: ...
    def __getitem__(self, n: int | slice) -> Run | tuple[Run, ...]:
        found = self.answer["runs"][n]
        return tuple(map(_settings, found)) if isinstance(n, slice) else _settings(found)

    def __len__(self) -> int:
        return len(self.answer["runs"])

    def _said(self) -> list[str]:
        return [self.headline]

    def _rows(self) -> list[dict[str, Any]]:
        return [{**_settings(run), **_middles(run["estimate"])} for run in self.runs] or [dict(self.answer)]


def _settings(run: dict[str, Any]) -> Run:
    return {**run["mesh"], **run["run"]}


def _middles(estimate: dict[str, Any]) -> dict[str, Any]:
    """The middle of what a run needs of each card, in bytes, and of a step, in seconds."""
    memory, time = estimate["memory"], estimate["time"]
    return {
        "fits": estimate["fits"],
        "memory": memory and memory["device"]["middle"],
        "step": time and time["step"]["middle"],
    }
