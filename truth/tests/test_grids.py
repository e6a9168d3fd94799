"""The instruments themselves: what they call a difference, what they let an explanation excuse, how they ask."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from grids import question
from grids.grid import Case, Explained, Grid, Said, compare, refusal
from grids.question import Adapter, Answer, Question
from grids.report import Tally, pattern, table

QUESTION = Question("megatron", {"config": {"model_type": "llama"}}, {"tp_size": 2}, {"sequence_length": 8, "attn": None})
CASE = Case({"tp": 2}, QUESTION)


def _grid(*explained: Explained) -> Grid:
    def cases(rng: random.Random, count: int) -> Iterator[Case]:
        yield from [CASE] * count

    return Grid("some/grid", "a.py#check", "pytest", cases, lambda _: Said(False), explained=list(explained))


def _excuse(fires: bool = True) -> Explained:
    return Explained("an excuse", "the question says less", "it does", lambda *_: fires)


@pytest.mark.parametrize(
    ("said", "answer", "outcome"),
    [
        (Said(True, "no"), Answer(False, ("a.b",)), "agree"),
        (Said(False), Answer(True, ()), "agree"),
        (Said(True, "no"), Answer(True, ()), "false pass"),
        (Said(False), Answer(False, ("a.b",)), "false refusal"),
        (Said(True, "no"), Answer(None, ("a.b",)), "unknown"),
        (Said(False), Answer(None, ("a.b",)), "unknown"),
        (Said(False, groups=[[0, 1], [2, 3]]), Answer(True, (), groups=[[3, 2], [0, 1]]), "agree"),
        (Said(False, groups=[[0, 1], [2, 3]]), Answer(True, (), groups=[[0, 2], [1, 3]]), "wrong groups"),
        (Said(False, groups=[[0, 1]]), Answer(False, ("a.b",)), "false refusal"),
        (Said(True, right=("warn",)), Answer(True, (), warnings=("a.b",)), "agree"),
        (Said(True, right=("warn",)), Answer(True, ()), "different"),
        (Said(True, right=("warn",), not_by=("a.b",)), Answer(True, (), warnings=("a.b",)), "different"),
        (Said(False, right=("valid",)), Answer(True, (), warnings=("a.b",)), "agree"),
        (Said(True, right=("invalid", "unknown")), Answer(None, ("a.b",)), "agree"),
    ],
)
def test_outcomes(said: Said, answer: Answer, outcome: str) -> None:
    assert compare(_grid(), CASE, said, answer).outcome == outcome


def test_a_default_that_refuses_is_told_by_a_warning_of_that_code_alone() -> None:
    needy = Case({}, QUESTION, needs=("pp.layers_not_divisible", "stage_layout"))
    refuses = Said(True, "no")
    assert compare(_grid(), needy, refuses, Answer(True, (), warnings=("pp.layers_not_divisible",))).outcome == "agree"
    assert compare(_grid(), needy, refuses, Answer(True, (), open=("stage_layout",))).outcome == "agree"
    assert compare(_grid(), needy, refuses, Answer(True, (), warnings=("tp.other",))).outcome == "false pass"
    assert compare(_grid(), CASE, refuses, Answer(True, (), warnings=("pp.layers_not_divisible",))).outcome == "false pass"


def test_an_early_check_cannot_say_what_fails_late_and_must_say_the_rest() -> None:
    early = replace(_grid(), early=True)
    late = Answer(False, ("a.b",), raw={"violations": [{"severity": "fails_late"}]})
    both = Answer(False, ("a.b", "c.d"), raw={"violations": [{"severity": "fails_late"}, {"severity": "refuses"}]})
    assert compare(early, CASE, Said(False), late).outcome == "agree"
    assert compare(_grid(), CASE, Said(False), late).outcome == "false refusal"
    assert compare(early, CASE, Said(True, "no"), late).outcome == "false pass"
    assert compare(early, CASE, Said(False), both).outcome == "false refusal"
    assert compare(early, CASE, Said(True, "no"), both).outcome == "agree"


def test_an_explanation_excuses_a_refusal_and_never_a_pass() -> None:
    grid = _grid(_excuse())
    assert compare(grid, CASE, Said(False), Answer(False, ("a.b",))).explained == "an excuse"
    assert compare(grid, CASE, Said(True, "no"), Answer(True, ())).explained is None
    assert compare(grid, CASE, Said(False), Answer(True, ())).explained is None


def _result(grid: Grid, said: Said, answer: Answer, whole: bool = True) -> dict[str, Any]:
    tally = Tally(grid, seed=1, keep=0)
    tally.add(compare(grid, CASE, said, answer))
    return tally.result(whole)


def test_the_table_holds_only_without_differences_and_without_idle_explanations() -> None:
    agrees = Said(False), Answer(True, ())
    refused = Said(False), Answer(False, ("a.b",))
    assert table([_result(_grid(), *agrees)])[1]
    assert not table([_result(_grid(), *refused)])[1]
    assert table([_result(_grid(_excuse()), *refused)])[1]
    assert not table([_result(_grid(_excuse()), *agrees)])[1]
    assert table([_result(_grid(_excuse()), *agrees, whole=False)])[1], "a sample may miss it"


def test_what_is_not_run_is_said() -> None:
    text, holds = table([{"grid": "some/grid", "package": "p", "version": "1", "not_run": "no checkout"}])
    assert "not run" in text and "no checkout" in text and holds


def test_a_kind_of_message_has_no_numbers_and_names() -> None:
    assert pattern("ValueError: 'a' has\n 12 heads") == pattern("ValueError: 'bcd' has 7 heads")


def test_an_error_of_another_kind_breaks_the_instrument() -> None:
    def broken() -> None:
        raise KeyError("x")

    assert refusal(lambda: int("x"), ValueError).refuses
    with pytest.raises(KeyError):
        refusal(broken, ValueError)


class _Engine:
    """Stands for an engine that knows no ``sequence_length`` and calls accelerate ``hf``."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []

    def call(self, request: dict[str, Any]) -> dict[str, Any]:
        self.requests.append(request)
        if "want" in request:
            return {"kind": "error", "code": "input.unknown_field", "path": "/want", "message": ""}
        if request["run"]["framework"] in ("accelerate", "vllm"):
            return {"kind": "error", "code": "input.unknown_value", "path": "/run/framework", "message": ""}
        if "sequence_length" in request["run"]:
            return {"kind": "error", "code": "input.unknown_field", "path": "/run/sequence_length", "message": ""}
        if request["mesh"]["tp_size"] == 0:
            return {"kind": "error", "code": "input.out_of_range", "path": "/mesh/tp_size", "message": ""}
        return {"kind": "verdict", "valid": True, "violations": [], "unknowns": [], "warnings": [{"code": "a.b"}]}


