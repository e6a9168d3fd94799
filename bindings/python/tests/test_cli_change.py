"""What ``--fix`` writes, and what ``--diff`` shows."""

from __future__ import annotations

import os
import random
import subprocess
from pathlib import Path

import pytest

from meshwise._cli import _change, _diff
from meshwise._cli._failure import Failure
from meshwise._cli._files import load


def changed(path: Path, after: bytes) -> _change.Changed:
    file = load(str(path))
    return _change.Changed(file, file.data, after=after)


def test_all_files_are_written_or_none(tmp_path: Path) -> None:
    one, two = tmp_path / "one.yaml", tmp_path / "two.yaml"
    one.write_bytes(b"a")
    two.write_bytes(b"a")
    one.chmod(0o640)
    (tmp_path / "link.yaml").symlink_to("two.yaml")
    files = [changed(one, b"b"), changed(tmp_path / "link.yaml", b"c")]
    two.write_bytes(b"of somebody else")
    with pytest.raises(Failure, match="link.yaml: nothing was written: the file changed since it was read"):
        _change.write_files(files)
    assert (one.read_bytes(), two.read_bytes()) == (b"a", b"of somebody else")
    _change.write_files([changed(one, b"b"), changed(tmp_path / "link.yaml", b"c")])
    assert (one.read_bytes(), two.read_bytes(), one.stat().st_mode & 0o777) == (b"b", b"c", 0o640)
    assert (tmp_path / "link.yaml").is_symlink()
    two.unlink()
    with pytest.raises(Failure, match="nothing was written: no such file or directory"):
        _change.write_files([changed(one, b"d"), _change.Changed(files[1].file, b"c", after=b"e")])
    assert one.read_bytes() == b"b" and sorted(os.listdir(tmp_path)) == ["link.yaml", "one.yaml"], "nothing is left over"


def edit(start: int, end: int, old: str, new: str) -> _change.Edit:
    return _change.Edit("a.yaml", 0, start, end, old, new, 1)


def test_edits_count_bytes_and_do_not_meet(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("ä: 16\nb: 2\n")
    file = changed(path, b"")
    file.edits = [edit(10, 11, "2", "3"), edit(4, 6, "16", "8")]
    _change._apply(file)
    assert file.after == "ä: 8\nb: 3\n".encode()
    for edits, why in (
        ([edit(4, 6, "16", "8"), edit(5, 6, "6", "8")], "two changes of one place"),
        ([edit(4, 6, "17", "8")], "the engine expects"),
        ([edit(4, 600, "16", "8")], "the engine expects"),
    ):
        file = changed(path, b"")
        file.edits = edits
        with pytest.raises(Failure, match=why):
            _change._apply(file)


def test_git_takes_every_diff(tmp_path: Path) -> None:
    """Texts of few words, so that most lines are there more than once; some without an end of the last line."""
    source = random.Random(7)
    for i in range(60):
        before = [source.choice(["a", "b", "", "c", str(source.randrange(30))]) for _ in range(source.randrange(1, 40))]
        after = list(before)
        for _ in range(source.randrange(1, 4)):
            at = source.randrange(len(after) + 1)
            after[at : at + source.randrange(3)] = source.choices(["a", "x", ""], k=source.randrange(3))
        old, new = ("\n".join(lines).encode() + source.choice([b"", b"\n"]) for lines in (before, after))
        found = _diff.unified("text", old, new)
        assert bool(found) == (old != new)
        if not found or not old or not new:
            continue
        (tmp_path / "text").write_bytes(old)
        done = subprocess.run(["git", "apply", "-"], input=found, cwd=tmp_path, capture_output=True)
        assert done.returncode == 0, (i, found, done.stderr)
        assert (tmp_path / "text").read_bytes() == new
