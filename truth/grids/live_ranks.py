"""Gloo ranks on this machine, as many as a mesh needs: each job loads a checkpoint under a mesh, and runs one step."""

from __future__ import annotations

import json
import multiprocessing
import re
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from . import live_step
from .grid import Said

#: How a rank fails that has lost another.
LOST = re.compile("[Cc]onnection|died|[Tt]imed? ?out|gloo")
#: How long, in seconds, the others have to say what is wrong with them where a rank has failed: they may wait for it.
GRACE = 15.0


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
    """What became of each job, in their order. Each has ranks of its own: those of a job that failed may have died."""
    return [_world(job) for job in jobs]


def _world(job: Job) -> Said:
    """Ranks are forked: they have what this process has imported, and no process group was made in it."""
    context, ranks = multiprocessing.get_context("fork"), job.ranks()
    with tempfile.TemporaryDirectory() as folder:
        started = [context.Process(target=live_step.rank_of, args=(rank, ranks, folder, asdict(job))) for rank in range(ranks)]
        for process in started:
            process.start()
        for rank, process in enumerate(started):
            while process.is_alive():
                process.join(0.2)
                if any(_failed(folder, other, one) for other, one in enumerate(started) if other != rank):
                    process.join(GRACE)
                    process.kill()
        return _together([_of_rank(Path(folder) / f"said.{rank}", one.exitcode) for rank, one in enumerate(started)])


def _failed(folder: str, rank: int, process: multiprocessing.process.BaseProcess) -> bool:
    """Whether a rank has ended without a result."""
    return not process.is_alive() and bool(_of_rank(Path(folder) / f"said.{rank}", process.exitcode)["error"])


def _of_rank(written: Path, exitcode: int | None) -> dict[str, Any]:
    if written.exists():
        return json.loads(written.read_text())
    return {"error": f"died: {exitcode}", "difference": 0.0, "of": "", "alone": False}


def _together(of_ranks: list[dict[str, Any]]) -> Said:
    """One job's outcome: it is refused where any rank failed, or where what the ranks computed is not what one computes."""
    failed = [(rank, one) for rank, one in enumerate(of_ranks) if one["error"]]
    if failed:  # where one rank failed, those that wait for it fail after it
        rank, one = next((found for found in failed if not LOST.search(found[1]["error"])), failed[0])
        if one.get("alone"):
            raise RuntimeError(f"the model does not run in one process: {one['error']}")
        return Said(True, f"rank {rank}: {one['error']}")
    worst = max(of_ranks, key=lambda one: one["difference"])
    wrong = worst["difference"] > 1e-3  # sums in another order, in fp32, against the largest element of each gradient
    return Said(wrong, f"{worst['of']} differs by {worst['difference']:.1e} from one process" if wrong else "")
