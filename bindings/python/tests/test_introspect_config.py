"""Configs of any kind as plain data."""

from __future__ import annotations

import collections
import dataclasses
import enum
import json
import math
from types import SimpleNamespace
from typing import Any

import pytest
from looking import Plain, Style, facts

from meshwise._engine import ask as _ask


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
        ({"f": print, "o": Style()}, {"f": {"$opaque": "builtin_function_or_method"}, "o": {"$opaque": "looking.Style"}}),
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