def test_the_adapter_leaves_out_what_the_engine_cannot_carry_and_says_so() -> None:
    engine = _Engine()
    adapter = Adapter(engine)  # type: ignore[arg-type]
    answer = adapter.ask(QUESTION)
    assert (answer.valid, answer.left_out, answer.warnings) == (True, ("sequence_length",), ("a.b",))
    learnt = len(engine.requests)
    assert adapter.ask(QUESTION) == answer and len(engine.requests) == learnt + 1


def test_the_adapter_knows_older_names_and_says_where_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(question.OLDER_NAMES, "accelerate", "hf")
    adapter = Adapter(_Engine())  # type: ignore[arg-type]
    assert adapter.ask(Question("accelerate", {}, {"tp_size": 2})).valid is True
    assert adapter.ask(Question("vllm", {}, {"tp_size": 2})).codes == ("no framework vllm",)


def test_a_size_out_of_range_is_a_refusal_and_facts_that_cannot_be_read_are_not() -> None:
    adapter = Adapter(_Engine())  # type: ignore[arg-type]
    assert adapter.ask(Question("megatron", {}, {"tp_size": 0})).valid is False

    class Strict(_Engine):
        def call(self, request: dict[str, Any]) -> dict[str, Any]:
            return {"kind": "error", "code": "input.type", "path": "/facts/config", "message": ""}

    with pytest.raises(ValueError, match="cannot read"):
        Adapter(Strict()).ask(QUESTION)  # type: ignore[arg-type]
