"""Which class a config means under NeMo Automodel: the engine's answer beside that of the installed package."""

from __future__ import annotations

import copy
import json
import warnings
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import meshwise

CONFIGS = sorted((Path(__file__).resolve().parents[3] / "tests" / "fixtures" / "configs").glob("*.json"))
#: Classes of NeMo Automodel that need the transformers which it pins, and not the newer one of these tests.
NEED_THE_PIN = {"Qwen3_5MoeForConditionalGeneration"}
MISTRAL3 = {"architectures": ["Mistral3ForConditionalGeneration"], "model_type": "mistral3"}
HY3 = {"architectures": ["HYV3ForCausalLM"], "model_type": "hy_v3", "enable_lm_head_fp32": True}
MT2 = {"hidden_size": 2048, "num_hidden_layers": 48, "num_experts": 128, "expert_hidden_dim": 768, "moe_intermediate_size": 768}
SHARED = {
    "a text model of mistral": {**MISTRAL3, "text_config": {"model_type": "mistral"}},
    "a text model of ministral3": {**MISTRAL3, "text_config": {"model_type": "ministral3"}},
    "the same in fp8": {
        **MISTRAL3,
        "text_config": {"model_type": "ministral3"},
        "quantization_config": {"quant_method": "fp8"},
    },
    "the same, quantized otherwise": {
        **MISTRAL3,
        "text_config": {"model_type": "ministral3"},
        "quantization_config": {"quant_method": "bitsandbytes"},
    },
    "a text model of mistral4": {**MISTRAL3, "text_config": {"model_type": "mistral4"}},
    "sizes of Hy-MT2": {**HY3, **MT2},
    "other sizes": {**HY3, **MT2, "num_hidden_layers": 49},
    "sizes of Hy-MT2 without the switch": {
        name: value for name, value in {**HY3, **MT2}.items() if name != "enable_lm_head_fp32"
    },
    "nemotron_h without experts": {
        "architectures": ["NemotronHForCausalLM"],
        "model_type": "nemotron_h",
        "hybrid_override_pattern": "M-M*-",
        "num_hidden_layers": 5,
    },
}


def theirs(config: dict[str, Any]) -> str | None:
    """The class of its own that NeMo Automodel makes of a config; None where it leaves it to transformers."""
    from nemo_automodel._transformers import model_init
    from transformers import CONFIG_MAPPING

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if config["model_type"] in CONFIG_MAPPING:
            read = CONFIG_MAPPING[config["model_type"]].from_dict(copy.deepcopy(config))
        else:  # a config of custom code: only its fields are looked at
            read = SimpleNamespace(**config)
        cls = model_init._resolve_custom_model_cls_for_config(read)
    return None if cls is None else cls.__name__


def ours(config: dict[str, Any]) -> str | None:
    known = meshwise.check(config).answer["catalogue"]
    return known["architecture"] if known["package"] == "nemo_automodel" else None


@pytest.mark.parametrize("config", SHARED.values(), ids=SHARED)
def test_architectures_that_models_share(config: dict[str, Any]) -> None:
    assert ours(config) == theirs(config)


def test_real_configs() -> None:
    compared, pinned = 0, set()
    for path in CONFIGS:
        config = json.loads(path.read_text(encoding="utf-8"))
        if "model_type" not in config:
            continue  # it names nothing, for NeMo Automodel as for us
        found = ours(config)
        if found in NEED_THE_PIN:
            pinned.add(found)
            assert theirs(config) is None, "no longer needs the pin: it goes from the list"
            continue
        assert found == theirs(config), path.name
        compared += found is not None
    assert compared >= 20 and pinned == NEED_THE_PIN
