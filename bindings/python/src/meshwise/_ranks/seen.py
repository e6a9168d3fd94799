"""What a rank saw, and what follows when all have said it. The outcomes are the engine's; here they are only compared.

Ranks disagree where the outcome, the mesh, the run, or the name and the numbers of the model differ. A difference in anything
else (a path of one node in a config, a plan that this mesh does not use) changes no answer: it is told, and stops nobody.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from typing import Any

from .._answers import questions
from .._answers.verdict import Verdict
from .._engine.engine import engine
from .._errors import MeshwiseError
from .._model import classes
from .._model.probes import probes
from .._version import __version__
from . import members

_MOST_DETAIL = 256 << 10  # characters of what one rank leaves for the others to compare
_MOST_GROUPS = 16
_MOST_LINES = 8

#: What ranks may disagree about, the most telling first, with the code of it.
_PARTS = {
    "failed": "ranks.call_failed",
    "mesh": "ranks.meshes_differ",
    "run": "ranks.runs_differ",
    "name": "ranks.models_differ",
    "model": "ranks.models_differ",
    "outcome": "ranks.models_differ",
}
_WORDS = {
    "ranks.call_failed": "the call itself failed on some ranks",
    "ranks.meshes_differ": "ranks see different meshes",
    "ranks.runs_differ": "ranks ask about different runs",
    "ranks.models_differ": "ranks see different models",
    "ranks.others_refuse": "other ranks cannot go on",
    "ranks.engines_differ": "ranks run different versions of meshwise, which answer differently",
}


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]


def _of_one_rank() -> set[str]:
    """Facts in which ranks differ as they should: where the weights are, of which all ranks but one may have none yet."""
    return {probe.fact for probe in probes() if probe.take == "parameters"}


def of_verdict(verdict: Verdict) -> tuple[dict[str, Any], str]:
    """What to post of a verdict, and its detail."""
    facts = verdict.question["facts"]
    architecture = questions.report(facts).architecture
    numbers = {name: found["value"] for name, found in architecture.items()}
    evidence = [*architecture.values(), *verdict.answer["violations"]]
    parts: dict[str, Any] = {
        "mesh": verdict.mesh,
        "run": verdict.question.get("run", {}),
        "engine": f"{__version__} ({engine().sha256[:12]})",
        "facts": {name: fact for name, fact in facts.items() if name not in _of_one_rank()},
        "weighty": sorted({one["path"] for found in evidence for one in found.get("because", ())}),
    }
    refused = verdict.valid is False
    codes = [violation.code for violation in verdict.violations]
    return _post(
        parts,
        name=verdict.model,
        model=_digest(numbers),
        failed="",
        outcome=[refused, codes if refused else []],
        line=f"{verdict.refusal.splitlines()[0]} {', '.join(codes)}" if refused else f"{verdict.model} passes",
    )


def of_failure(error: Exception) -> tuple[dict[str, Any], str]:
    """What to post where there is no verdict, and its detail."""
    code = error.code if isinstance(error, MeshwiseError) else ""
    kind = f"{classes.name(type(error))} {code}".strip()
    return _post({}, name="", model="", failed=kind, outcome=[], line=classes.said(error))


def _post(parts: dict[str, Any], **post: Any) -> tuple[dict[str, Any], str]:
    detail = json.dumps(parts, sort_keys=True)
    post |= {name: _digest(parts.get(name)) for name in ("mesh", "run")}
    post |= {"engine": parts.get("engine", ""), "digest": _digest([detail, post])}
    return post, detail if len(detail) <= _MOST_DETAIL else json.dumps({**parts, "facts": {}})


def decide(posts: list[dict[str, Any]], detail: Callable[[str], str | None]) -> dict[str, Any]:
    """What follows from all posts: one part for those who asked in the same place, and one for all who asked the same.

    Either every part goes on or none does: a rank that raised alone would leave the others in a collective. Where all go on,
    the largest part waits for the others to come to its place as well: they asked aside, as a rank does to print an answer.

    Returns:
        ``{"parts": […]}``, each with ``ranks``, ``kind`` (``passes``, ``again``, ``refused``, ``failed``, ``differs``),
        ``alike`` (they saw the very same), ``always`` (one of them needs all ranks), and where they differ a ``code``, a
        ``line`` and a ``text``; ``note`` is what else to tell.
    """
    if len({post["digest"] for post in posts}) == 1:
        return {"parts": [_part(posts, detail)]}
    ways = sorted({post["way"] for post in posts})
    parts = [_part([post for post in posts if post["way"] == way], detail) for way in ways]
    stopped = [part for part in parts if part["kind"] != "passes"]
    if len(parts) > 1 and any(post["mode"] == "always" for post in posts):
        parts = [_elsewhere(parts, part) if part["kind"] == "passes" else part for part in parts]
    elif stopped:
        parts = [part if part["kind"] != "passes" else _stopped_by(stopped, part) for part in parts]
    elif len(parts) > 1:
        most = max(parts, key=lambda part: (len(part["ranks"]), part["ranks"][-1]))
        most["kind"] = "again"
    return {"parts": parts}


def _elsewhere(parts: list[dict[str, Any]], part: dict[str, Any]) -> dict[str, Any]:
    """A part that has to be all ranks, and is not."""
    others = [f"{members.text(one['ranks'])} asked at {one['place']}" for one in parts if one is not part]
    line = f"{members.text(part['ranks'])} asked at {part['place']}, {', '.join(others)}, and sync='always'"
    return {**part, "kind": "differs", "code": "ranks.absent", "line": line, "text": line}


def _stopped_by(stopped: list[dict[str, Any]], part: dict[str, Any]) -> dict[str, Any]:
    """A part that could go on, among others that cannot."""
    code = "ranks.others_refuse"
    said = [f"{members.text(one['ranks'])} at {one['place']}: {one['line']}" for one in stopped]
    text = [
        f"{_WORDS[code]}, so none of them goes on; {members.text(part['ranks'])} asked at {part['place']}, and would pass:",
        *_bullets(said),
        "Where only some ranks ask, pass sync='never'.",
    ]
    return {**part, "kind": "differs", "code": code, "line": f"{_WORDS[code]}: {said[0]}", "text": "\n".join(text)}


def _part(posts: list[dict[str, Any]], detail: Callable[[str], str | None]) -> dict[str, Any]:
    first = posts[0]
    part = {"ranks": sorted(post["rank"] for post in posts), "place": first["place"], "note": "", "line": first["line"]}
    part["always"] = any(post["mode"] == "always" for post in posts)  # one that is told so raises for all
    part["alike"] = len({post["digest"] for post in posts}) == 1
    if part["alike"]:
        return {**part, "kind": "failed" if first["failed"] else "refused" if first["outcome"][0] else "passes"}
    compared = set(_PARTS)
    if len({post["engine"] for post in posts}) > 1:
        compared.discard("model")  # another engine may resolve other numbers from the same config
    differs = [name for name in _PARTS if name in compared and any(post[name] != first[name] for post in posts)]
    table = _table(posts, detail)
    if not differs:
        if first["failed"] or first["outcome"][0]:
            return {**part, "kind": "failed" if first["failed"] else "refused"}
        return {**part, "kind": "passes", "note": "\n".join(["ranks differ in what changes no answer here:", *table])}
    code = _PARTS[differs[0]]
    if differs == ["outcome"] and "model" not in compared:
        code = "ranks.engines_differ"
    groups: dict[str, list[int]] = {}
    for post in posts:
        groups.setdefault(repr([post[name] for name in differs]), []).append(post["rank"])
    says = {post["rank"]: post["line"] for post in posts}
    said = [f"{members.text(ranks)}: {says[ranks[0]]}" for ranks in sorted(groups.values(), key=min)]
    text = [
        f"{_WORDS[code]}, so none of them goes on:",
        *_bullets(said),
        *(["What differs:", *table] if table else []),
    ]
    if "failed" not in differs:
        text.append("Where ranks ask about different things on purpose, pass group=… or sync='never'.")
    line = f"{_WORDS[code]}: {' / '.join(members.text(ranks) for ranks in sorted(groups.values(), key=min)[:_MOST_LINES])}"
    return {**part, "kind": "differs", "code": code, "line": line, "text": "\n".join(text)}


def _table(posts: list[dict[str, Any]], detail: Callable[[str], str | None]) -> list[str]:
    """Every place where what ranks saw differs, with who saw what."""
    groups: dict[str, list[int]] = {}
    for post in posts:
        if not post["failed"]:
            groups.setdefault(post["digest"], []).append(post["rank"])
    flat: list[tuple[list[int], dict[str, str]]] = []
    weighty: set[str] = set()
    for digest, ranks in list(groups.items())[:_MOST_GROUPS]:
        found = detail(digest)
        if found is not None:
            seen = json.loads(found)
            weighty.update(seen.pop("weighty"))
            flat.append((ranks, _flat({**seen.pop("facts"), **seen})))
    paths = sorted({path for _, seen in flat for path in seen})
    paths.sort(key=lambda path: (not path.startswith(("mesh.", "run.")), path not in weighty, path.startswith("class.")))
    lines = []
    for path in paths:
        values: dict[str, list[int]] = {}
        for ranks, seen in flat:
            values.setdefault(seen.get(path, "not there"), []).extend(ranks)
        if len(values) > 1:
            seen_by = sorted((min(ranks), value, members.text(ranks)) for value, ranks in values.items())
            lines.append(f"{path}: {'; '.join(f'{value} on {ranks}' for _, value, ranks in seen_by)}")
    return _bullets(lines)


def _flat(value: dict[str, Any], prefix: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for name, item in value.items():
        if isinstance(item, dict) and item:
            found |= _flat(item, f"{prefix}{name}.")
        else:
            text = json.dumps(item)
            found[f"{prefix}{name}"] = text if len(text) <= 80 else f"{text[:76]} …"
    return found


def _bullets(lines: Iterable[str]) -> list[str]:
    lines = list(lines)
    more = [f"  - … and {len(lines) - _MOST_LINES} more"] if len(lines) > _MOST_LINES else []
    return [f"  - {line}" for line in lines[:_MOST_LINES]] + more
