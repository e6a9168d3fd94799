"""A callback for the Trainer of transformers.

>>> from meshwise.integrations.transformers import MeshCallback  # doctest: +SKIP
>>> Trainer(model, args, callbacks=[MeshCallback()])  # doctest: +SKIP
"""

from __future__ import annotations

from typing import Any

from accelerate.state import AcceleratorState  # type: ignore[import-untyped]
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from .._answers.verdict import Verdict
from ._gate import Gate, MeshWarning, OnInvalid, gpus_per_node

__all__ = ["MeshCallback", "MeshWarning"]


class MeshCallback(TrainerCallback):
    """Holds the model of a ``Trainer`` against its mesh, before anything is wrapped, sharded or trained.

    The mesh is the one that the Trainer has: accelerate's ``ParallelismConfig`` (from ``TrainingArguments``, from
    ``accelerate launch``, or from a model that was loaded in shards), else all ranks as data parallelism. The callback asks
    when the Trainer is made, and when training begins if it was added later or the model is another one by then.

    Args:
        mesh: Another mesh, as in :func:`meshwise.check`: one that is planned, say.
        on_invalid: ``"raise"``, or ``"warn"`` to train in any case.
        **settings: Settings of the run, as in :func:`meshwise.check`. ``framework`` is ``accelerate`` unless it is given.

    Attributes:
        verdict: The last :class:`meshwise.Verdict`, or None.

    Raises:
        MeshError: From ``Trainer(…)`` or ``trainer.train()``: the model cannot run on the mesh.
    """

    def __init__(self, mesh: Any = None, *, on_invalid: OnInvalid = "raise", **settings: Any) -> None:
        self._gate = Gate(mesh, on_invalid, settings)

    @property
    def verdict(self) -> Verdict | None:
        return self._gate.verdict

    def on_init_end(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **about: Any) -> None:
        """Asks about the model as it was given."""
        self._ask(args, state, about.get("model"))

    def on_train_begin(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **about: Any) -> None:
        """Asks where that was not done yet."""
        self._ask(args, state, about.get("model"))

    def _ask(self, args: TrainingArguments, state: TrainerState, model: Any) -> None:
        if model is None:
            return
        about_run: dict[str, Any] = {"framework": "accelerate", **gpus_per_node()}
        mesh: Any = None
        if self._gate.names_a_mesh():
            if args.world_size > 1:  # a single process says nothing of a mesh that is planned
                about_run["world_size"] = args.world_size
        else:
            mesh = _parallelism()
            if mesh is None:
                about_run["world_size"] = args.world_size
                about_run.update(_sharding(str(AcceleratorState().distributed_type.value)))
        self._gate.hold(model, mesh, about_run, loud=state.is_world_process_zero)


def _sharding(distributed_type: str) -> dict[str, str]:
    """How accelerate keeps parameters and gradients consistent, by its own word for it."""
    if distributed_type.startswith("MULTI_"):
        return {"strategy": "ddp"}
    return {"FSDP": {"strategy": "fsdp2"}, "DEEPSPEED": {"sharding.engine": "deepspeed"}}.get(distributed_type, {})


def _parallelism() -> Any:
    """The ``ParallelismConfig`` of this process's Accelerator, or None where it names no axis: the Trainer has made one."""
    config = getattr(AcceleratorState(), "parallelism_config", None)
    return config if config is not None and config.total_size > 1 else None
