"""Many ranks in one process: torch's fake process group, which talks to nobody."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator

import torch.distributed as dist
from torch.testing._internal.distributed.fake_pg import FakeStore


@contextlib.contextmanager
def world_of(ranks: int, rank: int = 0) -> Iterator[None]:
    """A world of ``ranks`` ranks, of which this process is ``rank``."""
    hook = sys.excepthook  # torch puts its own before it, once for every world
    dist.init_process_group("fake", store=FakeStore(), rank=rank, world_size=ranks)
    try:
        yield
    finally:
        dist.destroy_process_group()
        sys.excepthook = hook


def along(mesh: object, axis: int) -> list[list[int]]:
    """The groups of ranks along one axis of a tensor that holds the ranks of a mesh."""
    moved = mesh.movedim(axis, -1)  # type: ignore[attr-defined]
    return moved.reshape(-1, moved.shape[-1]).tolist()
