"""What may be said of a run, and how it is spelled. No other module lists names of settings."""

from __future__ import annotations

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


def member(name: str) -> str:
    """The engine's name of a setting, whatever spelling it has. One that is not known stays as it is: the engine refuses it."""
    return _NAMES.get(name, name)


def is_of_the_run(member: str) -> bool:
    """Whether it is a member of ``run`` in a request, and not of ``mesh``."""
    return member in _RUN
