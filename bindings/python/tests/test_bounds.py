"""Live objects without end, in knots, slow or hostile: an honest observation or a coded error, after bounded work.

Nothing is timed: what is read counts its readings, and what has no end would not come back at all.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock, NonCallableMagicMock

import pytest
from looking import Plain, facts

import meshwise
from meshwise._engine import ask as _ask
from meshwise._engine.engine import Engine
from meshwise._model.budget import MOST, VALUE, Budget, Spent
from meshwise._model.plain import Reader

MOST_TAKEN = 25_000  # of one container: 16,384, and what is read ahead


class Counted:
    """What is read one after the other, and counts how often."""

    def __init__(self) -> None:
        self.read = 0

    def __len__(self) -> int:
        return 3

    def forever(self) -> Iterator[int]:
        for n in itertools.count():
            self.read += 1
            yield n


class EndlessMapping(Counted, Mapping[Any, Any]):
    def __iter__(self) -> Iterator[Any]:
        return self.forever()

    def __getitem__(self, key: Any) -> Any:
        return 1


class EndlessSequence(Counted, Sequence[Any]):
    def __getitem__(self, n: Any) -> Any:
        self.read += 1
        return n


class EndlessSet(Counted, AbstractSet):  # type: ignore[type-arg]
    def __iter__(self) -> Iterator[Any]:
        return self.forever()

    def __contains__(self, item: object) -> bool:
        return True


class EndlessList(list[Any]):
    read = 0

    def __iter__(self) -> Iterator[Any]:
        for n in itertools.count():
            EndlessList.read += 1
            yield n


def model_with(**attributes: Any) -> Any:
    model = Plain()
    model.__dict__.update(attributes)
    return model


def is_answered(found: dict[str, Any]) -> dict[str, Any]:
    """The engine takes it as it is."""
    assert _ask.ask("capabilities", facts=found, catalogue=False)["kind"] == "report"
    return found


ENDLESS: list[Callable[[], Any]] = [EndlessMapping, EndlessSequence, EndlessSet, lambda: EndlessList([1])]


@pytest.mark.parametrize("make", ENDLESS)
@pytest.mark.parametrize("place", ["_tp_plan", "_packed_cp_attn_backends", "config", "in the config", "of the class"])
def test_what_has_no_end_is_not_read_to_it(make: Callable[[], Any], place: str) -> None:
    endless = make()
    config: Any = {"heads": 8, "endless": endless} if place == "in the config" else endless
    if place == "of the class":
        config = type("Config", (), {"heads": 8, "endless": endless})()
    name = place if place.startswith("_") else "config"
    EndlessList.read = 0
    found = is_answered(facts(model_with(**{name: endless if name != "config" else config})))
    assert endless.read <= MOST_TAKEN
    if place == "in the config":
        assert set(found["config"]) == {"heads", "endless"} and "$opaque" in found["config"]["endless"]
    elif place == "of the class":
        assert found["config"] == {"heads": 8}
    else:
        assert "$opaque" in found[name] or found[name] == {"read": 0}, "an object of attributes is read as a config"


def test_configs_that_refer_to_each_other_are_read_once_each() -> None:
    """A chain in which each refers to the next one twice has 2^60 ways through it."""
    reads: list[str] = []

    class Config:
        def __init__(self, name: str) -> None:
            self.name = name

        @property
        def computed(self) -> int:
            reads.append(self.name)
            return 1

    config: Any = Config("last")
    for n in range(60):
        above: Any = Config(str(n))
        above.left = above.right = config
        config = above
    found = is_answered(facts(model_with(config=config)))
    assert found["config"]["left"] == found["config"]["right"] or "$opaque" in found["config"]["right"]
    assert found["config"]["name"] == "59" and len(reads) == len(set(reads)) <= 61
    assert len(json.dumps(found)) < 2 * MOST


def test_a_ring_of_configs() -> None:
    one, two = SimpleNamespace(name="one"), SimpleNamespace(name="two")
    one.other, two.other = two, one
    found = is_answered(facts(model_with(config=one)))
    assert found["config"] == {
        "name": "one",
        "other": {"name": "two", "other": {"$opaque": "types.SimpleNamespace"}},
    }


def test_the_same_object_twice_is_there_twice() -> None:
    rope = {"theta": [1, 2]}
    assert facts(model_with(config={"a": rope, "b": rope}))["config"] == {"a": rope, "b": rope}


def test_a_property_is_read_once_a_look() -> None:
    class Slow(Plain):
        reads = 0

        @property
        def config(self) -> Any:
            Slow.reads += 1
            return SimpleNamespace(num_attention_heads=8, text_config=None)

        @property
        def _supports_sdpa(self) -> bool:
            Slow.reads += 100
            return True

    model = Slow()
    assert facts(model)["config"] == {"num_attention_heads": 8, "text_config": None}
    assert Slow.reads == 101


@pytest.mark.parametrize("value", ["x" * 50_000, ["x" * 100] * 600, {"k": "x" * 50_000}])
def test_every_character_counts(value: Any) -> None:
    """Each value alone is within the limits; all of them are 150 MB."""
    values = [json.loads(json.dumps(value)) for _ in range(3000)]
    for found in (
        facts(model_with(config={str(n): one for n, one in enumerate(values)})),
        facts(model_with(config=SimpleNamespace(many=values, heads=8))),
        facts(model_with(_tp_plan={str(n): one for n, one in enumerate(values)})),
    ):
        assert len(json.dumps(is_answered(found))) < 4 << 20


def test_what_was_not_read_is_not_taken_for_absent() -> None:
    found = is_answered(facts(model_with(config={"many": ["x" * 50_000] * 500, "num_attention_heads": 8})))
    assert len(found["config"]["many"]) == 500 and found["config"]["many"][-1] == {"$opaque": "str"}
    assert found["config"]["num_attention_heads"] == 8
    knot: Any = [[[[[1] * 9] * 9] * 9] * 9] * 9  # 59,049 values, and each list as often as it is there
    found = is_answered(facts(model_with(config={"knot": knot, "knots": [knot, knot], "num_attention_heads": 8})))
    assert found["config"] == {"$opaque": "dict"} or "$opaque" in json.dumps(found["config"]["knots"])


def test_a_budget() -> None:
    budget = Budget(3 * VALUE)
    assert budget.affords(3 * VALUE) and not budget.affords(3 * VALUE + 1)
    budget.take()
    with pytest.raises(Spent):
        budget.take(2 * VALUE + 1)
    assert Reader(Budget(2 * VALUE)).plain([1]) == [1]
    assert Reader(Budget(2 * VALUE - 1)).plain([1]) == {"$opaque": "list"}
    with pytest.raises(Spent):
        Reader(Budget(VALUE - 1)).plain([1])


class Hostile(type):
    """A metaclass that raises whatever its classes are asked."""

    def __getattribute__(cls, name: str) -> Any:
        raise RuntimeError(name)


class Lies:
    @property
    def __class__(self) -> Any:
        raise RuntimeError("of no class")


def hostile() -> Any:
    return type.__call__(Hostile("Nasty", (), {}))


class Unreadable(Mapping[str, Any]):
    def __getitem__(self, key: str) -> Any:
        raise OSError(key)

    def __iter__(self) -> Iterator[str]:
        raise OSError("no")

    def __len__(self) -> int:
        raise OSError("none")


@pytest.mark.parametrize("make", [hostile, Lies, Unreadable, MagicMock, NonCallableMagicMock])
@pytest.mark.parametrize("place", ["_tp_plan", "_supports_sdpa", "backend", "config", "in the config", "forward", "generate"])
def test_what_raises_whatever_it_is_asked(make: Callable[[], Any], place: str) -> None:
    if place == "in the config":
        found = is_answered(facts(model_with(config={"nasty": make(), "num_attention_heads": 8})))
        assert found["config"]["num_attention_heads"] == 8
        assert set(found["config"]["nasty"]) <= {"$opaque", "$raised"}
    else:
        is_answered(facts(model_with(**{place: make()})))


@pytest.mark.parametrize("make", [hostile, Lies, MagicMock, NonCallableMagicMock])
def test_a_model_that_raises_whatever_it_is_asked(make: Callable[[], Any]) -> None:
    model = make()
    is_answered(meshwise.facts(model))
    supports = meshwise.supports(model)
    assert (supports.tp, supports.pp) == (False, False)
    assert meshwise.check(model, tp=2).valid is not True


def test_a_declaration_whose_names_have_no_end() -> None:
    class Endless:
        def __dir__(self) -> Any:
            return itertools.count()

        supports_tp = True

    class Declares(Plain):
        config = {"a": 1}  # noqa: RUF012

        @classmethod
        def get_capabilities(cls, config: Any) -> Any:
            return Endless()

    assert facts(Declares())["declared"] == {"source": "dynamic", "values": {"supports_tp": True}}


@pytest.mark.parametrize("make", [EndlessMapping, Unreadable, lambda: {"k" * 70_000: 1}])
def test_a_config_that_is_too_much_is_an_error_by_name(make: Callable[[], Any]) -> None:
    with pytest.raises(meshwise.InputError) as refused:
        meshwise.check(make(), tp=2)
    assert refused.value.code in ("input.too_large", "input.wrong_type") and len(str(refused.value)) < 500


def test_facts_that_are_no_plain_data() -> None:
    assert meshwise.check({"_tp_plan": object(), "registry.tp_plan": False}, tp=2).valid is not True


class Explodes:
    @property
    def tp_size(self) -> int:
        raise RuntimeError("not yet")


@pytest.mark.parametrize(
    ("mesh", "code"),
    [
        (lambda: "tp=8," * 5_000_000, "input.string_too_long"),
        (lambda: "tp=" + "9" * 4000, "input.number_too_long"),
        (lambda: "tp=\udc00", "input.not_utf8"),
        (EndlessMapping, "input.too_many_values"),
        (Unreadable, "input.wrong_type"),
        (Explodes, "input.wrong_type"),
        (Lies, "input.wrong_type"),
        (lambda: {"tp": object()}, "input.wrong_type"),
        (lambda: {"layers_per_stage": [object()]}, "input.wrong_type"),
    ],
)
def test_meshes_that_are_too_much(mesh: Callable[[], Any], code: str) -> None:
    with pytest.raises(meshwise.InputError) as refused:
        meshwise.check({"num_attention_heads": 8}, mesh())
    assert refused.value.code == code and len(str(refused.value)) < 5000


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'{"a": "' + b"x" * (5 << 20) + b'"}', "input.too_large"),
        (b"[" * 200_000, "input.too_deep"),
        (b'{"a": ' + b"9" * 5000 + b"}", "input.number_too_long"),
        (b"\xff\xfe{", "input.not_utf8"),
        (b"{", "input.syntax"),
        (b"[]", "input.wrong_type"),
    ],
)
def test_a_file_is_measured_before_it_is_parsed(content: bytes, code: str, tmp_path: Path) -> None:
    file = tmp_path / "config.json"
    file.write_bytes(content)
    with pytest.raises(meshwise.InputError) as refused:
        meshwise.check(file, tp=2)
    assert refused.value.code == code


@pytest.mark.parametrize("name", ["x" * 5000, "a\0b", "no/such/file"])
def test_a_name_that_no_file_has(name: str) -> None:
    with pytest.raises(meshwise.InputError) as refused:
        meshwise.check(name, tp=2)
    assert refused.value.code == "input.missing_field" and len(str(refused.value)) < 500


def test_large_instances_are_not_kept_idle() -> None:
    """As in Go and JavaScript: the memory of WebAssembly never shrinks."""
    engine = Engine()
    engine.call(b'{"op":"describe"}')
    (small,) = engine._idle
    assert small.memory_size <= 32 << 20
    config = {f"member_{n}": "x" * 60_000 for n in range(60)}
    question = {"op": "validate_mesh", "facts": {"config": config}, "meshes": [{"tp_size": 1 + n % 7} for n in range(3000)]}
    engine.call(json.dumps(question).encode())
    assert all(instance.memory_size <= 32 << 20 for instance in engine._idle)
    assert engine.call(b'{"op":"describe"}')


class EndlessDict(dict[Any, Any]):
    """A dict that says of itself what it likes."""

    def __iter__(self) -> Iterator[Any]:
        return self.keys()

    def keys(self) -> Any:
        return (entry[0] for entry in self.items())

    def values(self) -> Any:
        return (entry[1] for entry in self.items())

    def items(self) -> Any:
        for n in range(10_000_000):  # as good as endless, and a test that fails comes to its end
            EndlessDict.read += 1
            yield f"name_{n}", Plain()

    def __contains__(self, name: object) -> bool:
        return False

    def get(self, name: Any, default: Any = None) -> Any:
        return default

    read = 0


class Computes:
    """An object whose ``__dict__`` is code."""

    def __init__(self, held: Any) -> None:
        object.__setattr__(self, "held", held)

    @property
    def __dict__(self) -> Any:  # type: ignore[override]
        return object.__getattribute__(self, "held")

    __slots__ = ("held",)


def slotted() -> Any:
    cls = type("Slotted", (), {})
    cls.__slots__ = map(str, range(10_000_000))  # type: ignore[attr-defined]
    return cls()


HELD: dict[str, Callable[[], Any]] = {
    "a dict": EndlessDict,
    "a dict that holds something": lambda: EndlessDict(heads=8),
    "an iterator": lambda: itertools.repeat("heads"),
    "a mock": MagicMock,
}


@pytest.mark.parametrize("held", HELD)
@pytest.mark.parametrize("place", ["model", "config", "in the config", "backend", "mtp_config", "declared"])
def test_a_dict_of_attributes_that_says_what_it_likes(held: str, place: str) -> None:
    hostile = Computes(HELD[held]())
    model: Any = hostile
    if place == "in the config":
        model = model_with(config=SimpleNamespace(heads=8, inner=hostile))
    elif place == "declared":
        declares = classmethod(lambda cls, config: hostile)
        model = type("Declares", (Plain,), {"config": {"a": 1}, "get_capabilities": declares})()
    elif place != "model":
        model = model_with(**{place: hostile})
    EndlessDict.read = 0
    found = is_answered(meshwise.facts(model))
    supports = meshwise.supports(model)
    assert not any((supports.tp, supports.pp, supports.tp, supports.mtp_enabled))
    assert EndlessDict.read <= 6 * MOST_TAKEN, "as many looks as were had"
    if place == "in the config":
        assert found["config"]["heads"] == 8


@pytest.mark.parametrize("part", ["_modules", "_parameters", "_buffers"])
def test_parts_of_a_module_that_say_what_they_like(part: str) -> None:
    model = model_with(**{"_modules": {}, "_parameters": {}, part: EndlessDict(), "_tp_plan": {"a": "colwise"}})
    EndlessDict.read = 0
    assert is_answered(meshwise.facts(model))["_tp_plan"] == {"a": "colwise"}
    supports = meshwise.supports(model)
    assert supports.tp and supports.tp and meshwise.check(model, tp=2).valid is None
    assert EndlessDict.read <= 6 * MOST_TAKEN, "as many looks as were had"


def test_slots_that_are_by_now_something_else() -> None:
    assert is_answered(facts(model_with(config=slotted())))["config"] == {}


@pytest.mark.parametrize("make", [EndlessDict, lambda: EndlessDict(a=1), lambda: EndlessList([1]), EndlessSequence, EndlessSet])
def test_a_setting_that_has_no_end(make: Callable[[], Any]) -> None:
    EndlessDict.read = EndlessList.read = 0
    value = make()
    for given in ({"tp": value}, {"layers_per_stage": [value]}, {"precision": {"params": value}}):
        with pytest.raises(meshwise.InputError) as refused:
            meshwise.check({"num_attention_heads": 8}, given)
        assert refused.value.code.startswith("input.")
    assert getattr(value, "read", 0) <= 3 * MOST_TAKEN


def test_a_setting_of_few_lists_that_are_many_values() -> None:
    knot: Any = [[[[1] * 4000] * 4000] * 4000]
    with pytest.raises(meshwise.InputError, match=r"input\.too_many_values"):
        meshwise.check({"num_attention_heads": 8}, {"layers_per_stage": knot})


@pytest.mark.parametrize("long", ["x" * 1_000_000, [1] * 4096])
def test_a_message_names_a_value_and_not_all_of_it(long: Any) -> None:
    with pytest.raises(meshwise.InputError, match=r"input\.contradiction") as refused:
        meshwise.check({"num_attention_heads": 8}, {"tp": 2}, tp_size=long)
    assert len(str(refused.value)) < 1000


def test_a_device_mesh_that_has_no_end() -> None:
    endless = SimpleNamespace(mesh_dim_names=map(str, itertools.count()), shape=itertools.count(1))
    with pytest.raises(meshwise.InputError):
        meshwise.check({"num_attention_heads": 8}, endless)
    with pytest.raises(meshwise.InputError):
        meshwise.check({"num_attention_heads": 8}, {"k" * 10_000_000: 1})


@pytest.mark.parametrize("make", [dict, lambda: "text", lambda: 3, Lies])
def test_what_nothing_can_be_attached_to(make: Callable[[], Any]) -> None:
    with pytest.raises(meshwise.InputError, match="takes no other class"):
        meshwise.attach(make())
