"""Answers: they keep all that the engine said, say what they are in one line, and show themselves wherever they come."""

from __future__ import annotations

import copy
import json
import pickle
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import guard
import pytest
from scripts import SRC

import meshwise
from meshwise._answers.html import PAGE, STYLES

LLAMA = {
    "architectures": ["LlamaForCausalLM"],
    "model_type": "llama",
    "num_attention_heads": 64,
    "num_key_value_heads": 8,
    "num_hidden_layers": 80,
    "vocab_size": 128256,
}
ANSWERS: dict[str, Callable[[], Any]] = {
    "verdict": lambda: meshwise.check(LLAMA, tp=16, world_size=64),
    "report": lambda: meshwise.report(LLAMA),
    "meshes": lambda: meshwise.meshes(LLAMA, 8),
    "near": lambda: meshwise.near(LLAMA, tp=16, pp=2),
    "plan": lambda: meshwise.plan(LLAMA, gpu="h100", sequence_length=4096, global_batch_size=64, world_size=16, limit=2),
    "reading": lambda: meshwise.read(argv=["torchrun", "--nproc-per-node", "8", "pretrain_gpt.py"]),
    "topology": lambda: meshwise.topology(tp=4, world_size=8, rank=3),
    "launch": lambda: meshwise.launch(tp=4, world_size=16),
    "architectures": lambda: meshwise.architectures("llama4"),
    "difference": lambda: meshwise.difference("transformers@4.51", "transformers@5"),
}


@pytest.fixture(params=ANSWERS)
def answer(request: pytest.FixtureRequest) -> Any:
    return ANSWERS[request.param]()


def test_repr_is_one_telling_line(answer: Any) -> None:
    line = repr(answer)
    assert line.startswith(f"{type(answer).__name__}(") and line.endswith(")") and "\n" not in line and len(line) > 20


def test_what_the_line_tells() -> None:
    refused = ANSWERS["verdict"]()
    assert repr(refused) == (
        "Verdict(LlamaForCausalLM does not run on tp=16, valid=False, violations=['tp.kv_heads_not_divisible'])"
    )
    assert "valid=True" in repr(meshwise.check(LLAMA, tp=8))
    assert "unknowns=['tp.no_plan']" in repr(meshwise.check({**LLAMA, "architectures": ["Other"]}, tp=8))
    assert "supports_tp=True" in repr(ANSWERS["report"]())
    said = type(refused)({**refused.answer, "headline": "it does not run", "notes": ["a"], "counts": {"pass": 1}}, {})
    assert "it does not run" in repr(said) and said.notes == ("a",) and said.counts == {"pass": 1}


def test_it_is_plain_data_of_the_callers_own(answer: Any) -> None:
    found = answer.to_dict()
    assert found == answer.answer and json.loads(answer.to_json()) == found and "\n  " in answer.to_json(indent=2)
    found["kind"] = "changed"
    assert answer.answer["kind"] != "changed"


def test_it_does_not_change(answer: Any) -> None:
    with pytest.raises(AttributeError, match="does not change"):
        answer.answer = {}
    with pytest.raises(AttributeError):
        del answer.answer
    for twin in (copy.copy(answer), copy.deepcopy(answer), pickle.loads(pickle.dumps(answer))):
        assert twin == answer and type(twin) is type(answer)
    assert answer != 1


def test_it_shows_itself(answer: Any) -> None:
    assert str(answer) == answer.text != ""
    assert answer._repr_html_().startswith("<pre") and answer._repr_markdown_()
    printed: list[str] = []
    answer._repr_pretty_(SimpleNamespace(text=printed.append), False)
    assert printed == [answer.text.rstrip("\n")]


