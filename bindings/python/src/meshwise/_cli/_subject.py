"""The model of a verb that asks about one.

A file of a run may stand in its place: it names the model, and says what is known of the run.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any

from . import _model
from ._checker import Checker, Question
from ._failure import Failure
from ._files import Kind, Loaded, kind_of, load, not_text
from ._line import Flags
from ._material import follow, material
from ._model import Model, add_read
from ._named import model_of
from ._printable import name
from ._request import Request, quote


def add_subject(request: Request, k: Checker, argument: str, free_sizes: bool) -> None:
    """Adds the model that an argument names, or the one that a file of a run names. What such a file says of the run is taken
    for flags that were not given.

    Args:
        free_sizes: Whether the sizes of the axes are what is asked for, and not taken from the file.

    Raises:
        Failure: The file cannot be used, or names no model that can be had.
    """
    file = _run_file(k, argument)
    if file is None:
        if k.model:
            raise Failure(f"--model: {name(argument)} is a model itself")
        model = _model.read(argument, k.download, k.note)
        if model.path:
            request.add("file", quote(model.path.replace(os.sep, "/")), model.label)
        add_read(request, model, k.given)
        return
    about = material(Flags({}, {}), "", file, None)
    about.say_world(k.settings)
    reading = follow(about, k.note)
    _take(k, file, reading, free_sizes)
    request.add("file", quote(file.name), file.label)
    add_read(request, _model_of(k, file, Question(file.label, material=about, reading=reading)), k.given)


def _model_of(k: Checker, file: Loaded, question: Question) -> Model:
    if k.model:
        return _model.read(k.model, k.download, k.note)
    found, why = model_of(k, question)
    config = (question.reading.get("model") or {}).get("config")
    if found is None and config:
        return Model(file.label, "", json.dumps(config).encode())
    if found is None:
        raise Failure(f"{file.label}: {why or 'it names no model'}; --model names it: a config.json, a folder or an id")
    return found


def _run_file(k: Checker, argument: str) -> Loaded | None:
    """Loads an argument that is a file of a run; None is anything else."""
    if argument == "-" or k.input != "auto" or argument.lower().endswith(".json"):
        return None
    try:
        if kind_of(argument) is not Kind.FILE:
            return None  # it is told where the model is read
        file = load(argument)
    except Failure:
        return None
    return None if file.is_object() or not_text(file.data) else file


def _take(k: Checker, file: Loaded, reading: Mapping[str, Any], free_sizes: bool) -> None:
    """Takes what a file says for the flags that were not given, and tells it. What its framework fills in stays the
    framework's own."""
    grades = reading.get("grades", {})
    said: dict[str, Any] = {}
    if reading.get("framework"):
        said["framework"] = reading["framework"]
    settings = [flag for flag in k.command.flags if flag.of]
    for flag in settings:
        free = flag.of == "mesh" and free_sizes and flag.member not in ("world_size", "strategy")
        if not free and grades.get(f"{flag.of}.{flag.member}", "stated") in ("", "stated", "derived"):
            said.setdefault(flag.member, _at(reading.get(flag.of), flag.member))
    taken = []
    by_member = {flag.member: flag for flag in settings}
    for member, value in said.items():
        setting, word = by_member.get(member), _word(value)
        if setting is not None and setting.flag not in k.given and word is not None:
            k.given[setting.flag] = word
            taken.append(f"{setting.flag} {word}")
    if taken:
        k.note(f"{file.label} says {', '.join(taken)}")


def _at(part: Any, member: str) -> Any:
    for step in member.split("."):
        part = part.get(step) if isinstance(part, Mapping) else None
    return part


def _word(value: Any) -> str | None:
    """A value as a flag has it; None for what none can have."""
    if isinstance(value, list):
        return ",".join(filter(None, map(_word, value)))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        from decimal import Decimal  # which few files need

        return format(Decimal(repr(value)), "f").removesuffix(".0")
    return str(value) if isinstance(value, (int, str)) else None
