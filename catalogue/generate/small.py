"""A small version of a class's default config: few layers, everything else as it is.

No table of models: the numbers of layers are found by their names, in the config and in the configs inside of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from meshwise import _plain

#: A change of a config: where, as the names to follow from the config, and the new value.
Change = tuple[tuple[str, ...], Any]

_LAYERS = re.compile(r"^(\w+_)?(n|num)_(\w+_)?(layers?|blocks)$|^(\w+_)?(layers|depth)$")
#: How many layers are tried, in this order: some classes refuse few, or hold a list with an entry for each of the default.
_TRIED = (2, 4, None)


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
    """Ways to a small config: the smallest first, the default config last, then with what it leaves open filled in."""
    config = config_class()
    for layers in _TRIED:
        fewer = tuple(_fewer(config, layers)) if layers else ()
        yield Recipe(config_class, fewer)
        filled = tuple(_filled(config))
        if filled:
            yield Recipe(config_class, (*fewer, *filled))


def fields(config: Any, above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every plain field of a config and of the configs inside of it."""
    for name, value in sorted(vars(config).items()):
        if name.startswith("_"):
            continue
        if _plain.is_config(value) and hasattr(value, "to_dict"):
            yield from fields(value, (*above, name))
        else:
            yield (*above, name), value


def _fewer(config: Any, layers: int) -> Iterator[Change]:
    for path, value in fields(config):
        if isinstance(value, int) and not isinstance(value, bool) and value > layers and _LAYERS.match(path[-1]):
            yield path, layers


#: What a config may leave open for its checkpoint to say, and what stands for it.
_OPEN = {
    "vocab_size": lambda config: 64,
    "num_key_value_heads": lambda config: config.num_attention_heads,
    "head_dim": lambda config: config.hidden_size // config.num_attention_heads,
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
