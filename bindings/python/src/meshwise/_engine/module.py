"""The module: its bytes from the wheel, checked, and its code, compiled once for all processes of a user."""

from __future__ import annotations

import hashlib
import os
import platform
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .._errors import EngineError
from . import cache

_HINT = (
    "meshwise runs its engine on wasmtime, which has wheels for Linux (x86_64, aarch64), macOS and Windows: "
    "pip install 'wasmtime>=48'"
)

#: The version of the ABI that this package is written for. It uses nothing that came with a later minor version.
NEEDED = (1, 1)


@dataclass(frozen=True)
class Compiled:
    """The module, ready to be instantiated."""

    engine: Any
    module: Any
    sha256: str


def wasm() -> tuple[bytes, str]:
    """Returns the module that this package carries, and its SHA-256, which must be the one recorded beside it."""
    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    try:
        with open(os.path.join(here, "meshwise.wasm"), "rb") as file:
            code = file.read()
        with open(os.path.join(here, "meshwise.wasm.sha256"), encoding="ascii") as file:
            recorded = file.read().split()[0]
    except (OSError, IndexError) as error:
        raise EngineError(
            "engine.bad_module", f"this package carries no module ({error}); in a checkout, run `make python-wasm`"
        ) from None
    found = hashlib.sha256(code).hexdigest()
    if found != recorded:
        raise EngineError("engine.bad_module", f"the module is not the one of this package: sha256 {found}, not {recorded}")
    return code, found


def runtime() -> Any:
    """Imports wasmtime, or says what to do where it does not import."""
    try:
        import wasmtime
    except Exception as error:  # an ImportError, or an OSError of the library inside
        raise EngineError("engine.unavailable", f"wasmtime does not import ({error}). {_HINT}") from error
    return wasmtime


def _config(wasmtime: Any) -> Any:
    config = wasmtime.Config()
    config.consume_fuel = True  # against a hang: no thread is needed for it
    config.parallel_compilation = False  # threads would hang in a forked child
    # Traps by explicit checks, and no handlers of signals: they belong to the process, and whoever puts back those that it
    # knows of (Lightning does, behind every fit) would leave a trap that kills the process.
    config.signals_based_traps = False
    if sys.platform == "darwin" and hasattr(config, "macos_use_mach_ports"):
        config.macos_use_mach_ports = False  # the default aborts in a forked child
    return config


def compile_module(code: bytes, sha256: str) -> Compiled:
    """Compiles the module, or takes what another process has compiled.

    Raises:
        EngineError: wasmtime does not import, or takes the bytes for no module.
    """
    wasmtime = runtime()
    engine = wasmtime.Engine(_config(wasmtime))
    folder = cache.directory()
    if folder is None or not cache.usable(folder):
        return Compiled(engine, _compile(wasmtime, engine, code), sha256)
    path = os.path.join(folder, entry_name(sha256))
    module = _from_cache(wasmtime, engine, path)
    if module is None:
        with cache.only_one(path):
            module = _from_cache(wasmtime, engine, path)
            if module is None:
                module = _compile(wasmtime, engine, code)
                cache.store(path, bytes(module.serialize()))
    return Compiled(engine, module, sha256)


def entry_name(sha256: str) -> str:
    """The name of a module's entry in the cache: another runtime, machine or configuration has another."""
    from importlib import metadata

    key = "\0".join((sha256, metadata.version("wasmtime"), sys.platform, platform.machine(), "fuel, sequential, no signals"))
    return hashlib.sha256(key.encode()).hexdigest() + ".cwasm"


def _from_cache(wasmtime: Any, engine: Any, path: str) -> Any:
    code = cache.load(path)
    if code is None:
        return None
    try:
        # From memory: a mapped file must never change while the module lives, which nobody can promise.
        return wasmtime.Module.deserialize(engine, code)
    except wasmtime.WasmtimeError:
        return None


#: Called before the module is compiled, which takes some seconds: a program with a terminal says so.
before_compiling: Callable[[], object] = bool


def _compile(wasmtime: Any, engine: Any, code: bytes) -> Any:
    before_compiling()
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
