"""Gloo ranks on this machine, as many as a mesh needs: each job loads a checkpoint under a mesh, and runs one step."""

from __future__ import annotations

import json
import multiprocessing
import tempfile
from collections import defaultdict
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from . import live_step
from .grid import Said


@dataclass(frozen=True)
class Job:
    """A checkpoint, and the sizes of a DistributedConfig."""

    folder: str
    sizes: dict[str, int]

    def ranks(self) -> int:
        made = 1
        for axis in ("tp_size", "fsdp_size", "pp_size", "dp_replicate_size"):
            made *= self.sizes.get(axis, 1)
        return made


def run(jobs: list[Job]) -> list[Said]:
    """What became of each job, in their order. The jobs of one number of ranks share a world."""
    by_ranks: dict[int, list[int]] = defaultdict(list)
    for index, job in enumerate(jobs):
        by_ranks[job.ranks()].append(index)
    said: dict[int, Said] = {}
    for ranks, indices in sorted(by_ranks.items()):
        for index, outcome in zip(indices, _world([jobs[index] for index in indices], ranks), strict=True):
            said[index] = outcome
    return [said[index] for index in range(len(jobs))]


def _world(jobs: list[Job], ranks: int) -> list[Said]:
    """Ranks are forked: they have what this process has imported, and no process group was made in it."""
    context = multiprocessing.get_context("fork")
    with tempfile.TemporaryDirectory() as folder:
        sizes = [asdict(job) for job in jobs]
        started = [context.Process(target=live_step.rank_of, args=(rank, ranks, folder, sizes)) for rank in range(ranks)]
        for process in started:
            process.start()
        for process in started:
            process.join()
        if any(process.exitcode for process in started):
            raise RuntimeError(f"a world of {ranks} ranks died: {[process.exitcode for process in started]}")
        of_ranks = [json.loads((Path(folder) / f"said.{rank}").read_text()) for rank in range(ranks)]
    return [_together([one[index] for one in of_ranks]) for index in range(len(jobs))]


def _together(of_ranks: list[dict[str, Any]]) -> Said:
    """One job's outcome: it is refused where any rank failed, or where what the ranks computed is not what one computes."""
    for rank, one in enumerate(of_ranks):
        if one["error"]:
            return Said(True, f"rank {rank}: {one['error']}")
    wrong = max(one["difference"] for one in of_ranks)
    return Said(wrong > 1e-4, f"loss and gradient differ by {wrong:.1e} from one process" if wrong > 1e-4 else "")
