"""``ParallelismSizes`` and ``MeshContext``, for scripts that have NeMo Automodel's and for those that do not."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any

from .._engine.ask import ask
from .._errors import InputError
from .._model.classes import type_name
from .read import from_env, read_mesh
from .request import Request
from .settings import STRATEGIES


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
    """The sizes of a mesh, completed. Made by :meth:`build` or :meth:`from_meshes`; without any, it is one rank.

    Attributes:
        sizes: Every size in ranks, by name: ``{"world_size": 64, "tp_size": 8, …}``.
        device_mesh: The torch ``DeviceMesh`` that they were read from, or None. It is never sliced.
        moe_mesh: The one of the experts, or None.
        strategy: ``fsdp2``, ``megatron_fsdp`` or ``ddp``.
    """

    sizes: dict[str, int] = field(default_factory=dict)
    device_mesh: Any = field(default=None, repr=False, compare=False)
    moe_mesh: Any = field(default=None, repr=False, compare=False)
    strategy: str = "fsdp2"

    @classmethod
    def build(
        cls,
        strategy: Any = "fsdp2",
        parallelism_sizes: Any = None,
        *,
        strategy_config: Any = None,
        world_size: int | None = None,
    ) -> MeshContext:
        """Completes the sizes that are asked for in a world of ``world_size`` ranks. Starts nothing.

        Args:
            strategy: ``fsdp2``, ``megatron_fsdp`` or ``ddp``, or NeMo Automodel's config of one, by the name of its class.
            strategy_config: The same, under the name that it has there.
            parallelism_sizes: :class:`ParallelismSizes`, NeMo Automodel's, or any mesh that :func:`meshwise.check` takes.
            world_size: Ranks in all. None for the world that torchrun started; without one, a single rank.

        Raises:
            InputError: The sizes make no mesh of that world; the code is that of the rule, as ``world.not_divisible``. Or the
                strategy is none.
        """
        named = _strategy(strategy if strategy_config is None else strategy_config)
        if world_size is None:
            world_size = from_env()["world_size"] if "WORLD_SIZE" in os.environ else 1
        asked = read_mesh(parallelism_sizes, strategy=named, world_size=world_size).mesh
        answer = ask("topology", mesh=asked)
        if answer["violations"]:
            first = answer["violations"][0]
            raise InputError(first["code"], "; ".join(found["message"] for found in answer["violations"]), "/mesh")
        return cls(_sizes(answer["mesh"]), strategy=named)

    @classmethod
    def from_meshes(
        cls, device_mesh: Any, moe_mesh: Any = None, *, strategy: Any = "fsdp2", strategy_config: Any = None
    ) -> MeshContext:
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
        named = _strategy(strategy if strategy_config is None else strategy_config)
        answer = ask("topology", mesh={"strategy": named, **found.mesh})
        return cls(_sizes(answer["mesh"]), device_mesh, moe_mesh, named)

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


def _strategy(value: Any) -> str:
    named = STRATEGIES.get(type(value).__name__, value)
    if not isinstance(named, str):
        known = ", ".join(STRATEGIES)
        text = f"expected a strategy or its config ({known}), got {type_name(type(value))}"
        raise InputError("input.wrong_type", text, "/mesh/strategy")
    return named


def _sizes(mesh: dict[str, Any]) -> dict[str, int]:
    return {name: size for name, size in mesh.items() if isinstance(size, int) and size > 0}
