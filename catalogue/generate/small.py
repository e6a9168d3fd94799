"""A small version of a class's default config: few layers, everything else as it is.

No table of models: the numbers of layers are found by their names, in the config and in the configs inside of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from meshwise._model import plain

#: A change of a config: where, as the names to follow from the config, and the new value.
Change = tuple[tuple[str, ...], Any]

_LAYERS = re.compile(r"^(\w+_)?(n|num)_(\w+_)?(layers?|blocks)$|^(\w+_)?(layers|depth)$")
#: How many layers are tried, in this order: some classes refuse few, or hold a list with an entry for each of the default.
_TRIED = (2, 4, 0)  # 0: as many as by default


class Recipe(NamedTuple):
    """How a config is made: its class, and what differs from its default."""

    config_class: type
    changes: tuple[Change, ...]

    def make(self, *more: Change) -> Any:
        """The config, with more changes."""
        wanted: dict[str, Any] = {}
        default = None
        for path, value in (*self.changes, *more):
            inside = wanted
            if len(path) > 1 and default is None:
                default = self.config_class()
            at = default
            for name in path[:-1]:
                at = getattr(at, name)
                kind = getattr(type(at), "model_type", "")
                inside = inside.setdefault(name, {"model_type": kind} if kind else {})
            inside[path[-1]] = value
        return self.config_class(**wanted)


def recipes(config_class: type) -> Iterator[Recipe]:
    """Ways to a small config: the smallest first, the default config last, each also with what it leaves open filled in;
    then with each switch the other way, for a class that cannot be built from the default of its own config."""
    config = config_class()
    filled = tuple(_filled(config))
    for layers in _TRIED:
        fewer = tuple(_fewer(config, layers)) if layers else ()
        yield Recipe(config_class, fewer)
        if filled:
            yield Recipe(config_class, (*fewer, *filled))
    fewer = tuple(_fewer(config, _TRIED[0]))
    for path, value in fields(config):
        if isinstance(value, bool):
            yield Recipe(config_class, (*fewer, *filled, (path, not value)))


def fields(config: Any, above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every plain field of a config and of the configs inside of it."""
    for name, value in sorted(vars(config).items()):
        if name.startswith("_"):
            continue
        if plain.is_config(value) and hasattr(value, "to_dict"):
            yield from fields(value, (*above, name))
        else:
            yield (*above, name), value


def _fewer(config: Any, layers: int) -> Iterator[Change]:
    for path, value in fields(config):
        if isinstance(value, int) and not isinstance(value, bool) and value > layers and _LAYERS.match(path[-1]):
            yield path, layers


#: What a config may leave open for its checkpoint to say, and what stands for it.
_OPEN: dict[str, Callable[[Any], Any]] = {
    "head_dim": lambda config: config.hidden_size // config.num_attention_heads,
    "layer_types": lambda config: ["full_attention"] * config.num_hidden_layers,
    "mlp_layer_types": lambda config: ["dense"] * config.num_hidden_layers,
    "moe_intermediate_size": lambda config: 64,
    "n_routed_experts": lambda config: 8,
    "n_shared_experts": lambda config: 1,
    "num_experts": lambda config: 8,
    "num_experts_per_tok": lambda config: 2,
    "num_key_value_heads": lambda config: config.num_attention_heads,
    "num_local_experts": lambda config: 8,
    "top_k_experts": lambda config: 2,
    "vocab_size": lambda config: 64,
    "vocabulary_map": lambda config: {"<image>": 0},
}


def _filled(config: Any, above: tuple[str, ...] = ()) -> Iterator[Change]:
    for path, value in fields(config):
        if value is None and path[-1] in _OPEN:
            owner = config
            for name in path[:-1]:
                owner = getattr(owner, name)
            try:
                yield path, _OPEN[path[-1]](owner)
            except (AttributeError, TypeError):
                continue
