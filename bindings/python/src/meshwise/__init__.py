"""Can this model run on this mesh, will the result be right, and if not, what do I change?

    >>> import meshwise
    >>> verdict = meshwise.check({"num_attention_heads": 64, "num_key_value_heads": 8}, tp=16)
    >>> verdict.valid
    False
    >>> verdict.violations[0].code
    'tp.kv_heads_not_divisible'

The import is light: neither torch nor the WebAssembly runtime is loaded, and nothing is compiled before the first question.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import capabilities
    from ._answers.meshes import Meshes
    from ._answers.report import Report
    from ._answers.verdict import Verdict, Violation
    from ._api import check, describe, explain, facts, meshes, report, supports, validate
    from ._attached.attach import attach, detach
    from ._attached.supports import ModelSupports
    from ._errors import EngineCrash, EngineError, InputError, MeshError, MeshwiseError, RanksError
    from ._mesh.context import MeshContext, ParallelismSizes
    from ._mesh.read import from_env
    from ._model.registry import register_custom_model, register_tp_plan
    from ._version import __version__

__all__ = [
    "EngineCrash",
    "EngineError",
    "InputError",
    "MeshContext",
    "MeshError",
    "Meshes",
    "MeshwiseError",
    "ModelSupports",
    "ParallelismSizes",
    "RanksError",
    "Report",
    "Verdict",
    "Violation",
    "__version__",
    "attach",
    "capabilities",
    "check",
    "describe",
    "detach",
    "explain",
    "facts",
    "from_env",
    "meshes",
    "register_custom_model",
    "register_tp_plan",
    "report",
    "supports",
    "validate",
]

_HOMES = {
    "_answers.meshes": ("Meshes",),
    "_answers.report": ("Report",),
    "_answers.verdict": ("Verdict", "Violation"),
    "_api": ("check", "describe", "explain", "facts", "meshes", "report", "supports", "validate"),
    "_attached.attach": ("attach", "detach"),
    "_mesh.context": ("MeshContext", "ParallelismSizes"),
    "_errors": ("EngineCrash", "EngineError", "InputError", "MeshError", "MeshwiseError", "RanksError"),
    "_mesh.read": ("from_env",),
    "_model.registry": ("register_custom_model", "register_tp_plan"),
    "_attached.supports": ("ModelSupports",),
    "_version": ("__version__",),
}


def __getattr__(name: str) -> Any:
    if name == "capabilities":
        return importlib.import_module(".capabilities", __name__)
    for home, names in _HOMES.items():
        if name in names:
            value = getattr(importlib.import_module(f".{home}", __name__), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
