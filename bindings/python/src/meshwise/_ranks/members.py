"""The ranks that answer together: those of a process group that somebody else has started. Starts nothing, imports no torch."""

from __future__ import annotations

import hashlib
import os
import sys
import threading
import weakref
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Ranks:
    """The ranks that answer together, as one of them knows them.

    Attributes:
        rank: This process, as its global rank.
        ranks: All of them, ascending, as global ranks.
        name: A short name that is the same on all of them, and on no other set of ranks.
        patience: The part of the timeout that is waited for the others: it halves with every wait in vain, so that a rank
            that asks alone again and again waits for two timeouts in all.
        posted: The verdict that was posted last, with what was posted of it.
        lost: The store did not answer; it is not asked again.
    """

    rank: int
    ranks: tuple[int, ...]
    patience: float = 1.0
    posted: tuple[Any, dict[str, Any], str] | None = None
    lost: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def name(self) -> str:
        return hashlib.sha256(repr(self.ranks).encode()).hexdigest()[:16]


#: What is known of ranks ends with the process group, and never keeps its store alive.
_known: weakref.WeakKeyDictionary[Any, dict[tuple[int, tuple[int, ...]], Ranks]] = weakref.WeakKeyDictionary()
_inherited: weakref.WeakSet[Any] = weakref.WeakSet()


def started() -> bool:
    """Whether there is a process group in this process."""
    return _distributed() is not None


def _distributed() -> Any:
    dist = sys.modules.get("torch.distributed")
    return dist if dist is not None and dist.is_available() and dist.is_initialized() else None


def _forked() -> None:
    """A forked child holds the sockets of its parent: a worker of a data loader must not speak on them."""
    with suppress(Exception):
        dist = _distributed()
        if dist is not None:
            _inherited.add(dist.group.WORLD)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)


def unstarted() -> bool:
    """Whether there are other ranks, and no process group yet."""
    return _distributed() is None and os.environ.get("WORLD_SIZE", "1") not in ("", "0", "1")


def find(group: Any = None, mesh: Any = None) -> Ranks | None:
    """The ranks that answer together.

    Args:
        group: A process group; None for all ranks, or for those of the mesh where it is a live ``DeviceMesh``.
        mesh: What is asked about.

    Returns:
        None where this process answers alone: no process group, one rank, not in the group, a fake group, a forked child.
    """
    dist = _distributed()
    if dist is None:
        return None
    world = dist.group.WORLD
    if world in _inherited or "fake" in str(dist.get_backend()):
        return None
    rank = int(dist.get_rank())
    if group is not None:
        of_group = dist.get_process_group_ranks(group) if dist.get_rank(group) >= 0 else ()
    else:
        of_group = _of_mesh(mesh) or range(dist.get_world_size())
    ranks = tuple(sorted(map(int, of_group)))
    if len(ranks) < 2 or rank not in ranks:
        return None
    known = _known.setdefault(world, {})
    return known.get((rank, ranks)) or known.setdefault((rank, ranks), Ranks(rank, ranks))


def _of_mesh(mesh: Any) -> list[int]:
    """The ranks of the whole ``DeviceMesh`` that a mesh is, belongs to or holds. Those of one slice are not enough."""
    with suppress(Exception):
        live = mesh if hasattr(mesh, "mesh_dim_names") else getattr(mesh, "device_mesh", None)
        return [int(rank) for rank in live._get_root_mesh().mesh.flatten().tolist()]  # type: ignore[union-attr]
    return []


def store(ranks: Ranks) -> Any:
    """The keys of these ranks in the store that the process group was started with."""
    dist = _distributed()
    world = dist.group.WORLD
    if hasattr(world, "get_group_store"):
        whole = world.get_group_store()
    else:  # older torch
        whole = dist.distributed_c10d._get_default_store()
    return dist.PrefixStore(f"meshwise/1/{ranks.name}", whole)


def text(ranks: Iterable[int]) -> str:
    """Ranks in words: ``rank 3``, ``ranks 0-2, 5``."""
    runs: list[list[int]] = []
    for rank in sorted(ranks):
        if runs and rank == runs[-1][1] + 1:
            runs[-1][1] = rank
        else:
            runs.append([rank, rank])
    parts = [str(first) if first == last else f"{first}-{last}" for first, last in runs]
    return f"rank{'s' if len(parts) > 1 or '-' in parts[0] else ''} {', '.join(parts)}"
