"""The script that measures training steps on one GPU stands ready: every setting runs, small, on the processor."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PLAN = Path(__file__).resolve().parents[3] / "plan"


def test_every_setting_runs() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "onegpu", "--rehearse"],
        cwd=PLAN,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    steps = [line for line in done.stdout.splitlines() if '"step_s"' in line]
    assert len(steps) == 30, done.stdout
