"""What the engine knows of the classes that a config names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, overload

from .shown import Shown

Architecture = dict[str, Any]


class Architectures(Shown, Sequence[Architecture]):
    """Classes of the catalogue, each with what it supports: ``{"name", "package", "version", "model_type", "supports"}``."""

    __slots__ = ()

    @property
    def total(self) -> int:
        """How many there are."""
        return int(self.answer["total"])

    @property
    def sources(self) -> tuple[dict[str, Any], ...]:
        """The packages that were searched."""
        return tuple(self.answer["sources"])

    @overload
    def __getitem__(self, n: int) -> Architecture: ...
    @overload
    def __getitem__(self, n: slice) -> tuple[Architecture, ...]: ...
    def __getitem__(self, n: int | slice) -> Architecture | tuple[Architecture, ...]:
        found = self.answer["architectures"][n]
        return tuple(found) if isinstance(n, slice) else dict(found)

    def __len__(self) -> int:
        return len(self.answer["architectures"])

    def _said(self) -> list[str]:
        sources = [f"{source['package']}@{source['version']}" for source in self.sources]
        return [f"total={self.total}", f"sources={sources}"]

    def _rows(self) -> list[dict[str, Any]]:
        return [dict(architecture) for architecture in self]


class Difference(Shown):
    """What changes between two versions of a package."""

    __slots__ = ()

    @property
    def added(self) -> tuple[str, ...]:
        """Architectures that the later one has alone."""
        return tuple(self.answer["added"])

    @property
    def removed(self) -> tuple[str, ...]:
        """Architectures that the earlier one has alone."""
        return tuple(self.answer["removed"])

    @property
    def changed(self) -> tuple[dict[str, Any], ...]:
        """Architectures that both have, grouped by what changes."""
        return tuple(self.answer["changed"])

    def _said(self) -> list[str]:
        ends = [f"{self.answer[end]['package']}@{self.answer[end]['version']}" for end in ("from", "to")]
        return [" -> ".join(ends), f"added={len(self.added)}", f"removed={len(self.removed)}"]

    def _rows(self) -> list[dict[str, Any]]:
        return [dict(group) for group in self.changed]
