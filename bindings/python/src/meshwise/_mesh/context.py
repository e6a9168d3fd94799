"""``ParallelismSizes`` and ``MeshContext``, for scripts that have NeMo Automodel's and for those that do not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .._engine.ask import ask
from .._errors import InputError
from .read import read_mesh
from .request import Request


@dataclass(frozen=True, kw_only=True)
class ParallelismSizes:
    """The sizes that are asked for, in ranks. What is None follows from the world.

    Attributes:
        dp_size: Ranks of data parallelism, or None for what the other axes leave.
        dp_replicate_size: Replicas of the sharded model, or None for one.
        tp_size: Ranks of tensor parallelism.
        pp_size: Ranks of pipeline parallelism.
        cp_size: Ranks of context parallelism.
        ep_size: Ranks of expert parallelism.
    """

    dp_size: int | None = None
    dp_replicate_size: int | None = None
    tp_size: int = 1
    pp_size: int = 1
    cp_size: int = 1
    ep_size: int = 1


@dataclass(frozen=True)
class MeshContext:
    """The sizes of a mesh, completed. Made by :meth:`build` or :meth:`from_meshes`.

    Attributes:
        sizes: Every size in ranks, by name: ``{"world_size": 64, "tp_size": 8, …}``.
        device_mesh: The torch ``DeviceMesh`` that they were read from, or None. It is never sliced.
        moe_mesh: The one of the experts, or None.
        strategy: ``fsdp2``, ``megatron_fsdp`` or ``ddp``.
    """

    sizes: dict[str, int]
    device_mesh: Any = field(default=None, repr=False, compare=False)
    moe_mesh: Any = field(default=None, repr=False, compare=False)
    strategy: str = "fsdp2"

    @classmethod
    def build(cls, strategy: str = "fsdp2", parallelism_sizes: Any = None, *, world_size: int) -> MeshContext:
        """Completes the sizes that are asked for in a world of ``world_size`` ranks. Starts nothing.

        Args:
            strategy: ``fsdp2``, ``megatron_fsdp`` or ``ddp``.
            parallelism_sizes: :class:`ParallelismSizes`, NeMo Automodel's, or any mesh that :func:`meshwise.check` takes.
            world_size: Ranks in all.

        Raises:
            InputError: The sizes make no mesh of that world; the code is that of the rule, as ``world.not_divisible``.
        """
        asked = read_mesh(parallelism_sizes, strategy=strategy, world_size=world_size).mesh
        answer = ask("topology", mesh=asked)
        if answer["violations"]:
            first = answer["violations"][0]
            raise InputError(first["code"], "; ".join(found["message"] for found in answer["violations"]), "/mesh")
        return cls(_sizes(answer["mesh"]), strategy=strategy)

    @classmethod
    def from_meshes(cls, device_mesh: Any, moe_mesh: Any = None, *, strategy: str = "fsdp2") -> MeshContext:
        """Reads the sizes of live ``DeviceMesh`` objects.

        Raises:
            InputError: An axis is not known; names it.
        """
        found = Request()
        for mesh in (device_mesh, moe_mesh):
            if mesh is not None:
                for name, size in read_mesh(mesh).mesh.items():
                    if name not in ("world_size", "dp_size", "dp_shard_size") or mesh is device_mesh:
                        found.put(name, size)
        answer = ask("topology", mesh={"strategy": strategy, **found.mesh})
        return cls(_sizes(answer["mesh"]), device_mesh, moe_mesh, strategy)

    @property
    def tp_size(self) -> int:
        """Ranks of tensor parallelism."""
        return self.sizes.get("tp_size", 1)

    @property
    def pp_size(self) -> int:
        """Ranks of pipeline parallelism."""
        return self.sizes.get("pp_size", 1)

    @property
    def cp_size(self) -> int:
        """Ranks of context parallelism."""
        return self.sizes.get("cp_size", 1)

    @property
    def ep_size(self) -> int:
        """Ranks of expert parallelism."""
        return self.sizes.get("ep_size", 1)

    @property
    def dp_size(self) -> int | None:
        """Ranks of data parallelism, or None where it is not settled."""
        return self.sizes.get("dp_size")

    @property
    def dp_replicate_size(self) -> int | None:
        """Replicas of the sharded model, or None where it is not settled."""
        return self.sizes.get("dp_replicate_size")

    @property
    def world_size(self) -> int | None:
        """Ranks in all, or None where it is not settled."""
        return self.sizes.get("world_size")


def _sizes(mesh: dict[str, Any]) -> dict[str, int]:
    return {name: size for name, size in mesh.items() if isinstance(size, int) and size > 0}
