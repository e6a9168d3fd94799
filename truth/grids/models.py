"""The models that grids draw from: transformers' classes with their default configs, and the fixtures of the tests."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

import transformers
from transformers.models.auto.configuration_auto import CONFIG_MAPPING
from transformers.models.auto.modeling_auto import MODEL_FOR_CAUSAL_LM_MAPPING_NAMES

FIXTURES = Path(__file__).resolve().parents[2] / "tests" / "fixtures" / "configs"


@functools.cache
def causal_models() -> list[tuple[str, Any]]:
    """Every causal language model of transformers as (class name, config): its default config, then those of the fixtures."""
    found = []
    for model_type, name in sorted(MODEL_FOR_CAUSAL_LM_MAPPING_NAMES.items()):
        name = name if isinstance(name, str) else name[0]
        try:
            found.append((name, CONFIG_MAPPING[model_type]()))
        except Exception:  # a few configs have no defaults
            continue
        if not hasattr(transformers, name) or _lacks_layers(found[-1][1]):
            found.pop()
    for path in sorted(FIXTURES.glob("*.json")):
        loaded = fixture(path.stem)
        if loaded is not None and hasattr(transformers, loaded[0]):
            found.append(loaded)
    return found


def _lacks_layers(config: Any) -> bool:
    """Whether a default config names no kind for any layer where its class needs one: no model can be built of it."""
    text = config.get_text_config() if len(config.sub_configs) < 2 else config
    return getattr(text, "layer_types", ()) is None


def fixture(stem: str) -> tuple[str, Any] | None:
    """The class and the config of a fixture; None where transformers has no class of its kind."""
    plain = json.loads((FIXTURES / f"{stem}.json").read_text())
    kind = plain.get("model_type")
    if kind not in CONFIG_MAPPING or not plain.get("architectures"):
        return None
    return plain["architectures"][0], CONFIG_MAPPING[kind].from_dict(plain)
