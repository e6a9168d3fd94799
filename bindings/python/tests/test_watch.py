"""What a look depended on is watched: a change is noticed, and an unchanged model costs neither a look nor an engine call."""

from __future__ import annotations

import collections
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

import meshwise
from meshwise._engine import ask as _ask
from meshwise._model.look import Look

PROPERTIES = [name for name in dir(meshwise.ModelSupports) if name.startswith("supports_")] + ["is_custom_model", "mtp_enabled"]


class Plain:
    def forward(self, x: Any) -> Any:
        return x


def changed_by(model: Any, change: Callable[[Any], None]) -> bool:
    look = Look(model)
    assert look.watch.unchanged(model)
    change(model)
    return not look.watch.unchanged(model)


def set_to(name: str, value: Any) -> Callable[[Any], None]:
    return lambda model: setattr(model, name, value)


def observed() -> Any:
    class Observed(Plain):
        _supports_sdpa = True
        _packed_cp_attn_backends = ["te"]  # noqa: RUF012

        class ModelCapabilities:
            supports_thd = False

    class Config:
        model_type = "one"

        def __init__(self) -> None:
            self.heads = 4

    model: Any = Observed()
    model.other = Config()
    model.config = SimpleNamespace(heads=8, layer_types=["full"], text_config=SimpleNamespace(heads=4), rope={"theta": 1})
    model.config.inner = model.other
    model.backend = SimpleNamespace(attn="te")
    model._tp_plan = {"layers": "colwise"}
    return model


