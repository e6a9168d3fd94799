"""The architectures of NeMo Automodel: every class of its registry of custom implementations."""

from __future__ import annotations

import contextlib
import functools
import importlib
import inspect
import sys
import typing
from types import UnionType
from typing import Any

from . import imports

_PLANS = "nemo_automodel.components.distributed.optimized_tp_plans"


def _registry() -> Any:
    return importlib.import_module("nemo_automodel._transformers.registry")


def architectures() -> dict[str, list[str]]:
    """The name of every architecture. The registry knows no model types."""
    return {name: [] for name in sorted(_registry().MODEL_ARCH_MAPPING)}


def registries() -> dict[str, list[str]]:
    """What its registries hold, whosever class it is: ``module.qualname`` or the bare name of a class."""
    plans = importlib.import_module(_PLANS).PARALLELIZE_FUNCTIONS
    return {"registry.custom_model": list(architectures()), "registry.tp_plan": sorted(plans)}


def load(name: str, types: list[str]) -> type:
    """The class of an architecture."""
    _load_all()
    return _load(name)


def _load(name: str) -> type:
    found: type = imports.tolerant(lambda: _registry().ModelRegistry.get_model_cls_from_model_arch(name))
    return found


@functools.lru_cache(maxsize=1)
def _load_all() -> None:
    """Imports every module of the registries: some mend transformers at import, and that must not hang on who came first."""
    importlib.import_module(_PLANS)  # the registry of plans is asked only where it is loaded
    for name in architectures():
        with contextlib.suppress(Exception):  # what cannot be imported says so when it is looked at
            _load(name)


def config_classes(name: str, cls: type) -> list[type]:
    """The classes that its config may have, the most likely first: what its constructor asks for, what it names itself,
    what transformers' class of the same name has, and what its package registers."""
    found = [*_annotated(cls), getattr(cls, "config_class", None), _of_transformers(name), *_registered(cls)]
    kept: list[type] = []
    for config_class in found:
        if _is_config(config_class) and config_class not in kept:
            kept.append(config_class)
    return kept


def _is_config(found: Any) -> bool:
    return isinstance(found, type) and bool(getattr(found, "model_type", "")) and hasattr(found, "to_dict")


def _annotated(cls: type) -> list[Any]:
    parameter = inspect.signature(cls.__init__).parameters.get("config")  # type: ignore[misc]
    said = parameter.annotation if parameter is not None else None
    if isinstance(said, str):
        module = vars(sys.modules[cls.__module__])
        parts = [part.strip().rpartition(".")[2] for part in said.split("|")]
        return [module.get(part) for part in parts]
    return list(typing.get_args(said)) if isinstance(said, UnionType) or typing.get_origin(said) else [said]


def _of_transformers(name: str) -> Any:
    import transformers

    return getattr(getattr(transformers, name, None), "config_class", None)


def _registered(cls: type) -> list[Any]:
    package = cls.__module__.rpartition(".")[0]
    found = []
    for module, name in _registry()._CUSTOM_CONFIG_REGISTRATIONS.values():
        if module.startswith(package + "."):
            found.append(getattr(importlib.import_module(module), name, None))
    return found
