"""The files of a folder that say a run."""

from __future__ import annotations

import os

from . import _model
from ._checker import Checker, Question
from ._failure import Failure, cause
from ._files import Kind, Loaded, ending, kind_of, load
from ._printable import name
from ._question import of_file
from ._scan import members_of_one_object

#: The endings of files that may say a run.
_ENDINGS = (".yaml", ".yml", ".toml", ".json", ".sh", ".bash", ".slurm", ".sbatch")
_MOST = 1000  # files of a folder that are read


def of_folder(k: Checker, folder: str) -> list[Question]:
    """Asks about a folder: the model whose ``config.json`` it holds, where the flags say the run; else all files that say one.

    Files that say none are left out; those that cannot be read are told, and are no failure: nobody asked about them.

    Raises:
        Failure: It holds none of these, or more than are read.
    """
    has_config = kind_of(os.path.join(folder, "config.json")) is not Kind.NOTHING
    if has_config and k.says_run and not k.model:
        return _as_model(folder)
    try:
        paths = _files_of(folder)
    except OSError as error:
        raise Failure(f"{name(folder)}: {cause(error)}") from None
    if len(paths) > _MOST:
        raise Failure(f"{name(folder)}: holds more than {_MOST} files that may say a run: name a folder in it")
    found = [question for path in paths for question in runs_of(k, load(path), found=True)]
    if not found and has_config:
        return _as_model(folder)
    if not found:
        what = "the folder holds no config.json, and no file that says how a model is trained"
        raise Failure(f"{name(folder)}: {what}")
    return found


def _as_model(folder: str) -> list[Question]:
    model = _model.config_of_folder(folder)
    return [Question(model.label, model.path, model=model)]


def runs_of(k: Checker, file: Loaded, found: bool) -> list[Question]:
    """Asks about a file if it says a run. One that says none is left out.

    Args:
        found: Whether it was found and not named: what cannot be read is then told, and else refused.

    Raises:
        Failure: It was named and cannot be read.
    """
    if (file.is_object() and _says_model(file)) or not file.data.strip():
        return []
    try:
        questions = of_file(k, file)
    except Failure as failure:
        if failure.code == "input.no_format":
            return []
        if not found and failure.code != "input.template":
            raise
        k.note(f"{failure.text}; it is left out")
        return []
    return [one for one in questions if one.material is not None and (one.reading.get("mesh") or one.reading.get("run"))]


def _says_model(file: Loaded) -> bool:
    names = members_of_one_object(file.data)
    return names is not None and (_model.is_config(names) or _model.are_facts(names))


def _files_of(folder: str) -> list[str]:
    """The files of a folder and of those in it, hidden ones left out, in the order of their names."""

    def walk(at: str) -> None:
        for entry in sorted(os.scandir(at), key=lambda entry: os.fsencode(entry.name)):
            if entry.name.startswith(".") or entry.name == "node_modules":
                continue
            path = os.path.normpath(os.path.join(at, entry.name))
            if entry.is_dir(follow_symlinks=False):
                walk(path)
            elif entry.is_file(follow_symlinks=False) and ending(entry.name) in _ENDINGS:
                found.append(path)

    found: list[str] = []
    walk(folder)
    return found
