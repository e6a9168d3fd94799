"""Compiled code from the cache, handed to the runtime."""

from __future__ import annotations

import os
from typing import Any

from . import cache


def from_cache(wasmtime: Any, engine: Any, path: str) -> Any:
    """Returns the module that an entry holds, or None where it holds none for this runtime."""
    module = _mapped(wasmtime, engine, path)
    if module is not None:
        return module
    code = cache.load(path)
    if code is None:
        return None
    try:
        return deserialized(wasmtime, engine, code)
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


def deserialized(wasmtime: Any, engine: Any, code: bytes) -> Any:
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