def test_rich_shows_it(answer: Any) -> None:
    from rich.console import Console

    console = Console(width=200, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    console.print(answer)
    assert console.export_text().split() == answer.text.split()


def test_a_failed_assertion_says_why(tmp_path: Path) -> None:
    file = tmp_path / "test_it.py"
    file.write_text(f"import meshwise\ndef test_it():\n    assert meshwise.check({LLAMA!r}, tp=16, world_size=64)\n")
    done = guard.run([sys.executable, "-m", "pytest", "-q", str(file)], env=environment(), text=True)
    assert done.returncode == 1
    assert "valid=False, violations=['tp.kv_heads_not_divisible']" in done.stdout


def environment() -> dict[str, str]:
    import os

    return {**os.environ, "PYTHONPATH": SRC, "COLUMNS": "200"}


def test_a_table(answer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", SimpleNamespace(DataFrame=list))
    rows = answer.to_dataframe()
    assert rows and all(isinstance(row, dict) for row in rows)


def schema(root: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((root / "wasm" / "abi" / "schema" / "answer.schema.json").read_text())["$defs"]
    return found


def test_a_violation_has_every_member_of_the_schema(root: Path) -> None:
    defined = schema(root)
    members = {*defined["violation"]["properties"], *defined["doubt"]["properties"]}
    assert len(members) > 12 and members <= set(dir(meshwise.Violation)), "what the engine says of it is an attribute"


def test_every_member_of_an_answer_is_an_attribute(root: Path, answer: Any) -> None:
    allowed = set(schema(root)[f"{answer.answer['kind']}_answer"]["properties"])
    assert set(answer.answer) <= allowed
    for name in answer.answer:
        assert getattr(answer, name) is not None or answer.answer[name] is None
    assert type(answer)({**answer.answer, "later": 1}, answer.question).later == 1
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        answer.nothing  # noqa: B018


def test_a_violation_keeps_what_the_engine_said() -> None:
    (violation,) = ANSWERS["verdict"]().violations
    said = ANSWERS["verdict"]().answer["violations"][0]
    assert violation.legal == {"tp_size": (1, 2, 4, 8)}
    assert violation.equation == "num_key_value_heads % tp_size == 0" and violation.source == tuple(said["source"])
    for name, value in said.items():
        got = getattr(violation, name)
        assert json.loads(json.dumps(got)) == value, name
    assert violation.to_dict() == said and pickle.loads(pickle.dumps(violation)) == violation
    assert str(violation).startswith("tp.kv_heads_not_divisible: ") and "tp.kv_heads" in repr(violation)


def test_meshes_are_a_sequence() -> None:
    found = ANSWERS["meshes"]()
    assert isinstance(found, Sequence) and len(found) == found.total
    assert found[0] == next(iter(found)) == found.meshes[0] and found[-1] in found
    assert found[1:3] == found.meshes[1:3] and list(reversed(found))[0] == found[-1]
    assert found.index(found[2]) == 2
    with pytest.raises(IndexError):
        found[len(found)]
    assert meshwise.check(LLAMA, found[3]).valid is not False


def test_near() -> None:
    found = ANSWERS["near"]()
    assert found.changes[0] == ("tp",) and found[0]["pp_size"] == 2 and found[0]["world_size"] == 32
    assert [len(axes) for axes in found.changes] == sorted(len(axes) for axes in found.changes)
    assert meshwise.near(LLAMA, "tp=16", world_size=64, limit=2)[0]["world_size"] == 64
    with pytest.raises(meshwise.InputError) as refused:
        meshwise.near(LLAMA, tp=16, dp=2, dp_replicate=3)
    assert refused.value.code.startswith("dp")


def test_layouts() -> None:
    topology = ANSWERS["topology"]()
    assert topology.coordinates["tp"] == 3 and topology.peers["tp"] == (0, 1, 2, 3)
    assert [axis["axis"] for axis in topology.axes][-1] == "tp" and topology.moe_axes == ()
    assert meshwise.topology(tp=4, world_size=8, axis="tp").groups == ((0, 1, 2, 3), (4, 5, 6, 7))
    broken = meshwise.topology(tp=3, world_size=8)
    assert broken.violations and broken.axes == () and "violations" in repr(broken)
    launch = ANSWERS["launch"]()
    assert launch.nodes == 2 and "torchrun" in launch.starts[0]["command"] and launch.mesh["tp_size"] == 4


def test_the_catalogue() -> None:
    found = ANSWERS["architectures"]()
    assert all("llama4" in one["name"].lower() for one in found) and len(found) == found.total
    assert {one["name"] for one in meshwise.architectures(model_type="llama", source="transformers@5")} > {"LlamaForCausalLM"}
    assert "LlamaForCausalLM" not in ANSWERS["difference"]().added
    with pytest.raises(meshwise.InputError):
        meshwise.architectures(source="nothing@1")


def test_supports_of_a_config_are_those_of_its_report() -> None:
    report, supports = meshwise.report(LLAMA), meshwise.supports(LLAMA)
    for name in dir(supports):
        if name.startswith("supports_"):
            assert getattr(supports, name) is (report[name] is True)
    assert supports.report == report and supports.check(tp=16) == meshwise.check(LLAMA, tp=16)
    assert meshwise.supports(LLAMA, {"cp": 2}).cp_size == 2


@pytest.mark.parametrize("ask", [meshwise.facts, meshwise.supports, meshwise.report, meshwise.check, meshwise.validate])
@pytest.mark.parametrize(("subject", "named"), [(None, "got None"), (dict, "got the class dict"), (3, "got int")])
def test_one_resolver_for_all(ask: Callable[[Any], Any], subject: Any, named: str) -> None:
    with pytest.raises(meshwise.InputError, match=named):
        ask(subject)


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2.2 between two colours."""

    def luminance(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("style", [*STYLES.values(), PAGE])
def test_every_colour_reads_well_on_light_and_on_dark_pages(style: str) -> None:
    """The text stands on a ground of its own, whatever the page is."""
    said = dict(part.split(":") for part in style.split(";"))
    page = dict(part.split(":") for part in PAGE.split(";"))
    ground = said.get("background", page["background"])
    assert contrast(said.get("color", page["color"]), ground) >= 4.5
    assert "opacity" not in said
