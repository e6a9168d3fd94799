"""All ranks or none: one rank that raises while the others wait in a collective costs a cluster its timeout."""

from __future__ import annotations

import hashlib
import logging
import os
import sys
from collections.abc import Callable
from typing import Any, Literal, NoReturn, cast

from .._answers.verdict import Verdict
from .._errors import InputError, MeshError, RanksError
from .._model import classes
from . import members, round, seen

Sync = Literal["auto", "always", "never"]
SECONDS = 10.0

logger = logging.getLogger("meshwise")


def all_or_none(
    ask: Callable[[], Verdict],
    mesh: Any = None,
    sync: Sync = "auto",
    group: Any = None,
    sync_timeout: float | None = None,
) -> tuple[Verdict, bool]:
    """Asks, and passes or raises as the other ranks do. See :func:`meshwise.validate`.

    Returns:
        This rank's own verdict, which is not invalid; and whether this rank speaks for all of them.
    """
    ranks = None
    seconds = SECONDS
    wrong: InputError | None = None  # how this rank was told to ask. What it alone was told must not leave the others alone
    if sync != "auto" or members.started():
        try:
            sync = _mode(sync)
        except InputError as error:
            sync, wrong = "auto", error
        ranks, odd = _ranks(group, mesh) if sync != "never" else (None, None)
        wrong = wrong or odd
        if sync == "always" and ranks is None and members.unstarted():
            raise RanksError("ranks.unreachable", "sync='always' needs torch.distributed.init_process_group first")
    if sync_timeout is not None or ranks is not None:
        try:
            seconds = _seconds(sync_timeout)
        except InputError as error:  # a mistake is one also where nobody waits
            wrong = wrong or error
    if ranks is None or (ranks.lost and sync == "auto"):
        if wrong is not None:
            raise wrong
        alone = ask()
        if alone.valid is False:
            alone.raise_if_invalid()
        return alone, True
    verdict: Verdict | None = None
    failure: Exception | None = None
    try:
        if wrong is not None:
            raise wrong
        verdict = ask()
        post, detail = _to_post(ranks, verdict)
    except Exception as error:  # whatever it is, the others must not wait for this rank in a collective
        failure = error
        post, detail = seen.of_failure(error)
    place, way = _place()
    part = _own_part(ranks, {**post, "rank": ranks.rank, "place": place, "way": way, "mode": sync}, detail, seconds, sync)
    return _follow(part, ranks, verdict, failure, post["line"], sync)


def _ranks(group: Any, mesh: Any) -> tuple[members.Ranks | None, InputError | None]:
    """The ranks that answer together: all of them where the group is none that is alive, and why."""
    try:
        return members.find(group, mesh), None
    except Exception as error:
        text = f"group: expected a process group that is alive, got {classes.type_name(type(group))} ({classes.said(error)})"
        return members.find(), InputError("input.wrong_type", text, "/group")


def fail(error: Exception, sync: Sync = "auto", group: Any = None, sync_timeout: float | None = None) -> NoReturn:
    """Raises what kept this rank from asking, where the other ranks hear of it."""

    def ask() -> Verdict:
        raise error

    all_or_none(ask, None, sync, group, sync_timeout)
    raise error


def _to_post(ranks: members.Ranks, verdict: Verdict) -> tuple[dict[str, Any], str]:
    """What to post. A verdict that was posted before, as that of a live model that has not changed, is not written again."""
    if ranks.posted is None or ranks.posted[0] is not verdict:
        ranks.posted = (verdict, *seen.of_verdict(verdict))
    return ranks.posted[1:]


