"""Workers that may hang or die: each look happens in another process, with a limit of the time that it computes."""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections.abc import Callable, Iterable
from multiprocessing.connection import Connection
from queue import Empty, SimpleQueue
from typing import Any

import psutil

from .observe import Observed, observe

#: What one look may compute, and what it may wait: how busy the machine is makes no difference to what is observed.
LIMIT_S, _PATIENCE_S = 300.0, 3600.0
_GLANCE_S = 2.0
#: After so many looks a worker is replaced, since what it imported stays.
_LOOKS = 400

Job = tuple[str, str, list[str]]


def _work(connection: Connection) -> None:
    from . import look

    with look.silence():
        while True:
            try:
                job = connection.recv()
            except EOFError:
                return
            connection.send(observe(*job))


class _Worker:
    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()
        self.looks = 0

    def ask(self, *job: Any) -> Observed:
        """What was observed. Raises TimeoutError after the limit, and EOFError or OSError where the worker died."""
        self._connection.send(job)
        before, started = self._computed(), time.monotonic()
        while not self._connection.poll(_GLANCE_S):
            if self._computed() - before > LIMIT_S or time.monotonic() - started > _PATIENCE_S:
                raise TimeoutError
        self.looks += 1
        return self._connection.recv()  # type: ignore[no-any-return]

    def _computed(self) -> float:
        try:
            times = psutil.Process(self._process.pid).cpu_times()
        except psutil.NoSuchProcess:
            raise EOFError from None
        return float(times.user + times.system)

    def stop(self) -> None:
        self._connection.close()
        self._process.kill()
        self._process.join()


def run(jobs: Iterable[Job], workers: int, done: Callable[[Job, Observed, bool], None]) -> None:
    """Observes every job and calls ``done`` with what was observed, and whether that would be the same again."""
    queue: SimpleQueue[Job] = SimpleQueue()
    for job in jobs:
        queue.put(job)
    lock = threading.Lock()
    failed: list[BaseException] = []

    def serve() -> None:
        worker = _Worker()
        try:
            while not failed:
                try:
                    job = queue.get_nowait()
                except Empty:
                    return
                if worker.looks >= _LOOKS:
                    worker.stop()
                    worker = _Worker()
                try:
                    observed, same = worker.ask(*job), True
                except (TimeoutError, EOFError, OSError) as error:
                    why = f"took more than {LIMIT_S:.0f} s" if isinstance(error, TimeoutError) else "ended the process"
                    worker.stop()
                    worker = _Worker()
                    observed, same = worker.ask(*job, False), False
                    observed["reason"] = observed["reason"] or f"building it {why}"
                with lock:
                    done(job, observed, same)
        except BaseException as error:
            failed.append(error)
        finally:
            worker.stop()

    threads = [threading.Thread(target=serve) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
