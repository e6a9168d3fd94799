"""Forks, as data loaders make them: before and after each step, also while other threads are in the middle of a call."""

from __future__ import annotations

import textwrap

import pytest
from scripts import run

CHILD = """
import json, os, sys, threading, time
QUESTION = b'{"op":"validate_mesh","facts":{"config":{"num_attention_heads":64}},"mesh":{"tp_size":2}}'

def fork(work):
    pid = os.fork()
    if pid == 0:
        try:
            work()
        except BaseException as error:
            print(repr(error), file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)
    return pid

def join(*pids):
    for pid in pids:
        status = os.waitpid(pid, 0)[1]
        assert status == 0, f"the child ended with {status}"
"""

STEPS = {
    "before the import": """
        def work():
            from meshwise._engine.engine import engine
            engine().call(QUESTION)
        join(fork(work))
        work()
    """,
    "after the import": """
        from meshwise._engine.engine import engine
        join(fork(lambda: engine().call(QUESTION)))
        engine().call(QUESTION)
    """,
    "after wasmtime is imported": """
        import wasmtime
        from meshwise._engine.engine import engine
        join(fork(lambda: engine().call(QUESTION)))
    """,
    "after the module is compiled": """
        from meshwise._engine.engine import engine
        engine().compiled
        join(*[fork(lambda: engine().call(QUESTION)) for _ in range(3)])
        engine().call(QUESTION)
    """,
    "after a call": """
        from meshwise._engine.engine import engine
        wanted = engine().call(QUESTION)
        def work():
            assert engine()._idle == []
            assert engine().call(QUESTION) == wanted
        join(*[fork(work) for _ in range(3)])
        assert engine().call(QUESTION) == wanted
    """,
    "from a forked child": """
        from meshwise._engine.engine import engine
        engine().call(QUESTION)
        def work():
            engine().call(QUESTION)
            join(fork(lambda: engine().call(QUESTION)))
        join(fork(work))
    """,
    "while another thread compiles": """
        from meshwise._engine.engine import engine
        thread = threading.Thread(target=lambda: engine().call(QUESTION))
        thread.start()
        time.sleep(0.15)
        join(fork(lambda: engine().call(QUESTION)))
        thread.join()
    """,
    "while another thread compiles, and logging was imported later": """
        from meshwise._engine import module
        from meshwise._engine.engine import engine
        import logging
        inner, started = module._compile, threading.Event()
        def compiles(*given):
            started.set()
            while logging._lock.acquire(blocking=False):  # until the fork has taken it
                logging._lock.release()
                time.sleep(0.001)
            return inner(*given)
        module._compile = compiles
        os.environ["MESHWISE_NO_CACHE"] = "1"
        thread = threading.Thread(target=lambda: engine().call(QUESTION))
        thread.start()
        started.wait()
        join(fork(lambda: engine().call(QUESTION)))
        thread.join()
    """,
    "while other threads make instances": """
        from meshwise._engine.engine import engine
        wanted, stop = engine().call(QUESTION), []
        def ask():
            while not stop:
                engine()._idle = []
                engine().call(QUESTION)
        threads = [threading.Thread(target=ask) for _ in range(2)]
        for thread in threads: thread.start()
        def work():
            assert engine().call(QUESTION) == wanted
        for _ in range(50):
            join(fork(work))
        stop.append(1)
        for thread in threads: thread.join()
    """,
    "while other threads are calling": """
        from meshwise._engine.engine import engine
        wanted, stop = engine().call(QUESTION), []
        def ask():
            while not stop:
                engine().call(QUESTION)
        threads = [threading.Thread(target=ask) for _ in range(3)]
        for thread in threads: thread.start()
        def work():
            assert engine().call(QUESTION) == wanted
        for _ in range(10):
            join(fork(work))
        stop.append(1)
        for thread in threads: thread.join()
    """,
    "and a crash in the child": """
        from meshwise._engine.engine import Engine, EngineCrash
        from meshwise._engine.module import Source
        code = open(os.environ["FAULTS"], "rb").read()
        engine = Engine(lambda: Source("twin", lambda: code))
        engine.call(QUESTION)
        def work():
            engine.forget()
            try:
                engine.call(b"fault:stderr")
            except EngineCrash as crash:
                assert crash.stderr
            else:
                raise AssertionError("no crash")
            engine.call(QUESTION)
        join(fork(work))
    """,
}


@pytest.mark.parametrize(
    ("step", "cache"), [*((step, "with a cache") for step in STEPS), ("while another thread compiles", "without")]
)
def test_fork(step: str, cache: str, root: object) -> None:
    code = CHILD + textwrap.dedent(STEPS[step]) + "\nprint(sorted(t.name for t in threading.enumerate()))"
    quiet = {} if cache == "with a cache" else {"MESHWISE_NO_CACHE": "1"}
    out = run(code, FAULTS=f"{root}/build/meshwise_faults.wasm", **quiet)
    assert out.strip() == "['MainThread']"


def test_no_thread_of_the_runtime_is_left_behind() -> None:
    """A thread that no Python sees would hang in a forked child all the same."""
    out = run("""
        import os
        from meshwise._engine.engine import engine
        engine().call(b'{"op":"describe"}')
        print(len(os.listdir("/proc/self/task")) if os.path.isdir("/proc/self/task") else 1)
    """)
    assert out.strip() == "1"
