"""As a check, and a model that cannot run raises: on all ranks of a job, or on none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .._answers.verdict import Verdict
from .._ranks.together import Sync, all_or_none
from . import models

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from .._mesh.said import Settings


def validate(
    model: Any,
    mesh: Any = None,
    *,
    sync: Sync = "auto",
    group: Any = None,
    sync_timeout: float | None = None,
    catalogue: bool = True,
    defaults: models.Defaults | None = None,
    want: Sequence[str] | None = None,
    **settings: Unpack[Settings],
) -> Verdict:
    """As :func:`meshwise.check`, but a model that cannot run on the mesh raises. What is not known does not raise.

    Where a process group of torch is initialized, its ranks answer together: all of them return, or all raise the same. They
    meet over the store of the process group, never in a collective, and wait for each other at most ``sync_timeout``.

    Args:
        model: As in :func:`meshwise.check`.
        mesh: As in :func:`meshwise.check`.
        sync: ``"auto"``: the ranks that came within the timeout answer together, and one that did not come is logged as a
            warning. ``"always"``: it is an error. ``"never"``: this rank answers alone; for scripts where only some ranks ask.
            ``MESHWISE_SYNC`` says what ``"auto"`` means where there is a process group.
        group: The process group whose ranks answer together. None for all ranks; for those of ``mesh``, if that is a
            ``DeviceMesh`` over some of them.
        sync_timeout: How long to wait for the other ranks, in seconds. None for ``MESHWISE_SYNC_TIMEOUT``, else 10.
        catalogue: As in :func:`meshwise.check`.
        defaults: As in :func:`meshwise.check`.
        want: As in :func:`meshwise.check`.
        **settings: As in :func:`meshwise.check`.

    Returns:
        The verdict, whose ``valid`` is True or None.

    Raises:
        MeshError: A ``ValueError`` with one bullet a violation, each with the fix as a flag and as lines of a config file.
        RanksError: A ``ValueError``: the ranks do not agree. It names them, and what differs.
        InputError: As in :func:`meshwise.check`.
    """

    def ask() -> Verdict:
        return models.check(model, mesh, catalogue=catalogue, defaults=defaults, want=want, **settings)

    return all_or_none(ask, mesh, sync, group, sync_timeout)[0]
