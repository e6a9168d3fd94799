"""Questions about the files that people have: recipes, configs and scripts that start a run."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from .._answers import questions
from .._answers.reading import Reading
from .._answers.verdict import Verdict
from .._errors import InputError
from .._files.follow import beside, followed
from .._files.named import besides
from .._files.opened import File, opened, with_rows
from .._mesh.read import read_mesh

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from .._mesh.said import Settings

Path = str | os.PathLike[str]


def read(
    *files: Path, argv: Sequence[str] | None = None, env: Mapping[str, str] | None = None, **more: str | int | Sequence[str]
) -> Reading:
    """What files say of a run. Nothing is run, and nothing is guessed: what they do not say stays absent.

    Args:
        *files: A recipe, a config, or a script that starts a run: YAML, TOML, JSON or shell. What they refer to is read as
            well where it is there, at most 16 files. YAML needs PyYAML, and TOML under Python 3.10 tomli:
            ``pip install 'meshwise[files]'``.
        argv: A command line, as its words.
        env: Variables that a script may use. Those of this process are not.
        **more: What is said beside: ``overrides``, ``input`` (the format), ``framework``, ``part``, ``nodes``,
            ``gpus_per_node``, ``world_size``.

    Raises:
        InputError: A file cannot be read, or is of no format that is known; names it and the line.
        EngineError: A library that parses them is not installed.
    """
    asked, _ = _followed(_asked(files, argv, env, more))
    return questions.ask(Reading, "read", **asked)


def check_file(
    *files: Path,
    model: Any = None,
    argv: Sequence[str] | None = None,
    env: Mapping[str, str] | None = None,
    catalogue: bool = True,
    **settings: Unpack[Settings],
) -> Verdict | Reading:
    """Whether a run may start that files say: as :func:`meshwise.check`, with the place in the file of whatever is wrong.

    Args:
        *files: As in :func:`read`.
        model: As in :func:`meshwise.check`; None for the one that the files name, where it is on this disk: a folder, or an id
            in the cache of the Hugging Face Hub. Where it is not, what depends on it is not known.
        argv: As in :func:`read`.
        env: As in :func:`read`.
        catalogue: As in :func:`meshwise.check`.
        **settings: What holds in place of what the files say, as in :func:`meshwise.check`.

    Returns:
        A verdict, whose findings say ``at`` which place, with ``remarks`` on the files and a ``repair``. The reading alone
        where no law is known of what they start.

    Raises:
        InputError: As in :func:`read` and :func:`meshwise.check`.
    """
    from .._model import subject

    request = read_mesh(None, **settings)
    asked, answer = _followed(_asked(files, argv, env, {}))
    facts = _model_named(answer.get("model") or {}, asked.get("files", ())) if model is None else subject.facts(model)
    members = {"reading": asked, "facts": facts, "mesh": request.mesh or None, "run": request.run or None}
    found = questions.ask(Verdict, "validate_mesh", catalogue=None if catalogue else False, **members)
    return found if found.answer["kind"] == "verdict" else Reading(found.answer, {"op": "read", **asked})


def _asked(
    files: Sequence[Path], argv: Sequence[str] | None, env: Mapping[str, str] | None, more: Mapping[str, Any]
) -> dict[str, Any]:
    members = {"argv": None if argv is None else list(argv), "env": None if env is None else dict(env), **more}
    listed: list[File] = list(map(opened, files))
    return {**({"files": listed} if listed else {}), **{name: value for name, value in members.items() if value is not None}}


def _followed(asked: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The members of a request to read with the files that those name, and its answer."""
    files: list[File] = asked.get("files", [])
    first = files[0]["name"] if files else ""

    def found(candidate: str) -> File | None:
        path, _ = beside(first, candidate)
        try:
            return opened(path, candidate) if path else None
        except InputError:  # no text
            return None

    def with_files() -> dict[str, Any]:
        return {**asked, **({"files": list(files)} if files else {})}

    def read() -> dict[str, Any]:
        return questions.ask(Reading, "read", **with_files()).answer

    answer = followed(files, itemgetter("name"), read, found, with_rows, lambda why: None)
    return with_files(), answer


def _model_named(named: Mapping[str, Any], files: Sequence[File]) -> dict[str, Any] | None:
    """The facts of the model that files name, where it is on this disk; None where it is not, or they name none."""
    from .._model import subject

    first = files[0]["name"] if files else ""
    paths = [path for path in map(named.get, ("path", "folder")) if path]
    id = named.get("hub_id")
    tried = [at for path in paths for at in besides(path, first)]
    tried += [at for at in besides(id, first) if os.path.exists(os.path.join(at, "config.json"))] if id else []
    if id:
        tried.append(f"{id}@{named['revision']}" if named.get("revision") else id)
    for at in tried:
        try:
            return subject.facts(at)
        except InputError:  # it is not there, or no model
            continue
    return None
