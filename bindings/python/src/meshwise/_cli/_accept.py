"""What is accepted: the verdict says it, and the user says that it may be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from .._engine.ask import description
from ._checker import Acceptance, Checker, Judged, Question
from ._failure import Failure
from ._near import nearest
from ._printable import printable, quoted
from ._request import Answer


def ignored(k: Checker) -> None:
    """Makes acceptances of the flag ``--ignore``.

    Raises:
        Failure: There is no such code.
    """
    for code in k.given.get("ignore", []):
        known_code("--ignore", code)
        k.accept.append(Acceptance(code, "--ignore"))


def known_code(where: str, code: str) -> None:
    """Refuses what is no code of a rule or of a file."""
    about = description()
    codes = [one["code"] for group in ("rules", "errors", "reasons") for one in about[group]]
    if code in codes or code.startswith("reading."):
        return
    near = nearest(code, codes)
    hint = f"the closest is {near}" if near else "'meshwise explain' lists them"
    raise Failure(f"{where}: there is no code {quoted(code)}; {hint}")


def verdicts_of(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """The verdicts of an answer: itself, or those of several meshes."""
    return [answer] if answer["kind"] == "verdict" else list(answer.get("verdicts", ()))


def fails(answer: dict[str, Any], on: str) -> bool:
    """Whether an answer fails the command. A file that is read and not judged is not known to work."""
    if answer["kind"] == "reading":
        return on != "violation"
    return any(
        verdict["valid"] is False
        or (on != "violation" and verdict["valid"] is not True)
        or (on == "warning" and bool(verdict["warnings"]))
        for verdict in verdicts_of(answer)
    )


def judged(k: Checker, question: Question, answer: Answer) -> Judged:
    """The outcome of an answer: what fails, and what was accepted of that."""
    found = Judged(question, answer)
    if not k.accept or answer.value["kind"] == "reading":
        found.fails = fails(answer.value, k.fail_on)
    else:
        found.fails = any([_fails_still(k, found, verdict) for verdict in verdicts_of(answer.value)])
    return found


def _fails_still(k: Checker, found: Judged, verdict: dict[str, Any]) -> bool:
    """:func:`fails` of one verdict, for what is not accepted of it."""
    members = {name: verdict.get(name, ()) for name in ("violations", "remarks", "unknowns", "hinges", "warnings")}
    refused = [one for one in members["remarks"] if one.get("refused")]
    broken = _unaccepted(k, found, members["violations"]) + _unaccepted(k, found, refused)
    open = _unaccepted(k, found, members["unknowns"]) + len(members["hinges"])
    warned = _unaccepted(k, found, members["warnings"])
    nothing = not (members["violations"] or members["unknowns"] or members["remarks"])
    return (
        broken > 0
        or (nothing and verdict["valid"] is False)
        or (k.fail_on != "violation" and (open > 0 or (nothing and verdict["valid"] is None)))
        or (k.fail_on == "warning" and warned > 0)
    )


def _unaccepted(k: Checker, found: Judged, said: Iterable[dict[str, Any]]) -> int:
    """Counts what is not accepted, and notes what is."""
    count = 0
    for code in (one["code"] for one in said):
        one = next((one for one in k.accept if one.code == code and one.holds_for(found.question)), None)
        if one is None:
            count += 1
            continue
        one.fired = True
        if one not in found.accepted:
            found.accepted.append(one)
    return count


def idle(k: Checker) -> list[Acceptance]:
    """The acceptances of a manifest that no longer fire. Where a run could not be asked about, nothing is known of them."""
    return [one for one in k.accept if not one.fired and one.at and not k.unasked]


def idle_text(one: Acceptance) -> str:
    return f"the acceptance of {one.code} no longer fires: none of these runs breaks it, so it may go"


def idle_commands(k: Checker) -> str:
    """The workflow commands that say it at the line of the manifest."""
    out = ""
    for one in idle(k):
        file = _escaped_command(one.at.rpartition(f":{one.line}")[0]).replace(":", "%3A").replace(",", "%2C")
        out += f"::warning file={file},line={one.line},title={one.code} (accepted)::{_escaped_command(idle_text(one))}\n"
    return out


def accepted_text(found: Judged) -> str:
    """Tells what was accepted, a line each."""
    return "".join(
        f"  accepted    {one.code}" + (f": {printable(one.reason)} ({one.at})" if one.at else "") + "\n"
        for one in found.accepted
    )


_COMMAND = re.compile(r"::(?:error|warning) ((?:[^:\n]*,)?)title=([a-z0-9_]+\.[a-z0-9_]+) \(([^)]*)\)::")


def accepted_commands(found: Judged, rendered: str) -> str:
    """Makes notices of the workflow commands about what was accepted."""
    out = []
    for line in rendered.splitlines(keepends=True):
        match = _COMMAND.match(line)
        one = _of_code(found, match[2]) if match else None
        if match and one:
            reason = _escaped_command(f"accepted: {one.reason}")
            line = f"::notice {match[1]}title={match[2]} (accepted)::{reason}%0A{line[match.end() :]}"
        out.append(line)
    return "".join(out)


def _of_code(found: Judged, code: str) -> Acceptance | None:
    return next((one for one in found.accepted if one.code == code), None)


def _escaped_command(text: str) -> str:
    """A text as the data of a workflow command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def suppression(found: Judged, code: str) -> list[dict[str, str]] | None:
    """What SARIF has for a result that was accepted."""
    one = _of_code(found, code)
    return None if one is None else [{"kind": "external", "justification": one.reason}]


_FAILED = re.compile(r'(<testcase [^>]*name="([a-z0-9_]+\.[a-z0-9_]+)[^"]*"[^>]*>\s*)<failure .*?</failure>', re.DOTALL)
_COUNTS = re.compile(r'(<testsuite [^>]*failures=")(\d+)("[^>]*skipped=")(\d+)(")')


def accepted_tests(found: Judged, suite: str) -> tuple[str, int]:
    """Skips the tests of what was accepted, counts them as that, and says how many they are."""
    skipped = 0

    def skip(match: re.Match[str]) -> str:
        nonlocal skipped
        one = _of_code(found, match[2])
        if one is None:
            return match[0]
        skipped += 1
        return f'{match[1]}<skipped message="accepted: {_escaped_xml(one.reason)}"/>'

    suite = _FAILED.sub(skip, suite)
    count: Callable[[re.Match[str]], str] = lambda m: f"{m[1]}{int(m[2]) - skipped}{m[3]}{int(m[4]) + skipped}{m[5]}"  # noqa: E731
    return (_COUNTS.sub(count, suite) if skipped else suite), skipped


def _escaped_xml(text: str) -> str:
    return printable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
