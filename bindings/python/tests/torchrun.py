"""Runs a script by torchrun, on this machine alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from scripts import SRC


def torchrun(script: Path, *arguments: str, processes: int = 2, timeout: float = 300) -> subprocess.CompletedProcess[str]:
    """Runs a script in several processes, which find each other over a free port of this machine."""
    path = os.pathsep.join([SRC, *filter(None, [os.environ.get("PYTHONPATH")])])
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", f"--nproc-per-node={processes}"]
    env = {**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""}
    return subprocess.run([*command, str(script), *arguments], env=env, capture_output=True, text=True, timeout=timeout)
