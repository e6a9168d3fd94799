"""The cache of compiled code: whole or not at all, the user's own, compiled once however many start at the same time."""

from __future__ import annotations

import os
import stat
import sys
import textwrap
import threading
import time
from pathlib import Path

import guard
import pytest
from caching import ASK, compiles, entries, loaded
from scripts import run, start

from meshwise._engine import cache as _cache
from meshwise._engine import module as _module


def test_the_second_start_compiles_nothing(folder: Path) -> None:
    assert compiles(folder) == 1
    assert compiles(folder) == 0
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    (entry,) = entries(folder)
    assert stat.S_IMODE((folder / entry).stat().st_mode) == 0o600


def test_eight_that_start_at_once_compile_once(folder: Path) -> None:
    processes = [start(ASK, MESHWISE_CACHE_DIR=str(folder)) for _ in range(8)]
    outcomes = [guard.communicate(process) for process in processes]
    assert [process.returncode for process in processes] == [0] * 8, outcomes
    assert sum(int(out) for out, _ in outcomes) == 1
    assert len(entries(folder)) == 1, "no lock and no temporary file is left"


def test_no_cache(folder: Path) -> None:
    assert compiles(folder, MESHWISE_NO_CACHE="1") == 1
    assert not folder.exists()


@pytest.mark.parametrize(("said", "there_is_one"), [("", True), ("0", True), ("1", False), ("no", False), ("00", False)])
def test_what_says_that_there_is_no_cache(said: str, there_is_one: bool, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same words as for the Go command: ``cmd/meshwise/testdata/script/cache.txtar``."""
    monkeypatch.setenv("MESHWISE_CACHE_DIR", str(folder))
    monkeypatch.setenv("MESHWISE_NO_CACHE", said)
    assert _cache.directory() == (str(folder) if there_is_one else None)


def test_two_versions_lie_side_by_side(filled: Path) -> None:
    """Another version of the runtime, or of the module, has an entry of its own, and neither takes that of the other away."""
    (mine,) = entries(filled)
    other_runtime = """
        from meshwise._engine import module as _module
        _module._runtime_version = lambda: "1.2.3"
    """
    another = textwrap.dedent(other_runtime) + textwrap.dedent(ASK)
    assert int(run(another, MESHWISE_CACHE_DIR=str(filled))) == 1
    assert int(run(another, MESHWISE_CACHE_DIR=str(filled))) == 0
    both = entries(filled)
    assert len(both) == 2 and mine in both and any("1.2.3" in name for name in both)
    assert compiles(filled) == 0
    assert _module.entry_name("0" * 64, "quick") != _module.entry_name("1" * 64, "quick")


def test_a_folder_that_cannot_be_made_is_done_without(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    assert compiles(file) == 1
    assert compiles(file / "below") == 1


def test_a_disk_that_takes_nothing_is_done_without(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As under a read-only mount, which root sees as well."""
    folder.mkdir(mode=0o700)

    def refuse(*_: object, **__: object) -> int:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    _cache.store(str(folder / "entry"), b"code")
    assert entries(folder) == []
    monkeypatch.setattr(_cache.os, "open", refuse)
    with _cache.only_one(str(folder / "entry")):
        pass
    assert entries(folder) == []


HOLD = """
    import os, sys, time
    from meshwise._engine import cache
    with cache.only_one(os.path.join(os.environ["MESHWISE_CACHE_DIR"], "entry")):
        print("mine", flush=True)
        time.sleep(600)
"""


def test_a_process_that_dies_holds_up_nobody(folder: Path) -> None:
    """Whatever ends it, and whoever has its number by now, here or in another container."""
    folder.mkdir(mode=0o700)
    died = start(HOLD, MESHWISE_CACHE_DIR=str(folder))
    assert died.stdout is not None and died.stdout.readline() == "mine\n"
    order: list[str] = []

    def waits() -> None:
        with _cache.only_one(str(folder / "entry")):
            order.append("it goes on")

    thread = threading.Thread(target=waits)
    thread.start()
    time.sleep(0.1)
    assert order == []
    died.kill()
    guard.communicate(died)
    thread.join(60)
    assert order == ["it goes on"] and entries(folder) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with a name on this platform")
def test_what_older_versions_left_holds_up_nobody(folder: Path) -> None:
    folder.mkdir(mode=0o700)
    (folder / "one.lock").write_text(str(os.getpid()))
    (folder / "two.lock").write_text("")
    os.mkfifo(folder / "three.lock")
    for name in ("one", "two", "three"):
        with _cache.only_one(str(folder / name)):
            pass


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork on this platform")
def test_a_child_that_was_forked_meanwhile_holds_up_nobody(folder: Path) -> None:
    folder.mkdir(mode=0o700)
    with _cache.only_one(str(folder / "entry")):
        child = os.fork()
        if child == 0:
            time.sleep(600)
            os._exit(0)
    try:
        with _cache.only_one(str(folder / "entry")):
            pass
    finally:
        os.kill(child, 9)
        os.waitpid(child, 0)


def test_who_waits_goes_on_once_the_entry_is_there(folder: Path) -> None:
    folder.mkdir(mode=0o700)
    path = str(folder / "entry")
    order: list[str] = []

    def second() -> None:
        with _cache.only_one(path):
            order.append("second")

    with _cache.only_one(path):
        thread = threading.Thread(target=second)
        thread.start()
        time.sleep(0.1)
        assert order == []
        _cache.store(path, b"code")
    thread.join()
    assert order == ["second"]
    assert loaded(Path(path)) == b"code"


def test_where_the_cache_lies(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("MESHWISE_CACHE_DIR", "MESHWISE_NO_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert _cache.directory() == str(tmp_path / ".cache" / "meshwise" / "python")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "x"))
    assert _cache.directory() == str(tmp_path / "x" / "meshwise" / "python")
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert _cache.directory() is None
    monkeypatch.setenv("MESHWISE_CACHE_DIR", "/chosen")
    assert _cache.directory() == "/chosen"
    monkeypatch.setenv("MESHWISE_NO_CACHE", "1")
    assert _cache.directory() is None
