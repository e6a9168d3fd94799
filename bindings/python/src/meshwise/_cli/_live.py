"""A live model in place of a config: its class, built by transformers on the meta device.

No weights, no network, and no code but that of the transformers which is installed.
"""

from __future__ import annotations

import difflib
import importlib
import json
import os
import sys
from typing import Any

from .._engine.ask import encode
from .._model import subject
from ._failure import Failure

_NEEDS = "--live needs torch and transformers, to build the class of the model: pip install torch transformers"


def facts_of(label: str, data: bytes, holds: str) -> bytes:
    """Builds the class that a config names, and returns what was observed of it, as JSON.

    Args:
        label: How errors name the file.
        data: What it holds.
        holds: Whether that is a ``config``, or ``facts``, of which nothing can be built.

    Raises:
        Failure: It cannot be built, and why.
    """
    if holds == "facts":
        raise Failure(f"{label}: --live needs a config.json to build the class from, and this is a file of facts")
    try:
        config = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise Failure(f"{label}: {error}") from None
    built = _built(config, label)
    return encode(subject.facts(built))


def _built(config: dict[str, Any], label: str) -> Any:
    os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1")
    try:
        _say("importing transformers")
        torch, transformers = (importlib.import_module(name) for name in ("torch", "transformers"))
    except Exception as error:  # an ImportError, or an OSError of a library inside
        raise Failure(f"{_NEEDS} ({error})") from None
    transformers.logging.set_verbosity_error()
    kind = _config_class(transformers, config, label)
    cls = _model_class(transformers, config, label)
    _say(f"building {cls.__name__} on the meta device")
    try:
        with torch.device("meta"):
            return cls(kind.from_dict(config))
    except Exception as error:  # whatever the class does with a config that it does not take
        raise Failure(
            f"{label}: transformers {transformers.__version__} cannot build {cls.__name__}: {type(error).__name__}: {error}"
        ) from None


def _config_class(transformers: Any, config: dict[str, Any], label: str) -> Any:
    known = transformers.CONFIG_MAPPING
    kind = config.get("model_type")
    if not isinstance(kind, str) or not kind:
        raise Failure(f"{label}: --live needs model_type, which names the class of the config")
    if kind in known:
        return known[kind]
    raise _not_there(transformers, config, label, f"model_type {kind!r}", kind, list(known))


def _model_class(transformers: Any, config: dict[str, Any], label: str) -> Any:
    names = config.get("architectures")
    if not isinstance(names, list) or not names or not isinstance(names[0], str):
        raise Failure(f"{label}: --live needs architectures, which names the class of the model")
    name = names[0]
    cls = getattr(transformers, name, None) if name in dir(transformers) else None
    if isinstance(cls, type) and issubclass(cls, transformers.PreTrainedModel):
        return cls
    models = [other for other in dir(transformers) if "For" in other or other.endswith("Model")]
    raise _not_there(transformers, config, label, f"architecture {name!r}", name, models)


def _not_there(transformers: Any, config: dict[str, Any], label: str, what: str, name: str, known: list[str]) -> Failure:
    text = f"{label}: transformers {transformers.__version__} has no {what}"
    if config.get("auto_map"):
        return Failure(
            f"{text}: the code of this model comes with its checkpoint (auto_map), and is not run here; "
            "ask without --live, or build the model yourself and ask meshwise.check"
        )
    near = difflib.get_close_matches(name, known, 1)
    return Failure(text + (f"; the closest is {near[0]!r}" if near else ""))


def _say(what: str) -> None:
    if sys.stderr.isatty():
        print(f"meshwise: {what}", file=sys.stderr, flush=True)
