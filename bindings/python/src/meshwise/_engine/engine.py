"""The engine of this process: compiled at the first question, and safe with threads, forks and signals.

No instance is ever used by two threads: a call takes one out of the idle ones, or makes one, and puts it back when it is
done. A call that is interrupted, or whose instance trapped, puts nothing back.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable

from .._errors import EngineCrash, EngineError
from .instance import FUEL, Instance, Trapped
from .module import HOT, THOROUGH, Compiled, Source, available, completed, improve, log_notices, packaged

_MOST_IDLE = 8
#: An instance is replaced after so many calls, and when it has grown beyond so many bytes, whatever it may have gathered.
#: The memory of WebAssembly never shrinks: eight that answered large questions once would hold half a gigabyte.
_MOST_CALLS = 10_000
_MOST_MEMORY = 32 << 20
#: Some fifteen hundred verdicts: quick code has then lost about the time that thorough code takes to be compiled.
WORTH = 4_000_000_000


class Engine:
    """The engine over one module. :func:`engine` is the one that everybody uses.

    Args:
        source: Finds the module, when it is needed.
        fuel: What one call may use, in units of about one instruction.
        worth: What all calls together use of quick code before the module is compiled thoroughly, in the same units.
    """

    def __init__(self, source: Callable[[], Source] = packaged, fuel: int = FUEL, worth: int = WORTH) -> None:
        self._source = source
        self._fuel = fuel
        self._worth = worth
        self._spent = 0
        self._compiled: Compiled | None = None
        self.forget()

    def forget(self) -> None:
        """Drops every instance and lock, as a forked child must: another thread of the parent may have held them."""
        self._idle: list[Instance] = []
        # Reentrant: a signal handler may ask while this thread is compiling.
        self._lock = threading.RLock()
        self._improving = False

    def hold(self) -> None:
        """Waits for whoever compiles, and lets nobody begin."""
        self._lock.acquire()

    def release(self) -> None:
        """Ends what :meth:`hold` began."""
        self._lock.release()

    @property
    def compiled(self) -> Compiled:
        """The compiled module, made by the first who asks."""
        return self._compiled or self._ready(b"")

    def _ready(self, request: bytes) -> Compiled:
        """Gets the compiled module, which is wanted for a request."""
        with self._lock:
            made = self._compiled = self._compiled or available(self._source(), request)
        log_notices()
        return made

    @property
    def sha256(self) -> str:
        """SHA-256 of the module, in hexadecimal."""
        return self.compiled.source.sha256

    @property
    def version(self) -> tuple[int, int]:
        """The version of the ABI that the module speaks: (major, minor)."""
        instance = self._take()
        self._idle.append(instance)
        return instance.version

    def call(self, request: bytes) -> bytes:
        """Answers a request, both JSON as in ``docs/abi.md``. The same request gets the same bytes in every host.

        Raises:
            EngineCrash: The engine trapped, and trapped again on a fresh instance.
            EngineError: The engine cannot be used at all.
        """
        if self._compiled is None:
            self._ready(request)
        try:
            return self._exchange(request, fresh=False)
        except Trapped as trap:
            if trap.ended:  # and not a loop without end
                self._complete()
        try:
            return self._exchange(request, fresh=True)
        except Trapped as trap:
            raise EngineCrash(str(trap), _operation(request), trap.stderr, self.sha256) from None

    def _exchange(self, request: bytes, fresh: bool) -> bytes:
        idle = self._idle  # before: an instance of code that is given up meanwhile is not put back
        instance = self._made() if fresh else self._take()
        answer = instance.exchange(request)
        if instance.calls < _MOST_CALLS and len(idle) < _MOST_IDLE and instance.memory_size <= _MOST_MEMORY:
            idle.append(instance)
        self._spent += instance.spent
        if self._spent > self._worth and self.compiled.way != THOROUGH:
            self._improve()
        return answer

    def _complete(self) -> None:
        """Goes over from hot code to that of all functions: one that was left out may have been called."""
        if self.compiled.way == HOT:
            with self._lock:
                if self.compiled.way == HOT:  # no other thread has done it meanwhile
                    self._compiled, self._idle = completed(self.compiled.source), []
            log_notices()

    def _improve(self) -> None:
        """Goes over to thorough code. Other threads go on with the quick one until it is there."""
        if not self._lock.acquire(blocking=False):
            return
        try:
            if self.compiled.way != THOROUGH and not self._improving:  # not twice, if a signal handler asks in between
                self._improving = True
                better = improve(self.compiled.source)
                self._compiled, self._idle = better, []  # an instance of the other code that is in use is not put back
        except EngineError:  # the quick code serves as well
            self._worth = sys.maxsize
        finally:
            self._improving = False
            self._lock.release()
        log_notices()

    def _take(self) -> Instance:
        try:
            return self._idle.pop()
        except IndexError:
            return self._made()

    def _made(self) -> Instance:
        """A fresh instance, made by one thread at a time: a fork in its midst would leave a lock inside of wasmtime shut."""
        compiled = self.compiled
        with self._lock:
            return Instance(self._compiled or compiled, self._fuel)  # another thread may have compiled more meanwhile


def _operation(request: bytes) -> str:
    """Reads which operation was asked for. A request that crashes an engine may hold anything: only a plain name counts."""
    try:
        op = json.loads(request).get("op")
    except (ValueError, AttributeError, RecursionError):
        return ""
    plain = isinstance(op, str) and len(op) <= 64 and all(c == "_" or "a" <= c <= "z" for c in op)
    return str(op) if plain else ""


_engine = Engine()

if hasattr(os, "register_at_fork"):
    # A fork waits for a thread that compiles or makes an instance: the child would find modules that nobody goes on importing,
    # and locks of wasmtime that nobody opens.
    os.register_at_fork(before=lambda: _engine.hold(), after_in_parent=lambda: _engine.release(), after_in_child=_engine.forget)


def engine() -> Engine:
    """Returns the engine of this process."""
    return _engine
