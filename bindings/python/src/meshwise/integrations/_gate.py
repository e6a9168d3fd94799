"""What the callbacks share: a model is held against a mesh once, and what is said of it goes where the user wants it."""

from __future__ import annotations

import logging
import os
import warnings
from typing import Any, Literal, NoReturn

from .._answers.verdict import Verdict
from .._api.validate import validate
from .._errors import InputError, MeshError, MeshwiseError
from .._mesh.read import from_env, read_mesh
from .._mesh.request import Request
from .._ranks.together import fail

OnInvalid = Literal["raise", "warn"]
#: What :func:`meshwise.validate` takes beside settings.
_OF_THE_CALL = frozenset(validate.__kwdefaults__ or ())
_log = logging.getLogger("meshwise")


class MeshWarning(UserWarning):
    """A model cannot run on the mesh of its trainer, and the callback was told to warn."""


class Gate:
    """Holds models against a mesh before they are trained.

    Args:
        mesh: As in :func:`meshwise.check`, or None for that of the trainer.
        on_invalid: ``"raise"``, or ``"warn"`` to go on in any case: also where the mesh of the trainer cannot be read.
        more: Sizes and the run, as in :func:`meshwise.check`, and whatever else :func:`meshwise.validate` takes.
    """

    def __init__(self, mesh: Any, on_invalid: OnInvalid, more: dict[str, Any]) -> None:
        if on_invalid not in ("raise", "warn"):
            raise ValueError(f"on_invalid: expected 'raise' or 'warn', got {on_invalid!r}")
        self._mesh, self._on_invalid, self._more = mesh, on_invalid, more
        self._passed: Any = None
        self.verdict: Verdict | None = None

    def _said(self, mesh: Any) -> Request:
        """What is said of the run: by a mesh, and by the user's settings beside it."""
        return read_mesh(mesh, **{name: value for name, value in self._more.items() if name not in _OF_THE_CALL})

    def names_a_mesh(self) -> bool:
        """Whether the user gave the sizes of a mesh, so that those of the trainer do not count."""
        return not self._said(self._mesh).mesh.keys() <= {"world_size", "strategy"}

    def fail(self, error: Exception) -> None:
        """Says what kept this rank from asking, where the other ranks hear of it: raises, or warns on all of them."""
        try:
            self._stop(error)
        except (MeshError, MeshwiseError) as told:
            self._tell(told)

    def _stop(self, error: Exception) -> NoReturn:
        fail(error, **{name: self._more[name] for name in ("sync", "group", "sync_timeout") if name in self._more})

    def _tell(self, error: MeshError | MeshwiseError) -> None:
        if self._on_invalid == "raise":
            raise error
        self.verdict = getattr(error, "verdict", None)
        warnings.warn(str(error), MeshWarning, stacklevel=3)

    def hold(self, model: Any, of_trainer: Any, about_run: dict[str, Any], subject: Any = None, loud: bool = True) -> None:
        """Validates a model, unless it is the one that was validated last.

        Args:
            model: The live model.
            of_trainer: The mesh that the trainer has, used where the user named none.
            about_run: What the trainer knows beside it, used where the user did not say it.
            subject: What is asked about in place of the model: what was observed of it, and more.
            loud: Whether this process logs what the verdict warns of.

        Raises:
            MeshError: The model cannot run on the mesh, in the words of the engine.
            InputError: The mesh cannot be read.
        """
        if model is self._passed:
            return
        try:
            try:
                mesh = self._mesh if self.names_a_mesh() else (of_trainer if self._mesh is None else self._mesh)
                said = self._said(mesh)
            except InputError as error:
                self._stop(error)
            more = {name: value for name, value in about_run.items() if not said.says(name)}
            self.verdict = validate(model if subject is None else subject, mesh, **more, **self._more)
        except (MeshError, MeshwiseError) as error:
            self._tell(error)
        self._passed = model
        for risk in self.verdict.warnings if self.verdict is not None and loud else ():
            _log.warning("%s", risk)


def gpus_per_node() -> dict[str, int]:
    """Ranks within this node, where torchrun says it."""
    if "WORLD_SIZE" not in os.environ:
        return {}
    return {name: size for name, size in from_env().items() if name == "gpus_per_node"}
