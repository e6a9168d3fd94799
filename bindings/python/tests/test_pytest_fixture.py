"""The fixture for pytest, in a run of its own."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import guard
import pytest
from scripts import SRC

from meshwise.integrations.pytest import check_runs

LLAMA = {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "num_attention_heads": 64, "num_key_value_heads": 8}
TESTS = f"""
LLAMA = {LLAMA!r}

def test_passes(assert_runs):
    assert assert_runs(LLAMA, tp=8, world_size=64).valid

def test_refused(assert_runs):
    assert_runs(LLAMA, tp=16, world_size=64)

def test_unknown(assert_runs):
    other = dict(LLAMA, architectures=["OfMyOwn"])
    assert assert_runs(other, tp=8, unknown=True).valid is None
    assert_runs(other, tp=8)
"""


def test_it_fails_with_the_words_of_the_engine(tmp_path: Path) -> None:
    file = tmp_path / "test_it.py"
    file.write_text(TESTS)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "meshwise.integrations.pytest", str(file)]
    done = guard.run(command, env={**os.environ, "PYTHONPATH": SRC}, text=True)
    assert "1 passed" in done.stdout and "2 failed" in done.stdout, done.stdout
    assert "num_key_value_heads (8) % tp_size (16) == 0" in done.stdout and "--distributed.tp_size=8" in done.stdout
    assert "_tp_plan" in done.stdout, "what would settle it"
    assert "integrations/pytest.py" not in done.stdout.replace(str(tmp_path), ""), "no lines of this package"


def test_it_works_without_the_fixture() -> None:
    assert check_runs(LLAMA, tp=8).valid
    with pytest.raises(pytest.fail.Exception, match="tp.kv_heads_not_divisible"):
        check_runs(LLAMA, tp=16)
