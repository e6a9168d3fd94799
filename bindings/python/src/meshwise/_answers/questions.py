"""Questions, put together in one place, and their answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from .._engine.ask import encode, send_cached
from .._errors import InputError
from .shown import Shown

if TYPE_CHECKING:
    from .meshes import Meshes
    from .plan import Plan
    from .report import Report
    from .verdict import Verdict

Members = dict[str, Any]
_A = TypeVar("_A", bound=Shown)


def ask(kind: type[_A], op: str, **members: Any) -> _A:
    """Asks the engine for an operation. Members that are None are left out."""
    question = {"op": op, **{name: value for name, value in members.items() if value is not None}}
    return kind(send_cached(encode(question)), question)


def report(facts: Members, mesh: Members | None = None, run: Members | None = None, **more: Any) -> Report:
    """Asks what a model supports, at the sizes of a mesh."""
    from .report import Report

    return _of_a_model(Report, "capabilities", facts, mesh or {}, run, **more)


def verdict(facts: Members, mesh: Members, run: Members | None = None, **more: Any) -> Verdict:
    """Asks whether a model can run on a mesh."""
    from .verdict import Verdict

    return _of_a_model(Verdict, "validate_mesh", facts, mesh, run, **more)


def meshes(facts: Members, mesh: Members, run: Members | None = None, **more: Any) -> Meshes:
    """Asks on which meshes of a world a model can run."""
    from .meshes import Meshes

    return _of_a_model(Meshes, "meshes", facts, mesh, run, **more)


def plan(facts: Members, mesh: Members, run: Members | None = None, **more: Any) -> Plan:
    """Asks which runs of a world are the best."""
    from .plan import Plan

    return _of_a_model(Plan, "plan", facts, mesh, run, **more)


def _of_a_model(
    kind: type[_A], op: str, facts: Members, mesh: Members, run: Members | None, catalogue: bool = True, **more: Any
) -> _A:
    return ask(kind, op, facts=facts, mesh=mesh, run=run or None, catalogue=None if catalogue else False, **more)


def completed(mesh: Members, run: Members) -> Members:
    """The sizes of a mesh, with those that follow from the others.

    Raises:
        InputError: The sizes make no mesh; the code is that of the rule, as ``world.not_divisible``.
    """
    answer = send_cached(encode({"op": "topology", "mesh": mesh, **({"run": run} if run else {})}))
    if answer["violations"]:
        first = answer["violations"][0]
        raise InputError(first["code"], "; ".join(found["message"] for found in answer["violations"]), "/mesh")
    return dict(answer["mesh"])
