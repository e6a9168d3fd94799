"""Questions, put together in one place, and their answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from .._engine.ask import encode, send_cached
from .._errors import InputError
from .shown import Shown

if TYPE_CHECKING:
    from .meshes import Meshes
    from .report import Report
    from .verdict import Verdict

Members = dict[str, Any]
_A = TypeVar("_A", bound=Shown)


def ask(kind: type[_A], op: str, **members: Any) -> _A:
    """Asks the engine for an operation. Members that are None are left out."""
    question = {"op": op, **{name: value for name, value in members.items() if value is not None}}
    return kind(send_cached(encode(question)), question)


def report(facts: Members, cp_size: int = 1, ep_size: int = 1, run: Members | None = None, catalogue: bool = True) -> Report:
    """Asks what a model supports, at the sizes that matter to it."""
    sizes = {name: size for name, size in (("cp_size", cp_size), ("ep_size", ep_size)) if size > 1}
    from .report import Report

    return ask(Report, "capabilities", facts=facts, mesh=sizes, run=run or None, catalogue=_unless(catalogue))


def verdict(facts: Members, mesh: Members, run: Members, catalogue: bool = True) -> Verdict:
    """Asks whether a model can run on a mesh."""
    from .verdict import Verdict

    return ask(Verdict, "validate_mesh", facts=facts, mesh=mesh, run=run or None, catalogue=_unless(catalogue))


def meshes(facts: Members, mesh: Members, run: Members, catalogue: bool = True, **more: Any) -> Meshes:
    """Asks on which meshes of a world a model can run."""
    from .meshes import Meshes

    return ask(Meshes, "meshes", facts=facts, mesh=mesh, run=run or None, catalogue=_unless(catalogue), **more)


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


def _unless(catalogue: bool) -> bool | None:
    return None if catalogue else False
