"""The corner of the limits: what lies within each of them, and at many together, three times in one instance.

It is answered, or refused with a code, and the same each time; it never crashes. ``tests/corner_test.go`` and
``bindings/js/tests/corner.test.js`` ask their hosts the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from conftest import ROOT

from meshwise._engine import module
from meshwise._engine.instance import FUEL, Instance

CASES = json.loads((ROOT / "tests" / "corner" / "cases.json").read_text(encoding="utf-8"))
spent: dict[str, int] = {}


@pytest.fixture(scope="module")
def compiled() -> Iterator[Any]:
    yield module.compiled(module.packaged(), module.THOROUGH)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_it_is_answered_or_refused(compiled: Any, case: dict[str, Any]) -> None:
    parts = [case, *case.get("then", [])]
    request = (case["prefix"] + "".join(part["repeat"] * part["times"] + part["suffix"] for part in parts)).encode()
    instance = Instance(compiled)  # and no engine, which would ask a second time on a fresh one
    first = instance.exchange(request)
    answer = json.loads(first)
    assert answer["kind"] == "verdicts" or answer["code"].startswith(("input.", "answer.")), first[:200]
    for _ in range(case.get("asked", 3) - 1):  # what takes half a minute is asked once
        assert instance.exchange(request) == first
    spent[case["name"]] = instance.spent


def test_fuel_is_for_what_never_ends() -> None:
    """Runs after the above: the dearest of them leaves most of it, whatever the machine is busy with."""
    assert len(spent) == len(CASES)
    assert max(spent.values()) < FUEL // 4, spent
