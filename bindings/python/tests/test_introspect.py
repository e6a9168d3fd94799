"""The introspector: what it sees of objects that are not as they should be, and that it sees when they change."""

from __future__ import annotations

import collections
import dataclasses
import enum
import json
import math
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock, Mock

import pytest

import meshwise
from meshwise import _ask, _plain
from meshwise._introspect import Look
from meshwise._probes import probes


def facts(model: Any) -> dict[str, Any]:
    return Look(model).facts


class Plain:
    def forward(self, x: Any) -> Any:
        return x


def test_every_probe_is_looked_at() -> None:
    assert list(facts(Plain())) == [probe.fact for probe in probes()]


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


class Style:
    pass


@pytest.mark.parametrize(
    ("plan", "seen"),
    [
        ({}, {}),
        ({"layers.*": "colwise"}, {"layers.*": "colwise"}),
        ({"layers.*": Style()}, {"layers.*": {"$opaque": f"{__name__}.Style"}}),
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


class Colour(enum.Enum):
    RED = "red"
    OBJECT = object()


def config_of(config: Any) -> Any:
    model = Plain()
    model.config = config  # type: ignore[attr-defined]
    found = facts(model)
    answer = _ask.ask("capabilities", facts=found)
    assert answer["kind"] == "report"
    return found["config"]


@dataclasses.dataclass
class Inner:
    heads: int = 4


class Derived:
    model_type = "derived"
    _private = 1

    def __init__(self) -> None:
        self.layers = 2

    @property
    def layers_block_type(self) -> list[str]:
        return ["M"] * self.layers

    @property
    def broken(self) -> int:
        raise ValueError

    def method(self) -> None: ...


class SaysItself:
    shared = "not said, so not part of it"

    def __init__(self) -> None:
        self.inner, self.heads = Derived(), 8

    def to_dict(self) -> dict[str, Any]:
        return {"heads": self.heads, "inner": {"layers": 2}}


class SaysMore(SaysItself):
    attr_of_class = 3


@pytest.mark.parametrize(
    ("config", "seen"),
    [
        ({"a": {"b": (1, 2)}}, {"a": {"b": [1, 2]}}),
        (SimpleNamespace(a=1, _b=2), {"a": 1}),
        (Inner(), {"heads": 4}),
        (SimpleNamespace(text_config=Inner(2)), {"text_config": {"heads": 2}}),
        (Derived(), {"layers": 2, "model_type": "derived", "layers_block_type": ["M", "M"]}),
        (SaysItself(), {"heads": 8, "inner": {"layers": 2, "model_type": "derived", "layers_block_type": ["M", "M"]}}),
        ({"c": Colour.RED, "o": Colour.OBJECT}, {"c": "red", "o": "OBJECT"}),
        ({"f": print, "o": Style()}, {"f": {"$opaque": "builtin_function_or_method"}, "o": {"$opaque": f"{__name__}.Style"}}),
        ({1: 1, "1": 2}, {"1": 1}),
        (collections.OrderedDict(a=collections.UserList([1])), {"a": [1]}),
        ({"s": {"b", "a"}, "b": b"x"}, {"s": ["a", "b"], "b": {"$opaque": "bytes"}}),
        ({"s": "\udc00"}, {"s": "\ufffd"}),
        ("llama", {"$opaque": "str"}),
        (Style, {"$opaque": "type"}),
    ],
)
def test_configs(config: Any, seen: Any) -> None:
    assert config_of(config) == seen


def test_more_than_a_config_says_of_itself() -> None:
    assert config_of(SaysMore())["attr_of_class"] == 3


def test_numbers_that_are_not_finite_are_kept_in_a_config() -> None:
    found = config_of({"limits": [0.0, math.inf], "n": math.nan})
    assert found["limits"] == [0.0, math.inf] and math.isnan(found["n"])


def test_a_config_that_fails_to_say_itself() -> None:
    class Fails:
        def to_dict(self) -> dict[str, Any]:
            raise OSError("no")

    assert config_of(Fails()) == {"$raised": "OSError"}


def test_numpy_and_torch_values(torch: Any) -> None:
    import numpy

    found = config_of({"heads": numpy.int64(8), "eps": numpy.float64(0.5), "dtype": torch.bfloat16, "d": torch.device("cpu")})
    assert found == {"heads": 8, "eps": 0.5, "dtype": "bfloat16", "d": {"$opaque": "torch.device"}}


def test_what_contains_itself_or_is_without_end() -> None:
    loop: dict[str, Any] = {}
    loop["again"] = loop
    assert config_of(loop) == {"again": {"$opaque": "dict"}}
    deep: Any = 1
    for _ in range(200):
        deep = [deep]
    assert "$opaque" in json.dumps(config_of({"deep": deep}))
    assert config_of({"wide": list(range(200_000))}) == {"wide": {"$opaque": "list"}}
    assert config_of({str(n): list(range(15_000)) for n in range(12)})["11"] == {"$opaque": "list"}


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


def test_plain_names_of_types() -> None:
    assert _plain.type_name(int) == "int"
    assert _plain.type_name(Style) == f"{__name__}.Style"
