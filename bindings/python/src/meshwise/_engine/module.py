"""The module: its bytes from the wheel, checked, and its code, compiled for all processes of a user.

It is compiled in one of three ways. :data:`QUICK` code is there after half the time and answers three times slower: it serves
the first questions of a machine, and for most of them without the functions that are cold: :data:`HOT` code is there after half
of that time again. Where a question needs the others, all is compiled. Where a process has asked so much that the other half
would have paid off, it compiles :data:`THOROUGH` code, which it and all later processes use. All give the same answers.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any, NamedTuple

from .._errors import EngineError
from . import cache
from .hot import hot
from .load import from_cache

_HINT = (
    "meshwise runs its engine on wasmtime, which has wheels for Linux (x86_64, aarch64), macOS and Windows: "
    "pip install 'wasmtime>=48,<51'"
)

#: The version of the ABI that this package is written for. It uses nothing that came with a later minor version.
NEEDED = (2, 0)

HOT, QUICK, THOROUGH = "hot", "quick", "thorough"


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
        way: How it was compiled: ``hot``, ``quick`` or ``thorough``.
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
    if way != THOROUGH:
        config.cranelift_opt_level = "none"
        config.cranelift_flag_set("regalloc_algorithm", "single_pass")
    if sys.platform == "darwin" and hasattr(config, "macos_use_mach_ports"):
        config.macos_use_mach_ports = False  # the default aborts in a forked child
    return config


#: Bytes of the stack that the module may use, the same for all ways. The frames of quick code are larger, and the deepest
#: request within the limits has to be answered by either.
_STACK = 512 << 10
#: Goes into the names of entries: change it with the configuration.
_SETTINGS = "1"


def available(source: Source, request: bytes = b"") -> Compiled:
    """Takes the best of what this or another process has compiled, or compiles what is sooner there.

    Args:
        source: The module.
        request: What it is wanted for: a question that needs cold functions is not kept waiting twice.

    Raises:
        EngineError: wasmtime does not import, or takes the bytes for no module.
    """
    for way in (THOROUGH, QUICK, HOT):
        found = _cached(source, way)
        if found is not None:
            return found
    code = source.code()
    part = hot(code)
    if part is not None and part.serves(request):
        return compiled(source, HOT, part.code)
    return compiled(source, QUICK, code)


def completed(source: Source) -> Compiled:
    """The module with its cold functions, quick code where no other process has compiled it thoroughly.

    Raises:
        EngineError: As :func:`available`.
    """
    made = _cached(source, THOROUGH) or compiled(source, QUICK)
    _forget(source, HOT)
    return made


def improve(source: Source) -> Compiled:
    """Compiles the thorough way, unless another process has done it. Other code is no longer needed then.

    Raises:
        EngineError: As :func:`available`.
    """
    made = compiled(source, THOROUGH)
    _forget(source, HOT, QUICK)
    return made


def _forget(source: Source, *ways: str) -> None:
    folder = cache.directory()
    if folder is not None:
        for way in ways:
            cache.forget(os.path.join(folder, entry_name(source.sha256, way)))


def compiled(source: Source, way: str, code: bytes | None = None) -> Compiled:
    """The module compiled in one way, taken from the cache or put into it.

    Args:
        source: The module.
        way: How to compile it.
        code: The bytes to compile, where they have been read already.
    """
    wasmtime = runtime()
    engine = wasmtime.Engine(_config(wasmtime, way))
    folder = cache.directory()
    if folder is None or not cache.usable(folder):
        return Compiled(engine, _compile(wasmtime, engine, code or _code(source, way), way), source, way)
    path = os.path.join(folder, entry_name(source.sha256, way))
    module = from_cache(wasmtime, engine, path)
    if module is None:
        with cache.only_one(path):
            module = from_cache(wasmtime, engine, path)
            if module is None:
                module = _compile(wasmtime, engine, code or _code(source, way), way)
                cache.store(path, bytes(module.serialize()))
    return Compiled(engine, module, source, way)


def _code(source: Source, way: str) -> bytes:
    code = source.code()
    part = hot(code) if way == HOT else None
    return code if part is None else part.code


def _cached(source: Source, way: str) -> Compiled | None:
    folder = cache.directory()
    if folder is None or not cache.usable(folder):
        return None
    path = os.path.join(folder, entry_name(source.sha256, way))
    if not os.path.exists(path):
        return None
    wasmtime = runtime()
    engine = wasmtime.Engine(_config(wasmtime, way))
    module = from_cache(wasmtime, engine, path)
    return None if module is None else Compiled(engine, module, source, way)


def entry_name(sha256: str, way: str) -> str:
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


_NOTICES = {
    HOT: "compiling the engine, once for this user and version (some seconds)",
    QUICK: "compiling the whole engine, once for this user and version (some seconds)",
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
