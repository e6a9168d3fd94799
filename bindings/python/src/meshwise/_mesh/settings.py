"""What may be said of a run, and how it is spelled. No other module lists names of settings.

The names that people use most are here, so that asking about them costs no question. What is not among them is looked up in
the table of settings that the engine's ``describe`` lists: a setting that the engine adds is a keyword here without a change.
"""

from __future__ import annotations

import functools
from typing import Any

AXES = ("tp", "pp", "cp", "ep", "dp", "dp_replicate", "dp_shard")
#: Axes that are made of others: their sizes follow.
MADE_OF_OTHERS = ("dp_shard_cp", "dp_cp", "ep_shard")
_RUN = (
    "framework",
    "transformers_version",
    "gpus_per_node",
    "layers_per_stage",
    "pipeline_schedule",
    "expert_tensor_parallel_size",
)
#: Other spellings. The field's own are those of the engine: tp_size, world_size.
_NAMES = {
    **{axis: f"{axis}_size" for axis in AXES},
    "world": "world_size",
    "tensor_parallel": "tp_size",
    "pipeline_parallel": "pp_size",
    "context_parallel": "cp_size",
    "expert_parallel": "ep_size",
    "data_parallel": "dp_size",
}
_MESH = frozenset({*_NAMES.values(), "strategy"})
STRATEGIES = {"FSDP2Config": "fsdp2", "MegatronFSDPConfig": "megatron_fsdp", "DDPConfig": "ddp"}


def member(name: str) -> str:
    """The engine's name of a setting, whatever spelling it has. One that is not known stays as it is: the engine refuses it."""
    if name in _NAMES:
        return _NAMES[name]
    return name if name in _MESH or name in _RUN else _aliases().get(name, name)


def is_of_the_run(member: str) -> bool:
    """Whether it is a member of ``run`` in a request, and not of ``mesh``."""
    return member in _RUN or (member not in _MESH and _listed().get(member, {}).get("of") == "run")


def framework(*names: str) -> str:
    """The first of some names of one framework that the engine knows: it was called otherwise once."""
    from .._engine.ask import description

    known = description()["frameworks"]
    return next((name for name in names if name in known), names[0])


def strategy(value: Any) -> Any:
    """A strategy by its name, or by the class of NeMo Automodel's config for it."""
    return STRATEGIES.get(type(value).__name__, value)


@functools.lru_cache(maxsize=1)
def _listed() -> dict[str, dict[str, Any]]:
    """The table of settings, by name: each says of which member of a request it is, and its aliases in each framework."""
    from .._engine.ask import description

    return {setting["name"]: setting for setting in description().get("settings", ())}


@functools.lru_cache(maxsize=1)
def _aliases() -> dict[str, str]:
    """Other spellings of settings, where only one setting has them."""
    found: dict[str, set[str]] = {}
    for name, setting in _listed().items():
        aliases = setting.get("aliases", ())
        for alias in aliases.values() if isinstance(aliases, dict) else aliases:
            found.setdefault(alias, set()).add(name)
    return {alias: names.pop() for alias, names in found.items() if len(names) == 1}
