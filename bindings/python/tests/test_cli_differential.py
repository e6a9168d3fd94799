"""The command beside the Go command: the same lines give the same bytes, the same exit code and the same errors."""

from __future__ import annotations

import base64
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import guard
import pytest
from scripts import SRC

#: The lines, and what they are typed beside: the commands of all hosts are held to them.
SHARED = Path(__file__).resolve().parents[3] / "tests" / "commandline"


def content(of: dict[str, Any]) -> bytes:
    if "base64" in of:
        return base64.b64decode(of["base64"])
    text: str = of["text"] if "text" in of else of["repeat"] * of["times"]
    return text.encode()


FILES = {name: content(of) for name, of in json.loads((SHARED / "files.json").read_text()).items()}
FACTS = FILES["facts.json"]
TABLE = (SHARED / "lines.txt").read_text().splitlines()
#: What is worded otherwise, by argparse and by Python's JSON, or not placed at all. The exit code and the code are the same.
OTHER_WORDS = {
    "check comma.json --tp 1": "Python's decoder places it at the comma, and the other behind it",
    "check twice.json --tp 1": "Python's decoder says of no duplicate where it stands",
    "check keys.json --tp 1": "the same",
    "check half.json --tp 1": "nor of half a surrogate pair",
}
#: What the Go command does beside, each with what is lacking here. None of it is left out in silence.
OF_GO_ALONE = {
    "check config.json facts.json": "several are asked about one at a time",
    "check config.json facts.json --tp 2": "the same",
    "check -- config.json": "a command is read, and not checked",
    "check config.json --tp 2 -- torchrun train.py": "the same",
    "check run.yaml --tp 8": "so is a file of a run",
    "check empty --tp 1": "no folder is gone through for such files",
    "check config.json --tp 16 --with other.yaml": "and none belongs to a model",
    "check config.json --tp 16 --fix": "no file is changed",
    "check config.json --tp 16 --ignore tp.kv_heads_not_divisible": "nothing is accepted that is wrong",
    "check meta-llama/Llama-3.1-8B --tp 1": "the cache of the Hub is not looked into",
    "meshes config.json --world-size 8 --download": "nor is the Hub asked",
}


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


def ran(command: list[str], line: str, folder: Path) -> tuple[bytes, str, int]:
    env = {**os.environ, "PYTHONPATH": SRC}
    done = guard.run([*command, *shlex.split(line)], input=FACTS, cwd=folder, env=env)
    return done.stdout, done.stderr.decode(), done.returncode


PYTHON = [sys.executable, "-m", "meshwise"]


def codes(stderr: str) -> list[str]:
    return re.findall(r"\((\w+\.\w+)\)$", stderr, re.MULTILINE)


@pytest.mark.parametrize("line", TABLE)
def test_the_same_line_gives_the_same(go: str, folder: Path, line: str) -> None:
    theirs, ours = ran([go], line, folder), ran(PYTHON, line, folder)
    assert ours[2] == theirs[2], ours[1]
    assert ours[0] == theirs[0]
    assert codes(ours[1]) == codes(theirs[1])
    assert bool(ours[1]) == bool(theirs[1]) == (ours[2] >= 2)
    if line in OTHER_WORDS:
        assert ours[1] != theirs[1], "no longer worded otherwise: it goes from the list"
        assert ours[1].startswith("meshwise: ")
    else:
        assert ours[1] == theirs[1]


@pytest.mark.parametrize("line", OF_GO_ALONE)
def test_what_the_command_in_go_does_beside_is_refused(go: str, folder: Path, line: str) -> None:
    theirs, ours = ran([go], line, folder), ran(PYTHON, line, folder)
    assert (ours[0], ours[2]) == (b"", 2)
    assert ours[1].startswith("meshwise: ") and "command in Go" in ours[1]
    assert ours != theirs, "no longer of the Go command alone: it goes into the table"


def test_the_table_has_every_exit_code_that_a_request_can_have(go: str, folder: Path) -> None:
    assert {ran([go], line, folder)[2] for line in TABLE[:6] + TABLE[-3:]} == {0, 1, 2}
    assert set(OTHER_WORDS) <= set(TABLE) and not set(OF_GO_ALONE) & set(TABLE)


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
