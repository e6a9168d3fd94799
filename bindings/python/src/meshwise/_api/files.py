"""Questions about the files that people have: recipes, configs and scripts that start a run."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .._answers import questions
from .._answers.reading import Reading
from .._answers.verdict import Verdict
from .._files.follow import followed
from .._files.opened import File, opened
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
    return questions.ask(Reading, "read", **_followed(_asked(files, argv, env, more)))


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
        model: As in :func:`meshwise.check`; None for what the files themselves say of it.
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
    asked = _followed(_asked(files, argv, env, {}))
    facts = None if model is None else subject.facts(model)
    members = {"reading": asked, "facts": facts, "mesh": request.mesh or None, "run": request.run or None}
    found = questions.ask(Verdict, "validate_mesh", catalogue=None if catalogue else False, **members)
    return found if found.answer["kind"] == "verdict" else Reading(found.answer, {"op": "read", **asked})


def _asked(
    files: Sequence[Path], argv: Sequence[str] | None, env: Mapping[str, str] | None, more: Mapping[str, Any]
) -> dict[str, Any]:
    members = {"argv": None if argv is None else list(argv), "env": None if env is None else dict(env), **more}
    listed: list[File] = list(map(opened, files))
    return {**({"files": listed} if listed else {}), **{name: value for name, value in members.items() if value is not None}}


def _followed(asked: dict[str, Any]) -> dict[str, Any]:
    return followed(asked, lambda members: questions.ask(Reading, "read", **members).answer)
