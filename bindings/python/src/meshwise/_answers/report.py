"""What a model supports, each capability with its reason."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .._engine.ask import description
from .shown import Shown


class Report(Shown):
    """What a model supports: each capability True, False, or None where a fact that decides it was not observed."""

    __slots__ = ()

    @property
    def model(self) -> str:
        """The name of the model."""
        return str(self.answer["model"])

    def __getitem__(self, name: str) -> bool | None:
        """The value of a capability at the sizes that were asked for: ``report["supports_tp"]``, or ``report["tp"]``.

        Raises:
            KeyError: There is no such capability.
        """
        return self._finding(name)["value"]  # type: ignore[no-any-return]

    def why(self, name: str) -> dict[str, Any]:
        """The reason of a value: ``{"value", "reason", "because", "missing"}``.

        Raises:
            KeyError: There is no such capability.
        """
        return dict(self._finding(name))

    def __iter__(self) -> Iterator[str]:
        yield from {**self.answer["derived"], **self.answer["effective"]}

    def __contains__(self, name: object) -> bool:
        return name in self.answer["derived"] or name in self.answer["effective"]

    def _finding(self, name: str) -> dict[str, Any]:
        effective, derived = self.answer["effective"], self.answer["derived"]
        found = effective.get(name) or derived.get(name)
        if found is None:
            name = description()["aliases"].get(name, name)
            found = effective.get(name) or derived[name]
        return found  # type: ignore[no-any-return]

    @property
    def declared(self) -> dict[str, bool | None]:
        """What the class itself declares; empty where it declares nothing."""
        return {name: found["value"] for name, found in self.answer["declared"].items()}

    @property
    def architecture(self) -> dict[str, Any]:
        """The numbers and flags that were resolved from the config, each with where from."""
        return dict(self.answer["architecture"])

    def _said(self) -> list[str]:
        values = [f"{name}={self[name]}" for name in self if name.startswith("supports_")]
        return [self.model, *values]

    def _rows(self) -> list[dict[str, Any]]:
        return [{"capability": name, **self._finding(name)} for name in self]
