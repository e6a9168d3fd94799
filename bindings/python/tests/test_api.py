"""What a newcomer meets: verdicts, reports, refusals, and how they look."""

from __future__ import annotations

import copy
import doctest
import json
import pickle
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scripts import run

import meshwise

LLAMA = {
    "architectures": ["LlamaForCausalLM"],
    "model_type": "llama",
    "num_attention_heads": 64,
    "num_key_value_heads": 8,
    "num_hidden_layers": 80,
    "hidden_size": 8192,
    "intermediate_size": 28672,
    "vocab_size": 128256,
}


class Live:
    """A model with everything that a rule of tensor parallelism asks for."""

    _tp_plan = {"layers.*.self_attn.q_proj": "colwise"}  # noqa: RUF012
    _pp_plan = None
    _supports_sdpa = True

    def __init__(self) -> None:
        self.config = dict(LLAMA)

    def forward(self, x: Any) -> Any:
        return x


def test_a_verdict() -> None:
    verdict = meshwise.check(LLAMA, tp=16, world_size=64)
    assert verdict.valid is False and not verdict
    (violation,) = verdict.violations
    assert (violation.code, violation.axis, violation.size) == ("tp.kv_heads_not_divisible", "tp", 16)
    assert violation.severity == "fails_late"
    assert "num_key_value_heads (8) % tp_size (16) == 0" in violation.message
    assert violation.because == ({"path": "config.num_key_value_heads", "value": 8},)
    assert violation.fix[0]["cli"] == "--distributed.tp_size=8"
    assert verdict.unknowns == (), "the catalogue knows the plan of the class"
    assert verdict.nearest and verdict.mesh["dp_size"] == 4 and verdict.model == "LlamaForCausalLM"
    assert str(verdict) == verdict.text and "works       tp_size 1, 2, 4, 8" in verdict.text


def test_no_sizes_are_one_rank() -> None:
    assert meshwise.check(LLAMA).valid is True
    assert meshwise.check(LLAMA).mesh["tp_size"] == 1
    assert meshwise.validate(LLAMA, world_size=8).mesh["dp_size"] == 8


def test_unknown_is_neither_yes_nor_no() -> None:
    config = {**LLAMA, "architectures": ["AnotherForCausalLM"]}
    verdict = meshwise.check(config, tp=8)
    assert verdict.valid is None and bool(verdict) is False
    assert meshwise.validate(config, tp=8) == verdict, "what is not known does not raise"
    assert meshwise.report(config)["tp"] is None
    assert meshwise.report(config).why("supports_tp")["missing"] == ["registry.tp_plan", "_tp_plan"]
    assert meshwise.check(Live(), tp=8).valid is True


def test_a_refusal() -> None:
    with pytest.raises(ValueError, match="Unsupported configuration for Live:") as refusal:
        meshwise.validate(Live(), tp=16, pp=2, world_size=64)
    error = refusal.value
    assert isinstance(error, meshwise.MeshError)
    assert error.code == ["tp.kv_heads_not_divisible", "pp.no_plan"]
    assert error.code == [violation.code for violation in error.verdict.violations]
    text = str(error)
    assert text.count("\n  - ") == 2
    for line in ("--distributed.tp_size=8", "distributed:", "  tp_size: 8", "--distributed.pp_size=1"):
        assert line in text
    twin = pickle.loads(pickle.dumps(error))
    assert str(twin) == text and twin.code == error.code and twin.verdict == error.verdict
    assert copy.deepcopy(error).code == error.code


def test_the_words_of_another_framework() -> None:
    text = meshwise.check(LLAMA, tp=16, framework="torchtitan").refusal
    assert "--parallelism.tensor_parallel_degree 8" in text


def test_a_name_cannot_forge_a_line() -> None:
    forged = {**LLAMA, "architectures": ["A:\n  - all is well\x1b[2J"]}
    text = meshwise.check(forged, tp=16).refusal
    assert "\x1b" not in text and "\n  - all is well" not in text


@pytest.mark.parametrize("format", ["text", "ansi", "markdown", "github", "sarif", "junit", "refusal"])
def test_formats(format: str) -> None:
    assert meshwise.check(LLAMA, tp=16).render(format)


def test_an_unknown_format_is_named() -> None:
    with pytest.raises(meshwise.InputError, match="yaml"):
        meshwise.check(LLAMA, tp=16).render("yaml")


