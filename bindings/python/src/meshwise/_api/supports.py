"""What a model supports, as attributes."""

from __future__ import annotations

from typing import Any

from .._attached.supports import ModelSupports, of_facts
from .._model import subject


def supports(model: Any, mesh: Any = None) -> ModelSupports:
    """What a model supports: ``supports(model).tp``.

    Args:
        model: As in :func:`meshwise.check`: a live model, a config, a file. A live model is looked at each time it is asked.
        mesh: The mesh that the effective answers are for, or None.

    Raises:
        InputError: It is neither a model nor a config.
    """
    found = subject.resolve(model)
    if found.facts is not None:
        return of_facts(found.facts, mesh)
    made = ModelSupports(found.model, mesh)
    made._model_ref = lambda: found.model  # it hangs on no model, so it may hold one: supports(build()).tp works
    return made
