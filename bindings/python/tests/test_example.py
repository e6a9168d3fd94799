"""The example, run by torchrun as its first lines say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
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
