"""What a config is told of its class, and how to do without."""

from __future__ import annotations

from test_api import LLAMA, Live

import meshwise

DEEPSEEK = {
    "architectures": ["DeepseekV3ForCausalLM"],
    "model_type": "deepseek_v3",
    "num_attention_heads": 128,
    "kv_lora_rank": 512,
}


def test_a_config_knows_its_class_and_says_whence() -> None:
    verdict = meshwise.check(LLAMA, tp=8)
    assert verdict.valid is True
    assert verdict.answer["catalogue"]["package"] == "nemo_automodel"
    assert "LlamaForCausalLM as in nemo_automodel" in verdict.text
    theirs = meshwise.check(LLAMA, tp=8, framework="accelerate", transformers_version="5.23")
    assert theirs.answer["catalogue"]["package"] == "transformers"


def test_without_the_catalogue_the_class_is_unknown() -> None:
    assert meshwise.check(LLAMA, tp=8, catalogue=False).valid is None
    assert meshwise.report(LLAMA, catalogue=False)["tp"] is None
    assert meshwise.meshes(LLAMA, 8, catalogue=False).answer["meshes"][-1]["valid"] is None
    assert "catalogue" not in meshwise.check(LLAMA, tp=8, catalogue=False).answer


def test_the_attention_backend_is_a_choice_of_the_run() -> None:
    assert meshwise.report(DEEPSEEK)["cp"] is None
    assert meshwise.report(DEEPSEEK, attn_backend="te")["cp"] is True
    assert meshwise.report(DEEPSEEK, attn_backend="sdpa")["cp"] is False
    assert meshwise.check(DEEPSEEK, cp=2, attn_backend="te").valid is True
    assert meshwise.check(DEEPSEEK, cp=2, attn_backend="sdpa").valid is False
    assert meshwise.meshes(DEEPSEEK, 2, attn_backend="sdpa", cp=2).answer["total"] == 0


def test_the_framework_of_a_report_says_whose_class_it_is() -> None:
    assert meshwise.report(DEEPSEEK, framework="accelerate")["ep"] is False
    assert meshwise.report(DEEPSEEK)["ep"] is True


def test_a_live_model_says_it_itself() -> None:
    assert meshwise.check(Live(), cp=2, attn="te").violations == meshwise.check(Live(), cp=2).violations
    assert "catalogue" not in meshwise.check(Live(), tp=8).answer
