"""What the tests of the cache share: a process that asks and says how often it compiled, and an entry's code."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from scripts import run

from meshwise._engine import cache

ASK = """
    from meshwise._engine import module as _module
    compiles = []
    inner = _module._compile
    _module._compile = lambda *a: (compiles.append(1), inner(*a))[1]
    from meshwise._engine.engine import engine
    assert b'description' in engine().call(b'{"op":"describe"}')
    print(len(compiles))
"""


def compiles(folder: Path, **environment: str) -> int:
    return int(run(ASK, MESHWISE_CACHE_DIR=str(folder), **environment))


def mapped(entry: Path) -> bytes | None:
    """The code of an entry, from the file in memory that it is copied into, and that nothing can change."""
    descriptor = cache.copied(str(entry))
    if descriptor is None:
        return None
    with open(descriptor, "rb"):
        for change in (lambda: os.pwrite(descriptor, b"x", 0), lambda: os.ftruncate(descriptor, 0)):
            with pytest.raises(PermissionError):
                change()
        return os.pread(descriptor, os.fstat(descriptor).st_size, 0)


def loaded(entry: Path) -> bytes | None:
    """The code of an entry, in the one way and the other: they agree."""
    code = cache.load(str(entry))
    assert mapped(entry) == (code if sys.platform == "linux" else None)
    return code


def entries(folder: Path) -> list[str]:
    return sorted(os.listdir(folder))
