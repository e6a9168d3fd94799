"""The verb ``check``: holds runs against their models."""

from __future__ import annotations

import os
from collections.abc import Callable

from ._accept import accept_all, idle, ignored
from ._change import change
from ._checker import Checker, Question
from ._commands import Command
from ._failure import INVALID, VALID, Failure, tell
from ._files import Kind, kind_of, load
from ._folder import of_folder, runs_of
from ._judge import judge_all
from ._line import Flags
from ._manifest import NAME, is_manifest
from ._manifest_runs import of_manifest
from ._model import config_of_hub
from ._question import of_command, of_file
from ._several import print_all


def check(command: Command, given: Flags, names: list[str], argv: list[str] | None) -> int:
    """Asks all questions, prints the answers, and changes the files where that is wanted.

    Args:
        names: The arguments before ``--``.
        argv: Those behind it; None where there is no ``--``.

    Returns:
        The exit code.

    Raises:
        Failure: A question could not be asked. All the others were.
    """
    k = Checker(command, given)
    if not names and argv is None and not k.manifest and not os.path.exists(NAME):
        raise command.wrong(f"expected {command.expected}")
    accept_all(k, ignored(k))
    questions, failed = _questions(k, names, argv)
    all, more = judge_all(k, questions)
    failed += more
    k.unasked = bool(failed)
    if "fix" in given or "diff" in given:
        all = change(k, all)
    no_longer = idle(k)
    if "diff" not in given:
        print_all(k, all, [said for _, said in no_longer])
    for at, said in no_longer:
        k.note(f"{at}: {said['idle']}")
    for failure in failed[:-1]:
        tell(failure)
    if failed:
        raise failed[-1]
    return INVALID if any(one.fails for one in all) else VALID


def _questions(k: Checker, names: list[str], argv: list[str] | None) -> tuple[list[Question], list[Failure]]:
    """The questions of the arguments. Those that cannot be asked are told in the second list."""
    if k.manifest:
        if names or argv:
            raise Failure(f'--manifest: expected nothing beside it, got "{[*names, *(argv or [])][0]}"')
        names = [k.manifest]
    elif not names and argv is None:
        names = [NAME]
    if argv is not None:
        return of_command(k, names, argv), []
    if "-" in names and len(names) > 1:
        raise Failure("-: the standard input is asked about alone")
    found: list[Question] = []
    failed: list[Failure] = []
    for argument in names:
        try:
            asked, why = _of_argument(k, argument)
        except Failure as failure:
            asked, why = [], [failure]
        found += asked
        failed += why
    if not found and not failed:
        k.note("no file among these says a run")
    return _without_others(found), failed


def _of_argument(k: Checker, argument: str) -> tuple[list[Question], list[Failure]]:
    kind = Kind.FILE if argument == "-" else kind_of(argument)
    if kind is Kind.FOLDER:
        return of_folder(k, argument), []
    if kind is Kind.NOTHING and not k.manifest:
        return [Question(argument, model=config_of_hub(argument, k.download, k.note))], []
    file = load(argument)
    if k.manifest or is_manifest(file):
        return of_manifest(k, file)
    if "only-runs" in k.given:
        return runs_of(k, file, found=False), []
    return of_file(k, file), []


def _without_others(questions: list[Question]) -> list[Question]:
    """Leaves out the questions about files that belong to another one."""

    def claims(a: Question, b: Question) -> bool:
        if a.material is None or b.material is None or a.material is b.material or not b.material.files:
            return False
        asked = os.path.normpath(b.material.files[0].path)
        return any(os.path.normpath(file.path) == asked for file in a.material.files[1:])

    def owned(i: int) -> bool:
        one = questions[i]
        owners: Callable[[int], bool] = lambda j: claims(questions[j], one) and (j < i or not claims(one, questions[j]))  # noqa: E731
        return any(map(owners, range(len(questions))))

    return [one for i, one in enumerate(questions) if not owned(i)]
