"""The cache of compiled code trusts what is whole and the user's own, and nothing else; and what it checked is what runs."""

from __future__ import annotations

import os
import stat
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from caching import ASK, compiles, entries, loaded, mapped
from scripts import run

from meshwise._engine import cache as _cache


@pytest.mark.parametrize("damage", ["a byte", "cut", "empty", "of another seal"])
def test_a_damaged_entry_is_compiled_anew(filled: Path, damage: str) -> None:
    (entry,) = filled.glob("*.cwasm")
    content = bytearray(entry.read_bytes())
    if damage == "a byte":
        content[len(content) // 2] ^= 1
    elif damage == "cut":
        content = content[: len(content) // 2]
    elif damage == "empty":
        content = bytearray()
    else:
        content[:4] = bytes(4)
    entry.write_bytes(content)
    assert compiles(filled) == 1
    assert compiles(filled) == 0


def test_an_entry_of_another_runtime_is_compiled_anew(filled: Path) -> None:
    (entry,) = filled.glob("*.cwasm")
    entry.unlink()
    _cache.store(str(entry), b"sealed, and no code")
    assert compiles(filled) == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away; CI runs as root")
def test_what_another_user_owns_is_refused(filled: Path) -> None:
    (entry,) = filled.glob("*.cwasm")
    os.chown(entry, 12345, -1)
    assert loaded(entry) is None
    os.chown(entry, 0, -1)
    os.chown(filled, 12345, -1)
    assert compiles(filled) == 1


@pytest.mark.parametrize("mode", [0o770, 0o707, 0o777])
def test_a_folder_that_others_may_write_is_refused(filled: Path, mode: int) -> None:
    filled.chmod(mode)
    before = entries(filled)
    assert compiles(filled) == 1
    assert entries(filled) == before


def test_a_link_in_place_of_the_folder_is_refused(filled: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(filled)
    assert compiles(link) == 1


def test_a_link_in_place_of_an_entry_is_refused(filled: Path, tmp_path: Path) -> None:
    (entry,) = filled.glob("*.cwasm")
    elsewhere = tmp_path / "elsewhere"
    entry.rename(elsewhere)
    entry.symlink_to(elsewhere)
    assert loaded(entry) is None
    assert compiles(filled) == 1
    assert not entry.is_symlink()


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_an_entry_that_others_may_write_is_refused(filled: Path, mode: int) -> None:
    (entry,) = filled.glob("*.cwasm")
    entry.chmod(mode)
    assert loaded(entry) is None
    assert compiles(filled) == 1
    assert stat.S_IMODE(entry.stat().st_mode) == 0o600, "what was compiled takes its place"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with a name on this platform")
def test_a_pipe_in_place_of_an_entry_hangs_nobody(filled: Path) -> None:
    (entry,) = filled.glob("*.cwasm")
    entry.unlink()
    os.mkfifo(entry, 0o600)
    assert loaded(entry) is None
    assert compiles(filled) == 1
    assert stat.S_ISREG(entry.stat().st_mode)


@pytest.mark.parametrize("read", [lambda entry: _cache.load(str(entry)), mapped], ids=["loaded", "mapped"])
def test_what_was_checked_is_what_is_loaded(
    filled: Path, read: Callable[[Path], bytes | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the check and the reading the entry is replaced by one of somebody else."""
    if read is mapped and sys.platform != "linux":
        pytest.skip("there are no files in memory on this platform")
    (entry,) = filled.glob("*.cwasm")
    code, fstat = entry.read_bytes()[4:], os.fstat
    other = filled / "other"
    _cache.store(str(other), b"of somebody else")

    def swapped(descriptor: int) -> os.stat_result:
        seen = fstat(descriptor)
        if other.exists():
            os.replace(other, entry)
        return seen

    monkeypatch.setattr(_cache.os, "fstat", swapped)
    assert read(entry) == code
    monkeypatch.undo()
    assert read(entry) == b"of somebody else"


NO_FILES_IN_MEMORY = """
    import os
    def memfd_create(*_):
        raise OSError(1, "Operation not permitted")
    os.memfd_create = memfd_create
"""
NOT_TO_BE_RUN = """
    import wasmtime
    def deserialize_file(*_):
        raise wasmtime.WasmtimeError("Permission denied")
    wasmtime.Module.deserialize_file = deserialize_file
"""


@pytest.mark.parametrize("forbidden", [NO_FILES_IN_MEMORY, NOT_TO_BE_RUN], ids=["no files in memory", "not to be run"])
def test_a_machine_that_forbids_to_map_the_code_loads_it(filled: Path, forbidden: str) -> None:
    assert int(run(textwrap.dedent(forbidden) + textwrap.dedent(ASK), MESHWISE_CACHE_DIR=str(filled))) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has files in memory")
def test_the_code_is_mapped_and_no_descriptor_of_it_is_left_to_children(filled: Path) -> None:
    seen = """
        with open("/proc/self/maps") as maps:
            assert "memfd:meshwise" in maps.read()
        import subprocess
        inherited = subprocess.run(["ls", "-l", "/proc/self/fd"], capture_output=True, text=True, check=True, close_fds=False)
        print(inherited.stdout.count("memfd"))
    """
    lines = run(textwrap.dedent(ASK) + textwrap.dedent(seen), MESHWISE_CACHE_DIR=str(filled)).split()
    assert lines == ["0", "0"]


def test_a_folder_in_place_of_an_entry_leaves_nothing_open(filled: Path) -> None:
    (entry,) = filled.glob("*.cwasm")
    entry.unlink()
    entry.mkdir()
    before = os.dup(0)
    os.close(before)
    assert loaded(entry) is None
    after = os.dup(0)
    os.close(after)
    assert after == before
