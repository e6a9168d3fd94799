"""Holding a live model against a mesh, as ``nemo_automodel._transformers.capabilities`` does."""

from __future__ import annotations

import logging
from typing import Any

from .._answers.verdict import Verdict
from .._ranks.together import Sync, all_or_none
from .marks import is_attached
from .supports import ModelSupports

logger = logging.getLogger("meshwise.capabilities")


def validate_for_mesh(
    model: Any,
    mesh: Any,
    *,
    sync: Sync = "auto",
    group: Any = None,
    sync_timeout: float | None = None,
) -> None:
    """Holds a model against a mesh: its capabilities, its numbers, and their combinations.

    Args:
        model: The model, attached or not.
        mesh: NeMo Automodel's ``MeshContext``, or anything that :func:`meshwise.check` takes. None checks nothing, and tells
            no other rank of it.
        sync: Whether the ranks of a job answer together, as in :func:`meshwise.validate`.
        group: As in :func:`meshwise.validate`.
        sync_timeout: As in :func:`meshwise.validate`, in seconds.

    Raises:
        MeshError: A ``ValueError`` with one bullet a violation, each with the fix as a flag and as YAML.
        RanksError: A ``ValueError``: the ranks do not agree. It names them, and what differs.
        InputError: The mesh cannot be read; names the culprit.
    """
    if mesh is None:
        return

    def ask() -> Verdict:
        supports = model.supports if is_attached(model) else ModelSupports(model, mesh)
        return supports._live.on(model, mesh)

    verdict, first = all_or_none(ask, mesh, sync, group, sync_timeout)
    if first and (verdict.valid is None or verdict.answer["warnings"]):
        logger.warning("%s", verdict.text)
