"""Runs a script by torchrun, on this machine alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import guard
from scripts import SRC

#: What gloo's threads say where they let go of a tensor while Python ends, after a script has done all that it does. It is
#: torch's (pull request 179291 of pytorch), comes rarely and on a busy machine; a script that aborts each time still fails.
ABORTED = "terminate called without an active exception"


def torchrun(script: Path, *arguments: str, processes: int = 2) -> subprocess.CompletedProcess[str]:
    """Runs a script in several processes, which find each other over a free port of this machine.

    Where torch aborts a process that had ended, it is run again, three times at most.
    """
    path = os.pathsep.join([SRC, *filter(None, [os.environ.get("PYTHONPATH")])])
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", f"--nproc-per-node={processes}"]
    env = {**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""}
    command += [str(script), *arguments]
    for _ in range(3):
        done = guard.run(command, env=env, text=True)
        if done.returncode == 0 or ABORTED not in done.stderr:
            break
    return done
