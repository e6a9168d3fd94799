"""Whatever is done to a model, an answer that is kept is the one that a fresh look would give."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import model_likes
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import meshwise

PROPERTIES = [name for name in dir(meshwise.ModelSupports) if name.startswith("supports_")] + ["is_custom_model", "mtp_enabled"]
noticed = 0


def answers(supports: Any) -> list[bool]:
    return [getattr(supports, name) for name in PROPERTIES]


def attributes(model: Any) -> list[tuple[str, Any]]:
    """What a model of model_likes was given: on its class, and itself."""
    of_torch = {"training", "__weakref__", "__dict__", "__module__", "__doc__"}
    found = {**vars(type(model)), **vars(model)}
    return sorted(((name, value) for name, value in found.items() if name not in of_torch), key=lambda item: item[0])


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None)
@given(spec=model_likes.models, other=model_likes.models, sizes=model_likes.meshes, data=st.data())
def _hold_against_fresh_looks(torch: Any, spec: Any, other: Any, sizes: dict[str, int], data: Any) -> None:
    global noticed
    model, donor = (model_likes.build(one, (torch.nn.Module,)) for one in (spec, other))
    supports = meshwise.supports(model, SimpleNamespace(**sizes))
    for _ in range(20):  # often enough that each capability watches what decides it, and nothing else
        before = answers(supports)
    for _ in range(4):
        name, value = data.draw(st.sampled_from(attributes(donor)))
        if name.startswith("_") and name in vars(torch.nn.Module()):
            continue
        if data.draw(st.booleans()):
            setattr(type(model), name, value)
        else:
            vars(model)[name] = value
        after = answers(supports)
        assert after == answers(meshwise.supports(model, SimpleNamespace(**sizes))), (name, value)
        noticed += after != before
        before = after


def test_kept_answers_are_those_of_fresh_looks(torch: Any) -> None:
    _hold_against_fresh_looks(torch)
    assert noticed > 20, "some of the changes have to change an answer"


def test_a_registration_is_noticed(torch: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    class Registered(torch.nn.Module):  # type: ignore[misc]
        pass

    supports = meshwise.supports(model := Registered())
    for _ in range(20):
        assert not supports.tp
    meshwise.register_tp_plan(type(model))
    assert supports.tp
