"""How the answers of ``check`` are printed: one as it is, several together."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from ._checker import Checker, Judged
from ._merge import merged_junit, merged_sarif
from ._printable import printable
from ._request import quote


def print_all(k: Checker, all: list[Judged], idle: list[dict[str, Any]]) -> None:
    """Prints the answers.

    Args:
        idle: What the engine says of the acceptances that fired for none of them.

    Raises:
        Failure: They cannot be written.
    """
    output, format = k.output, k.output.format
    alone = len(all) == 1 and not all[0].question.run and (not all[0].accepted or format == "json")
    if alone:
        output.print(all[0].answer)
    elif format == "json":
        if all or not k.unasked:
            output.print_json(_all_json(all))
    elif not all:
        return
    elif format == "sarif":
        output.write(merged_sarif(all))
    elif format == "junit":
        output.write(merged_junit(all))
    elif format in ("github", "refusal"):
        text = _one_after_the_other(all, lambda one: "", "")
        output.write((text + "".join(said.get("rendered", "") for said in idle)).encode())
    elif format == "markdown":

        def title(one: Judged) -> str:
            return "## `" + printable(one.question.heading).replace("`", "'") + "`\n\n"

        output.write(_one_after_the_other(all, title, "\n").encode())
    else:
        text = _one_after_the_other(all, lambda one: printable(one.question.heading) + "\n", "\n")
        output.write((text + (f"\n{_tally(all)}\n" if len(all) > 1 else "")).encode())


def _one_after_the_other(all: list[Judged], heading: Callable[[Judged], str], between: str) -> str:
    """What the engine rendered, each below its heading."""
    return between.join(heading(one) + one.answer.value["rendered"].rstrip("\n") + "\n" for one in all)


def _tally(all: list[Judged]) -> str:
    """Counts the answers, each by the engine's own word of whether it is valid."""
    found = list(map(_standing, all))
    parts = [f"{len(all)} checked"]
    parts += [
        f"{found.count(word)} {word}" for word in ("valid", "not valid", "not known", "read and not judged") if word in found
    ]
    accepted = sum(not one.fails and standing == "not valid" for one, standing in zip(all, found, strict=True))
    return ", ".join(parts) + (f" ({accepted} accepted)" if accepted else "")


def _standing(one: Judged) -> str:
    """What an answer comes to."""
    if one.answer.value["kind"] == "reading":
        return "read and not judged"
    valid = [verdict["valid"] for verdict in one.answer.value.get("verdicts", [one.answer.value])]
    return "not valid" if False in valid else "not known" if None in valid else "valid"


def _all_json(all: list[Judged]) -> bytes:
    """The answers, each with the name of what it is about."""
    return b'{"kind":"checks","checks":[' + b",".join(map(_one_json, all)) + b"]}"


def _one_json(one: Judged) -> bytes:
    words = {"name": one.question.heading, "file": one.question.file}
    parts = [quote(name) + b":" + quote(text) for name, text in words.items() if text]
    parts.append(b'"passes":' + (b"false" if one.fails else b"true"))
    if one.accepted:
        parts.append(b'"accepted":' + json.dumps(one.accepted, separators=(",", ":"), ensure_ascii=False).encode())
    return b"{" + b",".join([*parts, b'"answer":' + one.answer.raw]) + b"}"
