"""Real transformers classes on the meta device, dozens of architectures: what is observed, and what comes of it."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import pytest
import torch
import transformers
from transformers import AutoConfig, AutoModelForCausalLM

import meshwise

TINY = {
    "hidden_size": 64,
    "num_hidden_layers": 4,
    "num_attention_heads": 8,
    "num_key_value_heads": 4,
    "intermediate_size": 128,
    "vocab_size": 256,
    "pad_token_id": 0,
    "bos_token_id": 1,
    "eos_token_id": 2,
}
#: Architectures whose tiny config takes the usual names, with what theirs needs beside them.
DENSE: dict[str, dict[str, Any]] = {
    name: {}
    for name in (
        "llama mistral qwen2 qwen3 gemma gemma2 gemma3_text phi phi3 olmo olmo2 granite glm glm4 cohere cohere2 smollm3 "
        "starcoder2 stablelm helium ernie4_5 seed_oss exaone4 nemotron persimmon arcee apertus"
    ).split()
}
DENSE["hunyuan_v1_dense"] = {"head_dim": 8}
LATENT = {"kv_lora_rank": 16, "q_lora_rank": 16, "qk_rope_head_dim": 8, "qk_nope_head_dim": 8, "v_head_dim": 8}
MOE: dict[str, dict[str, Any]] = {
    "mixtral": {"num_local_experts": 4},
    "qwen2_moe": {"num_experts": 4},
    "qwen3_moe": {"num_experts": 4, "moe_intermediate_size": 32},
    "olmoe": {"num_experts": 4},
    "gpt_oss": {"num_local_experts": 4},
    "deepseek_v3": {"n_routed_experts": 4, "n_group": 1, "topk_group": 1, "num_experts_per_tok": 2, **LATENT},
    "glm4_moe": {"n_routed_experts": 4},
    "granitemoe": {"num_local_experts": 4},
}
HYBRID: dict[str, dict[str, Any]] = {
    "jamba": {"attn_layer_period": 2, "attn_layer_offset": 1, "num_experts": 2},
    "bamba": {"attn_layer_indices": [1], "mamba_n_heads": 16, "mamba_d_head": 8},
    "falcon_h1": {},
    "lfm2": {"full_attn_idxs": [1]},
    "granitemoehybrid": {"layer_types": ["mamba", "attention"] * 2, "num_local_experts": 2, "mamba_n_heads": 16},
    "qwen3_next": {"num_experts": 4},
    "mamba": {},
    "mamba2": {"num_heads": 16, "head_dim": 8},
    "recurrent_gemma": {},
}
OTHER_NAMES: dict[str, dict[str, Any]] = {
    "gpt2": {"n_embd": 64, "n_head": 8, "n_layer": 4, "vocab_size": 256},
    "gpt_neox": {},
    "bloom": {"hidden_size": 64, "n_head": 8, "n_layer": 4, "vocab_size": 256},
    "opt": {"ffn_dim": 128, "word_embed_proj_dim": 64},
    "falcon": {},
    "gpt_bigcode": {"n_embd": 64, "n_head": 8, "n_layer": 4, "vocab_size": 256},
    "mpt": {"d_model": 64, "n_heads": 8, "n_layers": 4, "vocab_size": 256},
}


def build(kind: str, more: dict[str, Any]) -> Any:
    config = AutoConfig.for_model(kind)
    wanted = {**({} if "vocab_size" in more else TINY), **more}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        config = type(config)(**wanted)
        with torch.device("meta"):
            return AutoModelForCausalLM.from_config(config)


ALL = {**DENSE, **MOE, **HYBRID, **OTHER_NAMES}


@pytest.fixture(scope="module")
def built() -> dict[str, Any]:
    return {}


def model_of(built: dict[str, Any], kind: str) -> Any:
    if kind not in built:
        built[kind] = build(kind, ALL[kind])
    return built[kind]


@pytest.mark.parametrize("kind", ALL)
def test_observed(built: dict[str, Any], kind: str) -> None:
    model = model_of(built, kind)
    facts = meshwise.facts(model)
    assert len(json.dumps(facts)) < 64_000
    assert facts["class"]["name"] == type(model).__name__
    assert facts["config"]["model_type"] == model.config.model_type
    assert facts["_supports_sdpa"] == type(model)._supports_sdpa
    assert not [name for name, seen in facts.items() if isinstance(seen, dict) and "$raised" in seen]
    report = meshwise.report(model)
    unknown = [name for name in report if report[name] is None]
    assert unknown == [], "a live class settles every capability"
    heads = report.architecture["num_attention_heads"]["value"]
    if kind not in ("mamba", "mamba2"):
        assert heads == 8
    assert report.architecture["num_hidden_layers"]["value"] == 4


@pytest.mark.parametrize("kind", ALL)
def test_plans(built: dict[str, Any], kind: str) -> None:
    """The claim of the docs: current transformers sets a dict on every model, also where there is no plan."""
    model = model_of(built, kind)
    supports = meshwise.supports(model)
    assert isinstance(model._tp_plan, dict) and isinstance(model._pp_plan, dict)
    assert supports.tp is bool(model._tp_plan)
    assert supports.pp is bool(model._pp_plan)
    assert meshwise.check(model, tp=2).valid is not None
    refused = "tp.no_plan" in [found.code for found in meshwise.check(model, tp=2, framework="transformers").violations]
    assert refused is not bool(model._tp_plan)


def test_some_models_have_an_empty_plan(built: dict[str, Any]) -> None:
    empty = [kind for kind in ALL if not model_of(built, kind)._tp_plan]
    assert empty, "else the difference to a test for None would make none"


@pytest.mark.parametrize("kind", HYBRID)
def test_hybrid(built: dict[str, Any], kind: str) -> None:
    model = model_of(built, kind)
    assert meshwise.report(model)["is_hybrid"] is True
    assert not meshwise.supports(model).cp


@pytest.mark.parametrize("kind", [*DENSE, *MOE])
def test_attention_only(built: dict[str, Any], kind: str) -> None:
    assert meshwise.report(model_of(built, kind))["is_hybrid"] is False


def test_head_divisibility_on_a_live_model(built: dict[str, Any]) -> None:
    model = model_of(built, "llama")
    assert meshwise.check(model, tp=4, world_size=8).valid is True
    verdict = meshwise.validate(model, tp=4, world_size=8)
    assert verdict.mesh["dp_size"] == 2
    with pytest.raises(meshwise.MeshError) as refusal:
        meshwise.validate(model, tp=8, world_size=8)
    assert refusal.value.code == ["tp.kv_heads_not_divisible"]
    assert "num_key_value_heads (4) % tp_size (8) == 0" in str(refusal.value)


def test_a_config_alone(built: dict[str, Any], tmp_path: Path) -> None:
    """The config of a live model as object, as mapping, as file and as folder: the same violation each time."""
    config = model_of(built, "llama").config
    config.save_pretrained(tmp_path)
    for subject in (config, config.to_dict(), tmp_path, tmp_path / "config.json", str(tmp_path)):
        verdict = meshwise.check(subject, tp=8)
        assert [found.code for found in verdict.violations] == ["tp.kv_heads_not_divisible"]
        assert verdict.valid is False
        assert meshwise.check(subject, tp=4).valid is True, "the catalogue knows the plan of the class"


def test_a_composite_model() -> None:
    text = {**TINY, "model_type": "llama"}
    config = transformers.LlavaConfig(
        text_config=text,
        vision_config={"model_type": "clip_vision_model", "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4},
    )
    with torch.device("meta"):
        model = transformers.LlavaForConditionalGeneration(config)
    report = meshwise.report(model)
    assert report.architecture["num_key_value_heads"]["value"] == 4
    assert "tp.kv_heads_not_divisible" in [found.code for found in meshwise.check(model, tp=8).violations]
    look = meshwise.supports(model)
    assert look.check(tp=4).valid is not None
    model.config.text_config.num_key_value_heads = 2
    assert "tp.kv_heads_not_divisible" in [found.code for found in look.check(tp=4).violations], "a change deep inside"


def test_a_sweep_of_a_world(built: dict[str, Any]) -> None:
    found = meshwise.meshes(model_of(built, "llama"), 8, cp=1)
    assert found.total == len(found) > 0
    assert all(meshwise.check(model_of(built, "llama"), mesh).valid for mesh in found)
