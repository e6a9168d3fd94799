"""Every setting that the engine lists, said through every door: each gives the same request, and the same refusal."""

from __future__ import annotations

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest

import meshwise
from meshwise._cli import _commands, _line, _mesh
from meshwise._cli._request import Request as CommandRequest
from meshwise._engine.ask import ask
from meshwise._mesh import settings, table
from meshwise._mesh.read import read_mesh

MODEL = {"model_type": "llama", "num_attention_heads": 8, "num_key_value_heads": 8, "num_hidden_layers": 8}
SECTIONS = meshwise.describe()["sections"]
LISTED = [(section["member"], setting) for section in SECTIONS for setting in section["settings"]]


class Value(NamedTuple):
    """A value of a setting.

    Attributes:
        said: As Python has it.
        words: As text has it.
        wire: As the engine gets it.
    """

    said: Any
    words: str
    wire: Any


def right(setting: dict[str, Any]) -> Value:
    """A value in bounds: the first word, the most."""
    kind, words = setting["kind"], setting.get("words", ["Own"])
    if setting["name"] == "transformers_version":
        return Value("5.23", "5.23", "5.23")
    if setting["name"] == "framework_version":
        return Value("0.7.0", "0.7.0", "0.7.0")
    return {
        "count": lambda: Value(setting["most"], str(setting["most"]), setting["most"]),
        "decimal": lambda: Value(1.5, "1.5", 1.5),
        "flag": lambda: Value(False, "false", False),
        "word": lambda: Value(words[-1], words[-1], words[-1]),
        "name": lambda: Value(words[-1], words[-1], words[-1]),
        "set": lambda: Value(set(words[:2]), ",".join(words[:2]), sorted(words[:2])),
        "names": lambda: Value(("q_proj", "v_proj"), "q_proj,v_proj", ["q_proj", "v_proj"]),
        "layout": lambda: Value("Et*8L", "Et*8L", "Et*8L"),
    }[kind]()  # fmt: skip


LONG = "x" * 70_000  # characters: more than any text may have


def wrong(setting: dict[str, Any]) -> Value:
    """A value out of bounds: one more than the most, no word, or more text than there may be."""
    kind = setting["kind"]
    if kind == "count":
        return Value(setting["most"] + 1, str(setting["most"] + 1), setting["most"] + 1)
    if kind in ("flag", "decimal", "word", "version"):
        return Value("no such", "no such", "no such")
    if kind == "set":
        return Value(["no such"], "no such", ["no such"])
    if kind == "names":
        return Value([LONG], LONG, [LONG])
    return Value(LONG, LONG, LONG)


def nested(member: str, name: str, value: Any) -> dict[str, Any]:
    """The member of a request that says a setting."""
    group, dot, inner = name.partition(".")
    return {member: {group: {inner: value}} if dot else {name: value}}


def by_keyword(name: str, value: Value) -> dict[str, Any]:
    return of(read_mesh(None, **{name.replace(".", "_"): value.said}))


def by_a_dotted_keyword(name: str, value: Value) -> dict[str, Any]:
    return of(read_mesh(None, **{name: value.said}))


def by_a_group(name: str, value: Value) -> dict[str, Any]:
    group, dot, inner = name.partition(".")
    return of(read_mesh(None, **{group: {inner: value.said} if dot else value.said}))


def by_a_mapping(name: str, value: Value) -> dict[str, Any]:
    return of(read_mesh({name: value.said}))


def by_words(name: str, value: Value) -> dict[str, Any]:
    text = f"{name}={value.words}"
    return of(read_mesh(text)) if " " not in text and len(text) < 4096 else by_a_mapping(name, value)


def by_an_object(name: str, value: Value) -> dict[str, Any]:
    """An object has the sizes of a mesh; of a run it says nothing, whatever its attributes are called."""
    if settings.named(name).part != "mesh":
        return by_a_mapping(name, value)
    return of(read_mesh(SimpleNamespace(**{"tp_size": None, name: value.said})))


