"""Meshes that people already have, as the sizes that the engine takes. No framework is imported, and no mesh is sliced.

An axis that is not known goes to the engine as it is, which refuses it by name.
"""

from __future__ import annotations

import operator
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ._errors import InputError
from ._plain import answers_to_everything


@dataclass
class Request:
    """What a mesh is, and what the run is beside it: the members ``mesh`` and ``run`` of a request."""

    mesh: dict[str, Any] = field(default_factory=dict)
    run: dict[str, Any] = field(default_factory=dict)

    def put(self, name: str, value: Any) -> None:
        """Sets a size, or a word of the run. None leaves it open.

        Raises:
            InputError: ``input.contradiction``: it is set to something else already.
        """
        if value is None:
            return
        name = _NAMES.get(name, name)
        part = self.run if name in _RUN else self.mesh
        if part.setdefault(name, value) != value:
            raise InputError("input.contradiction", f"{name} is {part[name]!r} and {value!r} at the same time", f"/mesh/{name}")


_AXES = ("tp", "pp", "cp", "ep", "dp", "dp_replicate", "dp_shard")
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
    **{axis: f"{axis}_size" for axis in _AXES},
    "world": "world_size",
    "tensor_parallel": "tp_size",
    "pipeline_parallel": "pp_size",
    "context_parallel": "cp_size",
    "expert_parallel": "ep_size",
    "data_parallel": "dp_size",
}
#: Axes that are made of others: their sizes follow.
_MADE_OF_OTHERS = ("dp_shard_cp", "dp_cp", "ep_shard")


def request(mesh: object = None, /, **sizes: Any) -> Request:
    """Reads a mesh of any kind, and keywords beside it.

    Args:
        mesh: ``"tp=8,pp=4"``; a mapping; a torch ``DeviceMesh``; NeMo Automodel's ``MeshContext`` or ``ParallelismSizes``;
            accelerate's ``ParallelismConfig``; torchtitan's ``ParallelDims``; Megatron-Core's ``ModelParallelConfig``;
            Lightning's ``ModelParallelStrategy``; anything with ``tp_size`` and the like; or None.
        **sizes: Sizes in ranks (``tp=8`` or ``tp_size=8``), ``strategy``, and what is known of the run: ``framework``,
            ``transformers_version``, ``gpus_per_node``, ``layers_per_stage``, ``pipeline_schedule``,
            ``expert_tensor_parallel_size``.

    Raises:
        InputError: The mesh cannot be read, or says two things at the same time.
    """
    found = Request()
    for name, value in sizes.items():
        found.put(name, _number(value))
    if mesh is not None and answers_to_everything(mesh):
        mesh = _numbers_of(mesh)
    for read in (_text, _mapping, _device_mesh, _torchtitan, _megatron, _lightning, _accelerate, _sizes):
        if mesh is None or read(mesh, found):
            return found
    raise InputError("input.wrong_type", f"expected a mesh, got {_kind(mesh)}", "/mesh")


def _numbers_of(mock: object) -> dict[str, int]:
    """The sizes that were set on a mock, which has any other attribute as well."""
    found = {f"{axis}_size": getattr(mock, f"{axis}_size", None) for axis in (*_AXES, "world")}
    return {name: size for name, size in found.items() if type(size) is int}


def from_env(environment: Mapping[str, str] | None = None) -> dict[str, int]:
    """The world that torchrun started: ``WORLD_SIZE`` as ``world_size``, ``LOCAL_WORLD_SIZE`` as ``gpus_per_node``.

    Usable before any process group exists: ``meshwise.check(model, meshwise.from_env(), tp=8)``.

    Raises:
        InputError: The environment is not torchrun's.
    """
    env = os.environ if environment is None else environment
    if "WORLD_SIZE" not in env:
        raise InputError("input.missing_field", "WORLD_SIZE is not set: torchrun did not start this process", "/mesh")
    names = {"WORLD_SIZE": "world_size", "LOCAL_WORLD_SIZE": "gpus_per_node"}
    try:
        return {name: int(env[variable]) for variable, name in names.items() if variable in env}
    except ValueError as error:
        raise InputError("input.not_an_integer", str(error), "/mesh/world_size") from None


def _kind(value: object) -> str:
    return f"{type(value).__module__}.{type(value).__qualname__}"


def _number(value: Any) -> Any:
    """An integer of any library as one of Python's; anything else as it is, for the engine to refuse."""
    if isinstance(value, (bool, str)) or value is None:
        return value
    try:
        return operator.index(value)
    except TypeError:
        return value if isinstance(value, (float, list, dict)) else str(value)


def _positive(value: Any) -> Any:
    """A size as frameworks write it: where -1 and 0 stand for one that is left open."""
    number = _number(value)
    return None if isinstance(number, int) and not isinstance(number, bool) and number < 1 else number


def _text(mesh: object, found: Request) -> bool:
    if not isinstance(mesh, str):
        return False
    for part in filter(None, (part.strip() for part in mesh.replace(" ", ",").split(","))):
        name, equals, value = part.partition("=")
        if not equals:
            raise InputError("input.syntax", f"expected sizes such as tp=8,pp=4, got {part!r}", "/mesh")
        digits = value.strip().removeprefix("-").isdigit()
        found.put(name.strip(), int(value) if digits else value.strip())
    return True


