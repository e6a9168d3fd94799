"""The guards of the other tests: what hangs is found, and what only takes long is left alone."""

from __future__ import annotations

import sys
import time

import guard
import pytest
from scripts import start

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="progress is read from /proc, which Linux has")

DEADLOCK = """
    import os, threading
    lock = threading.Lock()
    lock.acquire()
    child = os.fork()
    lock.acquire()
"""


def test_what_hangs_is_found_and_killed() -> None:
    process = start(DEADLOCK)
    with pytest.raises(AssertionError, match="it hangs"):
        guard.communicate(process, idle=1.5)
    assert process.wait() != 0
    assert guard.tree(process.pid) == [process.pid], "its child is gone as well"


def test_what_takes_longer_than_the_guard_is_left_alone() -> None:
    began = time.monotonic()
    process = start("""
        import os, time
        child = os.fork()
        if not child:
            while time.process_time() < 3:  # in the child alone: its parent only waits
                pass
            os._exit(0)
        os.waitpid(child, 0)
        print("done")
    """)
    assert guard.communicate(process, idle=1.5)[0] == "done\n"
    assert time.monotonic() - began > 3
