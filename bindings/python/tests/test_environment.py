"""What the tests need. Where it is missing, these fail: a test that did not run must be seen."""

from __future__ import annotations

import importlib

import pytest


@pytest.mark.parametrize(
    "name", ["torch", "transformers", "nemo_automodel", "accelerate", "peft", "lightning", "megatron.core", "torchtitan"]
)
def test_it_is_installed(name: str) -> None:
    try:
        importlib.import_module(name)
    except ImportError as error:
        pytest.fail(f"{name.upper()} IS NOT INSTALLED, so nothing that needs it was tested: {error}")
