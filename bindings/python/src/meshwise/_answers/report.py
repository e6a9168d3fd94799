"""What a model supports, each capability with its reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .._engine.ask import description
from .shown import Shown


@dataclass(frozen=True)
class Report(Shown):
    """What a model supports: each capability True, False, or None where a fact that decides it was not observed."""

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
        """The reason of a value: ``{"value", "reason", "because", "missing"}``."""
        return dict(self._finding(name))

    def __iter__(self) -> Iterator[str]:
        yield from {**self.answer["derived"], **self.answer["effective"]}

    def _finding(self, name: str) -> dict[str, Any]:
        name = description()["aliases"].get(name, name)
        for part in ("effective", "derived"):
            if name in self.answer[part]:
                return dict(self.answer[part][name])
        raise KeyError(name)

    @property
    def declared(self) -> dict[str, bool | None]:
        """What the class itself declares; empty where it declares nothing."""
        return {name: found["value"] for name, found in self.answer["declared"].items()}

    @property
    def architecture(self) -> dict[str, Any]:
        """The numbers and flags that were resolved from the config, each with where from."""
        return dict(self.answer["architecture"])
