"""The committed catalogues: that they can be read, that they are of this engine, and that a sample is observed again."""

from __future__ import annotations

import importlib.metadata
import json
from pathlib import Path
from typing import Any

import pytest
from generate import defaults, entry, keep, layout, pool, read
from generate.declare import FOLLOWS

from meshwise._model import probes as _probes

CATALOGUE = Path(__file__).resolve().parents[3] / "catalogue"
FILES = sorted(CATALOGUE.glob("*.json"))
NEWEST = CATALOGUE / f"transformers-{importlib.metadata.version('transformers')}.json"

#: One architecture in so many of those below is observed again.
EVERY = 25
#: What the classes of text alone are named: some others need packages to be built that the tests do not have.
OF_TEXT = ("ForCausalLM", "ForMaskedLM", "ForSequenceClassification", "ForTokenClassification", "ForQuestionAnswering")


@pytest.fixture(scope="module")
def newest() -> dict[str, Any]:
    return read.file(NEWEST)


def test_what_follows_the_config() -> None:
    """What a class declares by a function of its config is known where every answer of the function says the same."""
    known = read.entries(read.file(next(file for file in FILES if file.stem.startswith("nemo_automodel-"))))
    hybrid = known["NemotronHForCausalLM"]["facts"]["declared"]
    assert hybrid["source"] == "dynamic"
    assert hybrid["values"]["supports_pp"] is True and hybrid["values"]["supports_tp"] is False
    assert hybrid["values"]["supports_ep"] == FOLLOWS, "only with experts"


def test_the_sources() -> None:
    """The newest transformers, an older one, and NeMo Automodel: each list of an environment has its catalogue."""
    named = {file.stem for file in FILES}
    assert named == {file.stem for file in (CATALOGUE / "environments").glob("*.txt")}
    assert len([name for name in named if name.startswith("transformers-")]) >= 2
    assert any(name.startswith("nemo_automodel-") for name in named)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file(file: Path) -> None:
    """A catalogue is read by the rule of its README, and written again as it was: sorted, and nothing twice."""
    catalogue = read.file(file)
    assert f"{catalogue['package']}-{catalogue['version']}" == file.stem
    entries = read.entries(catalogue)
    head = {
        name: value
        for name, value in catalogue.items()
        if name not in ("format", "common", "shared", "architectures", "not_observed")
    }
    again = layout.catalogue(head, entries, catalogue["not_observed"])
    assert layout.written(again) == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_facts(file: Path) -> None:
    """Every fact is one that this engine asks for; what belongs to one model or to a run is not there."""
    catalogue = read.file(file)
    assert catalogue["observed_with"]["probes"] == keep.probes(), "the engine asks for other facts: run make catalogue"
    of_one_model = {"class", "config", "language_model.config", "counted_parameters"}
    asked = {probe.fact for probe in _probes.probes()} - of_one_model | {"class.mro"}
    not_observed = catalogue["not_observed"]
    for name, one in read.entries(catalogue).items():
        facts = one["facts"]
        assert set(facts) <= asked, name
        assert not set(facts) & set(one["varies"]), f"{name}: a fact that varies is not there"
        assert set(one["partly"]) <= set(facts), name
        assert facts.get("backend.attn") is None and facts.get("mtp_config.enabled") is None, name
        declared = facts.get("declared") or {}
        for value in (declared.get("values") or {}).values():
            assert isinstance(value, bool) or (value == FOLLOWS and declared["source"] == "dynamic"), name
        assert (one["observed"] == "class") == (name in not_observed), name
        if one["observed"] == "class":
            assert "_tp_plan" not in facts or catalogue["package"] == "nemo_automodel", name
        else:
            assert set(facts) | set(one["varies"]) == asked, name
    assert set(not_observed) >= {name for name, one in read.entries(catalogue).items() if one["observed"] == "class"}


def sample(catalogue: dict[str, Any]) -> list[str]:
    """Some of the architectures of text that were built, the same each time."""
    known = catalogue["architectures"].items()
    return [name for name, one in known if one["observed"] == "live" and name.endswith(OF_TEXT)][::EVERY]


def test_a_sample_is_observed_again(newest: dict[str, Any]) -> None:
    from generate.observe import source

    types = source("transformers").architectures()
    wanted = sample(newest)
    assert len(wanted) >= 20
    found: dict[str, Any] = {}
    pool.run(
        [("transformers", name, types[name]) for name in wanted],
        workers=1,
        done=lambda job, observed, same: found.update({job[1]: observed}),
    )
    committed = read.entries(newest)
    for name in wanted:
        assert found[name]["reason"] is None, name
        seen: entry.Entry = found[name]["entry"]
        assert json.loads(json.dumps(seen)) == committed[name], f"{name}: run make catalogue"


def test_the_names(newest: dict[str, Any]) -> None:
    """Every architecture of the installed transformers is there, or the reason why not."""
    from generate.observe import source

    of = source("transformers")
    assert set(newest["architectures"]) | set(newest["not_observed"]) == set(of.architectures())
    assert newest["model_types"] == of.model_types()
    assert set(newest["model_types"].values()) <= set(of.architectures())


def test_defaults_are_observed_again() -> None:
    """What a sample of config classes has by default is what the file says, and is what the classes really have."""
    file = CATALOGUE / "defaults" / NEWEST.name
    known = json.loads(file.read_text(encoding="utf-8"))["model_types"]
    fields = sorted({name for entry in known.values() for name in entry["fields"]})
    sections = sorted({name for entry in known.values() for name in entry.get("configs", {})})
    sample = sorted(known)[:: len(known) // 16]
    assert len(sample) >= 16
    assert defaults.observed(fields, sections, sample) == {name: known[name] for name in sample}
