"""The module: its bytes from the wheel, checked, and its code, compiled for all processes of a user.

It is compiled in one of two ways. :data:`QUICK` code is there after half the time and answers three times slower: it serves
the first questions of a machine. Where a process has asked so much that the other half would have paid off, it compiles
:data:`THOROUGH` code, which it and all later processes use. Both give the same answers.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any, NamedTuple

from .._errors import EngineError
from . import cache

_HINT = (
    "meshwise runs its engine on wasmtime, which has wheels for Linux (x86_64, aarch64), macOS and Windows: "
    "pip install 'wasmtime>=48,<51'"
)

#: The version of the ABI that this package is written for. It uses nothing that came with a later minor version.
NEEDED = (2, 0)

QUICK, THOROUGH = "quick", "thorough"


class Source(NamedTuple):
    """Where the module comes from.

    Attributes:
        sha256: Its SHA-256, in hexadecimal.
        code: Its bytes, read and checked when they are needed: not where its compiled code is in the cache.
    """

    sha256: str
    code: Callable[[], bytes]


class Compiled(NamedTuple):
    """The module, ready to be instantiated.

    Attributes:
        way: How it was compiled: ``quick`` or ``thorough``.
    """

    engine: Any
    module: Any
    source: Source
    way: str


def packaged() -> Source:
    """The module that this package carries.

    Raises:
        EngineError: It carries none.
    """
    try:
        with open(_beside("meshwise.wasm.sha256"), encoding="ascii") as file:
            recorded = file.read().split()[0]
    except (OSError, IndexError) as error:
        raise _no_module(error) from None
    return Source(recorded, lambda: _packaged_code(recorded))


def _packaged_code(recorded: str) -> bytes:
    try:
        with open(_beside("meshwise.wasm"), "rb") as file:
            code = file.read()
    except OSError as error:
        raise _no_module(error) from None
    import hashlib  # many milliseconds, for the one process that compiles

    found = hashlib.sha256(code).hexdigest()
    if found != recorded:
        raise EngineError("engine.bad_module", f"the module is not the one of this package: sha256 {found}, not {recorded}")
    return code


def _beside(name: str) -> str:
    return os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), name)


def _no_module(error: Exception) -> EngineError:
    text = f"this package carries no module ({error}); in a checkout, run `make python-wasm`"
    return EngineError("engine.bad_module", text)


def runtime() -> Any:
    """Imports wasmtime, or says what to do where it does not import."""
    try:
        import wasmtime
    except Exception as error:  # an ImportError, or an OSError of the library inside
        raise EngineError("engine.unavailable", f"wasmtime does not import ({error}). {_HINT}") from error
    return wasmtime


def _config(wasmtime: Any, way: str) -> Any:
    config = wasmtime.Config()
    config.consume_fuel = True  # against a hang: no thread is needed for it
    config.parallel_compilation = False  # threads would hang in a forked child
    # Traps by explicit checks, and no handlers of signals: they belong to the process, and whoever puts back those that it
    # knows of (Lightning does, behind every fit) would leave a trap that kills the process.
    config.signals_based_traps = False
    config.max_wasm_stack = _STACK
    if way == QUICK:
        config.cranelift_opt_level = "none"
        config.cranelift_flag_set("regalloc_algorithm", "single_pass")
    if sys.platform == "darwin" and hasattr(config, "macos_use_mach_ports"):
        config.macos_use_mach_ports = False  # the default aborts in a forked child
    return config


#: Bytes of the stack that the module may use, the same for both ways. The frames of quick code are larger, and the deepest
#: request within the limits has to be answered by either.
_STACK = 512 << 10
#: Goes into the names of entries: change it with the configuration.
_SETTINGS = "1"


def available(source: Source) -> Compiled:
    """Takes what this or another process has compiled, the best there is, or compiles the quick way.

    Raises:
        EngineError: wasmtime does not import, or takes the bytes for no module.
    """
    found = _cached(source, THOROUGH)
    return found if found is not None else compiled(source, QUICK)


def improve(source: Source) -> Compiled:
    """Compiles the thorough way, unless another process has done it. The quick code is no longer needed then.

    Raises:
        EngineError: As :func:`available`.
    """
    made, folder = compiled(source, THOROUGH), cache.directory()
    if folder is not None:
        cache.forget(os.path.join(folder, entry_name(source.sha256, QUICK)))
    return made


def compiled(source: Source, way: str) -> Compiled:
    """The module compiled in one way, taken from the cache or put into it."""
    wasmtime = runtime()
    engine = wasmtime.Engine(_config(wasmtime, way))
    folder = cache.directory()
    if folder is None or not cache.usable(folder):
        return Compiled(engine, _compile(wasmtime, engine, source.code(), way), source, way)
    path = os.path.join(folder, entry_name(source.sha256, way))
    module = _from_cache(wasmtime, engine, path)
    if module is None:
        with cache.only_one(path):
            module = _from_cache(wasmtime, engine, path)
            if module is None:
                module = _compile(wasmtime, engine, source.code(), way)
                cache.store(path, bytes(module.serialize()))
    return Compiled(engine, module, source, way)


def _cached(source: Source, way: str) -> Compiled | None:
    folder = cache.directory()
    if folder is None or not cache.usable(folder):
        return None
    path = os.path.join(folder, entry_name(source.sha256, way))
    if not os.path.exists(path):
        return None
    wasmtime = runtime()
    engine = wasmtime.Engine(_config(wasmtime, way))
    module = _from_cache(wasmtime, engine, path)
    return None if module is None else Compiled(engine, module, source, way)


def entry_name(sha256: str, way: str = QUICK) -> str:
    """The name of a module's entry in the cache: another runtime, machine or configuration has another."""
    key = (sha256, _runtime_version(), sys.platform, _machine(), way, _SETTINGS)
    return "-".join("".join(c if c.isalnum() or c == "." else "_" for c in part) for part in key) + ".cwasm"