CHANGES: dict[str, Callable[[Any], None]] = {
    "an attribute of the instance": set_to("_tp_plan", None),
    "a new attribute": set_to("_owns_cp_attention", True),
    "an attribute of the class": lambda m: setattr(type(m), "_supports_sdpa", False),
    "a new attribute of the class": lambda m: setattr(type(m), "_pp_plan", {"a": "b"}),
    "an attribute of a base": lambda m: setattr(type(m).__mro__[1], "generate", print),
    "the attention backend": lambda m: setattr(m.backend, "attn", "flex"),
    "another backend": set_to("backend", SimpleNamespace(attn="te")),
    "an entry of a plan": lambda m: m._tp_plan.update({"layers": "rowwise"}),
    "a list of the class": lambda m: m._packed_cp_attn_backends.append("magi"),
    "a field of the config": lambda m: setattr(m.config, "heads", 9),
    "a new field of the config": lambda m: setattr(m.config, "sliding_window", 9),
    "an entry in the config": lambda m: m.config.rope.update(theta=2),
    "an item in the config": lambda m: m.config.layer_types.append("sliding"),
    "a config in the config": lambda m: setattr(m.config.text_config, "heads", 2),
    "the config": set_to("config", None),
    "forward": lambda m: setattr(m, "forward", lambda **kwargs: None),
    "the class": lambda m: setattr(m, "__class__", type("Other", (type(m),), {})),
    "a registration": lambda m: meshwise.register_tp_plan(type(m)) and None,
    "a class of the config": lambda m: setattr(type(m.other), "model_type", "other"),
    "what the class declares": lambda m: setattr(type(m).ModelCapabilities, "supports_thd", True),
    "another declaration": lambda m: setattr(type(m), "get_capabilities", classmethod(lambda cls, config: None)),
    "gradient checkpointing": lambda m: setattr(type(m), "supports_gradient_checkpointing", True),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_is_noticed(what: str) -> None:
    try:
        assert changed_by(observed(), CHANGES[what])
    finally:
        if "generate" in Plain.__dict__:
            del Plain.generate  # type: ignore[attr-defined]


def test_what_does_not_matter_is_no_change() -> None:
    assert not changed_by(observed(), set_to("step", 7))


@pytest.mark.parametrize("kind", [collections.OrderedDict, collections.UserDict])
def test_a_container_of_another_kind_is_read_each_time(kind: Any) -> None:
    model = Plain()
    model._tp_plan = kind(a="b")  # type: ignore[attr-defined]
    supports = meshwise.supports(model)
    assert supports.tp
    model._tp_plan.clear()  # type: ignore[attr-defined]
    assert not supports.tp


def test_a_sweep_keeps_nothing() -> None:
    supports = meshwise.supports(observed())
    for size in range(1, 200):
        supports.check(dp=size)
    assert len(supports._live._seen.verdicts) <= 64  # type: ignore[union-attr]


def test_a_property_is_read_each_time() -> None:
    class Computed(Plain):
        sdpa = True

        @property
        def _supports_sdpa(self) -> bool:
            return self.sdpa

    model = Computed()
    supports = meshwise.supports(model)
    assert supports.cp
    model.sdpa = False
    assert not supports.cp


class Counting:
    """Computes at each reading, and takes no assignment."""

    def __get__(self, obj: Any, owner: Any) -> Any:
        return None if obj is None else obj.sdpa


def test_another_descriptor_is_read_each_time() -> None:
    class Computed(Plain):
        _supports_sdpa = Counting()
        sdpa = True

    model = Computed()
    supports = meshwise.supports(model)
    assert supports.cp
    model.sdpa = False
    assert not supports.cp


def test_an_unchanged_model_costs_no_engine_call(monkeypatch: pytest.MonkeyPatch) -> None:
    model = observed()
    supports = meshwise.supports(model)
    assert supports.tp and supports.check(tp=2).valid is None
    meshwise.check(model, tp=2)
    asked: list[bytes] = []
    monkeypatch.setattr(_ask, "send", lambda request: asked.append(request))
    assert supports.tp and supports.cp and supports.check(tp=2).valid is None
    meshwise.check(model, tp=2)
    model.config.heads = 7
    model.config.heads = 8
    assert supports.tp and asked == []


def test_a_capability_that_is_read_often_watches_what_decides_it(monkeypatch: pytest.MonkeyPatch) -> None:
    model = observed()
    supports = meshwise.supports(model)
    for _ in range(20):
        assert supports.tp
    monkeypatch.setattr(_ask, "send", lambda request: pytest.fail("the engine was asked"))
    looked: list[object] = []
    monkeypatch.setattr(Look, "__init__", lambda self, model: looked.append(model))
    model.config.heads = 9  # which does not matter to a plan
    assert supports.tp and not looked


@pytest.mark.parametrize("what", CHANGES)
def test_a_capability_that_is_read_often_follows_every_change(what: str) -> None:
    model = observed()
    supports = meshwise.supports(model, {"cp": 2, "ep": 2})
    try:
        for _ in range(20):
            before = [getattr(supports, name) for name in PROPERTIES]
        assert before == [getattr(meshwise.supports(model, {"cp": 2, "ep": 2}), name) for name in PROPERTIES]
        CHANGES[what](model)
        after = [getattr(supports, name) for name in PROPERTIES]
        assert after == [getattr(meshwise.supports(model, {"cp": 2, "ep": 2}), name) for name in PROPERTIES]
    finally:
        if "generate" in Plain.__dict__:
            del Plain.generate  # type: ignore[attr-defined]


def replace(container: dict[Any, Any], content: dict[Any, Any]) -> None:
    container.clear()
    container.update(content)


def test_more_changes_are_noticed() -> None:
    """Beyond a value that is another: what is equal and not the same, what is gone, and what comes where nothing was."""
    changes: dict[str, Callable[[Any], None]] = {
        "an equal list": lambda m: setattr(m.config, "layer_types", list(m.config.layer_types)),
        "true for one": lambda m: setattr(m.config, "flag", 1),
        "a float for an integer": lambda m: setattr(m.config, "heads", 8.0),
        "the whole dict of a config": lambda m: setattr(m.other, "__dict__", {"heads": 5}),
        "an entry that is gone": lambda m: m.config.rope.clear(),
        "another key": lambda m: replace(m.config.rope, {"base": 1}),
        "a key of another kind": lambda m: replace(m.config.numbers, {True: "a"}),
    }
    for what, change in changes.items():
        model = observed()
        model.config.flag, model.config.numbers = True, {1: "a"}
        assert changed_by(model, change), what


def test_a_submodule_that_comes_where_nothing_was(torch: Any) -> None:
    for put in (
        lambda m: m.add_module("backend", torch.nn.Linear(1, 1)),
        lambda m: m.register_buffer("backend", torch.zeros(1)),
        lambda m: m.register_parameter("backend", torch.nn.Parameter(torch.zeros(1))),
    ):
        assert changed_by(torch.nn.Linear(1, 1), put)
