"""The questions of a file or a command."""

from __future__ import annotations

import os
from typing import Any

from . import _model
from ._checker import Checker, Question
from ._failure import Failure
from ._files import Loaded, ending
from ._material import Material, follow, material
from ._model import Model
from ._printable import name
from ._scan import members_of_one_object


def of_command(k: Checker, names: list[str], argv: list[str]) -> list[Question]:
    """Asks about a command. One argument before it is its model.

    Raises:
        Failure: There is no command, or more than a model before it; or it cannot be read.
    """
    if not argv:
        raise Failure("--: expected a command behind it, such as -- torchrun train.py --tp 8")
    for argument in names:
        if len(names) > 1 or k.model:
            hint = "expected nothing before the command but one model; --with FILE names a file that belongs to it"
            raise Failure(f"{name(argument)}: {hint}")
        k.given["model"] = argument
    about = material(k.given, k.format, None, argv)
    about.say_world(k.settings)
    return of_material(k, "the command", "", about)


def of_file(k: Checker, file: Loaded) -> list[Question]:
    """Asks about a file: about the model that it is, or about the run that it says.

    Raises:
        Failure: It can be neither.
    """
    as_model = Question(file.label, file.path, model=Model(file.label, file.path, file.data))
    if _is_model(k, file):
        if what := _model.not_json(file.data):
            raise Failure(f"{file.label}: {what}")
        return [as_model]
    about = material(k.given, k.format, file, None)
    about.say_world(k.settings)
    try:
        return of_material(k, file.label, file.path, about)
    except Failure as failure:
        if failure.code in ("input.no_format", "input.syntax") and file.is_object():
            return [as_model]  # the engine says what it lacks, or where it goes wrong
        raise


def _is_model(k: Checker, file: Loaded) -> bool:
    if k.input in ("config", "facts"):
        return True
    if k.input != "auto":
        return False
    if not file.is_object():
        return ending(file.name) == ".json"
    names = members_of_one_object(file.data)
    if names is None or not file.is_utf8() or os.path.basename(file.name) == "config.json":
        return True
    return _model.is_config(names) or _model.are_facts(names)


def of_material(k: Checker, label: str, path: str, about: Material) -> list[Question]:
    """Reads the material, and makes a question of each trainer in it.

    Raises:
        Failure: It cannot be read.
    """
    answer = follow(about, k.note)
    first = Question(label, path, material=about, reading=answer)
    more = [Question(label, path, material=about, reading=one, trainer=i + 1) for i, one in enumerate(answer.get("more", ()))]
    if not more:
        return [first]
    questions = [*more, first]  # in the order of the script, of which the last is the answer itself
    for question in questions:
        question.place = _place(question.reading, about.first)
    return questions


def _place(reading: dict[str, Any], file: str) -> str:
    """The first line that says something of a trainer."""
    places = reading.get("positions", {}).values()
    lines = [one["line"] for one in places if one.get("file", "") == file and one.get("line", 0) > 0]
    return f":{min(lines)}" if lines else ""