def by_the_command(name: str, value: Value) -> dict[str, Any]:
    root, verbs = _commands.commands()
    flag = next(flag for flag in verbs["check"].flags if flag.member == name)
    request = CommandRequest("validate_mesh")
    given, rest, _ = _line.parse(verbs["check"], [f"--{flag.flag}={value.words}"])
    assert rest == []
    _mesh.add_mesh(request, verbs["check"], given, many=True)
    return {name: member for name, member in json.loads(request.encoded()).items() if name != "op"}


def of(request: Any) -> dict[str, Any]:
    return {name: part for name, part in (("mesh", request.mesh), ("run", request.run)) if part}


DOORS: list[Callable[[str, Value], dict[str, Any]]] = [
    by_keyword,
    by_a_dotted_keyword,
    by_a_group,
    by_a_mapping,
    by_words,
    by_an_object,
    by_the_command,
]


def test_the_table_is_the_engines() -> None:
    assert [(name, *row) for name, row in table.SETTINGS.items()] == [
        (setting["name"], member, setting["kind"]) for member, setting in LISTED
    ]
    short = {setting["name"] for _, setting in LISTED if setting.get("short")}
    assert {f"{group}.{member}" for group, member in table.GROUPS.items() if member} == short
    own = {framework["name"]: framework["keys"] for framework in meshwise.describe()["frameworks"]}
    for name, names in table.OWN_NAMES.items():
        keys = {key["key"].rpartition(".")[2]: key["setting"] for key in own[name]}
        assert names.items() <= keys.items()


@pytest.mark.parametrize(("member", "setting"), LISTED, ids=[setting["name"] for _, setting in LISTED])
def test_a_setting_is_said_through_every_door(member: str, setting: dict[str, Any]) -> None:
    name = setting["name"]
    value, outside = right(setting), wrong(setting)
    wanted = nested(member, name, value.wire)
    said = [json.loads(json.dumps(door(name, value))) for door in DOORS]
    for door, found in zip(DOORS, said, strict=True):
        if setting["kind"] == "set":
            found[member][name] = sorted(found[member][name])
        assert found == wanted, door.__name__
    more = {"world_size": value.wire} if name.startswith("dp_") else {}
    facts = {"config": MODEL}
    asked = {"mesh": {**more, **wanted.get("mesh", {})}, "run": wanted.get("run")}
    assert ask("validate_mesh", facts=facts, want=[], nearest=0, **asked)["kind"] == "verdict"
    refusals = set()
    for door in DOORS:
        with pytest.raises(meshwise.InputError) as refused:
            ask("validate_mesh", facts=facts, **door(name, outside))
        refusals.add((refused.value.code, refused.value.path.removesuffix("/0")))
    ((code, path),) = refusals
    assert path == "/" + "/".join([member, *name.split(".")]) or code == "input.string_too_long"


def test_other_names_mean_the_same() -> None:
    for alias, name in table.ALIASES.items():
        assert settings.named(alias) == settings.named(name), alias
    for _, setting in LISTED:
        for alias in [setting["flag"], *setting.get("aliases", [])]:
            said = alias.replace("-", "_")
            assert said in table.GROUPS or settings.named(said) == settings.named(setting["name"]), alias


@pytest.mark.parametrize("group", [group for group, member in table.GROUPS.items() if member])
def test_a_group_without_members_means_its_first(group: str) -> None:
    first = f"{group}.{table.GROUPS[group]}"
    setting = next(setting for _, setting in LISTED if setting["name"] == first)
    value = right(setting)
    wanted = nested("run", first, value.wire)
    assert of(read_mesh(None, **{group: value.said})) == of(read_mesh(f"{group}={value.words}")) == wanted
    assert of(read_mesh({group: value.said}, **{group: {table.GROUPS[group]: value.said}})) == wanted
    with pytest.raises(meshwise.InputError) as refused:
        read_mesh({group: value.said}, **{first: "another"})
    assert refused.value.code == "input.contradiction" and first in refused.value.message


