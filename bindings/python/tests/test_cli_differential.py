"""The command beside the Go command: the same lines give the same bytes, the same exit code and the same errors."""

from __future__ import annotations

import base64
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import zlib
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import guard
import pytest
from scripts import SRC

#: The lines, and what they are typed beside: the commands of all hosts are held to them.
SHARED = Path(__file__).resolve().parents[3] / "tests" / "commandline"


def content(of: dict[str, Any]) -> bytes:
    """The bytes of a file: as they are, a text, one text many times, or another file with one place of it changed."""
    if "base64" in of:
        return base64.b64decode(of["base64"])
    if "of" in of:
        return content(DESCRIBED[of["of"]]).replace(of["old"].encode(), of["new"].encode())
    text: str = of["text"] if "text" in of else of["repeat"] * of["times"]
    return text.encode()


def lines(name: str) -> list[str]:
    return (SHARED / name).read_text().splitlines()


DESCRIBED = json.loads((SHARED / "files.json").read_text())
FILES = {name: content(of) for name, of in DESCRIBED.items()}
FACTS = FILES["facts.json"]
TABLE = [*lines("lines.txt"), *lines("runs.txt")]
#: What is worded otherwise, by argparse and by Python's JSON, or not placed at all. The exit code and the code are the same.
OTHER_WORDS = {
    "check comma.json --tp 1": "Python's decoder places it at the comma, and the other behind it",
    "check twice.json --tp 1": "Python's decoder says of no duplicate where it stands",
    "check keys.json --tp 1": "the same",
    "check half.json --tp 1": "nor of half a surrogate pair",
}
#: Every second line, by its text; `make nightly` asks all.
SAMPLE = [line for line in TABLE if line in OTHER_WORDS or "MESHWISE_LONG" in os.environ or zlib.crc32(line.encode()) % 2]