def _mapping(mesh: object, found: Request) -> bool:
    if not isinstance(mesh, Mapping):
        return False
    for name, value in mesh.items():
        found.put(str(name), _number(value))
    return True


def _dims(mesh: Any) -> dict[str, int]:
    """The axes of a torch ``DeviceMesh`` with their sizes, without slicing it."""
    names = mesh.mesh_dim_names
    if not names:
        raise InputError("input.missing_field", "the DeviceMesh has no mesh_dim_names, so its axes are not known", "/mesh")
    return dict(zip(map(str.__str__, names), map(int, mesh.shape), strict=True))


def _put_dims(dims: Iterable[tuple[str, int]], found: Request) -> None:
    for name, size in dims:
        if name not in _MADE_OF_OTHERS:
            found.put(name, size)


def _device_mesh(mesh: Any, found: Request) -> bool:
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
        found.put(ours, _positive(getattr(mesh, theirs, None)))


def _torchtitan(mesh: Any, found: Request) -> bool:
    """``ParallelDims``, or the ``parallelism`` section of its job config. The dims themselves: its world mesh is flat."""
    degrees = {
        "tensor_parallel_degree": "tp_size",
        "pipeline_parallel_degree": "pp_size",
        "context_parallel_degree": "cp_size",
        "expert_parallel_degree": "ep_size",
        "data_parallel_replicate_degree": "dp_replicate_size",
        "data_parallel_shard_degree": "dp_shard_size",
    }
    if hasattr(mesh, "dp_shard") and hasattr(mesh, "world_size") and hasattr(mesh, "tp"):
        _read(mesh, found, {**{axis: f"{axis}_size" for axis in _AXES if axis != "dp"}, "world_size": "world_size"})
    elif hasattr(mesh, "tensor_parallel_degree") and hasattr(mesh, "data_parallel_shard_degree"):
        _read(mesh, found, degrees)
    else:
        return False
    found.run.setdefault("framework", "torchtitan")
    return True


def _megatron(mesh: Any, found: Request) -> bool:
    if not hasattr(mesh, "tensor_model_parallel_size"):
        return False
    names = {
        "tensor_model_parallel_size": "tp_size",
        "pipeline_model_parallel_size": "pp_size",
        "context_parallel_size": "cp_size",
        "expert_model_parallel_size": "ep_size",
        "expert_tensor_parallel_size": "expert_tensor_parallel_size",
    }
    _read(mesh, found, names)
    found.run.setdefault("framework", "megatron")
    return True


def _lightning(mesh: Any, found: Request) -> bool:
    if not hasattr(mesh, "_tensor_parallel_size") or not hasattr(mesh, "_data_parallel_size"):
        return False
    live = getattr(mesh, "_device_mesh", None)  # the property raises before the processes have started
    if live is not None:
        return _device_mesh(live, found)
    for theirs, ours in (("_tensor_parallel_size", "tp_size"), ("_data_parallel_size", "dp_size")):
        size = getattr(mesh, theirs)
        if size == "auto" and ours not in found.mesh:
            raise InputError(
                "input.missing_field", f"{theirs[1:]} is 'auto' until the processes start: say {ours}=…", f"/mesh/{ours}"
            )
        if size != "auto":
            found.put(ours, _positive(size))
    return True


def _accelerate(mesh: Any, found: Request) -> bool:
    if not (hasattr(mesh, "dp_shard_size") and hasattr(mesh, "sp_backend")):
        return False
    sizes = ("tp_size", "cp_size", "dp_replicate_size", "dp_shard_size")
    _read(mesh, found, {name: name for name in sizes})
    found.put("world_size", _positive(getattr(mesh, "total_size", None)))
    sequence = _positive(getattr(mesh, "sp_size", None))
    if sequence is not None and sequence > 1:
        found.put("sp_size", sequence)  # an axis that the engine does not know, and refuses by name
    found.run.setdefault("framework", "hf")
    return True


def is_settled(value: object) -> bool:
    """Whether a part of a mesh stays what it is: then the mesh is the same as long as it has the same parts."""
    if value is None or isinstance(value, (int, str)) or callable(value):
        return True
    return hasattr(value, "mesh_dim_names") or type(value).__name__ in _STRATEGIES


_STRATEGIES = {"FSDP2Config": "fsdp2", "MegatronFSDPConfig": "megatron_fsdp", "DDPConfig": "ddp"}


def _sizes(mesh: Any, found: Request) -> bool:
    """NeMo Automodel's ``MeshContext`` and ``ParallelismSizes``, and whatever else has their attributes."""
    names = [f"{axis}_size" for axis in _AXES if axis != "dp_shard"]
    if not any(hasattr(mesh, name) for name in names):
        return False
    strategy = _STRATEGIES.get(type(getattr(mesh, "strategy_config", None)).__name__, getattr(mesh, "strategy", None))
    if isinstance(strategy, str) and "strategy" not in found.mesh:
        found.mesh["strategy"] = strategy
    live = getattr(mesh, "device_mesh", None)
    if hasattr(live, "mesh_dim_names") and hasattr(live, "shape"):
        _device_mesh(live, found)
        expert = getattr(mesh, "moe_mesh", None)
        if hasattr(expert, "mesh_dim_names"):
            _put_dims(((name, size) for name, size in _dims(expert).items() if name == "ep"), found)
        return True
    for name in [*names, "world_size"]:
        found.put(name, _positive(getattr(mesh, name, None)))
    return True
