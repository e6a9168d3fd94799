"""What a grid is, how an answer is compared with what the framework says, and how a difference may be explained."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from .question import Answer, Question

Outcome = Literal["agree", "false pass", "false refusal", "unknown", "wrong groups", "different"]


@dataclass(frozen=True)
class Said:
    """What the framework says: whether it refuses, in its own words. ``groups`` where it was asked for ranks."""

    refuses: bool
    message: str = ""
    groups: list[list[int]] | None = None
    #: How many parameters its model has, where these are what was asked.
    parameters: int | None = None
    #: Where a person judged it: the answers that are right, of ``valid``, ``warn``, ``invalid`` and ``unknown``.
    right: tuple[str, ...] = ()
    #: Warnings that are about something else, and do not make a ``valid`` a ``warn``.
    not_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Case:
    """One point of a grid: what the framework is told, and what meshwise is asked."""

    told: dict[str, Any]
    question: Question
    #: What the framework is handed where it is no plain data, such as a config object.
    handed: Any = None
    #: Where the framework refuses by its own default for a setting that the question does not state: the codes of the
    #: warning that says which setting it needs. That warning, or that setting in ``open``, is the right answer then.
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Explained:
    """Differences that are none, with the reason. An entry that no longer fires fails a whole run.

    There are two reasons only: the question says less than the framework was told, or the framework is wrong by its own
    documents. A false pass is never explained.
    """

    name: str
    because: Literal["the question says less", "the framework is wrong by its own documents"]
    reason: str
    fires: Callable[[Case, Said, Answer], bool]


@dataclass(frozen=True)
class Grid:
    """One check of one framework, run on many cases.

    ``cases`` draws them from a seeded source, on both sides of each boundary; ``says`` runs the framework.
    """

    name: str
    #: Which check of which package is run, by its path and symbol.
    runs: str
    package: str
    cases: Callable[[random.Random, int], Iterator[Case]]
    says: Callable[[Case], Said]
    #: How many cases a whole run has, and how many a sample.
    whole: int = 3000
    sample: int = 200
    #: The check is made before weights are cut: what fails later is nothing that it could say.
    early: bool = False
    explained: list[Explained] = field(default_factory=list)


@dataclass(frozen=True)
class Compared:
    """One case, what the framework says and what meshwise says to it."""

    case: Case
    said: Said
    answer: Answer
    outcome: Outcome
    explained: str | None = None


def compare(grid: Grid, case: Case, said: Said, answer: Answer) -> Compared:
    """Whether meshwise says what the framework says."""
    outcome = _outcome(case, said, _only_early(answer) if grid.early else answer)
    explained = None
    if outcome not in ("agree", "false pass"):
        explained = next((entry.name for entry in grid.explained if entry.fires(case, said, answer)), None)
    return Compared(case, said, answer, outcome, explained)


def _only_early(answer: Answer) -> Answer:
    """The answer to a check before the run: it passes where all that is wrong fails late."""
    late = [found["severity"] == "fails_late" for found in answer.raw.get("violations", [])]
    return replace(answer, valid=True, codes=()) if answer.valid is False and late and all(late) else answer


def _outcome(case: Case, said: Said, answer: Answer) -> Outcome:
    if said.groups is not None:
        if answer.groups is None:
            return "false refusal" if answer.valid is False else "unknown"
        return "agree" if sorted(map(sorted, answer.groups)) == sorted(map(sorted, said.groups)) else "wrong groups"
    if said.parameters is not None:
        counted = (answer.raw.get("estimate") or {}).get("parameters")
        return "unknown" if counted is None else "agree" if counted == said.parameters else "different"
    if said.right:
        got = {True: "valid", False: "invalid", None: "unknown"}[answer.valid]
        if got == "valid" and set(answer.warnings) - set(said.not_by):
            got = "warn" if "valid" not in said.right else "valid"  # what works may warn
        return "agree" if got in said.right else "different"
    if answer.valid is None:
        return "unknown"
    if answer.valid and said.refuses:
        return "agree" if case.needs and set(case.needs) & {*answer.warnings, *answer.open} else "false pass"
    if not answer.valid and not said.refuses:
        return "false refusal"
    return "agree"


def refusal(check: Callable[[], Any], *kinds: type[Exception]) -> Said:
    """What a check of a framework says: an error of ``kinds`` is a refusal; any other is a broken instrument."""
    try:
        check()
    except kinds as error:
        return Said(True, f"{type(error).__name__}: {error}")
    return Said(False)