def test_a_member_that_a_group_lacks_is_refused_by_name() -> None:
    for door in (
        lambda: meshwise.check(MODEL, precision={"parms": "bf16"}),
        lambda: meshwise.check(MODEL, "precision.parms=bf16"),
    ):
        with pytest.raises(meshwise.InputError, match="params") as refused:
            door()
        assert (refused.value.code, refused.value.path) == ("input.unknown_field", "/run/precision/parms")


def test_the_keywords_are_typed() -> None:
    """What an editor offers and a type checker knows is what there is."""
    from meshwise._mesh import said

    fields = said.Settings.__annotations__ | said.InAWorld.__annotations__
    plain = {name for name in table.SETTINGS if "." not in name}
    assert set(fields) == plain | set(table.GROUPS) | set(table.ALIASES) | {"world"}
    for group in table.GROUPS:
        typed = getattr(said, "".join(word.capitalize() for word in group.split("_")))
        assert {f"{group}.{name}" for name in typed.__annotations__} == {
            name for name in table.SETTINGS if name.startswith(f"{group}.")
        }


def test_what_a_default_breaks_is_refused_where_it_was_stated() -> None:
    """torchtitan captures CUDA graphs unless it is told not to, and takes no pipeline under them."""
    run: dict[str, Any] = {"framework": "torchtitan", "pp": 2, "world_size": 8}
    assumed, stated = (meshwise.check(MODEL, **run, defaults=how) for how in ("assumed", "stated"))
    assert assumed.answer == meshwise.check(MODEL, **run).answer
    (needs,) = [one for one in assumed.warnings if one.code == "pp.cuda_graphs"]
    assert needs.needs == {"cuda_graphs": False} and needs.label == "needs cuda_graphs false"
    (refused,) = stated.violations
    assert (refused.code, refused.needs, refused.label) == ("pp.cuda_graphs", {}, "refuses")
    assert meshwise.check(MODEL, **run, **needs.needs).warnings == ()
    with pytest.raises(meshwise.MeshError, match="CUDA graphs"):
        meshwise.validate(MODEL, **run, defaults="stated")
    assert meshwise.meshes(MODEL, 8, framework="torchtitan", pp=2, defaults="stated").question["defaults"] == "stated"
    with pytest.raises(meshwise.InputError, match="assumed, stated"):
        meshwise.check(MODEL, defaults="guessed")  # type: ignore[arg-type]


def test_what_is_open_and_what_is_not_used() -> None:
    verdict = meshwise.check(MODEL, tp=8, world_size=16, redundant_experts=1, optimizer="my.Own")
    assert {"setting": "gpus_per_node", "given": False, "codes": ["tp.crosses_nodes"]} in verdict.open
    assert set(verdict.not_used) == {"redundant_experts", "optimizer.name"}
    assert verdict.counts["open"] == len(verdict.open) and any("redundant_experts" in note for note in verdict.notes)


def test_a_part_that_was_not_wanted_is_asked_for_where_it_is_read() -> None:
    whole, short = meshwise.check(MODEL, tp=16), meshwise.check(MODEL, tp=16, want=[])
    assert "headline" not in short.answer and "message" not in short.answer["violations"][0]
    assert short.violations == whole.violations and short.violations[0].message
    names = ("headline", "tone", "layout", "notes", "counts", "model", "framework", "warnings", "unknowns", "open", "not_used")
    for name in (*names, "rules", "effective", "topology", "nearest", "text", "valid", "refusal"):
        assert getattr(short, name) == getattr(whole, name), name
    assert set(meshwise.describe()["parts"]) >= {"detail", "rules", "effective", "topology", "text"}
    with pytest.raises(meshwise.InputError, match="detail"):
        meshwise.check(MODEL, tp=16, want=["everything"])
