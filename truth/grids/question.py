"""What a grid wants to know, and the one place that knows how a request says it.

A grid states everything that it told the framework. A member that this engine cannot carry yet is left out and named in the
answer, so that a difference shows what the question could not say; once the engine carries it, nothing changes here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from .engine import Engine

#: The name of a framework: what an engine that does not know it is asked instead.
OLDER_NAMES: dict[str, str] = {}


@dataclass(frozen=True)
class Question:
    """A model and a run. ``mesh`` holds sizes and the strategy, ``run`` every other setting; None is not given."""

    framework: str
    facts: dict[str, Any]
    mesh: dict[str, Any]
    run: dict[str, Any] = field(default_factory=dict)
    #: The axis whose groups are asked for, in place of a verdict.
    groups_of: str | None = None
    #: Whether all that the framework was told is said. Tables and reports leave settings out, which may have been anything.
    says_all: bool = True


@dataclass(frozen=True)
class Answer:
    """What meshwise says: ``valid`` is None where it is unknown, and ``codes`` names the reasons for it."""

    valid: bool | None
    codes: tuple[str, ...]
    warnings: tuple[str, ...] = ()
    #: Settings that the verdict hinges on and that were not given.
    open: tuple[str, ...] = ()
    groups: list[list[int]] | None = None
    #: Members of the question that this engine cannot carry.
    left_out: tuple[str, ...] = ()
    raw: dict[str, Any] = field(default_factory=dict)

    def reads(self) -> str:
        said = {True: "passes", False: "refuses", None: "unknown"}[self.valid]
        parts = [said, *self.codes]
        if self.warnings:
            parts.append("warns " + " ".join(self.warnings))
        if self.open:
            parts.append("open " + " ".join(self.open))
        if self.left_out:
            parts.append("not asked: " + " ".join(self.left_out))
        return " ".join(parts)


#: A member of a question, in the words of the grids: what a request calls it where that is another word.
WORDS: dict[str, str] = {
    "account_for_embedding": "first_stage_less_layers",
    "account_for_loss": "last_stage_less_layers",
}


class Adapter:
    """Asks an engine grids' questions. It learns from the engine's own errors which members a request can carry."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._unknown: set[str] = set()
        self._names: dict[str, str] = {}

    def ask(self, question: Question) -> Answer:
        """The verdict on a run, or the groups of ranks of one axis. Raises ValueError where the question is malformed."""
        left_out: set[str] = set()
        while True:
            answer = self._engine.call(self._request(question, left_out))
            if answer["kind"] != "error":
                return _read(answer, tuple(sorted(left_out)))
            path = "/".join(answer["path"].split("/")[:3])  # a member of a group goes with its group
            if path == "/run/framework" and question.framework in OLDER_NAMES and question.framework not in self._names:
                self._names[question.framework] = OLDER_NAMES[question.framework]
            elif answer["code"] == "input.unknown_field" and path not in self._unknown:
                self._unknown.add(path)
            elif path == "/run/framework":
                return Answer(None, (f"no framework {question.framework}",), raw=answer)
            elif answer["code"].startswith("input.") and path.startswith(("/mesh", "/run")):
                # The sizes themselves are no run: that is a refusal with a reason, as any other.
                return Answer(False, (answer["code"] + ":" + path,), left_out=tuple(sorted(left_out)), raw=answer)
            else:
                raise ValueError(f"the engine cannot read {question}: {answer}")

    def _request(self, question: Question, left_out: set[str]) -> dict[str, Any]:
        name = self._names.get(question.framework, question.framework)
        request: dict[str, Any] = {
            "mesh": self._carried("/mesh/", question.mesh, left_out),
            "run": {"framework": name, **self._carried("/run/", question.run, left_out)},
        }
        if question.groups_of is not None:
            return {"op": "topology", "axis": question.groups_of, **request}
        request = {"op": "validate_mesh", "facts": question.facts, "nearest": 0, **request}
        if question.says_all:
            request["defaults"] = "stated"
        if "/want" not in self._unknown:
            request["want"] = ["detail"]  # the messages beside the verdict
        return request

    def _carried(self, prefix: str, members: dict[str, Any], left_out: set[str]) -> dict[str, Any]:
        said = {
            WORDS.get(name, name): int(value) if name in WORDS else value
            for name, value in members.items()
            if value is not None
        }
        left_out.update(name for name in said if prefix + name in self._unknown)
        return {name: value for name, value in said.items() if prefix + name not in self._unknown}


def _codes(entries: Iterable[Any]) -> tuple[str, ...]:
    return tuple(sorted({str(entry["code"]) for entry in entries if isinstance(entry, dict) and entry.get("code")}))


def _read(answer: dict[str, Any], left_out: tuple[str, ...]) -> Answer:
    if answer["kind"] == "topology":
        codes = _codes(answer["violations"])
        return Answer(not codes, codes, groups=answer.get("groups"), left_out=left_out, raw=answer)
    valid = answer["valid"]
    reasons = answer["violations"] if valid is False else answer["unknowns"] if valid is None else []
    return Answer(
        valid,
        _codes(reasons),
        warnings=_codes(answer["warnings"]),
        open=tuple(
            str(entry.get("setting", entry)) if isinstance(entry, dict) else str(entry) for entry in answer.get("open", [])
        ),
        left_out=left_out,
        raw=answer,
    )
