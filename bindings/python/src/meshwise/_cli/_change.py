"""The changes that the answers hold, shown and written. The engine says which bytes of which file would have to be others."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ._checker import Checker, Judged
from ._diff import unified
from ._failure import ENGINE, Failure, cause
from ._files import Loaded
from ._judge import judge
from ._material import follow_again
from ._printable import name, quoted
from ._words import shell_words, shown

_COMMAND = "command"


class Edit(NamedTuple):
    """One change of a file, or of one word of a command."""

    file: str
    word: int
    start: int
    end: int
    old: str
    new: str
    line: int


@dataclass
class Changed:
    """A file, or the words of a command, with what its changes would make of it."""

    file: Loaded
    before: bytes
    words: list[str] | None = None
    edits: list[Edit] = field(default_factory=list)
    after: bytes = b""


def change(k: Checker, all: list[Judged]) -> list[Judged]:
    """Shows and writes the changes, and asks again where any was written.

    Raises:
        Failure: They cannot be made, or written. Nothing is written then.
    """
    changes = _changes(k, all)
    if "diff" in k.given:
        k.output.write(b"".join(map(_diff, changes)))
    if "fix" not in k.given:
        return all
    files = []
    for one in changes:
        if one.words is not None:
            k.note(f"a command is not written anywhere; this one would work: {shell_words(one.words)}")
        elif not one.file.path:
            k.note("the standard input is not written; --diff shows what would work")
        else:
            files.append(one)
    if not files:
        return all
    again = _tried(k, all, files)
    write_files(files)
    for one in files:
        for edit in one.edits:
            k.note(f"{one.file.label}:{edit.line}: {shown(edit.old)} was changed to {shown(edit.new)}")
    return again


def _tried(k: Checker, all: list[Judged], files: list[Changed]) -> list[Judged]:
    """Asks again about the files as they would be. Nothing is written where one of them could not be read any more."""
    after = {one.file.path: one.after for one in files}
    for loaded in (file for one in all if one.question.material for file in one.question.material.files):
        if loaded.path in after:
            loaded.data = after[loaded.path]
    try:
        for one in all:
            if one.question.material:
                follow_again(one.question.material, k.note)
        return [judge(k, one.question) for one in all]
    except Failure as failure:
        what = f"nothing was written: the changes would leave what cannot be used: {failure.text}"
        raise Failure(what) from None


def _changes(k: Checker, all: list[Judged]) -> list[Changed]:
    """Collects the changes of all answers, by file. What no change can mend is told."""
    found: list[Changed] = []
    for one in all:
        if one.question.material is None:
            if one.fails:
                k.note(f"{one.question.label} is a model: there is no file of a run to change")
            continue
        repair: dict[str, Any] = one.answer.value.get("repair") or {}
        for left in repair.get("unedited", ()):
            k.note(f"{one.question.heading}: {left['field']} is not changed: {left['why']}")
        for edit in repair.get("edits", ()):
            _collect(found, one, _edit(edit))
    for changed in found:
        _apply(changed)
    return found


def _edit(said: dict[str, Any]) -> Edit:
    numbers = {member: int(said.get(member, 0)) for member in ("start", "end", "line")}
    return Edit(said.get("file", ""), int(said.get("argument", 0)), old=said.get("old", ""), new=said.get("new", ""), **numbers)


def _collect(found: list[Changed], one: Judged, edit: Edit) -> None:
    """Adds an edit to those of its file. The same edit for another trainer of a script is one."""
    about = one.question.material
    assert about is not None
    argv = about.argv or []
    if not edit.file and edit.word >= len(argv):
        raise Failure(f"--override: {quoted(edit.old)} would have to be {quoted(edit.new)}: change it yourself")
    called = edit.file or _COMMAND
    changed = next((one for one in found if one.file.name == called and (one.words is None) == bool(edit.file)), None)
    if changed is None:
        if not edit.file:
            text = "".join(word + "\n" for word in argv).encode("utf-8", "surrogateescape")
            changed = Changed(Loaded(_COMMAND, "", b""), text, list(argv))
        else:
            file = next((file for file in about.files if file.name == edit.file), None)
            if file is None:
                raise Failure(f"the engine changes a file that it was not given: {name(edit.file)}", ENGINE)
            changed = Changed(file, file.data)
        found.append(changed)
    if edit not in changed.edits:
        changed.edits.append(edit)


def _apply(changed: Changed) -> None:
    """Makes the file as its changes would have it."""
    if changed.words is not None:
        for edit in changed.edits:
            changed.words[edit.word] = edit.new
        changed.after = "".join(word + "\n" for word in changed.words).encode("utf-8", "surrogateescape")
        return
    changed.edits.sort(key=lambda edit: (edit.start, edit.end))
    at, before = 0, changed.before
    for edit in changed.edits:
        where = f"{changed.file.label}:{edit.line}"
        if edit.start < at:
            raise Failure(f"{where}: two changes of one place: make them one after the other")
        if edit.end < edit.start or edit.end > len(before) or before[edit.start : edit.end] != edit.old.encode():
            raise Failure(f"{where}: the engine expects {quoted(edit.old)} at the bytes {edit.start} to {edit.end}", ENGINE)
        changed.after += before[at : edit.start] + edit.new.encode()
        at = edit.end
    changed.after += before[at:]


def _diff(changed: Changed) -> bytes:
    path = os.path.normpath(changed.file.name).replace(os.sep, "/").removeprefix("/")
    return unified(path, changed.before, changed.after)


def write_files(files: list[Changed]) -> None:
    """Writes all files or none.

    Each is written beside its place first, and, where nobody changed the file since it was read, into its place. The mode is
    kept; a link stays one.

    Raises:
        Failure: Says whether anything was written.
    """
    ready: list[tuple[str, str]] = []
    with contextlib.ExitStack() as left:
        for one in files:
            try:
                target = os.path.realpath(one.file.path, strict=True)
                beside = _written_beside(target, one.after)
            except OSError as error:
                raise Failure(f"{one.file.label}: nothing was written: {cause(error)}") from None
            left.callback(_removed, beside)  # which has another name once it is in its place
            ready.append((beside, target))
        for one, (_, target) in zip(files, ready, strict=True):
            try:
                with open(target, "rb") as file:
                    now = file.read()
            except OSError as error:
                raise Failure(f"{one.file.label}: nothing was written: {cause(error)}") from None
            if now != one.before:
                raise Failure(f"{one.file.label}: nothing was written: the file changed since it was read")
        for i, (one, (beside, target)) in enumerate(zip(files, ready, strict=True)):
            try:
                os.replace(beside, target)
            except OSError as error:
                written = "only the files before it were written" if i else "nothing was written"
                raise Failure(f"{one.file.label}: {written}: {cause(error)}") from None


def _written_beside(path: str, data: bytes) -> str:
    """Writes a file with the mode of another one into its folder."""
    import tempfile  # which no check needs

    mode = os.stat(path).st_mode & 0o777
    descriptor, beside = tempfile.mkstemp(prefix=f".{os.path.basename(path)}.", dir=os.path.dirname(path))
    try:
        with open(descriptor, "wb") as file:
            file.write(data)
            os.chmod(beside, mode)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        _removed(beside)
        raise
    return beside


def _removed(path: str) -> None:
    with contextlib.suppress(OSError):
        os.remove(path)
