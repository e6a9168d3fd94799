"""Building a class on the meta device, and writing down its parameters and its config."""

from __future__ import annotations

import contextlib
import io
import logging
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Shape = tuple[int, ...]
_INDEX = re.compile(r"\.\d+(?=\.|$)")


@contextlib.contextmanager
def silence() -> Iterator[None]:
    """Nothing that a package prints or warns of while a class is built."""
    if logging.root.manager.disable < logging.CRITICAL:
        logging.disable(logging.CRITICAL)
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")
        yield


@dataclass
class Seen:
    """One model as it was built.

    Attributes:
        values: The fields of the config, as they are after its constructor.
        layers: The parameters of each layer. A name with an index inside of the layer stands for all of them, and the
            first number of its shape is how many there are.
        outside: The parameters outside of the layers, the same way.
        places: ``embed``, ``final`` or ``head`` for each of these.
        vocab: The names of the embedding and of the head's matrix.
        modules: The class of the module that holds a parameter.
    """

    values: dict[str, Any]
    layers: list[dict[str, Shape]]
    outside: dict[str, Shape]
    places: dict[str, str] = field(default_factory=dict)
    vocab: set[str] = field(default_factory=set)
    modules: dict[str, str] = field(default_factory=dict)

    def total(self) -> int:
        """All parameters."""
        return sum(_numel(s) for part in (*self.layers, self.outside) for s in part.values())


def _numel(shape: Shape) -> int:
    n = 1
    for size in shape:
        n *= size
    return n


def make(config_class: type, given: dict[str, Any]) -> Any:
    """The config, and never an object that is shared with another."""
    import copy

    with silence():
        return config_class(**copy.deepcopy(given))


def values(config: Any) -> dict[str, Any]:
    """The plain fields of a config; a property that fails has no value."""
    found = {}
    own = {
        n
        for c in type(config).__mro__
        if c.__module__.startswith("transformers.models.")
        for n, p in vars(c).items()
        if isinstance(p, property)
    }
    for name in sorted({*vars(config), *own}):
        if name.startswith("_"):
            continue
        try:
            value = getattr(config, name)
        except Exception:
            continue
        if value is None or isinstance(value, (bool, int, float, str)):
            found[name] = value
        elif isinstance(value, (list, tuple)) and all(isinstance(x, (int, str)) for x in value):
            found[name] = list(value)
    return found


def build(cls: type, config: Any) -> Any:
    """A model without memory."""
    import torch

    with silence(), torch.device("meta"):
        return getattr(cls, "_from_config", cls)(config)


def look(cls: type, config_class: type, given: dict[str, Any], layers_field: str) -> Seen:
    """Builds the class from a config and writes down what it has."""
    config = make(config_class, given)
    model = build(cls, config)
    n = getattr(config, layers_field)
    named = list(model.named_parameters())  # each once: tied ones under their first name
    stacks: dict[str, set[str]] = {}
    for name, _ in named:
        hit = _INDEX.search(name)
        if hit:
            stacks.setdefault(name[: hit.start()], set()).add(hit.group())
    of_length = [s for s, indices in stacks.items() if len(indices) == n]
    stack = max(of_length, key=lambda s: sum(name.startswith(s + ".") for name, _ in named), default=None)
    layers: list[dict[str, list[Shape]]] = [{} for _ in range(n)]
    outside: dict[str, list[Shape]] = {}
    places: dict[str, str] = {}
    token = _weight(model, "get_input_embeddings")
    head = _weight(model, "get_output_embeddings")
    vocab = set()
    place = "embed"
    modules: dict[str, str] = {}
    held = dict(model.named_modules())
    for name, p in named:
        if stack is not None and name.startswith(stack + "."):
            index, _, rest = name[len(stack) + 1 :].partition(".")
            key = _INDEX.sub(".*", "." + rest)[1:]
            layers[int(index)].setdefault(key, []).append(tuple(p.shape))
            modules[key] = type(held[name.rpartition(".")[0]]).__name__
            place = "final"
            continue
        key = _INDEX.sub(".*", name)
        outside.setdefault(key, []).append(tuple(p.shape))
        modules[key] = type(held[name.rpartition(".")[0]]).__name__
        places.setdefault(key, place)
        if p is token or p is head:
            vocab.add(key)
            places[key] = "embed" if p is token else "head"
    base = getattr(model, "base_model_prefix", "") or "model"
    for key in places:  # what the base model does not have is the head's
        if not key.startswith(base + ".") and key not in vocab:
            places[key] = "head"
    if stack is None:
        raise LookupError("no list of modules is as long as the config has layers")
    return Seen(values(config), [_gathered(one) for one in layers], _gathered(outside), places, vocab, modules)


def _weight(model: Any, getter: str) -> Any:
    try:
        return getattr(model, getter)().weight
    except Exception:
        return None


def _gathered(found: dict[str, list[Shape]]) -> dict[str, Shape]:
    out = {}
    for name, shapes in found.items():
        if "*" not in name:
            out[name] = shapes[0]
        elif len(set(shapes)) == 1:
            out[name] = (len(shapes), *shapes[0])
        else:
            out[name] = (sum(_numel(s) for s in shapes),)
    return out
