"""The wheel, built and put into an empty environment."""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version


def build(kind: str, source: Path, out: Path) -> Path:
    command = [sys.executable, "-m", "build", f"--{kind}", "--no-isolation", "--outdir", str(out), str(source)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    (made,) = out.iterdir()
    return made


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", root / "bindings" / "python", tmp_path_factory.mktemp("wheel"))


RUNTIME = "wasmtime>=48,<51"  # what the package needs, and what it tells who lacks it


def test_what_it_carries(wheel: Path, root: Path) -> None:
    assert wheel.name.endswith("-py3-none-any.whl")
    archive = zipfile.ZipFile(wheel)
    names = set(archive.namelist())
    assert {
        "meshwise/meshwise.wasm",
        "meshwise/meshwise.wasm.sha256",
        "meshwise/THIRD_PARTY_NOTICES.txt",
        "meshwise/py.typed",
        "meshwise/_cli/commands.json",
    } <= names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not [name for name in names if not name.startswith("meshwise")]
    notices = archive.read("meshwise/THIRD_PARTY_NOTICES.txt")
    assert notices == (root / "build" / "THIRD_PARTY_NOTICES.txt").read_bytes() and b"Go Authors" in notices
    module = archive.read("meshwise/meshwise.wasm")
    assert module == (root / "build" / "meshwise.wasm").read_bytes()
    assert archive.read("meshwise/meshwise.wasm.sha256").decode().strip() == hashlib.sha256(module).hexdigest()
    assert (root / "bindings" / "python" / "LICENSE").read_bytes() == (root / "LICENSE").read_bytes()
    (metadata,) = (archive.read(name).decode() for name in names if name.endswith("METADATA"))
    needs = [line.removeprefix("Requires-Dist: ") for line in metadata.splitlines() if line.startswith("Requires-Dist")]
    always = [one for one in map(Requirement, needs) if one.marker is None]
    assert always == [Requirement(RUNTIME)], "all else is for who asks for it"
    assert "Requires-Python: >=3.10" in metadata


def test_the_runtime_is_bounded_by_what_is_tested() -> None:
    """The next major version may bring another configuration, other insides or another cost: it is let in when it was tried."""
    tested = Version(importlib.metadata.version("wasmtime"))
    bounds = Requirement(RUNTIME).specifier
    assert bounds.contains(tested) and not bounds.contains(Version(f"{tested.major + 1}.0.0"))


def test_an_sdist_needs_no_go(root: Path, tmp_path: Path, wheel: Path) -> None:
    sdist = build("sdist", root / "bindings" / "python", tmp_path / "sdist")
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    (source,) = (tmp_path / "unpacked").iterdir()
    again = build("wheel", source, tmp_path / "again")
    for name in ("meshwise.wasm", "THIRD_PARTY_NOTICES.txt"):
        assert zipfile.ZipFile(again).read(f"meshwise/{name}") == zipfile.ZipFile(wheel).read(f"meshwise/{name}")


def test_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    import wasmtime

    home = tmp_path / "empty"
    venv.create(home, with_pip=True)
    python = str(home / "bin" / "python")
    subprocess.run([python, "-m", "pip", "install", "-q", "--no-deps", "--no-index", str(wheel)], check=True)
    packages = next((home / "lib").glob("python*")) / "site-packages"
    installed = Path(wasmtime.__file__).parent
    (packages / "wasmtime").symlink_to(installed)
    for about in installed.parent.glob("wasmtime-*.dist-info"):
        (packages / about.name).symlink_to(about)
    code = (
        "import sys, meshwise; loaded = {'wasmtime', 'torch'} & set(sys.modules);"
        "v = meshwise.check({'num_attention_heads': 64, 'num_key_value_heads': 8}, tp=16);"
        "print(loaded or 'light', v.valid, v.violations[0].code)"
    )
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, env=env, cwd=tmp_path)
    assert done.stdout.strip() == "light False tp.kv_heads_not_divisible", done.stderr
    (tmp_path / "config.json").write_text('{"model_type": "llama", "num_attention_heads": 64, "num_key_value_heads": 8}')
    script, module = [str(home / "bin" / "meshwise")], [python, "-m", "meshwise"]
    for command in (script, module):
        for tp, code, words in (
            ("16", 1, "tp.kv_heads_not_divisible"),
            ("8", 0, "as in transformers"),
            ("0", 2, ""),
        ):
            line = [*command, "check", "config.json", "--tp", tp]
            done = subprocess.run(line, capture_output=True, text=True, env=env, cwd=tmp_path)
            assert done.returncode == code and words in done.stdout, done.stderr
        helped = subprocess.run([*command, "check", "--help"], capture_output=True, text=True, env=env, cwd=tmp_path)
        assert "--live" in helped.stdout and helped.returncode == 0
    live = subprocess.run(
        [*script, "check", "config.json", "--tp", "8", "--live"], capture_output=True, text=True, env=env, cwd=tmp_path
    )
    assert live.returncode == 2 and "pip install torch transformers" in live.stderr, "nothing else is installed here"


def test_without_the_runtime_it_says_what_to_do(wheel: Path, tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['wasmtime'] = None; import meshwise\n"
        "try: meshwise.describe()\n"
        "except meshwise.EngineError as error: print(error)"
    )
    zipfile.ZipFile(wheel).extractall(tmp_path)
    env = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env)
    assert done.stdout.startswith("engine.unavailable: ") and f"pip install '{RUNTIME}'" in done.stdout, done.stderr
