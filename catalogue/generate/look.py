"""Looking at one class: at a model of it on the meta device, or at the bare class."""

from __future__ import annotations

import contextlib
import io
import logging
import re
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from meshwise._model.look import Look

from . import small
from .small import Recipe

Facts = dict[str, Any]

#: Facts that are the config of one model.
OF_THE_CONFIG = ("config", "language_model.config")


@contextlib.contextmanager
def silence() -> Iterator[None]:
    """Nothing that a package prints or warns of while a class is built."""
    logging.disable(logging.CRITICAL)
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")
        yield


def said(error: BaseException) -> str:
    """One short line that says why something could not be done, the same on every machine."""
    line = " ".join(str(error).split())
    for folder in sorted({sys.prefix, *filter(None, sys.path)}, key=len, reverse=True):
        line = line.replace(folder.rstrip("/") + "/", "")
    line = re.sub(r"0x[0-9a-f]+", "0x…", line)
    line = line if len(line) <= 160 else line[:159] + "…"
    return f"{type(error).__name__}: {line}" if line else type(error).__name__


def build(cls: type, config: Any) -> Any:
    """A model on the meta device: no weights, no memory. What asks for a GPU gets the meta device too."""
    import torch
    from torch.overrides import TorchFunctionMode

    def meta(value: Any) -> Any:
        return torch.device("meta") if isinstance(value, torch.device) and value.type == "cuda" else value

    class NoGPU(TorchFunctionMode):
        def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            return func(*map(meta, args), **{name: meta(value) for name, value in (kwargs or {}).items()})

    torch.cuda.current_device = lambda: 0
    with torch.device("meta"), NoGPU():
        make: Callable[[Any], Any] = getattr(cls, "_from_config", cls)
        return make(config)


def live(cls: type, config_classes: Sequence[type]) -> tuple[Any, Recipe]:
    """A live model of a small config, and how the config is made, or the exception of the first try."""
    first: Exception | None = None
    for config_class in config_classes:
        try:
            for recipe in small.recipes(config_class):
                try:
                    return build(cls, recipe.make()), recipe
                except Exception as error:
                    first = first or error
        except Exception as error:
            first = first or error
    raise first or ValueError("the class names no config")


def facts(model: Any) -> Facts:
    """What the introspector sees of a model, without its config."""
    seen = Look(model).facts
    return {name: value for name, value in seen.items() if name not in OF_THE_CONFIG}


def bare(cls: type, config: Any) -> Facts:
    """What the introspector sees of a model whose constructor did not run: what its class says, with a config beside it."""
    model: Any = cls.__new__(cls)  # type: ignore[call-overload]
    if config is not None:
        model.__dict__["config"] = config
    return facts(model)


def default_config(config_classes: Sequence[type]) -> tuple[Any, Recipe | None]:
    """The first config that can be made with nothing given, and how; else the class itself, whose attributes can be read."""
    for config_class in config_classes:
        try:
            recipe = Recipe(config_class, ())
            return recipe.make(), recipe
        except Exception:
            continue
    return (config_classes[0] if config_classes else None), None
