"""Runs sync_worker.py under torchrun, and says what each rank must have come to."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import guard
import pytest
from scripts import SRC

HERE = Path(__file__).resolve().parent
REFUSED = "Unsupported configuration for LlamaForCausalLM: tp.kv_heads_not_divisible (rank {} has the details)"
NAMES = {"four": 4, "different": 4, "dying": 4, "two": 2}


@dataclass
class Job:
    """A finished run: its exit code, what it printed, and what each rank wrote down."""

    status: int
    printed: str
    folder: Path
    world: int

    def __call__(self, name: str) -> list[dict[str, Any]]:
        return [self.of(name, rank) for rank in range(self.world)]

    def of(self, name: str, rank: int) -> dict[str, Any]:
        file = self.folder / f"{name}.{rank}.json"
        assert file.exists(), f"rank {rank} never came to the end of {name}\n{self.printed}"
        return dict(json.loads(file.read_text()))

    def wrote(self, name: str) -> set[int]:
        return {int(file.suffixes[-2][1:]) for file in self.folder.glob(f"{name}.*.json")}


def free_port() -> str:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return str(found.getsockname()[1])


def launch(name: str, folder: Path) -> Job:
    arguments = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", str(NAMES[name])]
    arguments += ["--rdzv-backend", "c10d", "--rdzv-endpoint", "127.0.0.1:0", str(HERE / "sync_worker.py"), name, str(folder)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([SRC, str(HERE)]), "OMP_NUM_THREADS": "1"}
    for variable in ("MESHWISE_SYNC", "MESHWISE_SYNC_TIMEOUT"):
        environment.pop(variable, None)
    with open(folder / "printed", "w+") as printed:
        job = subprocess.Popen(
            [*arguments, free_port()], env=environment, stdout=printed, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            guard.watch(job.pid, lambda: job.poll() is None)
        except AssertionError as hangs:
            printed.seek(0)
            pytest.fail(f"{name}: {hangs}\n{printed.read()}")
        status = job.wait()
        printed.seek(0)
        return Job(status, printed.read(), folder, NAMES[name])


def passes(found: list[dict[str, Any]], returned: str = "True", told: tuple[int, ...] = ()) -> None:
    for rank, one in enumerate(found):
        assert (one["type"], one["returned"]) == ("", returned), f"rank {rank}: {one}"
        assert bool(one["told"]) == (rank in told), f"rank {rank}: {one}"


def refused(found: list[dict[str, Any]], first: int = 0) -> None:
    """All raise the same; the first has the whole text."""
    for one in found:
        assert (one["type"], one["codes"]) == ("MeshError", ["tp.kv_heads_not_divisible"]), one
        assert "num_key_value_heads (8) % tp_size (16) == 0" in one["whole"]
    texts = [one["text"] for one in found]
    assert texts[0] == found[0]["whole"]
    assert set(texts[1:]) <= {REFUSED.format(first)}


def disagree(found: list[dict[str, Any]], code: str, *words: str, first: int = 0) -> str:
    """All raise the same; the first has the whole text, with all of the words; the others have one line."""
    assert {(one["type"], one["code"]) for one in found} == {("RanksError", code)}, found
    whole, *others = [str(one["text"]) for one in found]
    for word in words:
        assert word in whole
    assert len(set(others)) == 1 and "\n" not in others[0]
    assert others[0].endswith(f"(rank {first} has the details)")
    return others[0]
