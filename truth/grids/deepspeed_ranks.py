"""A world of ranks in which DeepSpeed's own communication is set up."""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import Iterator
from unittest import mock

from deepspeed.comm import comm

from .ranks import world_of


@contextlib.contextmanager
def communicating(ranks: int) -> Iterator[None]:
    """A world of ``ranks`` ranks, which DeepSpeed finds already made by torch."""
    # An operator of shared memory would be compiled here, for collectives that nobody calls.
    backend = importlib.import_module("deepspeed.comm.torch")
    with world_of(ranks), mock.patch.object(backend, "build_shm_op", lambda: None):
        comm.init_distributed("gloo", auto_mpi_discovery=False, verbose=False)
        try:
            yield
        finally:
            comm.cdb = None
