"""One running instance of the module."""

from __future__ import annotations

from typing import Any

from .._errors import EngineError
from . import wasi
from .module import Compiled, check_version, runtime

MEMORY = 64 << 20  # bytes; the binary has the same maximum
#: Units of fuel for one call, about one for an instruction. No request of tests/test_corner.py takes a quarter.
FUEL = 300_000_000_000
_MOST = 0xFFFFFFFF


class Trapped(Exception):
    """The instance is poison: it may still answer, and its answers may be wrong. Drop it.

    Attributes:
        stderr: What the guest printed.
        ended: It did not run out of fuel.
    """

    def __init__(self, reason: str, stderr: str) -> None:
        super().__init__(reason)
        self.stderr = stderr
        self.ended = "fuel" not in reason


class Instance:
    """An instance serves one call at a time.

    Attributes:
        calls: How many it has answered.
        spent: What the last of them used of its fuel.
    """

    def __init__(self, compiled: Compiled, fuel: int = FUEL) -> None:
        wasmtime = runtime()
        self._fuel = fuel
        self._outside = wasi.Outside()
        self._address = 0
        self._asked = 0
        self.calls = 0
        self.spent = 0
        self._store: Any = wasmtime.Store(compiled.engine)
        self._store.set_limits(memory_size=MEMORY)
        self._store.set_fuel(fuel)
        imports = []
        for wanted in compiled.module.imports:
            if wanted.module != wasi.MODULE or wanted.name not in wasi.FUNCTIONS:
                raise EngineError("engine.bad_module", f"the module imports {wanted.module}.{wanted.name}")
            function = wasi.bind(wanted.name, self._outside)
            imports.append(wasmtime.Func(self._store, wanted.type, function, access_caller=True))
        self._traps: tuple[type[BaseException], ...] = (wasmtime.Trap, wasmtime.WasmtimeError)
        try:
            exports = wasmtime.Instance(self._store, compiled.module, imports).exports(self._store)
            initialize, version = exports["_initialize"], exports["meshwise_abi_version"]
            self._input, self._call = exports["meshwise_input"], exports["meshwise_call"]
            self._memory: Any = exports["memory"]
        except KeyError as missing:
            raise EngineError("engine.bad_module", f"the module exports no {missing}") from None
        except self._traps as error:
            raise Trapped(_first_line(error), self.stderr) from None
        self._guest(initialize)
        packed = self._guest(version) & _MOST
        self.version = (packed >> 16, packed & 0xFFFF)
        check_version(self.version)

    @property
    def stderr(self) -> str:
        """What the guest printed during the last call, the first 8 KB."""
        return bytes(self._outside.text).decode("utf-8", "replace")

    @property
    def memory_size(self) -> int:
        """Bytes of its memory."""
        return int(self._memory.data_len(self._store))

    def exchange(self, request: bytes) -> bytes:
        """Hands a request to the engine and copies its answer out.

        Raises:
            Trapped: The engine trapped, ran out of fuel or of memory, or its answer lies outside of its memory.
        """
        self.calls += 1
        self._outside.reset()
        self._store.set_fuel(self._fuel)
        size = min(len(request), _MOST)
        writable = self._address != 0 and size <= self._asked
        if not writable:
            address = self._guest(self._input, _signed32(size)) & _MOST
            if address:  # 0: the request is over the limit, and the engine says so without reading it
                self._address, self._asked, writable = address, size, True
        if writable and size:
            try:
                self._memory.write(self._store, request, self._address)
            except IndexError:
                raise Trapped("the request buffer lies outside of the memory", self.stderr) from None
        packed = self._guest(self._call, _signed32(size))
        start, length = (packed >> 32) & _MOST, packed & _MOST
        answer = bytes(self._memory.read(self._store, start, start + length)) if length else b""
        self.spent = self._fuel - self._store.get_fuel()
        if not answer or len(answer) != length:
            raise Trapped("the answer is empty or lies outside of the memory", self.stderr)
        return answer

    def _guest(self, function: Any, *arguments: int) -> int:
        try:
            result = function(self._store, *arguments)
        except self._traps as error:
            self._raise_interrupt()
            raise Trapped(_first_line(error), self.stderr) from None
        self._raise_interrupt()
        if self._outside.exited is not None:
            raise Trapped(f"the engine exited with status {self._outside.exited}", self.stderr)
        return int(result or 0)

    def _raise_interrupt(self) -> None:
        interrupt = self._outside.interrupt
        if interrupt is not None:
            raise interrupt


def _signed32(n: int) -> int:
    return n - (1 << 32) if n & 0x80000000 else n


def _first_line(error: BaseException) -> str:
    # After the reason come frames of numbered functions.
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    reasons = [line for line in lines if "wasm trap:" in line or "fuel" in line]
    return (reasons or lines or [type(error).__name__])[0]
