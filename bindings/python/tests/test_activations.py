"""Autograd keeps of a layer what plan/testdata says: the engine's eager activations are held to it (plan/saved_test.go)."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

PLAN = Path(__file__).resolve().parents[3] / "plan"
sys.path.insert(0, str(PLAN))

from classfit import saved  # noqa: E402

SEEN = json.loads(saved.FILE.read_text(encoding="utf-8"))
ROWS = {row["config"]["architectures"][0]: row for row in SEEN["layers"]}


def test_every_case_is_there() -> None:
    assert list(ROWS) == list(saved.CASES)


# One of each kind: grouped queries, fused projections, norms of queries and keys, a native norm, experts, a latent.
@pytest.mark.parametrize(
    "name",
    [
        "LlamaForCausalLM",
        "Phi3ForCausalLM",
        "Qwen3ForCausalLM",
        "GPT2LMHeadModel",
        "MixtralForCausalLM",
        "DeepseekV3ForCausalLM",
    ],
)
def test_autograd_keeps_what_was_seen(name: str) -> None:
    row = saved.row(name)
    assert row["config"] == ROWS[name]["config"]
    assert row["bytes"] == pytest.approx(ROWS[name]["bytes"], rel=1e-3)
