"""The ten functions of WASI that the module imports, all denied: no arguments, environment, files or randomness.

wasmtime's own would start threads, and threads hang in a forked child. None of these raises: an exception in a host
function surfaces in whichever thread looks next. What must not be lost is kept and raised after the call.
"""

from __future__ import annotations

import struct
import time
from collections.abc import Callable
from typing import Any

SUCCESS, BADF, FAULT = 0, 8, 21
STDERR_BYTES = 8192
SUBSCRIPTION, EVENT = 48, 32
MODULE = "wasi_snapshot_preview1"


class Outside:
    """What the guest tells the world during a call: what it prints, and whether it gave up."""

    __slots__ = ("text", "exited", "interrupt")

    def __init__(self) -> None:
        self.text = bytearray()
        self.exited: int | None = None
        self.interrupt: BaseException | None = None

    def reset(self) -> None:
        """Forgets the last call."""
        self.text = bytearray()
        self.exited = None
        self.interrupt = None

    def write(self, data: bytes) -> None:
        """Keeps the first 8 KB."""
        self.text += data[: STDERR_BYTES - len(self.text)]


def _put(memory: Any, caller: Any, address: int, data: bytes) -> int:
    memory.write(caller, data, address & 0xFFFFFFFF)
    return SUCCESS


def _get(memory: Any, caller: Any, address: int, size: int) -> bytes:
    start = address & 0xFFFFFFFF
    data = bytes(memory.read(caller, start, start + size))
    if len(data) != size:
        raise IndexError("outside of the memory")
    return data


def _no_sizes(memory: Any, caller: Any, _: Outside, count: int, size: int) -> int:
    _put(memory, caller, count, bytes(4))
    return _put(memory, caller, size, bytes(4))


def _none(memory: Any, caller: Any, _: Outside, *ignored: int) -> int:
    return SUCCESS


def _clock(memory: Any, caller: Any, _: Outside, kind: int, precision: int, out: int) -> int:
    # A real clock: the garbage collector of the guest stalls under one that does not move as it should.
    return _put(memory, caller, out, struct.pack("<Q", time.monotonic_ns()))


def _write(memory: Any, caller: Any, outside: Outside, fd: int, vectors: int, count: int, out: int) -> int:
    if fd not in (1, 2):
        return BADF
    written = 0
    for n in range(count):
        address, size = struct.unpack("<II", _get(memory, caller, vectors + 8 * n, 8))
        outside.write(_get(memory, caller, address, size))
        written += size
    return _put(memory, caller, out, struct.pack("<I", written))


def _poll(memory: Any, caller: Any, _: Outside, given: int, out: int, count: int, events: int) -> int:
    # It must succeed: the guest's runtime waits like this also on its way to say why it fails.
    for n in range(count):
        subscription = _get(memory, caller, given + SUBSCRIPTION * n, SUBSCRIPTION)
        event = bytearray(EVENT)
        event[:8] = subscription[:8]  # the user's data
        event[10] = subscription[8]  # the kind, after an errno of 0
        _put(memory, caller, out + EVENT * n, bytes(event))
    return _put(memory, caller, events, struct.pack("<I", count))


def _random(memory: Any, caller: Any, _: Outside, out: int, size: int) -> int:
    return _put(memory, caller, out, bytes(size & 0xFFFFFFFF))


def _exit(memory: Any, caller: Any, outside: Outside, status: int) -> None:
    outside.exited = status  # whatever the guest answers after this does not count


Function = Callable[..., "int | None"]

FUNCTIONS: dict[str, Function] = {
    "args_get": _none,
    "args_sizes_get": _no_sizes,
    "clock_time_get": _clock,
    "environ_get": _none,
    "environ_sizes_get": _no_sizes,
    "fd_write": _write,
    "poll_oneoff": _poll,
    "proc_exit": _exit,
    "random_get": _random,
    "sched_yield": _none,
}


def bind(name: str, outside: Outside) -> Function:
    """Makes the host function of that name for one instance."""
    function = FUNCTIONS[name]
    failed = None if name == "proc_exit" else FAULT

    def guarded(caller: Any, *arguments: int) -> int | None:
        try:
            return function(caller.get("memory"), caller, outside, *arguments)
        except Exception:
            return failed
        except BaseException as interrupt:  # KeyboardInterrupt: raised once the guest has returned
            outside.interrupt = interrupt
            return failed

    return guarded
