"""The model of a file: the one that ``--model`` names, else the one that the file names, where it can be had."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import partial
from typing import Any

from .._files import hub
from .._files.named import besides
from . import _model
from ._checker import Checker, Question
from ._failure import Failure
from ._files import Kind, kind_of
from ._model import Model
from ._printable import name
from ._request import Request


def add_named(k: Checker, request: Request, question: Question) -> None:
    """Adds the model of a file to a request. Where it cannot be had, a note says why.

    Raises:
        Failure: The model that was named beside the file cannot be used.
    """
    if wanted := question.named or k.model:
        model: Model | None = k.once(wanted, lambda: _model.read(wanted, k.download, k.note))
    else:
        model, why = model_of(k, question)
    if model is not None:
        _model.add_read(request, model, k.given)
        return
    named = question.reading.get("model") or {}
    if named.get("config"):
        return  # the file states the numbers of its model itself
    if not why:
        why = "no model is named"
        if id := next(filter(None, map(named.get, ("name", "flavor", "builder"))), ""):
            why = f"the model {id} is one of the framework's own, whose numbers are not in the file"
    if isinstance(question.reading.get("framework"), str) or "framework" in k.given:
        what = "what depends on the model is not known, and --model names it: a config.json, a folder or an id"
        k.note(f"{question.heading}: {why}; {what}")


def model_of(k: Checker, question: Question) -> tuple[Model | None, str]:
    """Finds the model that a file names.

    Returns:
        None for one that cannot be had, and why; that is empty where none is named.
    """
    named: Mapping[str, Any] = question.reading.get("model") or {}
    first = question.material.first if question.material else ""
    why = ""
    for path in filter(None, map(named.get, ("path", "folder"))):
        for at in besides(path, first):
            if not _is_there(at):
                continue
            try:
                return k.once(at, partial(_model.read, at, False, k.note)), ""
            except Failure as failure:
                why = failure.text
        why = why or f"the model's folder {name(path)} is not on this disk"
    id = named.get("hub_id")
    if not id:
        return None, why
    for at in besides(id, first):  # a folder of that name is meant before the model of that id
        if os.path.exists(os.path.join(at, "config.json")):
            try:
                return k.once(at, partial(_model.config_of_folder, at)), ""
            except Failure as failure:
                return None, failure.text
    revision = named.get("revision") or ""
    try:
        return k.once(f"{id}@{revision}", lambda: _model.by_id(id, revision, k.download, k.note)), ""
    except hub.NotFound as missing:
        return None, _model.why_not(missing)
    except Failure as failure:
        return None, failure.text


def _is_there(path: str) -> bool:
    try:
        return kind_of(path) is not Kind.NOTHING
    except Failure:
        return False
