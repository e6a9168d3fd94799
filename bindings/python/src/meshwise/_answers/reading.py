"""What files say of a run."""

from __future__ import annotations

from typing import Any

from .shown import Shown


class Reading(Shown):
    """What files and a command line say of a run: its settings, each with its grade and the place of the word that says it."""

    __slots__ = ()

    @property
    def headline(self) -> str:
        """What was read, in one line of the engine's."""
        return str(self.answer["headline"])

    @property
    def framework(self) -> str:
        """The framework whose law applies; empty where none is told."""
        return str(self.answer.get("framework") or "")

    @property
    def mesh(self) -> dict[str, Any]:
        """The sizes that are said or follow, in ranks."""
        return dict(self.answer["mesh"])

    @property
    def run(self) -> dict[str, Any]:
        """The other settings of the run."""
        return dict(self.answer["run"])

    @property
    def grades(self) -> dict[str, str]:
        """How each setting is known, by its path (``mesh.tp_size``): ``derived``, ``default``. What is stated is not listed."""
        return dict(self.answer.get("grades", {}))

    @property
    def positions(self) -> dict[str, dict[str, Any]]:
        """Where each setting stands, by its path: ``{"file", "line", "column", "end_column", "key", "text"}``, from 1."""
        return dict(self.answer.get("positions", {}))

    @property
    def notes(self) -> tuple[dict[str, Any], ...]:
        """What is to be said of the files: ``{"code", "message", …}``."""
        return tuple(self.answer.get("notes", ()))

    @property
    def wants(self) -> tuple[dict[str, Any], ...]:
        """Files that they refer to and that are not there, with why they are wanted."""
        return tuple(self.answer.get("wants", ()))

    def _said(self) -> list[str]:
        return [self.headline]

    def _rows(self) -> list[dict[str, Any]]:
        return [
            {"setting": f"{part}.{name}", "value": value, **self.positions.get(f"{part}.{name}", {})}
            for part in ("mesh", "run")
            for name, value in self.answer[part].items()
        ]
