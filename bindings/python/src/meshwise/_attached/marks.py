"""How an attached model is told from any other."""

from __future__ import annotations

from typing import Any

from .._model import classes
from .._model.look import ATTACHED


def is_attached(model: Any) -> bool:
    """Whether a model has been given ``supports``, also under a wrapper that subclasses it once more."""
    return any(ATTACHED in classes.own(cls) for cls in classes.mro(type(model)))
