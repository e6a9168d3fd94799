"""Asks the engine the questions of ``check``."""

from __future__ import annotations

import os

from .._errors import EngineError
from ._accept import add_accepted, heard
from ._checker import Checker, Judged, Question
from ._failure import Failure, of_engine
from ._mesh import Given, add_mesh, object_of
from ._model import add_read
from ._named import add_named
from ._request import Request, number, quote

#: The parts of one verdict: what the run needs is told without a card too.
PARTS = ("detail", "effective", "topology", "text", "estimate")


def judge_all(k: Checker, questions: list[Question]) -> tuple[list[Judged], list[Failure]]:
    """Asks the questions. One that cannot be answered is told, and keeps none of the others from being asked."""
    all: list[Judged] = []
    failed: list[Failure] = []
    for question in questions:
        try:
            all.append(judge(k, question))
        except Failure as failure:
            failed.append(failure)
        except EngineError as error:
            failed.append(of_engine(error))
    return all, failed


def judge(k: Checker, question: Question) -> Judged:
    """Asks one question.

    Raises:
        Failure: There is no answer.
    """
    request = Request("validate_mesh")
    if "nearest" in k.given:
        request.add("nearest", number(k.given["nearest"]), "--nearest")
    _add_run(k, request, question)
    if len(k.given.get("mesh", [])) < 2:
        request.add("want", wanted(PARTS), "")
    if question.path:
        request.add("file", quote(question.path.replace(os.sep, "/")), question.label)
    if question.material is None:
        _refuse_what_is_of_files(k, question)
        assert question.model is not None
        add_read(request, question.model, k.given)
    else:
        question.material.add_to(request, question.trainer)
        add_named(k, request, question)
    k.output.add(request)
    add_accepted(k, request, question)
    if question.run:
        request.add("brief", b"true", "")  # what passes needs no page
    answer = request.ask()
    heard(k, question, answer)
    return Judged(question, answer)


def wanted(parts: tuple[str, ...]) -> bytes:
    return b"[" + b",".join(map(quote, parts)) + b"]"


def _refuse_what_is_of_files(k: Checker, question: Question) -> None:
    """Refuses a model with flags that are about a file of a run, and a model alone: what is asked of it is not said."""
    label = question.label
    if k.about_files:
        raise Failure(f"{k.about_files}: is about a file of a run or a command, and {label} is a model")
    if k.model:
        raise Failure(f"--model: {label} is a model itself")
    if not k.says_run and question.said is None:
        hint = f"or ask 'meshwise meshes {label} --world-size 64' for those that work"
        raise Failure(f"{label}: no run is said: give sizes, such as --tp 8 --world-size 64, {hint}")


def _add_run(k: Checker, request: Request, question: Question) -> None:
    """Adds what the flags say of the run, or the manifest."""
    if question.said is None:
        add_mesh(request, k.command, k.given, many=question.material is None)
        return
    of_mesh = {flag.member for flag in k.command.settings("mesh")}
    parts: dict[str, list[Given]] = {"mesh": [], "run": []}
    for one in question.said:
        parts["mesh" if one.member in of_mesh else "run"].append(one)
    for name, settings in parts.items():
        if settings:
            request.add(name, object_of(request, f"/{name}", settings), "")
