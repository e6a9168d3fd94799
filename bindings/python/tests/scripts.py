"""Runs a few lines in a process of their own: what a process does first can only be seen in a fresh one."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import guard

SRC = str(Path(__file__).resolve().parents[1] / "src")


def run(code: str, **environment: str) -> str:
    """Runs code, which must succeed, and returns what it printed."""
    done = start(code, **environment)
    out, err = guard.communicate(done)
    assert done.returncode == 0, f"exit {done.returncode}\n{out}\n{err}"
    return out


def start(code: str, **environment: str) -> subprocess.Popen[str]:
    """Starts code and does not wait."""
    path = os.pathsep.join([SRC, *filter(None, [os.environ.get("PYTHONPATH")])])
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)],
        env={**os.environ, "PYTHONPATH": path, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
