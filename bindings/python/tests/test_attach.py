"""An attached model stays an ordinary model: everything that people do with one, on real torch."""

from __future__ import annotations

import copy
import gc
import inspect
import io
import os
import pickle
import weakref
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import likes
import pytest
import torch
from attaching import attached, works
from scripts import run

import meshwise
from meshwise import capabilities


def test_names_stay() -> None:
    model = likes.Net()
    cls = type(model)
    assert attached(model) is model
    assert isinstance(model, likes.Net) and type(model) is not cls
    for name in ("__name__", "__qualname__", "__module__", "__doc__"):
        assert getattr(type(model), name) == getattr(cls, name)
    assert meshwise.facts(model)["class"] == meshwise.facts(likes.Net())["class"]
    assert inspect.signature(type(model).forward) == inspect.signature(cls.forward)
    assert "supports" not in vars(cls) and not hasattr(likes.Net(), "supports")
    works(model)


def test_twice_attaches_nothing_new() -> None:
    model = attached()
    cls = type(model)
    assert type(attached(model)) is cls
    assert type(attached()) is cls, "models of one class share one subclass"
    with pytest.raises(ValueError, match="Unsupported configuration for Net:"):
        capabilities.attach_capabilities_and_validate(model, SimpleNamespace(pp_size=2))
    assert type(model) is cls


def test_no_mesh_checks_nothing() -> None:
    model = capabilities.attach_capabilities_and_validate(likes.Net(), None)
    model.validate_for_mesh()
    assert model.supports.cp_size == 1


def test_the_mesh_is_remembered() -> None:
    model = attached()
    assert (model.supports.tp_size, model.supports.cp_size) == (2, 2)
    assert model.supports_sequence_packing and not model.supports_cp_with_sequence_packing
    copied = copy.deepcopy(model)
    assert copied.supports.cp_size == 2 and not copied.supports_cp_with_sequence_packing


def test_answers_follow_the_model() -> None:
    model = attached()
    assert model.supports_cp
    model.backend = SimpleNamespace(attn="flex")
    assert not model.supports_cp
    model.backend.attn = "te"
    assert model.supports_cp
    model._tp_plan = {}
    assert not model.supports_tp


@pytest.mark.parametrize("how", ["deepcopy", "copy", "pickle", "pickle in Python", "torch.save"])
def test_copies(how: str) -> None:
    model = attached()
    model.supports.report  # noqa: B018
    if how == "deepcopy":
        twin = copy.deepcopy(model)
    elif how == "copy":
        twin = copy.copy(model)
    elif how == "torch.save":
        buffer = io.BytesIO()
        torch.save(model, buffer)
        buffer.seek(0)
        twin = torch.load(buffer, weights_only=False)
    else:
        dumps = pickle.dumps if how == "pickle" else pickle._dumps  # type: ignore[attr-defined]
        twin = pickle.loads(dumps(model))
    assert twin is not model and type(twin) is type(model)
    assert model.supports._model is model
    works(twin)
    works(model)
    for name, weight in model.state_dict().items():
        assert torch.equal(twin.state_dict()[name], weight)
    if how != "copy":
        twin._tp_plan = {}
        assert model.supports_tp and not twin.supports_tp


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_every_protocol(protocol: int) -> None:
    works(pickle.loads(pickle.dumps(attached(), protocol)))


def test_a_class_that_copies_in_its_own_way() -> None:
    model = attached(likes.Copies(4))
    for twin in (copy.deepcopy(model), pickle.loads(pickle.dumps(model))):
        assert type(twin) is type(model) and twin.width == 4
        works(twin)


def test_state_dict_is_as_before() -> None:
    model = likes.Net()
    before = list(model.state_dict())
    attached(model)
    assert list(model.state_dict()) == before
    model.load_state_dict(likes.Net().state_dict())
    works(model)
    assert not [name for name, _ in model.named_modules() if "support" in name]


def test_detach_leaves_nothing() -> None:
    model = likes.Net()
    before = set(vars(model))
    attached(model).supports.report  # noqa: B018
    assert meshwise.detach(model) is model
    assert type(model) is likes.Net and set(vars(model)) == before
    out = run(
        """
        import io, sys, torch
        sys.modules["meshwise"] = None  # as where it is not installed
        model = torch.load(sys.argv[1] if len(sys.argv) > 1 else __import__("os").environ["MODEL"], weights_only=False)
        print(type(model).__name__)
        """,
        MODEL=_saved(model),
        PYTHONPATH=str(Path(__file__).parent),
    )
    assert out.strip() == "Net"


def _saved(model: Any) -> str:
    import tempfile

    path = os.path.join(tempfile.mkdtemp(), "model.pt")
    torch.save(model, path)
    return path


def test_hooks_do_not_hear_of_it() -> None:
    class Labelled(likes.Hooked, label="mine"):
        pass

    heard = list(likes.Hooked.heard)
    works(attached(Labelled()))
    assert likes.Hooked.heard == heard
    made = list(likes.Meta.made)
    works(attached(likes.Metaclassed()))
    assert likes.Meta.made == made and type(attached(likes.Metaclassed())).__class__ is likes.Meta


@pytest.mark.parametrize("kind", [likes.Forwarding, likes.Guarded, likes.SlottedNet, likes.Equal])
def test_unusual_classes(kind: type) -> None:
    model = attached(kind())
    works(model)
    if kind is likes.Forwarding:
        assert model.answer == 42
        with pytest.raises(AttributeError, match="nobody"):
            model.nobody  # noqa: B018


def test_no_module_at_all() -> None:
    model = capabilities.attach_capabilities_and_validate(likes.Slotted(), None)
    assert model.supports_tp is False and isinstance(model, likes.Slotted)
    with pytest.raises(meshwise.MeshError):
        model.validate_for_mesh(SimpleNamespace(tp_size=2))


def test_nothing_keeps_a_model_alive() -> None:
    gc.collect()
    gc.disable()
    try:
        model = attached()
        supports = model.supports
        assert supports.report and supports.check(tp=2) is not None and model.supports_cp
        dead = weakref.ref(model)
        weight = weakref.ref(model.layer)
        del model
        assert dead() is None and weight() is None, "without any garbage collection"
    finally:
        gc.enable()
    with pytest.raises(ReferenceError, match="no longer exists"):
        supports.supports_tp  # noqa: B018


def test_the_subclass_goes_with_its_class() -> None:
    class Passing(likes.Net):
        pass

    attached(Passing())
    dead = weakref.ref(Passing)
    del Passing
    gc.collect()
    assert dead() is None
