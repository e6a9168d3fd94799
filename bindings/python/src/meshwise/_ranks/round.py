"""One round of an exchange between ranks, over the store of their process group.

Each rank posts what it saw; the last one, or the first whose patience ends, writes what was decided; the others read it.
One decision a round, whoever writes it first: so all that came raise the same, or none. Who comes after it joins the next.

A round needs no collective, no barrier and no order: a rank that never comes costs the others their patience, and nothing
else. The keys of a round are deleted two rounds later.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from .._model.classes import said

Post = dict[str, Any]
Decide = Callable[[list[Post], Callable[[str], str | None]], dict[str, Any]]
#: Seconds beyond the patience, and half of it, after which a store does not answer. A busy machine is slow, a frozen one mute.
GRACE = 5.0


class NoAnswer(Exception):
    """The store failed, or did not answer in time."""


def meet(store: Any, world: int, post: Post, detail: str, seconds: float, decide: Decide) -> dict[str, Any]:
    """Meets the other ranks, in a thread of its own: a store whose host is frozen would not even time out.

    Args:
        store: A torch ``Store`` that all ranks share.
        world: How many ranks may come.
        post: What this rank saw, under 1 KB, with its ``rank`` and the ``digest`` of the detail.
        detail: What the decision may want to know of those who see the same.
        seconds: How long to wait for the others.
        decide: Makes the decision from the posts, and a function that finds a detail by its digest.

    Raises:
        NoAnswer: The store cannot be used.
    """
    result: list[dict[str, Any]] = []
    failure: list[BaseException] = []

    def run() -> None:
        try:
            result.append(_meet(store, world, post, detail, time.monotonic() + seconds, decide))
        except BaseException as error:  # also what is no Exception: a thread has nobody above it
            failure.append(error)

    thread = threading.Thread(target=run, name="meshwise-ranks", daemon=True)
    thread.start()
    thread.join(1.5 * seconds + GRACE)
    if result:
        return result[0]
    raise NoAnswer(said(failure[0]) if failure else "it does not answer")


def _meet(store: Any, world: int, post: Post, detail: str, deadline: float, decide: Decide) -> dict[str, Any]:
    number = 0
    while True:
        number = max(number, int(store.get("round")) if store.check(["round"]) else 0)
        while store.check([f"{number}/decision"]):
            number += 1
        if not store.check([f"{number}/detail/{post['digest']}"]):
            store.set(f"{number}/detail/{post['digest']}", detail)
        arrival = store.add(f"{number}/came", 1)
        store.set(f"{number}/post/{arrival}", json.dumps(post))
        # The last one waits for those that have arrived and not yet posted, the others for the decision.
        awaited = _post_keys(number, arrival) if arrival >= world else [f"{number}/decision"]
        if not _there(store, awaited, deadline, world) or arrival >= world:
            _close(store, number, post["rank"], decide)
        decision: dict[str, Any] = json.loads(store.get(f"{number}/decision"))
        if post["rank"] in decision["came"]:
            return decision


def _there(store: Any, keys: list[str], deadline: float, world: int) -> bool:
    """Waits for keys. Asks again and again: a wait in the store holds its connection, which threads of torch use as well."""
    pause, longest = 0.0005, max(0.02, world / 20_000)
    while not store.check(keys):
        left = deadline - time.monotonic()
        if left <= 0:
            return False
        time.sleep(min(pause, left))
        pause = min(pause * 1.5, longest)
    return True


def _close(store: Any, number: int, by: int, decide: Decide) -> None:
    posts = _posts(store, number)
    decision = decide(posts, lambda digest: _detail(store, number, digest))
    decision["came"] = sorted(post["rank"] for post in posts)
    decision["details"] = sorted({post["digest"] for post in posts})
    decision["by"] = by  # the same words of two ranks are two decisions: one of them tidies up, and not both
    written = json.dumps(decision)
    if store.compare_set(f"{number}/decision", "", written) == written.encode():
        with suppress(Exception):  # what is left behind changes no decision
            store.set("round", str(number + 1))
            _forget(store, number - 2)


def _posts(store: Any, number: int) -> list[Post]:
    keys = _post_keys(number, store.add(f"{number}/came", 0))
    if not store.check(keys):  # a rank has arrived and not posted: it is about to, or died
        keys = [key for key in keys if store.check([key])]
    return [json.loads(found) for found in store.multi_get(keys)]


def _post_keys(number: int, came: int) -> list[str]:
    return [f"{number}/post/{arrival + 1}" for arrival in range(came)]


def _detail(store: Any, number: int, digest: str) -> str | None:
    key = f"{number}/detail/{digest}"
    return bytes(store.get(key)).decode() if store.check([key]) else None


def _forget(store: Any, number: int) -> None:
    """Everybody has left a round before the last: they have posted in the last one, or waited for it in vain."""
    if number < 0 or not store.check([f"{number}/decision"]):
        return
    keys = _post_keys(number, store.add(f"{number}/came", 0))
    keys += [f"{number}/detail/{digest}" for digest in json.loads(store.get(f"{number}/decision"))["details"]]
    for key in [*keys, f"{number}/came", f"{number}/decision"]:
        store.delete_key(key)
