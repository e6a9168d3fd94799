"""The objects of frameworks that say what a mesh is, told apart by their attributes: nothing is imported."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Any

from .._errors import InputError
from .._model import classes
from . import hugging_face
from .request import Request, positive
from .settings import STRATEGIES
from .table import AXES, MADE_OF_OTHERS, OWN_NAMES

_MOST_AXES = 64  # of a mesh: what says more has no end, and the engine knows none of them


def _dims(mesh: Any) -> dict[str, int]:
    """The axes of a torch ``DeviceMesh`` with their sizes, without slicing it."""
    names = mesh.mesh_dim_names
    if not names:
        raise InputError("input.missing_field", "the DeviceMesh has no mesh_dim_names, so its axes are not known", "/mesh")
    bounded = islice(names, _MOST_AXES), islice(mesh.shape, _MOST_AXES)
    return dict(zip(map(str.__str__, bounded[0]), map(int, bounded[1]), strict=True))


def _put_dims(dims: Iterable[tuple[str, int]], found: Request) -> None:
    for name, size in dims:
        if name not in MADE_OF_OTHERS:
            found.put(name, size)


def device_mesh(mesh: Any, found: Request) -> bool:
    if not (hasattr(mesh, "mesh_dim_names") and hasattr(mesh, "shape")):
        return False
    dims = _dims(mesh)
    world = 1
    for size in dims.values():
        world *= size
    _put_dims(dims.items(), found)
    if "ep" not in dims:  # an expert mesh covers one pipeline stage
        found.put("world_size", world)
    return True


def _read(mesh: Any, found: Request, names: Mapping[str, str]) -> None:
    for theirs, ours in names.items():
        found.put(ours, positive(getattr(mesh, theirs, None)))


def torchtitan(mesh: Any, found: Request) -> bool:
    """``ParallelDims``, or the ``parallelism`` section of its job config. The dims themselves: its world mesh is flat."""
    if hasattr(mesh, "dp_shard") and hasattr(mesh, "world_size") and hasattr(mesh, "tp"):
        _read(mesh, found, {**{axis: f"{axis}_size" for axis in AXES if axis != "dp"}, "world_size": "world_size"})
    elif hasattr(mesh, "tensor_parallel_degree") and hasattr(mesh, "data_parallel_shard_degree"):
        _read(mesh, found, OWN_NAMES["torchtitan"])
    else:
        return False
    found.put_default("framework", "torchtitan")
    return True


def megatron(mesh: Any, found: Request) -> bool:
    if not hasattr(mesh, "tensor_model_parallel_size"):
        return False
    _read(mesh, found, OWN_NAMES["megatron"])
    found.put_default("framework", "megatron")
    return True


def lightning(mesh: Any, found: Request) -> bool:
    if not hasattr(mesh, "_tensor_parallel_size") or not hasattr(mesh, "_data_parallel_size"):
        return False
    live = getattr(mesh, "_device_mesh", None)  # the property raises before the processes have started
    if live is not None:
        return device_mesh(live, found)
    for theirs, ours in (("_tensor_parallel_size", "tp_size"), ("_data_parallel_size", "dp_size")):
        size = getattr(mesh, theirs)
        if size == "auto" and ours not in found.mesh:
            raise InputError(
                "input.missing_field", f"{theirs[1:]} is 'auto' until the processes start: say {ours}=…", f"/mesh/{ours}"
            )
        if size != "auto":
            found.put(ours, positive(size))
    return True


def sizes(mesh: Any, found: Request) -> bool:
    """NeMo Automodel's ``MeshContext`` and ``ParallelismSizes``, and whatever else has their attributes."""
    names = [f"{axis}_size" for axis in AXES]
    if hasattr(mesh, "device_mesh"):  # where it has none, NeMo Automodel's context says one rank of dp_shard, and means none
        names.remove("dp_shard_size")
    if not any(hasattr(mesh, name) for name in names):
        return False
    config = getattr(mesh, "strategy_config", None)
    strategy = STRATEGIES.get(type(config).__name__, getattr(mesh, "strategy", None))
    if isinstance(strategy, str):
        found.put_default("strategy", strategy)
    live = getattr(mesh, "device_mesh", None)
    if hasattr(live, "mesh_dim_names") and hasattr(live, "shape"):
        device_mesh(live, found)
        expert = getattr(mesh, "moe_mesh", None)
        if hasattr(expert, "mesh_dim_names"):
            _put_dims(((name, size) for name, size in _dims(expert).items() if name == "ep"), found)
        return True
    for name in [*names, "world_size"]:
        found.put(name, positive(getattr(mesh, name, None)))
    return True


#: Each takes a mesh and says whether it is of its kind; the first that does has put its sizes into the request.
KINDS: tuple[Callable[[Any, Request], bool], ...] = (
    device_mesh,
    torchtitan,
    megatron,
    lightning,
    hugging_face.parallelism_config,
    hugging_face.fsdp_plugin,
    hugging_face.training_arguments,
    hugging_face.distributed_config,
    sizes,
)


def is_settled(value: object) -> bool:
    """Whether a part of a mesh stays what it is: then the mesh is the same as long as it has the same parts."""
    if value is None or classes.is_a(value, (int, str)) or callable(value):
        return True
    try:
        return hasattr(value, "mesh_dim_names") or classes.name(type(value)) in STRATEGIES
    except Exception:  # whatever it raises when it is asked
        return False
