"""The architectures of transformers: every class that one of its auto classes knows."""

from __future__ import annotations

import importlib
from typing import Any


def _mappings() -> dict[str, dict[str, Any]]:
    auto = importlib.import_module("transformers.models.auto.modeling_auto")
    names = [n for n in vars(auto) if n.startswith("MODEL_") and n.endswith("MAPPING_NAMES")]
    return {name: dict(getattr(auto, name)) for name in names}


#: Which class a config stands for that names none, the first mapping that knows its type.
_PREFERRED = (
    "MODEL_FOR_CAUSAL_LM_MAPPING_NAMES",
    "MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING_NAMES",
    "MODEL_FOR_MULTIMODAL_LM_MAPPING_NAMES",
    "MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING_NAMES",
    "MODEL_FOR_SPEECH_SEQ_2_SEQ_MAPPING_NAMES",
    "MODEL_FOR_MASKED_LM_MAPPING_NAMES",
    "MODEL_MAPPING_NAMES",
)


def architectures() -> dict[str, list[str]]:
    """The name of every architecture, with the model types that lead to it."""
    found: dict[str, set[str]] = {}
    for mapping in _mappings().values():
        for model_type, names in mapping.items():
            for name in [names] if isinstance(names, str) else names:
                found.setdefault(name, set()).add(model_type)
    return {name: sorted(types) for name, types in sorted(found.items())}


def model_types() -> dict[str, str]:
    """The architecture that a config stands for which names only its type."""
    mappings = _mappings()
    found: dict[str, str] = {}
    for preferred in _PREFERRED:
        for model_type, names in mappings.get(preferred, {}).items():
            name = names if isinstance(names, str) else names[0]
            found.setdefault(model_type, name)
    return dict(sorted(found.items()))


def load(name: str, types: list[str]) -> type:
    """The class of an architecture."""
    import transformers
    from transformers.models.auto.configuration_auto import model_type_to_module_name

    with_name = getattr(transformers, name, None)
    if with_name is not None:
        return with_name  # type: ignore[no-any-return]
    for kind in types:
        folder = model_type_to_module_name(kind)
        module = importlib.import_module(f"transformers.models.{folder}")
        if hasattr(module, name):
            return getattr(module, name)  # type: ignore[no-any-return]
    raise LookupError(f"no module of transformers exports {name}")


def config_classes(name: str, cls: type) -> list[type]:
    """The class of its config, where it names one."""
    found = getattr(cls, "config_class", None)
    return [found] if isinstance(found, type) else []
