"""Parity with the original, by running both: the published ``nemo-automodel`` beside us, on thousands of generated classes.

What differs on purpose is an entry of ``DIFFERENCES``, with its reason; a test fails when an entry no longer fires.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import model_likes
import pytest
from hypothesis import HealthCheck, given, settings

import meshwise.capabilities as ours

#: Half of what ``make nightly`` asks.
CASES = int(os.environ.get("MESHWISE_PARITY_CASES", "1000"))
PROPERTIES = [
    "is_custom_model",
    "supports_tp",
    "supports_pp",
    "supports_tp_plan",
    "supports_pp_plan",
    "supports_cp",
    "supports_ep",
    "supports_sequence_packing",
    "supports_thd",
    "supports_mtp_cp",
    "supports_mtp_cp_pp",
    "mtp_enabled",
    "supports_cp_vision_frame_sharding",
    "supports_generate",
    "supports_gradient_checkpointing",
    "cp_size",
    "tp_size",
    "pp_size",
    "ep_size",
    "supports_cp_with_sequence_packing",
]
OF_A_MODEL = ["_supports_seq_lens", "_has_backend", "_uses_te_attention", "_uses_magi_attention", "_is_hybrid"]
OF_A_CLASS = ["_has_optimized_tp_plan", "_is_moe"]
REFUSALS = {"tp": "tp.no_plan", "pp": "pp.no_plan", "cp": "cp.attention_unsupported", "ep": "ep.not_moe"}
WORDS = {
    "tp": ["Tensor parallelism", "no TP plan"],
    "pp": ["Pipeline parallelism", "_pp_plan"],
    "cp": ["Context parallelism"],
    "ep": ["Expert parallelism", "MoE model"],
}

RAISES = "the original raises"
fired: Counter[str] = Counter()


def _has_hybrid_fields(spec: dict[str, Any]) -> bool:
    parts = [spec["config"], spec["text_config"], spec["language_model"]]
    return any(isinstance(part, dict) and part["mamba_d_state"] != model_likes.ABSENT for part in parts)


def _is_unreadable(spec: dict[str, Any]) -> bool:
    """Whether a config has a number or a text for a flag, or a text for a list."""
    parts = [spec["config"], spec["text_config"], spec["language_model"]]
    read = {"is_hybrid_model": bool, "layers_block_type": list}
    return any(
        part[name] != model_likes.ABSENT and not isinstance(part[name], kind)
        for part in parts
        if isinstance(part, dict)
        for name, kind in read.items()
    )


#: name: (why, whether it is the reason that a case differs)
DIFFERENCES: dict[str, tuple[str, Any]] = {
    "an empty plan is no plan": (
        "current transformers sets an empty dict on every model, so a test for None says yes to all of them",
        lambda spec, what: (
            (what in ("supports_tp", "supports_tp_plan", "refuses tp") and spec["_tp_plan"] == {})
            or (what in ("supports_pp", "supports_pp_plan", "refuses pp") and spec["_pp_plan"] == {})
        ),
    ),
    "a class registered by its bare name counts": (
        "classes that come with a checkpoint are registered so",
        lambda spec, what: (
            what in ("supports_tp", "supports_tp_plan", "refuses tp", "_has_optimized_tp_plan")
            and spec["registered"] == "by its bare name"
        ),
    ),
    "more hybrid families are seen": (
        "Jamba, Bamba, Falcon-H1 and others name their state-space layers otherwise",
        lambda spec, what: what in ("_is_hybrid", "supports_cp", "refuses cp") and _has_hybrid_fields(spec),
    ),
    "what is of another type is not known": (
        "the original takes is_hybrid_model = 1 for a yes, and a text for a list of its letters",
        lambda spec, what: what in ("_is_hybrid", "supports_cp", "refuses cp") and _is_unreadable(spec),
    ),
    "every class named DeepseekV4… is of the family": (
        "the original names two classes since 0.7; the family is told by the prefix here",
        lambda spec, what: what in ("supports_cp", "refuses cp") and spec["name"] == "DeepseekV41ForCausalLM",
    ),
    "a declaration that cannot be asked is not known": (
        "the original raises out of a property; here it is False, and None in the report",
        lambda spec, what: (
            spec["declared"] == "both" or (spec["declared"] == "dynamic" and spec["config"] in (None, model_likes.ABSENT))
        ),
    ),
    "no list of packed backends is none": (
        "the original raises where _packed_cp_attn_backends is None",
        lambda spec, what: what.startswith("supports_") and spec["_packed_cp_attn_backends"] is None,
    ),
}


@pytest.fixture(scope="module")
def original(torch: Any) -> Iterator[Any]:
    try:
        import nemo_automodel._transformers.capabilities as theirs
        from nemo_automodel._transformers import registry  # noqa: F401
        from nemo_automodel.components.distributed import optimized_tp_plans
        from nemo_automodel.components.moe.fsdp_mixin import MoEFSDPSyncMixin
    except ImportError as error:
        pytest.fail(f"THE ORIGINAL IS NOT INSTALLED, so parity was not tested: {error}")
    yield SimpleNamespace(
        capabilities=theirs,
        plans=optimized_tp_plans.PARALLELIZE_FUNCTIONS,
        bases={True: (MoEFSDPSyncMixin, torch.nn.Module), False: (torch.nn.Module,)},
    )


def _ask(function: Any) -> Any:
    try:
        return function()
    except (ValueError, TypeError):
        return RAISES


def _explained(spec: dict[str, Any], what: str) -> bool:
    for name, (_, is_reason) in DIFFERENCES.items():
        if is_reason(spec, what):
            fired[name] += 1
            return True
    return False


class _Registered:
    """Puts a class into the registry of plans for as long as it is asked about."""

    def __init__(self, plans: dict[str, Any], model: Any, spec: dict[str, Any]) -> None:
        cls = type(model)
        names = {"by its qualified name": f"{cls.__module__}.{cls.__qualname__}", "by its bare name": cls.__name__}
        self._plans, self._name = plans, names.get(spec["registered"])

    def __enter__(self) -> None:
        if self._name:
            self._plans[self._name] = lambda *_: {}

    def __exit__(self, *_: object) -> None:
        if self._name:
            del self._plans[self._name]


@settings(max_examples=CASES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None)
@given(spec=model_likes.models, sizes=model_likes.meshes)
def _properties(original: Any, spec: dict[str, Any], sizes: dict[str, int]) -> None:
    model = model_likes.build(spec, original.bases[spec["moe"]])
    mesh = SimpleNamespace(**sizes)
    unexplained = []
    with _Registered(original.plans, model, spec):
        theirs, mine = original.capabilities.ModelSupports(model, mesh), ours.ModelSupports(model, mesh)
        for name in PROPERTIES:
            want, got = _ask(lambda name=name: getattr(theirs, name)), getattr(mine, name)
            differs = want is RAISES or (bool(want) if name.startswith(("supports", "is", "mtp")) else want) != got
            if differs and not _explained(spec, name):
                unexplained.append((name, want, got))
        for name in OF_A_MODEL + OF_A_CLASS:
            subject = type(model) if name in OF_A_CLASS else model
            want = _ask(lambda name=name, subject=subject: getattr(original.capabilities, name)(subject))
            got = getattr(ours, name)(subject)
            if bool(want) != got and not _explained(spec, name):
                unexplained.append((name, want, got))
    assert not unexplained, (unexplained, spec)


@settings(
    max_examples=max(CASES // 5, 20), deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None
)
@given(spec=model_likes.models, sizes=model_likes.meshes)
def _refusals(original: Any, spec: dict[str, Any], sizes: dict[str, int]) -> None:
    model = model_likes.build(spec, original.bases[spec["moe"]])
    mesh = SimpleNamespace(**sizes)
    with _Registered(original.plans, model, spec):
        theirs = _refusal(original.capabilities.validate_for_mesh, model, mesh)
        mine = _refusal(ours.validate_for_mesh, model, mesh)
    order = [code for code in getattr(mine, "code", []) if code in REFUSALS.values()]
    assert order == [code for code in REFUSALS.values() if code in order], "in the order tp, pp, cp, ep"
    text, unexplained = str(mine or ""), []
    for axis, code in REFUSALS.items():
        lead = {"tp": "Tensor", "pp": "Pipeline", "cp": "Context", "ep": "Expert"}[axis] + " parallelism ("
        refused, refuses = lead in str(theirs or ""), code in order
        if refused != refuses and not _explained(spec, f"refuses {axis}"):
            unexplained.append((axis, str(theirs), text))
        if refuses:
            bullet = next(part for part in text.split("\n  - ") if part.startswith(WORDS[axis][0]))
            assert all(word in bullet for word in [*WORDS[axis], f"{axis}_size={sizes[f'{axis}_size']}"]), bullet
            assert f"--distributed.{axis}_size=1" in bullet and f"distributed:\n        {axis}_size: 1" in bullet, bullet
    if mine is not None:
        assert isinstance(mine, ValueError) and text.startswith(f"Unsupported configuration for {type(model).__name__}:\n")
        if theirs is None and not order:
            fired["numbers are checked"] += 1
    assert not unexplained, (unexplained, spec)


def _refusal(validate: Any, model: Any, mesh: Any) -> ValueError | None:
    try:
        validate(model, mesh)
    except ValueError as error:
        return error
    return None


def test_properties_and_predicates(original: Any) -> None:
    _properties(original)


def test_refusals(original: Any) -> None:
    _refusals(original)


def test_every_difference_still_fires(original: Any) -> None:
    """Runs after the two above: a difference that is gone has to go from the list, and from the docs."""
    assert {name for name in DIFFERENCES if not fired[name]} == set()
    assert fired["numbers are checked"], "heads and layers that do not divide are refused here and not there"


def test_every_name_of_the_original_is_here(original: Any) -> None:
    theirs = {name for name, value in vars(original.capabilities).items() if _is_its_own(original.capabilities, value)}
    assert theirs - {"_is_deepseek_v4", "_is_glm_moe_dsa"} <= set(dir(ours)), "the two are rows of the engine's table"
    assert "logger" in dir(ours)
    members = {name for name in dir(original.capabilities.ModelSupports) if not name.startswith("_")}
    assert members <= set(dir(ours.ModelSupports))
    assert set(original.capabilities._build_class_dict()) <= set(ours._build_class_dict())


def _is_its_own(module: Any, value: Any) -> bool:
    return getattr(value, "__module__", None) == module.__name__


def test_repr_is_that_of_the_original(original: Any) -> None:
    class Tiny(original.bases[False][0]):  # type: ignore[misc]
        pass

    model = Tiny()
    assert repr(ours.ModelSupports(model)) == repr(original.capabilities.ModelSupports(model))
