"""The introspector: what it sees of objects that are not as they should be."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock, Mock

import pytest
from looking import Plain, facts

import meshwise
from meshwise._engine import ask as _ask
from meshwise._model.look import Look
from meshwise._model.probes import probes


def test_every_probe_is_looked_at() -> None:
    assert list(Look(Plain(), counts=True).facts) == [probe.fact for probe in probes()]


def test_a_plain_object_has_nothing() -> None:
    found = facts(Plain())
    assert found["class"]["name"] == "Plain" and found["class"]["mro"][-1] == "builtins.object"
    assert found["forward"] == {"parameters": ["x"], "var_keyword": False}
    assert found["backend"] is False and found["registry.tp_plan"] is False
    for name in ("_tp_plan", "generate", "declared", "config", "supports_gradient_checkpointing", "mtp_config.enabled"):
        assert found[name] is None


class Raises(Plain):
    @property
    def _tp_plan(self) -> Any:
        raise RuntimeError("half built")

    @property
    def config(self) -> Any:
        raise AttributeError("not yet")

    @property
    def backend(self) -> Any:
        raise KeyError("x")


def test_properties_that_raise() -> None:
    found = facts(Raises())
    assert found["_tp_plan"] == {"$raised": "RuntimeError"}
    assert found["config"] is None, "an AttributeError says that it is not there"
    assert found["backend"] == found["backend.attn"] == {"$raised": "KeyError"}


def test_an_interrupt_is_not_swallowed() -> None:
    class Interrupted(Plain):
        @property
        def _tp_plan(self) -> Any:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        facts(Interrupted())


@pytest.mark.parametrize("make", [MagicMock, Mock])
def test_mocks_are_opaque(make: Callable[[], Any]) -> None:
    found = facts(make())
    assert found["_tp_plan"]["$opaque"].startswith("unittest.mock.")
    assert found["config"]["$opaque"].startswith("unittest.mock.")
    assert found["_supports_sdpa"]["$opaque"].startswith("unittest.mock.")
    assert _ask.ask("capabilities", facts=found)["kind"] == "report"


def test_a_custom_getattr_is_asked() -> None:
    class Forwards(Plain):
        def __getattr__(self, name: str) -> Any:
            if name == "_supports_sdpa":
                return True
            raise AttributeError(name)

    assert facts(Forwards())["_supports_sdpa"] is True


def test_slots() -> None:
    class Slotted:
        __slots__ = ("config", "_supports_sdpa")

        def forward(self, **kwargs: Any) -> None: ...

    model = Slotted()
    model._supports_sdpa = True
    found = facts(model)
    assert found["_supports_sdpa"] is True and found["config"] is None
    assert found["forward"] == {"parameters": [], "var_keyword": True}


def test_own_passes_over_properties() -> None:
    class Base(Plain):
        supports_gradient_checkpointing = True

    class Middle(Base):
        @property
        def supports_gradient_checkpointing(self) -> bool:  # type: ignore[override]
            return False

    assert facts(Middle())["supports_gradient_checkpointing"] is True
    model = Base()
    model.supports_gradient_checkpointing = False
    assert facts(model)["supports_gradient_checkpointing"] is True, "an attribute of the instance does not count"


def test_declarations() -> None:
    class Static(Plain):
        class ModelCapabilities:
            supports_tp = True
            supports_thd = 0

    class Dynamic(Plain):
        config: Any = None

        @classmethod
        def get_capabilities(cls, config: Any) -> Any:
            return SimpleNamespace(supports_ep=config["experts"] > 0)

    class Nearest(Static):
        get_capabilities = Dynamic.__dict__["get_capabilities"]

    class Both(Static):
        class ModelCapabilities:
            pass

        get_capabilities = Dynamic.__dict__["get_capabilities"]

    class Fails(Plain):
        class ModelCapabilities:
            def __init__(self) -> None:
                raise RuntimeError

    assert facts(Static())["declared"] == {"source": "static", "values": {"supports_thd": False, "supports_tp": True}}
    assert facts(Dynamic())["declared"] == {"source": "dynamic", "values": None}
    model = Dynamic()
    model.config = {"experts": 8}
    assert facts(model)["declared"] == {"source": "dynamic", "values": {"supports_ep": True}}
    assert facts(Nearest())["declared"]["source"] == "dynamic"
    assert facts(Both())["declared"] == {"source": "conflict", "values": None}
    assert facts(Fails())["declared"] == {"$raised": "RuntimeError"}


def test_forward_that_cannot_be_introspected() -> None:
    model = Plain()
    model.forward = 3  # type: ignore[assignment,method-assign]
    assert facts(model)["forward"] == {"$opaque": "int"}
    model.forward = max  # type: ignore[assignment,method-assign]
    assert facts(model)["forward"]["$opaque"] == "builtin_function_or_method"


def test_registries() -> None:
    class Mine(Plain):
        pass

    assert facts(Mine())["registry.tp_plan"] is False
    assert meshwise.register_tp_plan(Mine) is Mine
    meshwise.register_custom_model("Mine")
    found = facts(Mine())
    assert found["registry.tp_plan"] is True and found["registry.custom_model"] is True
    assert meshwise.supports(Mine()).tp and meshwise.supports(Mine()).is_custom_model


def test_nothing_is_run_and_nothing_imported(torch: Any) -> None:
    import sys

    class Guarded(torch.nn.Module):  # type: ignore[misc]
        def forward(self, x: Any) -> Any:
            raise AssertionError("the model was run")

    before = set(sys.modules)
    model = Guarded()
    model.weight = torch.nn.Parameter(torch.empty(1 << 20, device="meta"))
    meshwise.check(model, tp=2)
    assert {name for name in set(sys.modules) - before if not name.startswith("meshwise")} == set()
