"""Questions about a mesh alone: where its ranks lie, and how it is started."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .._answers import questions
from .._answers.layouts import Launch, Topology
from .._mesh.read import read_mesh

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from .._mesh.said import Settings


def topology(mesh: Any = None, *, rank: int | None = None, axis: str | None = None, **settings: Unpack[Settings]) -> Topology:
    """The axes of a mesh, in the order in which ranks are laid out on them.

    Args:
        mesh: As in :func:`meshwise.check`.
        rank: A rank, for its coordinates and its peers on every axis.
        axis: An axis, also a flattened one, for all its groups.
        **settings: As in :func:`meshwise.check`.

    Returns:
        Sizes that make no mesh are an answer, with ``violations``.

    Raises:
        InputError: There is no such rank or axis.
    """
    request = read_mesh(mesh, **settings)
    return questions.ask(Topology, "topology", mesh=request.mesh, run=request.run or None, rank=rank, axis=axis)


def launch(mesh: Any = None, **settings: Unpack[Settings]) -> Launch:
    """What to write into the config of each framework, and what to run on each node, to start a mesh.

    Args:
        mesh: As in :func:`meshwise.check`.
        **settings: As in :func:`meshwise.check`; ``gpus_per_node`` is 8 unless it is given.

    Returns:
        Words that only the user knows are shell variables, such as ``$HEAD_NODE``.
    """
    request = read_mesh(mesh, **settings)
    return questions.ask(Launch, "launch", mesh=request.mesh, run=request.run or None)
