"""The command itself: what of it the Go command has not, and how it behaves as a process."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import guard
import pytest
from scripts import SRC, run

import meshwise
from meshwise import _cli
from meshwise._cli import _scan, _verbs
from meshwise._cli._commands import commands
from meshwise._engine.engine import Engine

MODEL = {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "num_attention_heads": 32, "num_key_value_heads": 8}


@pytest.fixture
def config(tmp_path: Path) -> str:
    path = tmp_path / "config.json"
    path.write_text(json.dumps(MODEL))
    return str(path)


def meshwise_command(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": SRC, **options.pop("env", {})}
    return guard.run([sys.executable, "-m", "meshwise", *arguments], env=env, text=True, **options)


def test_main_returns_the_exit_code(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert _cli.main(["check", config, "--tp", "8"]) == 0
    assert "LlamaForCausalLM as in nemo_automodel" in capsys.readouterr().out
    assert _cli.main(["check", config, "--tp", "8", "--no-catalogue"]) == 0
    assert "depends on what was not observed" in capsys.readouterr().out
    assert _cli.main(["check", config, "--tp", "16"]) == 1
    assert "tp.kv_heads_not_divisible" in capsys.readouterr().out
    assert _cli.main(["check", config, "--tp", "none"]) == 2
    shown = capsys.readouterr()
    assert shown.out == "" and shown.err.startswith("meshwise: --tp: ")


def test_an_engine_that_fails(config: str) -> None:
    code = f"""
        import sys
        sys.modules["wasmtime"] = None
        from meshwise._cli import main
        print(main(["check", {config!r}, "--tp", "8"]), main(["explain", "--help"]))
    """
    assert run(code).splitlines()[-1] == "3 0", "help needs no engine"


def test_a_crash_shows_what_the_engine_said(config: str, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    def crash(*_: Any) -> bytes:
        raise meshwise.EngineCrash("it trapped", stderr="goroutine 1:\n\x1b[31mred")

    monkeypatch.setattr("meshwise._engine.engine.Engine.call", crash)
    assert _cli.main(["check", config, "--tp", "8"]) == 3
    assert capsys.readouterr().err == "meshwise: it trapped (engine.crashed)\n  goroutine 1:\n  \\x1b[31mred\n"


def test_it_starts_light(config: str) -> None:
    code = f"""
        import sys
        from meshwise._cli import main
        main(["check", {config!r}, "--tp", "8"])
        print({{"torch", "transformers", "numpy"}} & set(sys.modules))
    """
    assert run(code).splitlines()[-1] == "set()"


def test_version(root: Path) -> None:
    text = meshwise_command("version").stdout
    assert f"meshwise       {meshwise.__version__}\n" in text and "engine         wasmtime\n" in text
    about = json.loads(meshwise_command("version", "--format", "json").stdout)
    assert about["module_sha256"] in (root / "bindings/python/src/meshwise/meshwise.wasm.sha256").read_text()
    assert (about["abi"], about["python"]) == ("{}.{}".format(*Engine().version), sys.version.split()[0])


def test_every_verb_of_the_go_command_is_asked_for() -> None:
    assert set(commands()[1]) == {*_verbs.VERBS, "help", "version"}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has /dev/full")
def test_an_answer_that_cannot_be_printed(config: str) -> None:
    with open("/dev/full", "wb") as full:
        env = {**os.environ, "PYTHONPATH": SRC}
        command = [sys.executable, "-m", "meshwise", "check", config, "--tp", "16"]
        done = subprocess.run(command, env=env, stdout=full, stderr=subprocess.PIPE, text=True)
    assert (done.returncode, done.stderr) == (2, "meshwise: the answer cannot be printed: no space left on device\n")
    done = meshwise_command("check", config, "--tp", "16", "-o", "/dev/full")
    assert (done.returncode, done.stderr) == (2, "meshwise: --output: /dev/full: no space left on device\n")


def test_names_reach_no_terminal_as_they_are(config: str) -> None:
    for arguments in (["check", "a\x1b[31m"], ["check", config, "--\x1b[31m"], ["\x1b[31m"], ["explain", "\x1b[31m"]):
        done = meshwise_command(*arguments)
        assert done.returncode == 2 and "\x1b" not in done.stderr and "\\x1b[31m" in done.stderr
    done = subprocess.run(
        [sys.executable, "-m", "meshwise", b"check", b"\xff"], env={**os.environ, "PYTHONPATH": SRC}, stderr=-1
    )
    assert b"\\xff" in done.stderr


@contextlib.contextmanager
def terminal() -> Any:
    if sys.platform == "win32":
        pytest.skip("a terminal is made with pty, which Windows lacks")
    import pty

    mine, theirs = pty.openpty()
    try:
        yield mine, theirs
    finally:
        os.close(mine)


def read_all(descriptor: int) -> str:
    found = b""
    with contextlib.suppress(OSError):  # EIO is how Linux ends it
        while part := os.read(descriptor, 1 << 16):
            found += part
    return found.decode().replace("\r\n", "\n")


def on_a_terminal(*arguments: str, **environment: str) -> str:
    env = {**os.environ, "PYTHONPATH": SRC, "TERM": "xterm", **environment}
    with terminal() as (mine, theirs):
        started = subprocess.Popen([sys.executable, "-m", "meshwise", *arguments], env=env, stdout=theirs, stderr=theirs)
        os.close(theirs)
        text = read_all(mine)
        started.wait()
    return text


def test_colour_is_for_terminals(config: str) -> None:
    assert "\x1b[" in on_a_terminal("check", config, "--tp", "16")
    assert "\x1b[" not in on_a_terminal("check", config, "--tp", "16", NO_COLOR="1")
    assert "\x1b[" not in on_a_terminal("check", config, "--tp", "16", TERM="dumb")
    assert "\x1b[" not in meshwise_command("check", config, "--tp", "16").stdout


def test_json_on_a_terminal_is_harmless_and_the_same(tmp_path: Path) -> None:
    path = tmp_path / "facts.json"
    path.write_text(json.dumps({"class": {"name": "\x9b31m\u202eEvil\U000e0001"}, "config": MODEL}))
    shown = on_a_terminal("capabilities", str(path), "--format", "json")
    plain = meshwise_command("capabilities", str(path), "--format", "json").stdout
    assert not set("\x9b\u202e\U000e0001") & set(shown) and "\u202e" in plain
    assert json.loads(shown) == json.loads(plain)


def test_the_first_compilation_is_announced_on_terminals_only(config: str, tmp_path: Path) -> None:
    first, again = tmp_path / "first", tmp_path / "second"
    told = on_a_terminal("check", config, "--tp", "8", MESHWISE_CACHE_DIR=str(first))
    assert told.startswith("meshwise: compiling the engine, once for this user and version")
    assert "compiling" not in on_a_terminal("check", config, "--tp", "8", MESHWISE_CACHE_DIR=str(first))
    quiet = meshwise_command("check", config, "--tp", "8", env={"MESHWISE_CACHE_DIR": str(again)})
    assert quiet.returncode == 0 and quiet.stderr == ""


@pytest.mark.parametrize(
    ("data", "names"),
    [
        (b"{}", []),
        (b' {"a": {"b": 1}, "c\\u0064": [":"]} \n', ["a", "cd"]),
        (b'{"a": "}"}', ["a"]),
        (b"{}, {}", None),
        (b'{"a": 1}}', None),
        (b'{"a": [1}', None),
        (b'{"a": "x', None),
        (b'{"a": "x\\', None),
        (b"[]", None),
        (b"", None),
    ],
)
def test_one_object(data: bytes, names: list[str] | None) -> None:
    assert _scan.members_of_one_object(data) == names


@pytest.mark.parametrize("value", [{}, [], {"a": []}, {"a": {}}, [[1, {"b": [1.5, 'x{,:"\\']}], None], "x", {"": [{}, {}]}])
def test_indenting_is_that_of_json(value: Any) -> None:
    assert _scan.indented(json.dumps(value, separators=(",", ":"))) == json.dumps(value, indent=2)
    assert _scan.indented('{"n":1e5,"big":12345678901234567890.0}') == '{\n  "n": 1e5,\n  "big": 12345678901234567890.0\n}'
