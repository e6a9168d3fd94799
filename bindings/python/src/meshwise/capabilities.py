"""Model capabilities, as ``nemo_automodel._transformers.capabilities`` has them: change the import and nothing else.

Every name of that module is here with its meaning. Each conclusion is the engine's; where it differs on purpose is listed in
``docs/capabilities.md``.
"""

from __future__ import annotations

from typing import Any

from ._answers import questions
from ._attached import attach as _attach
from ._attached.supports import ModelSupports
from ._attached.validate import logger, validate_for_mesh
from ._errors import InputError, MeshError
from ._model import registry
from ._model.look import Look, class_facts
from ._ranks.together import Sync, fail

__all__ = [
    "MeshError",
    "ModelSupports",
    "attach_capabilities_and_validate",
    "logger",
    "validate_for_mesh",
]

_supports_forwarding_property = _attach.supports_forwarding_property
_lazy_supports_property = _attach.lazy_supports_property


def _build_class_dict() -> dict[str, Any]:
    """What :func:`attach_capabilities_and_validate` adds to a class, by name."""
    return _attach.build_class_dict()


def _of_class(model_cls: type, name: str) -> bool:
    facts = {"class": class_facts(model_cls), "registry.tp_plan": registry.has_tp_plan(registry.names(model_cls))}
    return questions.report(facts)[name] is True


def _of_model(model: Any, name: str) -> bool:
    return questions.report(Look(model).facts)[name] is True


def _has_optimized_tp_plan(model_cls: type) -> bool:
    """Whether a registry of optimized tensor-parallel plans holds the class."""
    return _of_class(model_cls, "has_optimized_tp_plan")


def _is_moe(model_cls: type) -> bool:
    """Whether the class is a MoE model: its MRO holds ``MoEFSDPSyncMixin``."""
    return _of_class(model_cls, "is_moe")


def _supports_seq_lens(model: Any) -> bool:
    """Whether ``model.forward()`` takes ``seq_lens``, by name or through ``**kwargs``."""
    return _of_model(model, "supports_seq_lens")


def _has_backend(model: Any) -> bool:
    """Whether the model carries a backend configuration that names an attention backend."""
    return _of_model(model, "has_backend")


def _uses_te_attention(model: Any) -> bool:
    """Whether attention runs on Transformer Engine."""
    return _of_model(model, "uses_te_attention")


def _uses_magi_attention(model: Any) -> bool:
    """Whether attention runs on MagiAttention."""
    return _of_model(model, "uses_magi_attention")


def _is_hybrid(model: Any) -> bool:
    """Whether the model mixes attention with layers that carry a state along the sequence (Mamba, linear attention)."""
    return _of_model(model, "is_hybrid")


def attach_capabilities_and_validate(
    model: Any,
    mesh: Any,
    *,
    sync: Sync = "auto",
    group: Any = None,
    sync_timeout: float | None = None,
) -> Any:
    """Attaches ``model.supports``, every ``model.supports_*`` and ``model.validate_for_mesh``, then validates.

    A second call attaches nothing new and validates again.

    Args:
        model: Any model whose instances may change their class, as every ``nn.Module``.
        mesh: As in :func:`validate_for_mesh`.
        sync: As in :func:`validate_for_mesh`.
        group: As in :func:`validate_for_mesh`.
        sync_timeout: As in :func:`validate_for_mesh`, in seconds.

    Returns:
        The same model.

    Raises:
        MeshError: The model cannot run on the mesh. It is attached all the same.
        InputError: As in :func:`meshwise.attach`, and as in :func:`validate_for_mesh`.
        RanksError: The ranks do not agree. The model is attached all the same.
    """
    try:
        _attach.attach(model, mesh)
    except InputError as error:
        if mesh is None:
            raise
        fail(error, sync, group, sync_timeout)  # the other ranks may have no such layer, and must not go on alone
    validate_for_mesh(model, mesh, sync=sync, group=group, sync_timeout=sync_timeout)
    return model
