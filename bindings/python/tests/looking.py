"""What the tests of the introspector share: a model with nothing in it, and a look at it."""

from __future__ import annotations

from typing import Any

from meshwise._model.look import Look


def facts(model: Any) -> dict[str, Any]:
    return Look(model).facts


class Plain:
    def forward(self, x: Any) -> Any:
        return x


class Style:
    """An object that is no plain data."""
