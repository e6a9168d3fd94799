"""What the verb ``check`` works on: its questions, and their answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ._commands import Command
from ._line import Flags
from ._material import Material
from ._mesh import Given, given_of
from ._model import Model
from ._note import Notes
from ._output import Output
from ._request import Answer


@dataclass(eq=False)
class Acceptance:
    """A code that the user accepts. It stays what it is, is told with its reason, and no longer fails the command.

    Attributes:
        runs: Of a manifest, that it holds for; none: all.
        at: Where it stands, as ``meshwise.yaml:12``; empty for a flag.
        of: The file of the manifest; None for a flag, whose acceptances hold for all.
    """

    code: str
    reason: str
    runs: list[str] = field(default_factory=list)
    at: str = ""
    of: object = None
    fired: bool = False

    @property
    def label(self) -> str:
        """How errors name it."""
        return self.at or "--ignore"

    def holds_for(self, question: Question) -> bool:
        return self.of is None or (self.of is question.of and (not self.runs or question.run in self.runs))


@dataclass(eq=False)
class Question:
    """One thing that ``check`` asks: whether a run that files say is right, or one that the flags say.

    Attributes:
        label: A file, ``standard input`` or ``the command``.
        path: Of the file that annotations are at; empty where there is none.
        model: What is asked about, where the flags say the run.
        material: What says the run, else.
        reading: Of the material.
        trainer: Which of several that a script runs.
        place: Where that trainer stands, empty where there is one alone.
        run: Of a manifest, the name of the run.
        of: The file of the manifest.
        said: Its settings, in place of those of the flags.
        named: The model that it names.
    """

    label: str
    path: str = ""
    model: Model | None = None
    material: Material | None = None
    reading: dict[str, Any] = field(default_factory=dict)
    trainer: int = 0
    place: str = ""
    run: str = ""
    of: object = None
    said: list[Given] | None = None
    named: str = ""

    @property
    def heading(self) -> str:
        """What names it among several."""
        return self.label + self.place

    @property
    def file(self) -> str:
        """The file that it is about, as answers name it."""
        return self.path.replace("\\", "/") if self.material is None else self.material.first


@dataclass(eq=False)
class Judged:
    """A question with its answer."""

    question: Question
    answer: Answer

    @property
    def fails(self) -> bool:
        """Whether it makes the exit code 1, by the engine's own word."""
        return bool(self.answer.value["fails"])

    @property
    def accepted(self) -> list[dict[str, str]]:
        """What was accepted of it."""
        found: list[dict[str, str]] = self.answer.value.get("accepted", [])
        return found


@dataclass
class Checker:
    """The verb at work.

    Attributes:
        models: Those that were read, by how they are named.
        unasked: Whether a question could not be asked.
    """

    command: Command
    given: Flags
    note: Notes = field(default_factory=Notes)
    models: dict[str, Model] = field(default_factory=dict)
    accept: list[Acceptance] = field(default_factory=list)
    unasked: bool = False

    @property
    def output(self) -> Output:
        return Output.of(self.command, self.given)

    @property
    def download(self) -> bool:
        return "download" in self.given

    @property
    def model(self) -> str:
        """The model that ``--model`` names; empty for none."""
        return str(self.given.get("model", ""))

    @property
    def manifest(self) -> str:
        return str(self.given.get("manifest", ""))

    @property
    def fail_on(self) -> str:
        return str(self.given.get("fail-on", "violation"))

    @property
    def input(self) -> str:
        """What ``--input`` says of the file."""
        return str(self.given.get("input", "auto"))

    @property
    def format(self) -> str:
        """The format that ``--input`` names, empty for what is no format."""
        return "" if self.input in ("auto", "config", "facts") else self.input

    @property
    def settings(self) -> list[Given]:
        """What the flags of settings say."""
        return [one for of in ("mesh", "run") for one in given_of(self.command.settings(of), self.given)]

    @property
    def says_run(self) -> bool:
        """Whether the flags say anything that a model can be held against."""
        return bool(self.given.get("mesh") or self.settings)

    @property
    def about_files(self) -> str:
        """The first flag that is about files and commands; empty where none was given."""
        return next((f"--{flag}" for flag in ("with", "override", "env", "part") if self.given.get(flag)), "")

    def once(self, key: str, read: Callable[[], Model]) -> Model:
        """Reads a model that several questions are about once."""
        if key not in self.models:
            self.models[key] = read()
        return self.models[key]
