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
    from ._answers.catalogue import Architectures, Difference
    from ._answers.layouts import Launch, Topology
    from ._answers.meshes import Meshes
    from ._answers.plan import Plan
    from ._answers.reading import Reading
    from ._answers.report import Report
    from ._answers.verdict import Verdict
    from ._answers.violation import Violation
    from ._api.engine import architectures, describe, difference, explain
    from ._api.files import check_file, read
    from ._api.layouts import launch, topology
    from ._api.models import check, facts, meshes, near, plan, report
    from ._api.supports import supports
    from ._api.validate import validate
    from ._attached.attach import attach, detach
    from ._attached.supports import ModelSupports
    from ._errors import EngineCrash, EngineError, InputError, MeshError, MeshwiseError, RanksError
    from ._mesh.context import MeshContext, ParallelismSizes
    from ._mesh.read import from_env
    from ._model.registry import register_custom_model, register_tp_plan
    from ._version import __version__

__all__ = [
    "Architectures",
    "Difference",
    "EngineCrash",
    "EngineError",
    "InputError",
    "Launch",
    "MeshContext",
    "MeshError",
    "Meshes",
    "MeshwiseError",
    "ModelSupports",
    "ParallelismSizes",
    "Plan",
    "RanksError",
    "Reading",
    "Report",
    "Topology",
    "Verdict",
    "Violation",
    "__version__",
    "architectures",
    "attach",
    "capabilities",
    "check",
    "check_file",
    "describe",
    "detach",
    "difference",
    "explain",
    "facts",
    "from_env",
    "launch",
    "meshes",
    "near",
    "plan",
    "read",
    "register_custom_model",
    "register_tp_plan",
    "report",
    "supports",
    "topology",
    "validate",
]

_HOMES = {
    "_answers.catalogue": ("Architectures", "Difference"),
    "_answers.layouts": ("Launch", "Topology"),
    "_answers.meshes": ("Meshes",),
    "_answers.plan": ("Plan",),
    "_answers.reading": ("Reading",),
    "_answers.report": ("Report",),
    "_answers.verdict": ("Verdict",),
    "_answers.violation": ("Violation",),
    "_api.engine": ("architectures", "describe", "difference", "explain"),
    "_api.files": ("check_file", "read"),
    "_api.layouts": ("launch", "topology"),
    "_api.models": ("check", "facts", "meshes", "near", "plan", "report"),
    "_api.supports": ("supports",),
    "_api.validate": ("validate",),
    "_attached.attach": ("attach", "detach"),
    "_attached.supports": ("ModelSupports",),
    "_errors": ("EngineCrash", "EngineError", "InputError", "MeshError", "MeshwiseError", "RanksError"),
    "_mesh.context": ("MeshContext", "ParallelismSizes"),
    "_mesh.read": ("from_env",),
    "_model.registry": ("register_custom_model", "register_tp_plan"),
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
