"""Importing what expects another torch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_TRIES = 5


def tolerant(load: Callable[[], Any]) -> Any:
    """Runs an import that replaces functions of torch.

    A package that was written for another torch may replace one which this torch does not have. It gets a stand-in to
    replace, and nothing else: no model is run here.
    """
    for _ in range(_TRIES):
        try:
            return load()
        except AttributeError as error:
            owner, name = error.obj, error.name
            if not isinstance(owner, type) or not name or owner.__module__.partition(".")[0] != "torch":
                raise
            setattr(owner, name, _stand_in)
    return load()


def _stand_in(*args: Any, **kwargs: Any) -> Any:
    raise NotImplementedError("stands in for a function that this torch does not have")