def _own_part(ranks: members.Ranks, post: dict[str, Any], detail: str, seconds: float, mode: str) -> dict[str, Any] | None:
    """The part of the decision that is about this rank, or None where the store did not answer."""
    waits = seconds * (ranks.patience if mode == "auto" else 1)
    with ranks.lock:  # two threads of one rank are one after the other
        try:
            part: dict[str, Any] = {"kind": "again"}
            while part["kind"] == "again":  # ranks that asked aside are about to come to this place as well
                decision = round.meet(members.store(ranks), len(ranks.ranks), post, detail, waits, seen.decide)
                part = next(part for part in decision["parts"] if ranks.rank in part["ranks"])
        except Exception as error:
            ranks.lost = True
            logger.warning(
                "rank %d cannot exchange verdicts with %s (the store of the process group: %s), so its answer is its own",
                ranks.rank,
                members.text(set(ranks.ranks) - {ranks.rank}),
                error,
            )
            return None
    part["first"] = part["ranks"][0]
    absent = sorted(set(ranks.ranks) - set(decision["came"]))
    part["absent"] = sorted(set(ranks.ranks) - set(part["ranks"]))
    if ranks.rank == part["first"]:
        if part["note"]:
            logger.warning("%s", part["note"])
        if part["absent"]:
            level = logging.WARNING if ranks.patience == 1 else logging.DEBUG  # a sweep on one rank says it once
            logger.log(level, "%s", _absent(part, absent, waits, decision["parts"]))
    ranks.patience = ranks.patience / 2 if absent else 1.0
    return part


def _absent(part: dict[str, Any], absent: list[int], waits: float, parts: list[dict[str, Any]]) -> str:
    lines = [f"{members.text(part['ranks'])} asked at {part['place']}, and the answer is of these alone:"]
    lines += [f"  - {members.text(p['ranks'])} asked something else, at {p['place']}" for p in parts if p is not part]
    if absent:
        lines.append(f"  - {members.text(absent)} did not ask within {waits:g} s")
    lines.append(
        "Where only some ranks ask, pass sync='never'; where the others take longer, sync_timeout=… or MESHWISE_SYNC_TIMEOUT=…."
    )
    return "\n".join(lines)


def _follow(
    part: dict[str, Any] | None,
    ranks: members.Ranks,
    verdict: Verdict | None,
    failure: Exception | None,
    line: str,
    mode: str,
) -> tuple[Verdict, bool]:
    """Does what was decided. The whole text goes to one rank, and one line to the others."""
    first = part is None or ranks.rank == part["first"]
    details = "" if part is None else f" (rank {part['first']} has the details)"
    if part is not None and part["kind"] == "differs":
        text = part["text"] if first else part["line"] + details
        raise RanksError(part["code"], text, part["ranks"]) from failure
    if failure is not None:
        raise failure
    assert verdict is not None
    if verdict.valid is False:
        raise MeshError(verdict.refusal if first else line + details, verdict)
    if mode == "always" and part is None:
        raise RanksError("ranks.unreachable", "the store of the process group does not answer", ranks.ranks)
    if part is not None and part["absent"] and (mode == "always" or part.get("always")):
        raise RanksError("ranks.absent", f"{members.text(part['absent'])} did not ask, and sync='always'", part["ranks"])
    return verdict, first


def _mode(sync: Any) -> Sync:
    mode = os.environ.get("MESHWISE_SYNC") or "auto" if sync == "auto" else sync
    if mode not in ("auto", "always", "never"):
        raise InputError("input.unknown_value", f"sync is {mode!r}; it is 'auto', 'always' or 'never'", "/sync")
    return cast(Sync, mode)


def _seconds(sync_timeout: float | None) -> float:
    given: Any = os.environ.get("MESHWISE_SYNC_TIMEOUT") or SECONDS if sync_timeout is None else sync_timeout
    try:
        seconds = float(given)
    except (TypeError, ValueError):
        seconds = -1.0
    if not 0 <= seconds < 86_400:
        raise InputError("input.out_of_range", f"sync_timeout is {given!r}; it is a number of seconds", "/sync_timeout")
    return seconds


def _place() -> tuple[str, str]:
    """Where the call came from: ``train.py:42`` in words, and a digest of the whole way there.

    Ranks that came another way ask something else, as far as is known: one of them may have asked alone, to print it.
    """
    way = []
    frame: Any = sys._getframe(1)
    while frame is not None:
        if str(frame.f_globals.get("__name__", "")).partition(".")[0] != "meshwise":
            way.append(f"{os.path.basename(frame.f_code.co_filename)}:{frame.f_lineno}")
        if frame.f_globals.get("__name__") == "__main__" and frame.f_code.co_name == "<module>":
            break  # below are launchers and debuggers, which one rank may have alone
        frame = frame.f_back
    return (way or ["?"])[0], hashlib.sha256("\n".join(way).encode()).hexdigest()[:16]
