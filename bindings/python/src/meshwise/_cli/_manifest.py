"""A manifest says which runs must pass: models, runs and frameworks, each with each. ``docs/check-files.md`` describes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .._files.rows import yaml_library
from ._checker import Acceptance
from ._commands import Command, Flag
from ._failure import Failure
from ._files import Loaded, ending
from ._mesh import Given, json_of
from ._near import closest, one_of
from ._printable import quoted
from ._words import shell_words

NAME = "meshwise.yaml"  # which check looks for where it is told nothing
_KEY = "meshwise"  # tells a manifest from any other YAML, with the version of its form
_OF_A_RUN = ("name", "models", "frameworks", "file", "command", "with", "override", "env", "part")


@dataclass
class Run:
    """One run: what settings say, or a file or a command.

    Attributes:
        read: The flags that say what belongs to a file: ``with``, ``override``, ``env``, ``part``.
        words: The settings as they were said, for a run that has no name.
    """

    line: int
    name: str = ""
    models: list[str] | None = None
    frameworks: list[str] | None = None
    said: list[Given] = field(default_factory=list)
    file: str = ""
    argv: list[str] | None = None
    read: dict[str, Any] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)

    @property
    def of_settings(self) -> bool:
        return not self.file and self.argv is None

    @property
    def usual_name(self) -> str:
        if self.file:
            return self.file
        return ",".join(self.words) if self.argv is None else shell_words(self.argv)


@dataclass(eq=False)
class Manifest:
    file: Loaded
    models: list[str] = field(default_factory=list)
    frameworks: list[str] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    accept: list[Acceptance] = field(default_factory=list)


def is_manifest(file: Loaded) -> bool:
    """Whether a file is one."""
    if ending(file.name) not in (".yaml", ".yml") or _KEY.encode() not in file.data or not file.is_utf8():
        return False
    yaml = yaml_library()
    try:
        root = _root(yaml, file)
    except yaml.YAMLError:
        return False
    return isinstance(root, yaml.MappingNode) and any(key.value == _KEY for key, _ in root.value)


def _root(yaml: Any, file: Loaded) -> Any:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return next(iter(yaml.compose_all(file.data.decode("utf-8"), Loader=loader)), None)


class Reader:
    """Reads the nodes of a manifest, and refuses what it does not know with its line.

    Raises:
        Failure: From each method, where the manifest is not one.
    """

    def __init__(self, file: Loaded, command: Command) -> None:
        self._file, self._settings = file, [flag for flag in command.flags if flag.of]
        self._yaml = yaml_library()

    def manifest(self) -> Manifest:
        label, found = self._file.label, Manifest(self._file)
        try:
            root = _root(self._yaml, self._file)
        except self._yaml.MarkedYAMLError as error:
            at = error.problem_mark or error.context_mark
            raise Failure(f"{label}: line {at.line + 1 if at else 0}: {error.problem}") from None
        except (self._yaml.YAMLError, UnicodeDecodeError) as error:
            raise Failure(f"{label}: {str(error).splitlines()[0]}") from None
        if root is None:
            raise Failure(f"{label}: is empty")

        def member(key: str, at: Any, value: Any) -> None:
            if key == _KEY:
                if value.value != "1":
                    raise self._wrong(value, f"meshwise: expected 1, the version of this form, got {quoted(_text(value))}")
            elif key == "models":
                found.models = self._words(value)
            elif key == "frameworks":
                found.frameworks = self._words(value)
            elif key == "runs":
                self._each(value, lambda node: found.runs.append(self._run(node)))
            elif key == "accept":
                self._each(value, lambda node: found.accept.append(self._acceptance(node)))
            else:
                raise self._unknown(key, at, "a manifest", ["models", "frameworks", "runs", "accept"])

        self._members(root, member)
        if not found.runs:
            raise self._wrong(root, "runs: expected at least one run")
        self._names_of_runs(found)
        return found

    def _names_of_runs(self, found: Manifest) -> None:
        """Refuses two runs of one name, and acceptances for a run that there is not."""
        names: list[str] = []
        for run in found.runs:
            if run.name in names:
                what = f"two runs have the name {quoted(run.name)}: say name: in one of them"
                raise Failure(f"{self._file.label}:{run.line}: {what}")
            names.append(run.name)
        for one in found.accept:
            for name in one.runs:
                if name not in names:
                    raise Failure(f"{one.at}: there is no run {quoted(name)}: expected {one_of(name, names)}")

    def _run(self, node: Any) -> Run:
        """Reads one run: a file, or settings."""
        run = Run(_line_of(node))
        if isinstance(node, self._yaml.ScalarNode):
            run.name = run.file = node.value
            return run

        def member(key: str, at: Any, value: Any) -> None:
            if key == "name":
                run.name = _text(value)
            elif key in ("models", "model"):
                run.models = self._words(value)
            elif key == "frameworks":
                run.frameworks = self._words(value)
            elif key == "file":
                run.file = _text(value)
            elif key == "command":
                run.argv = self._words(value)
            elif key in ("with", "override"):
                run.read[key] = self._words(value)
            elif key == "part":
                run.read[key] = _text(value)
            elif key == "env":
                self._members(value, lambda name, _, of: run.read.setdefault("env", []).append(f"{name}={_text(of)}"))
            else:
                self._setting(run, key, at, value)

        self._members(node, member)
        beside = next((flag for flag in ("with", "override", "env", "part") if run.read.get(flag)), "")
        if run.file and run.argv is not None:
            raise self._wrong(node, "expected a file or a command, got both")
        if run.of_settings and not run.said:
            raise self._wrong(node, "expected settings such as tp: 8, a file or a command")
        if run.of_settings and beside:
            raise self._wrong(node, f"{beside} is about a file or a command, and there is none")
        run.name = run.name or run.usual_name
        return run

    def _setting(self, run: Run, key: str, at: Any, value: Any) -> None:
        """Reads a setting, by any of its names, or a group of them."""
        if isinstance(value, self._yaml.MappingNode):
            self._members(value, lambda inner, inner_at, of: self._setting(run, f"{key}.{inner}", inner_at, of))
            return
        flag = self._called(key)
        if flag is None:
            near = closest(key, [*_OF_A_RUN, *(flag.flag for flag in self._settings)])
            hint = f"; did you mean {near}?" if near else ", and no setting"
            raise self._wrong(at, f"{key} is no key of a run{hint}")
        word = ",".join(self._words(value))
        if any(one.member == flag.member for one in run.said):
            raise self._wrong(at, f"{key} is given before")
        run.said.append(Given(flag.member, json_of(flag, word), f"{self._file.label}:{_line_of(at)}: {key}"))
        run.words.append(f"{flag.member.removesuffix('_size')}={word}")

    def _called(self, key: str) -> Flag | None:
        return next((flag for flag in self._settings if flag.called(key)), None)

    def _acceptance(self, node: Any) -> Acceptance:
        """Reads one acceptance. A reason is demanded: whoever reads it later asks for it."""
        found = Acceptance("", "", at=f"{self._file.label}:{_line_of(node)}", of=self._file)

        def member(key: str, at: Any, value: Any) -> None:
            if key == "code":
                found.code = _text(value)
            elif key == "reason":
                found.reason = _text(value).strip()
            elif key == "runs":
                found.runs = self._words(value)
            else:
                raise self._unknown(key, at, "an acceptance", ["code", "reason", "runs"])

        self._members(node, member)
        if not found.code:
            raise self._wrong(node, "expected the code that is accepted")
        if not found.reason:
            raise self._wrong(node, f"expected the reason why {found.code} is accepted")
        return found

    def _members(self, node: Any, visit: Callable[[str, Any, Any], Any]) -> None:
        if not isinstance(node, self._yaml.MappingNode):
            raise self._wrong(node, "expected keys with values")
        seen = set[str]()
        for at, value in node.value:
            key = _text(at)
            if key in seen:
                raise self._wrong(at, f"{key} stands here twice")
            seen.add(key)
            visit(key, at, value)

    def _each(self, node: Any, visit: Callable[[Any], Any]) -> None:
        if not isinstance(node, self._yaml.SequenceNode):
            raise self._wrong(node, "expected a list")
        for item in node.value:
            visit(item)

    def _words(self, node: Any) -> list[str]:
        """Reads a word, or a list of them."""
        if isinstance(node, self._yaml.ScalarNode):
            return [node.value]
        found: list[str] = []

        def word(item: Any) -> None:
            if not isinstance(item, self._yaml.ScalarNode):
                raise self._wrong(item, "expected a word")
            found.append(item.value)

        self._each(node, word)
        return found

    def _unknown(self, key: str, at: Any, of: str, known: list[str]) -> Failure:
        return self._wrong(at, f"{key} is no key of {of}: expected {one_of(key, known)}")

    def _wrong(self, node: Any, what: str) -> Failure:
        return Failure(f"{self._file.label}:{_line_of(node)}:{node.start_mark.column + 1}: {what}")


def _line_of(node: Any) -> int:
    return int(node.start_mark.line) + 1


def _text(node: Any) -> str:
    """The text of a scalar; empty for anything else."""
    return node.value if isinstance(node.value, str) else ""
