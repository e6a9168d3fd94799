"""Guards against hangs. They watch progress and not a clock: a machine may be as busy as it likes.

A process hangs where neither it nor any process that it has started uses the processor, or is about to, for a while. One that
waits for its turn is about to; one that waits for a lock that nobody will release is not.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

IDLE = 60.0  # seconds in which nothing at all happened


def run(command: Sequence[str], input: Any = None, **options: Any) -> subprocess.CompletedProcess[Any]:
    """As ``subprocess.run`` with ``capture_output``."""
    pipes = {"stdin": None if input is None else subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = subprocess.Popen(command, **{**pipes, **options})
    out, err = communicate(process, input=input)
    return subprocess.CompletedProcess(list(command), process.returncode, out, err)


def communicate(process: subprocess.Popen[Any], idle: float = IDLE, input: Any = None) -> tuple[Any, Any]:
    """Waits for a process and returns what it printed.

    Raises:
        AssertionError: It hangs. It and all that it has started are killed.
    """
    found: list[tuple[Any, Any]] = []
    reader = threading.Thread(target=lambda: found.append(process.communicate(input)), daemon=True)
    reader.start()
    watch(process.pid, reader.is_alive, idle)
    reader.join()
    return found[0]


def join(pid: int) -> int:
    """Waits for a forked child, and returns its status.

    Raises:
        AssertionError: It hangs, and was killed.
    """
    ended: list[int] = []

    def goes_on() -> bool:
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            ended.append(status)
        return not found

    watch(pid, goes_on)
    return ended[0]


@contextlib.contextmanager
def children() -> Iterator[None]:
    """Within, the processes that this one has started are killed if they hang: whoever waits for them gets to know it."""
    done = threading.Event()

    def look() -> None:
        while not done.wait(0.1):
            for child in [one for one in tree(os.getpid()) if _parent(one) == os.getpid()]:
                with contextlib.suppress(AssertionError):
                    watch(child, lambda child=child: not done.wait(0.1) and _parent(child) == os.getpid())

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _parent(pid: int) -> int:
    fields = _stat(f"/proc/{pid}/stat")
    return int(fields[1]) if fields and fields[0] != "Z" else 0


def watch(pid: int, goes_on: Callable[[], bool], idle: float = IDLE) -> None:
    """Waits as long as ``goes_on`` says so.

    Raises:
        AssertionError: The process with that id, and all that it has started, hang. They are killed.
    """
    last, since = -1, time.monotonic()
    while goes_on():
        time.sleep(0.02)
        used, ready = activity(pid)
        if ready or used != last:
            last, since = used, time.monotonic()
        elif time.monotonic() - since > idle:
            states = {one: _stat(f"/proc/{one}/stat") for one in tree(pid)}
            for one in states:
                kill(one)
            raise AssertionError(f"it hangs: nothing has happened for {idle:g} s in {states}")


def activity(pid: int) -> tuple[int, bool]:
    """Processor time that a process and its descendants have used, in ticks, and whether any of their threads is ready to."""
    used, ready = 0, False
    for one in tree(pid):
        for task in _tasks(one):
            fields = _stat(f"/proc/{one}/task/{task}/stat")
            if fields:
                used += int(fields[11]) + int(fields[12])
                ready = ready or fields[0] in "RD"
    return used, ready


def tree(pid: int) -> list[int]:
    """A process and its descendants, also those in sessions of their own."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        fields = _stat(f"{entry}/stat")
        if fields:
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found, left = [], [pid]
    while left:
        one = left.pop()
        found.append(one)
        left += children.get(one, [])
    return found


def kill(pid: int) -> None:
    """Ends a process of ours that hangs."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _tasks(pid: int) -> Iterator[str]:
    try:
        yield from os.listdir(f"/proc/{pid}/task")
    except OSError:
        return


def _stat(path: str) -> list[str]:
    """The fields of ``/proc/…/stat`` behind the name: the state, the parent…; empty where the process is gone."""
    try:
        return Path(path).read_text().rpartition(")")[2].split()
    except OSError:
        return []


if not sys.platform.startswith("linux"):  # without /proc nothing can be told, and nothing is guarded

    def activity(pid: int) -> tuple[int, bool]:  # type: ignore[no-redef]  # noqa: F811
        return 0, True
