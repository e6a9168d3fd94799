"""The questions about a model, put together in one place, and their answers."""

from __future__ import annotations

from typing import Any

from .._engine.ask import encode, send_cached
from .meshes import Meshes
from .report import Report
from .verdict import Verdict

Members = dict[str, Any]


def report(facts: Members, cp_size: int = 1, ep_size: int = 1, run: Members | None = None, catalogue: bool = True) -> Report:
    """Asks what a model supports, at the sizes that matter to it."""
    sizes = {name: size for name, size in (("cp_size", cp_size), ("ep_size", ep_size)) if size > 1}
    return Report(*_asked("capabilities", facts, sizes, run, catalogue))


def verdict(facts: Members, mesh: Members, run: Members, catalogue: bool = True) -> Verdict:
    """Asks whether a model can run on a mesh."""
    return Verdict(*_asked("validate_mesh", facts, mesh, run, catalogue))


def meshes(facts: Members, mesh: Members, run: Members, catalogue: bool = True, **more: Any) -> Meshes:
    """Asks on which meshes of a world a model can run."""
    return Meshes(*_asked("meshes", facts, mesh, run, catalogue, **more))


def _asked(
    op: str, facts: Members, mesh: Members, run: Members | None, catalogue: bool, **more: Any
) -> tuple[Members, Members]:
    question: Members = {"op": op, "facts": facts, "mesh": mesh, **more}
    if run:
        question["run"] = run
    if not catalogue:
        question["catalogue"] = False
    return send_cached(encode(question)), question
