"""What the tests need. Where it is missing, these fail: a test that did not run must be seen."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    "name", ["torch", "transformers", "nemo_automodel", "accelerate", "peft", "lightning", "megatron.core", "torchtitan"]
)
def test_it_is_installed(name: str) -> None:
    try:
        importlib.import_module(name)
    except ImportError as error:
        pytest.fail(f"{name.upper()} IS NOT INSTALLED, so nothing that needs it was tested: {error}")


@pytest.mark.parametrize("lock", ["requirements-test.txt", "requirements-test-nodeps.txt"])
def test_the_locks_name_what_may_be_installed(root: Path, lock: str) -> None:
    text = (root / "bindings" / "python" / lock).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", re.sub(r"(?m)^#.*\n", "", text).strip())
    assert len(entries) > 5
    for entry in entries:
        assert re.match(r"[a-z0-9.-]+==\S+ \\\n(?: +--hash=sha256:[0-9a-f]{64}(?: \\\n|$))+$", entry), entry[:100]
