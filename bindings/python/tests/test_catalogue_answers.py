"""Fifty architectures built live: what the engine says of them is what it says of their bare config."""

from __future__ import annotations

import importlib.metadata
import json
import warnings
from typing import Any

import pytest
from generate import look, read
from generate.observe import source
from test_catalogue_files import NEWEST

from meshwise import _ask
from meshwise._introspect import Look

VERSION = importlib.metadata.version("transformers")
#: Without NeMo Automodel, whose classes take the place of those of transformers.
RUN = {"framework": "hf", "transformers_version": VERSION}
MESHES = [{}, {"tp_size": 2}, {"pp_size": 2}, {"cp_size": 2}, {"ep_size": 2}, {"tp_size": 2, "pp_size": 2, "world_size": 8}]
WANTED = 50


def built_live() -> list[str]:
    """Fifty of the classes that people train, from one end of the alphabet to the other."""
    known = read.file(NEWEST)
    names = sorted(
        {name for name in known["model_types"].values() if name.endswith(("ForCausalLM", "ForConditionalGeneration"))}
    )
    names = [name for name in names if known["architectures"].get(name, {}).get("observed") == "live"]
    return [names[n * len(names) // WANTED] for n in range(WANTED)]


def test_there_are_fifty() -> None:
    assert len(set(built_live())) == WANTED


def said(facts: dict[str, Any]) -> tuple[Any, Any]:
    """What the engine says of a model, and of it on every mesh, without where it knows it from."""
    report = _ask.ask("capabilities", facts=facts, run=RUN)
    assert report["kind"] == "report", report
    flags = {
        part: {name: (found["value"], found.get("reason"), found.get("missing")) for name, found in report[part].items()}
        for part in ("derived", "declared", "effective")
    }
    answer = _ask.ask("validate_mesh", facts=facts, meshes=MESHES, run=RUN)
    assert answer["kind"] == "verdicts", answer
    verdicts = [
        (verdict["valid"], *([one["code"] for one in verdict.get(part, [])] for part in ("violations", "warnings", "unknowns")))
        for verdict in answer["verdicts"]
    ]
    return flags, verdicts


@pytest.mark.parametrize("name", built_live())
def test_live_and_bare(name: str) -> None:
    of = source("transformers")
    types = of.architectures()[name]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        cls = of.load(name, types)
        model, _ = look.live(cls, of.config_classes(name, cls))
        config = json.loads(model.config.to_json_string(use_diff=False))
    live = Look(model).facts
    bare = {"config": {**live["config"], "architectures": [name]}, "language_model.config": live["language_model.config"]}
    assert "catalogue" not in _ask.ask("capabilities", facts=live, run=RUN)
    asked = _ask.ask("capabilities", facts=bare, run=RUN)["catalogue"]
    assert (asked["package"], asked["version"], asked["architecture"]) == ("transformers", VERSION, name)
    flags, verdicts = said(live)
    assert said(bare) == (flags, verdicts)

    # The file of a config may say less of the sizes than the object: what its class calls them is not in it.
    written, on_meshes = said({"config": {**config, "architectures": [name]}})
    assert written == flags
    for file, model_itself in zip(on_meshes, verdicts, strict=True):
        assert file[0] in (model_itself[0], None)
        assert set(file[1]) <= set(model_itself[1]), "no violation that the model does not have"
