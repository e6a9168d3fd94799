"""Fifty architectures built live: what the engine says of them is what it says of their bare config."""

from __future__ import annotations

import importlib.metadata
import json
import sys
import warnings
from typing import Any

import pytest
from generate import look, read
from generate.observe import source
from test_catalogue_files import NEWEST

from meshwise._engine import ask as _ask
from meshwise._model.look import Look

VERSION = importlib.metadata.version("transformers")
#: Without NeMo Automodel, whose classes take the place of those of transformers.
RUN = {"framework": "accelerate", "transformers_version": VERSION}
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


@pytest.fixture(autouse=True)
def _classes_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the registries of NeMo Automodel, which another test of this process may have loaded."""
    for registry in ("_transformers.registry", "components.distributed.optimized_tp_plans"):
        monkeypatch.delitem(sys.modules, f"nemo_automodel.{registry}", raising=False)


def test_there_are_fifty() -> None:
    assert len(set(built_live())) == WANTED


def flags(report: Any) -> Any:
    """What a report says, without where it knows it from."""
    return {
        part: {name: (found["value"], found.get("reason"), found.get("missing")) for name, found in report[part].items()}
        for part in ("derived", "declared", "effective")
    }


def codes(verdict: Any, part: str) -> list[str]:
    return [found["code"] for found in verdict[part]]


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
    bare = {"config": {**config, "architectures": [name]}}
    said, asked = (_ask.ask("capabilities", facts=facts, run=RUN) for facts in (live, bare))
    assert "catalogue" not in said
    known = asked["catalogue"]
    assert (known["package"], known["version"], known["architecture"]) == ("transformers", VERSION, name)
    assert flags(asked) == flags(said)

    on_live, on_bare = (_ask.ask("validate_mesh", facts=facts, meshes=MESHES, run=RUN)["verdicts"] for facts in (live, bare))
    assert len(on_live) == len(on_bare) == len(MESHES)
    for of_live, of_bare in zip(on_live, on_bare, strict=True):
        for part in ("violations", "warnings"):
            assert codes(of_bare, part) == codes(of_live, part)
        # A file may leave out a size that the class of its config knows. That is no fact of the model's class.
        open_sizes = [fact for found in of_bare["unknowns"] for fact in found["missing"]]
        assert all(fact.startswith("config.") for fact in open_sizes)
        assert of_bare["valid"] == of_live["valid"] or (of_bare["valid"] is None and open_sizes)


def test_most_are_the_same_to_the_last() -> None:
    """That a size is left open is the exception."""
    open_ones = []
    for name in built_live():
        config = {"architectures": [name], "num_attention_heads": 8, "num_key_value_heads": 8, "num_hidden_layers": 8}
        verdict = _ask.ask("validate_mesh", facts={"config": config}, mesh={"tp_size": 2}, run=RUN)
        if verdict["valid"] is None:
            open_ones.append(name)
    assert open_ones == []
