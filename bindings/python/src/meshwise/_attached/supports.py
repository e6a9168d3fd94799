"""``ModelSupports``: what a live model can do, answered by the engine and kept until the model changes."""

from __future__ import annotations

import contextlib
import weakref
from typing import TYPE_CHECKING, Any

from .._answers.report import Report
from .._answers.verdict import Verdict
from .._errors import InputError
from .._mesh.read import read_mesh
from .live import Fixed, Live

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from .._mesh.said import Settings

_SHOWN = (
    "tp",
    "pp",
    "cp",
    "ep",
    "sequence_packing",
    "mtp_cp",
    "mtp_cp_pp",
    "cp_vision_frame_sharding",
    "gradient_checkpointing",
    "generate",
)


class ModelSupports:
    """What a model supports, read from the live model each time it is asked.

    Each property is True or False; what is not known is False there, and None in :attr:`report`. The model is held weakly.

    Args:
        model: Any model; an ``nn.Module`` as a rule.
        mesh: The mesh that the effective answers are for: anything that :func:`meshwise.check` takes, or None.
    """

    __slots__ = ("_model_ref", "_model_cls", "_mesh", "_live", "__weakref__")

    def __init__(self, model: Any, mesh: Any = None) -> None:
        try:
            self._model_ref: Any = weakref.ref(model)
        except TypeError:  # a class with __slots__ and without __weakref__
            self._model_ref = lambda: model
        self._model_cls: type = type(model)
        self._mesh = mesh
        self._live = Live()

    def __reduce__(self) -> tuple[Any, ...]:
        """A copy or a pickle is of no model: the model that it lands on makes a new one, at the same sizes."""
        return (_unbound, (self.sizes() if self._mesh is not None else None,))

    @property
    def _model(self) -> Any:
        model = self._model_ref()
        if model is None:
            raise ReferenceError("ModelSupports: the model no longer exists")
        return model

    def __repr__(self) -> str:
        report = self.report  # one look for all of them
        named = [(name, f"supports_{name}") for name in _SHOWN] + [(name, name) for name in ("mtp_enabled", "is_custom_model")]
        flags = [f"{short}={report[name] is True}" for short, name in named]
        return f"ModelSupports({', '.join(flags)})"

    def _repr_markdown_(self) -> str:
        return self.report._repr_markdown_()

    def _repr_html_(self) -> str:
        return self.report._repr_html_()

    def _flag(self, name: str) -> bool:
        cp_size, ep_size = (1, 1) if self._mesh is None else (self.cp_size, self.ep_size)
        return self._live.flag(self._model, name, cp_size, ep_size) is True

    @property
    def report(self) -> Report:
        """Every capability with its reason; None where a fact that decides it was not observed."""
        return self._live.report(self._model, self.cp_size, self.ep_size)

    def check(self, mesh: Any = None, **settings: Unpack[Settings]) -> Verdict:
        """Whether the model can run on a mesh: see :func:`meshwise.check`."""
        request = read_mesh(mesh, **settings)
        return self._live.verdict(self._model, request.mesh, request.run)

    # What the model is.

    @property
    def is_custom_model(self) -> bool:
        """A custom implementation is registered for the name of the class."""
        return self._flag("is_custom_model")

    # Parallelism.

    @property
    def supports_tp(self) -> bool:
        """Tensor parallelism: an optimized plan is registered, or ``_tp_plan`` has entries."""
        return self._flag("supports_tp")

    @property
    def supports_pp(self) -> bool:
        """Pipeline parallelism: ``_pp_plan`` has entries, or the class is a MoE model."""
        return self._flag("supports_pp")

    @property
    def supports_cp(self) -> bool:
        """Context parallelism: see the table in ``docs/capabilities.md``."""
        return self._flag("supports_cp")

    @property
    def supports_ep(self) -> bool:
        """Expert parallelism: the class is a MoE model."""
        return self._flag("supports_ep")

    tp = supports_tp_plan = supports_tp
    pp = supports_pp_plan = supports_pp
    cp = supports_cp
    ep = supports_ep

    # Features.

    @property
    def supports_sequence_packing(self) -> bool:
        """``forward`` takes sequence lengths, and the attention respects them."""
        return self._flag("supports_sequence_packing")

    @property
    def supports_thd(self) -> bool:
        """The class declares its own THD packed-sequence input path."""
        return self._flag("supports_thd")

    @property
    def supports_mtp_cp(self) -> bool:
        """The class declares multi-token prediction under context parallelism."""
        return self._flag("supports_mtp_cp")

    @property
    def supports_mtp_cp_pp(self) -> bool:
        """The class declares multi-token prediction under context and pipeline parallelism."""
        return self._flag("supports_mtp_cp_pp")

    @property
    def supports_cp_vision_frame_sharding(self) -> bool:
        """The class declares that its vision frames are sharded over the context-parallel ranks."""
        return self._flag("supports_cp_vision_frame_sharding")

    @property
    def supports_generate(self) -> bool:
        """``generate`` can be called."""
        return self._flag("supports_generate")

    @property
    def supports_gradient_checkpointing(self) -> bool:
        """The class says so; not for a MoE model with ``ep_size`` above 1."""
        return self._flag("supports_gradient_checkpointing")

    @property
    def supports_cp_with_sequence_packing(self) -> bool:
        """Packed sequences work at the ``cp_size`` of the mesh."""
        return self._flag("supports_cp_with_sequence_packing")

    @property
    def mtp_enabled(self) -> bool:
        """Multi-token prediction is on in this model."""
        return self._flag("mtp_enabled")

    sequence_packing = supports_sequence_packing
    generate = supports_generate
    gradient_checkpointing = supports_gradient_checkpointing

    # The mesh.

    def _size(self, axis: str) -> int:
        size = None
        with contextlib.suppress(Exception):  # whatever a property of it raises
            size = getattr(self._mesh, axis, None)
        if size is None and self._mesh is not None:
            with contextlib.suppress(InputError):
                size = read_mesh(self._mesh).mesh.get(axis)
        return int.__index__(size) if issubclass(type(size), int) else 1  # type: ignore[arg-type]

    @property
    def tp_size(self) -> int:
        """Ranks of tensor parallelism on the mesh; 1 without one."""
        return self._size("tp_size")

    @property
    def pp_size(self) -> int:
        """Ranks of pipeline parallelism on the mesh; 1 without one."""
        return self._size("pp_size")

    @property
    def cp_size(self) -> int:
        """Ranks of context parallelism on the mesh; 1 without one."""
        return self._size("cp_size")

    @property
    def ep_size(self) -> int:
        """Ranks of expert parallelism on the mesh; 1 without one."""
        return self._size("ep_size")

    def sizes(self) -> dict[str, int]:
        """The sizes above as a dict, which holds nothing of the mesh."""
        return {name: self._size(name) for name in ("tp_size", "pp_size", "cp_size", "ep_size")}


def of_facts(facts: dict[str, Any], mesh: Any = None) -> ModelSupports:
    """A ``ModelSupports`` of a config, or of facts that were observed elsewhere."""
    supports = _unbound(mesh)
    supports._model_ref = lambda: facts
    supports._live = Fixed(facts)
    return supports


def _unbound(mesh: Any) -> ModelSupports:
    """A ``ModelSupports`` of no model, as a copied model brings it along."""
    supports = ModelSupports.__new__(ModelSupports)
    supports._model_ref = lambda: None
    supports._model_cls = type(None)
    supports._mesh = mesh
    supports._live = Live()
    return supports
