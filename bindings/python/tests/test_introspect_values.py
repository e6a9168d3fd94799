"""Values and plans of live models as plain data."""

from __future__ import annotations

import enum
import math
from typing import Any

import pytest
from looking import Plain, Style, facts

from meshwise._engine import ask as _ask
from meshwise._model import classes


@pytest.mark.parametrize(
    ("value", "seen"),
    [
        (True, True),
        (None, None),
        (1, 1),
        ("te", "te"),
        (1.5, 1.5),
        (math.nan, {"$opaque": "float"}),
        (math.inf, {"$opaque": "float"}),
        (1 << 70, {"$opaque": "int"}),
        (["te", 1], ["te", 1]),
        (("te",), ["te"]),
        (frozenset({"b", "a"}), ["a", "b"]),
        ([{}], {"$opaque": "list"}),
        ({object()}, {"$opaque": "set"}),
        ({}, {"$opaque": "dict"}),
        (object(), {"$opaque": "object"}),
        (b"te", {"$opaque": "bytes"}),
        ("half \ud800 pair", "half \ufffd pair"),
        ("\ud83d\ude00", "\U0001f600"),
        ("x" * 70_000, {"$opaque": "str"}),
        (enum.Enum("Backend", [("TE", "te")], type=str).TE, "te"),  # type: ignore[attr-defined]
    ],
)
def test_values(value: Any, seen: Any) -> None:
    model = Plain()
    model._packed_cp_attn_backends = value  # type: ignore[attr-defined]
    found = facts(model)["_packed_cp_attn_backends"]
    assert found == seen and type(found) is type(seen)
    assert _ask.ask("capabilities", facts=facts(model))["kind"] == "report"


@pytest.mark.parametrize(
    ("plan", "seen"),
    [
        ({}, {}),
        ({"layers.*": "colwise"}, {"layers.*": "colwise"}),
        ({"layers.*": Style()}, {"layers.*": {"$opaque": "looking.Style"}}),
        ({"layers": (["x"], ["y"])}, {"layers": [["x"], ["y"]]}),
        ({1: math.nan}, {"1": {"$opaque": "float"}}),
        ("auto", {"$opaque": "str"}),
        (lambda: None, {"$opaque": "function"}),
    ],
)
def test_plans(plan: Any, seen: Any) -> None:
    model = Plain()
    model._tp_plan = plan  # type: ignore[attr-defined]
    assert facts(model)["_tp_plan"] == seen
    assert _ask.ask("capabilities", facts=facts(model))["kind"] == "report"


def test_plain_names_of_types() -> None:
    assert classes.type_name(int) == "int"
    assert classes.type_name(Style) == "looking.Style"
