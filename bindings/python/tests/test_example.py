"""The example, run by torchrun as its first lines say."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import guard
import pytest
from scripts import SRC
from torchrun import torchrun


@pytest.mark.parametrize(("tp", "refused"), [(4, True), (2, False), (1, False)])
def test_the_example_trains_on_the_mesh_that_passes(root: Path, tp: int, refused: bool) -> None:
    done = torchrun(root / "bindings" / "python" / "examples" / "train_tiny_llama.py", "--tp", str(tp))
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("refused: Unsupported configuration for LlamaForCausalLM:") == refused
    if refused:
        assert "num_key_value_heads (2) % tp_size (4) == 0" in done.stdout and "--distributed.tp_size=2" in done.stdout
    size = 2 if refused else tp
    assert f"passes: tp_size={size} dp_size={2 // size}\n" in done.stdout
    first, last = map(float, re.findall(r"loss (\S+) -> (\S+)", done.stdout)[0])
    assert last < first, "it learns"


@pytest.mark.parametrize(
    ("script", "fix"), [("guard_torchtitan", "--parallelism.tensor_parallel_degree 8"), ("guard_nemo", "tp_size: 8")]
)
def test_a_guard_of_one_line(root: Path, script: str, fix: str) -> None:
    config = root / "tests" / "fixtures" / "configs" / "meta-llama--Llama-3.1-70B.json"
    command = [sys.executable, str(root / "bindings" / "python" / "examples" / f"{script}.py"), str(config)]
    env = {**os.environ, "PYTHONPATH": SRC}
    done = guard.run([*command, "--tp", "8", "--world-size", "64"], env=env, text=True)
    assert (done.returncode, done.stdout) == (0, "passes\n"), done.stderr
    done = guard.run([*command, "--tp", "16", "--world-size", "64"], env=env, text=True)
    assert done.returncode == 1 and done.stdout == ""
    assert "num_key_value_heads (8) % tp_size (16) == 0" in done.stderr and fix in done.stderr