def _machine() -> str:
    if sys.platform != "win32":
        return os.uname().machine
    import platform  # milliseconds, which the others need not spend

    return platform.machine()


def _runtime_version() -> str:
    """The version of wasmtime: by the name of the folder that pip leaves, since importlib.metadata takes longer than a call."""
    at: str = os.path.dirname(os.path.dirname(os.path.abspath(runtime().__file__)))
    for name in os.listdir(at):
        if name.startswith("wasmtime-") and name.endswith(".dist-info"):
            return name.removeprefix("wasmtime-").removesuffix(".dist-info")
    from importlib import metadata

    return str(metadata.version("wasmtime"))


def _from_cache(wasmtime: Any, engine: Any, path: str) -> Any:
    module = _mapped(wasmtime, engine, path)
    if module is not None:
        return module
    code = cache.load(path)
    if code is None:
        return None
    try:
        return _deserialized(wasmtime, engine, code)
    except wasmtime.WasmtimeError:
        return None


def _mapped(wasmtime: Any, engine: Any, path: str) -> Any:
    descriptor = cache.copied(path)
    if descriptor is None:
        return None
    try:
        return wasmtime.Module.deserialize_file(engine, f"/proc/self/fd/{descriptor}")
    except wasmtime.WasmtimeError:  # of another runtime; or nothing is mounted there, or may be run from there
        return None
    finally:
        os.close(descriptor)


def _deserialized(wasmtime: Any, engine: Any, code: bytes) -> Any:
    """``Module.deserialize`` without the copy of some megabytes that it makes of the code: a tenth of a start."""
    import ctypes

    try:
        ffi = wasmtime._ffi
        made = ctypes.POINTER(ffi.wasmtime_module_t)()
        buffer = ctypes.cast(ctypes.c_char_p(code), ctypes.POINTER(ctypes.c_uint8))
        error = ffi.wasmtime_module_deserialize(engine.ptr(), buffer, len(code), ctypes.byref(made))
        if error:
            raise wasmtime.WasmtimeError._from_ptr(error)
        return wasmtime.Module._from_ptr(made)
    except (AttributeError, TypeError, ctypes.ArgumentError):  # another wasmtime, with other insides
        return wasmtime.Module.deserialize(engine, code)


_NOTICES = {
    QUICK: "compiling the engine, once for this user and version (some seconds)",
    THOROUGH: "compiling the engine once more, so that it answers faster: it is asked so much that it pays off (some seconds)",
}


_to_log: list[str] = []


def log_notices() -> None:
    """Logs what was announced. Whoever calls this holds no lock that a fork waits for.

    A fork takes the lock of ``logging`` as well, and before ours where ``logging`` was imported later.
    """
    while _to_log:
        import logging

        logging.getLogger("meshwise").info("%s", _to_log.pop())


def _announce(way: str) -> None:
    """Says why it takes so long, to whoever waits for it: in a terminal or a notebook; and, in the end, to the log."""
    _to_log.append(_NOTICES[way])
    if sys.stderr is not None and (sys.stderr.isatty() or hasattr(sys, "ps1") or "ipykernel" in sys.modules):
        print(f"meshwise: {_NOTICES[way]}", file=sys.stderr, flush=True)


def _compile(wasmtime: Any, engine: Any, code: bytes, way: str) -> Any:
    _announce(way)
    try:
        return wasmtime.Module(engine, code)
    except wasmtime.WasmtimeError as error:
        first = str(error).splitlines()[0] if str(error) else "no reason given"
        raise EngineError("engine.bad_module", f"the module does not compile: {first}") from None


def check_version(got: tuple[int, int], needed: tuple[int, int] = NEEDED) -> None:
    """Holds a version of the ABI, (major, minor), against the one that is needed. The rule is the same in every host.

    Another major version is refused, a minor version below the one needed is refused, any above is accepted.
    """
    if got[0] != needed[0]:
        raise EngineError(
            "abi.major_mismatch",
            f"the module speaks version {got[0]}.{got[1]} of the ABI and this host {needed[0]}.{needed[1]}",
        )
    if got[1] < needed[1]:
        raise EngineError(
            "abi.minor_too_old",
            f"the module speaks version {got[0]}.{got[1]} of the ABI and this host needs at least {needed[0]}.{needed[1]}",
        )