@pytest.fixture(scope="module")
def go(root: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    command = tmp_path_factory.mktemp("go") / "meshwise"
    subprocess.run(["go", "build", "-o", str(command), "./cmd/meshwise"], cwd=root, check=True)
    return str(command)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("models")
    for name, content in FILES.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return home


#: Taken once: pytest changes its own while the threads below copy it.
_ENVIRONMENT = dict(os.environ)


def ran(command: list[str], line: str, folder: Path, inside: str = ".") -> tuple[bytes, str, int]:
    caches = {"HF_HOME": str(folder / "cache"), "MODELSCOPE_CACHE": str(folder / "modelscope"), "HF_HUB_OFFLINE": "1"}
    env = {**_ENVIRONMENT, "PYTHONPATH": SRC, **caches}
    done = guard.run([*command, *shlex.split(line)], input=FACTS, cwd=folder / inside, env=env)
    return done.stdout, done.stderr.decode(), done.returncode


PYTHON = [sys.executable, "-m", "meshwise"]


def codes(stderr: str) -> list[str]:
    return re.findall(r"\((\w+\.\w+)\)$", stderr, re.MULTILINE)


def refused(stderr: str) -> bool:
    return any(not line.startswith("meshwise: note: ") for line in stderr.splitlines())


Printed = tuple[bytes, str, int]


@pytest.fixture(scope="module")
def answers(go: str, folder: Path) -> Iterator[dict[str, Future[tuple[Printed, Printed]]]]:
    """What both print of each line. None writes, so that several run at a time."""
    pool = ThreadPoolExecutor(os.cpu_count())
    yield {line: pool.submit(lambda line: (ran([go], line, folder), ran(PYTHON, line, folder)), line) for line in SAMPLE}
    pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize("line", SAMPLE)
def test_the_same_line_gives_the_same(answers: dict[str, Future[tuple[Printed, Printed]]], line: str) -> None:
    theirs, ours = answers[line].result()
    assert ours[2] == theirs[2], ours[1]
    assert ours[0] == theirs[0]
    assert codes(ours[1]) == codes(theirs[1])
    assert refused(ours[1]) == refused(theirs[1]) == (ours[2] >= 2)
    if line in OTHER_WORDS:
        assert ours[1] != theirs[1], "no longer worded otherwise: it goes from the list"
        assert ours[1].startswith("meshwise: ")
    else:
        assert ours[1] == theirs[1]


def test_the_table_has_every_exit_code_that_a_request_can_have(go: str, folder: Path) -> None:
    assert {ran([go], line, folder)[2] for line in TABLE[:6] + TABLE[-3:]} == {0, 1, 2}
    assert set(OTHER_WORDS) <= set(TABLE)


VERBS = "check meshes plan read capabilities topology launch architectures diff explain describe version help".split()


@pytest.mark.parametrize("verb", [*VERBS, ""])
def test_help_is_the_same_but_for_engines_and_live(go: str, folder: Path, verb: str) -> None:
    theirs, ours = ran([go], f"{verb} --help", folder), ran(PYTHON, f"{verb} --help", folder)
    assert ours[1:] == theirs[1:] == ("", 0)

    def lines(text: bytes) -> list[str]:
        kept = [re.sub(" +", " ", line) for line in text.decode().splitlines()]
        of_one = ("--engine", "--wasm", "--live", "MESHWISE_", "completion ", "Global Flags:")
        return [line for line in kept if line and not any(word in line for word in of_one)]

    assert lines(ours[0]) == lines(theirs[0])
    takes_a_model = verb in ("check", "meshes", "plan", "capabilities")
    assert (b"--live" in ours[0]) == takes_a_model and b"--engine" not in ours[0]
    if verb:
        assert ran(PYTHON, f"help {verb}", folder)[0] == ours[0]
    else:
        assert ran(PYTHON, "", folder)[0] == ran(PYTHON, "help", folder)[0] == ours[0]


def test_a_file_is_written(go: str, folder: Path) -> None:
    for line in ("check facts.json --tp 16", "check facts.json --tp 16 --format json", "describe"):
        written: list[Any] = []
        for command in ([go], PYTHON):
            stdout, stderr, code = ran(command, f"{line} -o written", folder)
            assert stdout == b"" and stderr == ""
            written.append((code, (folder / "written").read_bytes()))
        assert written[0] == written[1] and written[0][1]


@pytest.mark.parametrize("line", lines("fixes.txt"))
def test_a_fix_writes_the_same(go: str, folder: Path, tmp_path: Path, line: str) -> None:
    """What is printed, and every file of a copy, with its mode; a link stays one."""
    found = []
    for command in ([go], PYTHON):
        home = tmp_path / "models"
        shutil.copytree(folder, home)
        (home / "nemo.yaml").chmod(0o640)
        (home / "link.yaml").symlink_to("nemo.yaml")
        printed = ran(command, line, home)
        tree = {
            str(path.relative_to(home)): (path.is_symlink(), path.lstat().st_mode, path.read_bytes())
            for path in sorted(home.rglob("*"))
            if path.is_file()
        }
        found.append((printed, tree))
        shutil.rmtree(home)
    assert found[0] == found[1]


def test_a_manifest_is_found_where_nothing_is_named(go: str, folder: Path) -> None:
    theirs, ours = ran([go], "check", folder, "ci"), ran(PYTHON, "check", folder, "ci")
    assert ours == theirs and b"long context" in ours[0]


@pytest.mark.parametrize(
    ("target", "followed"),
    [
        ("d/real.sh", True),
        ("../inside/d/real.sh", False),
        ("d/../d/real.sh", True),
        ("../outside.sh", False),
        ("d/out.sh", False),
        ("{home}/outside.sh", False),
        ("{home}/inside/d/real.sh", False),
        ("again.sh", False),
        ("nowhere.sh", False),
    ],
)
def test_a_link_is_followed_alike(go: str, tmp_path: Path, target: str, followed: bool) -> None:
    """A file that a script names may be a link: within its folder, by a relative path, and not in a circle."""
    home = tmp_path / "inside"
    (home / "d").mkdir(parents=True)
    (tmp_path / "outside.sh").write_text("TP=16\n")
    (home / "d" / "real.sh").write_text("TP=16\n")
    (home / "d" / "out.sh").symlink_to("../../outside.sh")
    (home / "again.sh").symlink_to("sizes.sh")
    (home / "sizes.sh").symlink_to(target.format(home=tmp_path))
    script = FILES["megatron.sh"].decode().replace("TP=${TP:-16}", "source ./sizes.sh")
    (home / "run.sh").write_text(script)
    theirs, ours = ran([go], "check inside/run.sh", tmp_path), ran(PYTHON, "check inside/run.sh", tmp_path)
    assert ours == theirs
    assert (b"tp=16" in ours[0]) == followed
