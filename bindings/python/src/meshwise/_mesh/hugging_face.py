"""What Hugging Face's libraries say of a mesh: accelerate's configs and plugins, and transformers' arguments and configs."""

from __future__ import annotations

from typing import Any

from .._errors import InputError
from .._model.classes import is_a, of_instance
from .request import Request, positive
from .table import OWN_NAMES


def parallelism_config(mesh: Any, found: Request) -> bool:
    """accelerate's ``ParallelismConfig``."""
    if not (hasattr(mesh, "dp_shard_size") and hasattr(mesh, "sp_backend")):
        return False
    for name in OWN_NAMES["accelerate"].values():
        if name != "cp_size":
            found.put(name, positive(getattr(mesh, name, None)))
    found.put("world_size", positive(getattr(mesh, "total_size", None)))
    _put_sequence(mesh, found)
    found.put_default("framework", "accelerate")
    return True


def _put_sequence(mesh: Any, found: Request) -> None:
    """The ranks that share one sequence: accelerate's ``cp_size``, or its ``sp_size``, which is Ulysses of DeepSpeed."""
    around, ulysses = (positive(getattr(mesh, name, None)) for name in ("cp_size", "sp_size"))
    if ulysses in (None, 1):
        found.put("cp_size", around)
        return
    if around not in (None, 1):
        text = f"cp_size is {around!r} and sp_size {ulysses!r}: accelerate cuts a sequence in one way alone"
        raise InputError("input.contradiction", text, "/mesh/cp_size")
    found.put("cp_size", ulysses)
    found.put("cp_style", "ulysses")


def fsdp_plugin(mesh: Any, found: Request) -> bool:
    """accelerate's ``FullyShardedDataParallelPlugin``: all ranks are data parallelism, sharded, within nodes, or not at all."""
    if not (hasattr(mesh, "fsdp_version") and hasattr(mesh, "reshard_after_forward")):
        return False
    strategy = getattr(mesh, "sharding_strategy", None)
    named: Any = strategy if is_a(strategy, str) else getattr(strategy, "name", None)
    sharding = str.__str__(named) if issubclass(type(named), str) else ""  # whatever else it is, its text may have no end
    found.put_default("strategy", "ddp" if sharding == "NO_SHARD" else "fsdp2")
    if sharding.startswith("HYBRID") or sharding.startswith("_HYBRID"):
        world, within = found.mesh.get("world_size"), found.run.get("gpus_per_node")
        if isinstance(world, int) and isinstance(within, int) and within > 0 and world % within == 0:
            found.put("dp_replicate_size", world // within)  # whole copies across nodes
            found.put("dp_shard_size", within)
    found.put_default("framework", "accelerate")
    return True


def training_arguments(mesh: Any, found: Request) -> bool:
    """``TrainingArguments`` of transformers. Nothing is asked that would start a device or a process group."""
    own = of_instance(mesh)
    if "per_device_train_batch_size" not in own:
        return False
    if own.get("parallelism_config") is not None:
        return parallelism_config(own["parallelism_config"], found)
    world = getattr(own.get("distributed_state"), "num_processes", None)
    if "world_size" not in found.mesh:
        found.put("world_size", positive(world))
    alone = found.mesh.get("world_size") in (None, 1)
    if own.get("deepspeed"):
        found.put_default("sharding.engine", "deepspeed")
    elif own.get("fsdp"):
        found.put_default("strategy", "fsdp2")
    elif not alone:
        found.put_default("strategy", "ddp")
    found.put_default("framework", "accelerate")
    return True


def distributed_config(mesh: Any, found: Request) -> bool:
    """``DistributedConfig`` of transformers."""
    if not (hasattr(mesh, "fsdp_size") and hasattr(mesh, "tp_plan")):
        return False
    if mesh.tp_plan and getattr(mesh, "tp_size", None) is None and "tp_size" not in found.mesh:
        raise InputError("input.missing_field", "tp_size is None, so it is what the world leaves: say tp=…", "/mesh/tp_size")
    for theirs, ours in OWN_NAMES["transformers"].items():
        found.put(ours, positive(getattr(mesh, theirs, None)))
    found.put_default("framework", "transformers")
    return True
