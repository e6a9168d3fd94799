"""A callback for the Trainer of Lightning.

>>> from meshwise.integrations.lightning import MeshCallback  # doctest: +SKIP
>>> Trainer(strategy=ModelParallelStrategy(…), callbacks=[MeshCallback()])  # doctest: +SKIP
"""

from __future__ import annotations

import operator
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .._answers.verdict import Verdict
from .._api.models import facts
from .._errors import InputError
from .._model import subject as _subject
from ._gate import Gate, MeshWarning, OnInvalid

if TYPE_CHECKING:
    from lightning.pytorch import Callback
elif "pytorch_lightning" in sys.modules and "lightning.pytorch" not in sys.modules:
    from pytorch_lightning import Callback
else:
    try:
        from lightning.pytorch import Callback
    except ImportError:
        from pytorch_lightning import Callback

__all__ = ["MeshCallback", "MeshWarning"]


class MeshCallback(Callback):
    """Holds the model of a ``LightningModule`` against the mesh of the trainer's strategy, before it is fitted.

    The mesh is that of ``ModelParallelStrategy``; under any other strategy all ranks are data parallelism. The callback asks
    before ``configure_model``, where a model is there by then, and else before the first batch. Under
    ``ModelParallelStrategy`` the module shards itself in ``configure_model``, so that it counts as a model with a
    tensor-parallel plan.

    Args:
        mesh: Another mesh, as in :func:`meshwise.check`.
        model: What is asked about: the name of an attribute of the module (``"model"``, ``"net.encoder"``), or a function of
            the module. Otherwise the module itself if it has a ``config``, else its one child that has.
        on_invalid: ``"raise"``, or ``"warn"`` to fit in any case.
        **settings: Settings of the run, as in :func:`meshwise.check`.

    Attributes:
        verdict: The last :class:`meshwise.Verdict`, or None.

    Raises:
        MeshError: From ``trainer.fit()``: the model cannot run on the mesh.
        InputError: Several children of the module have a config: ``model`` has to say which it is.
    """

    def __init__(
        self,
        mesh: Any = None,
        *,
        model: str | Callable[[Any], Any] | None = None,
        on_invalid: OnInvalid = "raise",
        **settings: Any,
    ) -> None:
        self._gate = Gate(mesh, on_invalid, settings)
        self._which = model

    @property
    def verdict(self) -> Verdict | None:
        return self._gate.verdict

    def setup(self, trainer: Any, pl_module: Any, stage: str) -> None:
        """Asks before the model is sharded."""
        if stage == "fit":
            self._ask(trainer, pl_module, last=False)

    def on_fit_start(self, trainer: Any, pl_module: Any) -> None:
        """Asks about a model that ``setup`` or ``configure_model`` of the module has made."""
        self._ask(trainer, pl_module, last=True)

    def _ask(self, trainer: Any, module: Any, last: bool) -> None:
        if self._gate.verdict is not None and last:
            return
        strategy, sharded = trainer.strategy, hasattr(trainer.strategy, "_tensor_parallel_size")
        try:
            model = _model_of(module, self._which, last)
            subject = {**facts(model), "registry.tp_plan": True} if sharded and model is not None else None
        except Exception as error:  # one rank may find none, or another one
            self._gate.fail(error)
            return
        if model is None:
            return
        about_run: dict[str, Any] = {}
        if trainer.world_size > 1:
            about_run = {"world_size": trainer.world_size, "gpus_per_node": trainer.num_devices}
        if not sharded and not self._gate.names_a_mesh():
            about_run["world_size"] = trainer.world_size
            if type(strategy).__name__ == "DDPStrategy":
                about_run["strategy"] = "ddp"
        self._gate.hold(model, strategy if sharded else None, about_run, subject, loud=trainer.is_global_zero)


def _model_of(module: Any, which: str | Callable[[Any], Any] | None, last: bool) -> Any:
    """The model inside of a LightningModule, or None where it is not there yet."""
    if isinstance(which, str):
        try:
            return operator.attrgetter(which)(module)
        except AttributeError:
            if last:
                raise InputError("input.missing_field", f"{type(module).__name__} has no {which!r}", "/facts") from None
            return None
    if which is not None:
        return which(module)
    if _has_config(module):
        return module
    found = {name: child for name, child in module.named_children() if _has_config(_subject.unwrapped(child))}
    if len(found) > 1:
        raise InputError(
            "input.contradiction",
            f"{type(module).__name__} has several models, {', '.join(found)}: say which, with MeshCallback(model=…)",
            "/facts",
        )
    for child in found.values():
        return child
    return module if last else None


def _has_config(module: Any) -> bool:
    return getattr(module, "config", None) is not None
