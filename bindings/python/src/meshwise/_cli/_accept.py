"""What is accepted: the engine decides what fires, and words it; here it is sent, and remembered over all questions."""

from __future__ import annotations

from typing import Any

from ._checker import Acceptance, Checker, Question
from ._request import Answer, Request, quote


def ignored(k: Checker) -> list[Acceptance]:
    """The acceptances of the flag ``--ignore``."""
    return [Acceptance(code, "--ignore") for code in k.given.get("ignore", [])]


def accept_all(k: Checker, found: list[Acceptance]) -> None:
    """Takes acceptances.

    Raises:
        Failure: There is no such code. It is refused before anything is asked.
    """
    for one in found:
        _explained(one).ask()
    k.accept += found


def _explained(one: Acceptance) -> Request:
    request = Request("explain")
    request.add("code", quote(one.code), one.label)
    return request


def add_accepted(k: Checker, request: Request, question: Question) -> None:
    """Adds what fails, and what is accepted.

    Acceptances are added also where none of them holds: of several SARIF logs that are put together all say what is accepted,
    or none.
    """
    request.add("fail_on", quote(k.fail_on), "--fail-on")
    if not k.accept:
        return
    holding = [one for one in k.accept if one.holds_for(question)]
    request.add("accept", b"[" + b",".join(map(_acceptance_json, holding)) + b"]", "")
    request.origins += [(f"/accept/{i}", one.label) for i, one in enumerate(holding)]


def _acceptance_json(one: Acceptance) -> bytes:
    members = {"code": one.code, "reason": one.reason, "at": one.at}
    return b"{" + b",".join(quote(name) + b":" + quote(value) for name, value in members.items() if value) + b"}"


def heard(k: Checker, question: Question, answer: Answer) -> None:
    """Remembers which of the acceptances that were sent with a question fired."""
    fired = {one["code"] for one in answer.value.get("accepted", ())}
    for one in k.accept:
        one.fired = one.fired or (one.code in fired and one.holds_for(question))


def idle(k: Checker) -> list[tuple[str, dict[str, Any]]]:
    """What the engine says of the acceptances of a manifest that fired for no question, each with its place.

    Where a run could not be asked about, nothing is known of them.
    """
    found = []
    for one in k.accept:
        if one.fired or not one.at or k.unasked:
            continue
        request = _explained(one)
        request.add("idle", quote(one.at), one.at)
        if k.output.format == "github":
            request.add("format", quote("github"), "--format")
        found.append((one.at, request.ask().value))
    return found
