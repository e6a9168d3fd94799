"""Questions about a mesh alone: where its ranks lie, and how it is started."""

from __future__ import annotations

from typing import Any

from .._answers import questions
from .._answers.layouts import Launch, Topology
from .._mesh.read import read_mesh


def topology(mesh: Any = None, *, rank: int | None = None, axis: str | None = None, **sizes_and_run: Any) -> Topology:
    """The axes of a mesh, in the order in which ranks are laid out on them.

    Args:
        mesh: As in :func:`meshwise.check`.
        rank: A rank, for its coordinates and its peers on every axis.
        axis: An axis, also a flattened one, for all its groups.
        **sizes_and_run: As in :func:`meshwise.check`.

    Returns:
        Sizes that make no mesh are an answer, with ``violations``.

    Raises:
        InputError: There is no such rank or axis.
    """
    request = read_mesh(mesh, **sizes_and_run)
    return questions.ask(Topology, "topology", mesh=request.mesh, run=request.run or None, rank=rank, axis=axis)


def launch(mesh: Any = None, **sizes_and_run: Any) -> Launch:
    """What to write into the config of each framework, and what to run on each node, to start a mesh.

    Args:
        mesh: As in :func:`meshwise.check`.
        **sizes_and_run: As in :func:`meshwise.check`; ``gpus_per_node`` is 8 unless it is given.

    Returns:
        Words that only the user knows are shell variables, such as ``$HEAD_NODE``.
    """
    request = read_mesh(mesh, **sizes_and_run)
    return questions.ask(Launch, "launch", mesh=request.mesh, run=request.run or None)
