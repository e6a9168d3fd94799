"""What a model has of its own under a name that attaching gives: it is refused, and goes on as it was."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import likes
import pytest
import torch
from attaching import works
from torch import nn

import meshwise
from meshwise import capabilities

NAMES = ["supports", "supports_tp", "supports_gradient_checkpointing", "is_custom_model", "validate_for_mesh", "_supports"]


class Own(likes.Net):
    """Calls what it has under a name."""

    def __init__(self, name: str, value: Any) -> None:
        super().__init__()
        self.name = name
        if isinstance(value, torch.Tensor) and not isinstance(value, nn.Parameter):
            self.register_buffer(name, value)
        else:
            setattr(self, name, value)

    def forward(self, x: torch.Tensor, **kwargs: Any) -> torch.Tensor:
        own = getattr(self, self.name)
        return super().forward(own(x) if callable(own) else x * own)


KINDS: dict[str, Callable[[], Any]] = {
    "submodule": lambda: nn.Linear(4, 4),
    "parameter": lambda: nn.Parameter(torch.full((4,), 3.0)),
    "buffer": lambda: torch.full((4,), 3.0),
    "attribute": lambda: lambda x: 2 * x,
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", KINDS)
def test_it_is_refused_and_still_works(kind: str, name: str) -> None:
    model = Own(name, KINDS[kind]())
    before = model(torch.ones(1, 4))
    for attach in (meshwise.attach, capabilities.attach_capabilities_and_validate):
        with pytest.raises(meshwise.InputError, match=f"Own has a {kind} called '{name}'") as refused:
            attach(model, {"tp": 2})
        assert (refused.value.code, refused.value.path) == ("input.name_taken", f"/{name}")
    assert type(model) is Own
    assert torch.equal(model(torch.ones(1, 4)), before)
    assert meshwise.check(model, tp=2).valid is not False, "what attaches nothing still answers"


@pytest.mark.parametrize("kind", KINDS)
def test_a_layer_that_comes_later_is_refused_the_next_time(kind: str) -> None:
    model = meshwise.attach(Own("extra", KINDS[kind]()))
    works(meshwise.attach(model))
    model.supports_more = KINDS[kind]()
    works(meshwise.attach(model))
    model._modules["supports_tp"] = nn.Linear(4, 4)
    with pytest.raises(meshwise.InputError, match="submodule called 'supports_tp'"):
        meshwise.attach(model)


@pytest.mark.parametrize("name", ["supporters", "support", "supports_nothing_that_is_given", "validate", "custom_model"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_name_that_is_like_them_hides_nothing(kind: str, name: str) -> None:
    model = Own(name, KINDS[kind]())
    before = model(torch.ones(1, 4))
    works(meshwise.attach(model))
    assert torch.equal(model(torch.ones(1, 4)), before)


def test_a_slot_is_refused_where_it_holds_something() -> None:
    class Slots(likes.Net):
        __slots__ = ("supports",)

    works(meshwise.attach(Slots()))
    model = Slots()
    model.supports = "mine"
    with pytest.raises(meshwise.InputError, match="attribute called 'supports'"):
        meshwise.attach(model)


def test_what_a_class_defines_is_replaced() -> None:
    class Declares(likes.Net):
        supports_gradient_checkpointing = True

        @property
        def supports_tp(self) -> bool:
            return False

    model = meshwise.attach(Declares())
    works(model)
    assert model.supports_tp and model.supports_gradient_checkpointing


@pytest.mark.parametrize("name", NAMES[:-1])
@pytest.mark.parametrize("kind", ["method", "classmethod", "staticmethod", "of a base", "descriptor"])
def test_a_method_of_the_class_is_refused_and_still_called(kind: str, name: str) -> None:
    class Descriptor:
        def __get__(self, model: Any, cls: type) -> Any:
            return torch.neg

    members = {
        "method": lambda self, x: -x,
        "of a base": lambda self, x: -x,
        "classmethod": classmethod(lambda cls, x: -x),
        "staticmethod": staticmethod(lambda x: -x),
        "descriptor": Descriptor(),
    }

    def forward(self: Any, x: torch.Tensor, **kwargs: Any) -> torch.Tensor:
        return likes.Net.forward(self, getattr(self, name)(x))

    cls = type("Owns", (likes.Net,), {name: members[kind], "forward": forward})
    if kind == "of a base":
        cls = type("Owns", (cls,), {})
    model = cls()
    before = model(torch.ones(1, 4))
    for attach in (meshwise.attach, capabilities.attach_capabilities_and_validate):
        with pytest.raises(meshwise.InputError, match=f"Owns has a method called '{name}'") as refused:
            attach(model, {"tp": 2})
        assert (refused.value.code, refused.value.path) == ("input.name_taken", f"/{name}")
    assert type(model) is cls and torch.equal(model(torch.ones(1, 4)), before)


@pytest.mark.parametrize("name", ["supports", "validate_for_mesh"])
@pytest.mark.parametrize(("kind", "member"), [("property", property(lambda self: torch.neg)), ("attribute", 7)])
def test_what_a_class_cannot_mean_as_a_declaration_is_refused(kind: str, member: Any, name: str) -> None:
    model = type("Owns", (likes.Net,), {name: member})()
    with pytest.raises(meshwise.InputError, match=f"Owns has a {kind} called '{name}'"):
        meshwise.attach(model)


def test_methods_of_transformers_and_nemo_automodel_are_replaced() -> None:
    def of_the_field(self: Any) -> bool:
        raise AssertionError("it is replaced")

    for module in ("transformers.models.new.modeling_new", "nemo_automodel.components.models.new"):
        cls = type("New", (likes.Net,), {"supports_tp": of_the_field, "supports": property(of_the_field), "__module__": module})
        works(meshwise.attach(cls()))
        works(meshwise.attach(meshwise.attach(type("Mine", (cls,), {})())))


def test_what_a_class_of_transformers_sets_on_its_instances_is_replaced(torch: Any) -> None:
    """TimmWrapperModel sets supports_gradient_checkpointing, which PreTrainedModel defines."""
    import transformers

    class Sets(transformers.PreTrainedModel):  # type: ignore[misc]
        config_class = transformers.PretrainedConfig

        def __init__(self) -> None:
            super().__init__(transformers.PretrainedConfig())
            self.supports_gradient_checkpointing = True

    model = meshwise.attach(Sets())
    assert model.supports_gradient_checkpointing is False, "the classes say it, as for the original"
    other = Sets()
    other.supports_gradient_checkpointing = nn.Linear(1, 1)
    with pytest.raises(meshwise.InputError, match="submodule"):
        meshwise.attach(other)


def test_a_model_that_the_original_attached() -> None:
    from nemo_automodel._transformers import capabilities as original

    model = original.attach_capabilities_and_validate(likes.Net(), None)
    assert model.supports_tp
    works(meshwise.attach(model))
