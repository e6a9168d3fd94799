"""The engine of this process: compiled at the first question, and safe with threads, forks and signals.

No instance is ever used by two threads: a call takes one out of the idle ones, or makes one, and puts it back when it is
done. A call that is interrupted, or whose instance trapped, puts nothing back.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable

from .._errors import EngineCrash
from .instance import FUEL, Instance, Trapped
from .module import Compiled, compile_module, wasm

_MOST_IDLE = 8
#: An instance is replaced after so many calls, and when it has grown beyond so many bytes, whatever it may have gathered.
#: The memory of WebAssembly never shrinks: eight that answered large questions once would hold half a gigabyte.
_MOST_CALLS = 10_000
_MOST_MEMORY = 32 << 20


class Engine:
    """The engine over one module. :func:`engine` is the one that everybody uses.

    Args:
        source: Makes the module and its SHA-256, when it is needed.
        fuel: What one call may use, in units of about one instruction.
    """

    def __init__(self, source: Callable[[], tuple[bytes, str]] = wasm, fuel: int = FUEL) -> None:
        self._source = source
        self._fuel = fuel
        self._compiled: Compiled | None = None
        self.forget()

    def forget(self) -> None:
        """Drops every instance and lock, as a forked child must: another thread of the parent may have held them."""
        self._idle: list[Instance] = []
        # Reentrant: a signal handler may ask while this thread is compiling.
        self._lock = threading.RLock()

    @property
    def compiled(self) -> Compiled:
        """The compiled module, made by the first who asks."""
        if self._compiled is None:
            with self._lock:
                if self._compiled is None:
                    code, sha256 = self._source()
                    self._compiled = compile_module(code, sha256)
        return self._compiled

    @property
    def sha256(self) -> str:
        """SHA-256 of the module, in hexadecimal."""
        return self.compiled.sha256

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
        try:
            return self._exchange(request, fresh=False)
        except Trapped:
            pass
        try:
            return self._exchange(request, fresh=True)
        except Trapped as trap:
            raise EngineCrash(str(trap), _operation(request), trap.stderr, self.sha256) from None

    def _exchange(self, request: bytes, fresh: bool) -> bytes:
        instance = Instance(self.compiled, self._fuel) if fresh else self._take()
        idle = self._idle
        answer = instance.exchange(request)
        if instance.calls < _MOST_CALLS and len(idle) < _MOST_IDLE and instance.memory_size <= _MOST_MEMORY:
            idle.append(instance)
        return answer

    def _take(self) -> Instance:
        try:
            return self._idle.pop()
        except IndexError:
            return Instance(self.compiled, self._fuel)


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
    os.register_at_fork(after_in_child=_engine.forget)


def engine() -> Engine:
    """Returns the engine of this process."""
    return _engine