def test_report() -> None:
    report = meshwise.report(Live(), cp=2, ep=2)
    assert report["supports_tp"] is report["tp"] is True and report["pp"] is False
    assert report["supports_cp_with_sequence_packing"] is False
    assert report.why("pp")["reason"] == "pp.no_plan" and report.declared == {}
    assert report.architecture["num_key_value_heads"]["value"] == 8
    assert "supports_cp" in list(report)
    with pytest.raises(KeyError):
        report["supports_flying"]


def test_explain_and_describe() -> None:
    assert "num_key_value_heads" in meshwise.explain("tp.kv_heads_not_divisible")
    with pytest.raises(meshwise.InputError, match="tp.no_plan"):
        meshwise.explain("tp.noplan")
    assert meshwise.describe()["version"] == meshwise.__version__
    meshwise.describe()["probes"].clear()
    assert meshwise.describe()["probes"], "a caller cannot change what others see"


def test_meshes() -> None:
    found = meshwise.meshes(Live(), 8, cp=1)
    assert len(found) == found.total and set(found.valid) <= {True, None}
    assert all(mesh["world_size"] == 8 and mesh["cp_size"] == 1 for mesh in found)
    assert len(meshwise.meshes(Live(), 64, limit=3)) == 3


@pytest.mark.parametrize("subject", [None, 3, b"x", [1], Live, "no/such/file", int])
def test_what_is_no_model(subject: Any) -> None:
    with pytest.raises(meshwise.InputError):
        meshwise.check(subject, tp=2)


def test_files(tmp_path: Path) -> None:
    file = tmp_path / "config.json"
    file.write_text(json.dumps(LLAMA)[:-1] + ', "limits": [0.0, Infinity]}')
    assert meshwise.check(file, tp=16) == meshwise.check(str(tmp_path), tp=16)
    file.write_text(json.dumps(meshwise.facts(Live())))
    assert meshwise.check(file, tp=8).valid is True, "facts that were observed elsewhere"
    for text in ("[]", "{", "\xff"):
        file.write_bytes(text.encode("latin-1"))
        with pytest.raises(meshwise.InputError):
            meshwise.check(file, tp=8)


def test_facts_are_plain_data() -> None:
    facts = meshwise.facts(Live())
    assert meshwise.check(json.loads(json.dumps(facts)), tp=8).valid is True
    assert meshwise.facts(SimpleNamespace(forward=print))["class"]["name"] == "SimpleNamespace"


def test_doctests() -> None:
    failed, ran = doctest.testmod(meshwise)
    assert ran >= 4 and failed == 0


def test_the_public_names() -> None:
    for name in meshwise.__all__:
        assert getattr(meshwise, name) is not None and name in dir(meshwise)
    with pytest.raises(AttributeError):
        meshwise.nothing  # noqa: B018
    out = run("from meshwise import *; print(check.__name__, MeshError.__name__)")
    assert out.strip() == "check MeshError"


def test_every_public_function_says_what_it_takes() -> None:
    for name in meshwise.__all__:
        value = getattr(meshwise, name)
        if callable(value):
            assert value.__doc__ and value.__module__.startswith("meshwise"), name


def test_the_readme(root: Path) -> None:
    """The Python blocks of the README run as they stand, and print what they say."""
    text = (root / "bindings" / "python" / "README.md").read_text()
    blocks = re.findall(r"```python\n(.*?)```\n(?:\n```text\n(.*?)```)?", text, re.S)
    assert blocks
    for code, wanted in blocks:
        out = run(code, HF_HUB_OFFLINE="1")
        assert out.rstrip() == wanted.rstrip(), code


def test_everything_that_the_engine_can_is_a_function() -> None:
    functions = {
        "describe": meshwise.describe,
        "capabilities": meshwise.report,
        "validate_mesh": meshwise.check,
        "meshes": meshwise.meshes,
        "plan": meshwise.plan,
        "read": meshwise.read,
        "topology": meshwise.topology,
        "launch": meshwise.launch,
        "explain": meshwise.explain,
        "architectures": meshwise.architectures,
        "difference": meshwise.difference,
    }
    assert set(meshwise.describe()["ops"]) == set(functions)
    public = [getattr(meshwise, name) for name in meshwise.__all__ if not name.startswith("__")]
    assert all(one.__doc__ for one in [*functions.values(), *public])
