"""The corpus of ``tests/``: its cases, the bytes of their requests, and what their answers must look like.

A request is sent as it is written, without the white space between its tokens, so nothing here parses one.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

_SPACE = re.compile(r"[ \t\r\n]*")
_TOKEN = re.compile(r'("(?:[^"\\]|\\.)*")|[ \t\r\n]+')
_FILE = re.compile(rb'\{"\$file":"([^"\\]*)"\}')
_DECODER = json.JSONDecoder()


@dataclass
class Case:
    id: str
    suite: str
    request: bytes
    wanted: dict[str, Any]

    @property
    def is_hostile(self) -> bool:
        return self.suite.startswith("hostile/")


def load(root: Path) -> list[Case]:
    """Reads every case, in the order of the files."""
    vectors = root / "tests" / "vectors"
    cases = []
    for path in sorted(vectors.rglob("*.json")):
        if path != vectors / "manifest.json":
            cases += _suite(root, path.read_text(encoding="utf-8"))
    return cases


def manifest(root: Path) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((root / "tests" / "vectors" / "manifest.json").read_text(encoding="utf-8"))
    return value


def _suite(root: Path, text: str) -> Iterator[Case]:
    suite = json.loads(text)
    parts = dict(_members(text, 0))
    start = parts["cases"][0]
    raw = [dict(_members(text, at)) for at in _elements(text, start)]
    for case, places in zip(_exact(text[start : parts["cases"][1]]), raw, strict=True):
        request = _request(root, case, text, places)
        yield Case(f"{suite['suite']}/{case['name']}", suite["suite"], request, case)


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _members(text: str, at: int) -> Iterator[tuple[str, tuple[int, int]]]:
    """Where the value of each member of the object at a place begins and ends."""
    at = _skip(text, _skip(text, at) + 1)
    while text[at] != "}":
        name, at = _DECODER.raw_decode(text, at)
        start = _skip(text, _skip(text, at) + 1)
        _, end = _DECODER.raw_decode(text, start)
        yield name, (start, end)
        at = _skip(text, end)
        if text[at] == ",":
            at = _skip(text, at + 1)


def _elements(text: str, at: int) -> Iterator[int]:
    at = _skip(text, at + 1)
    while text[at] != "]":
        yield at
        _, at = _DECODER.raw_decode(text, at)
        at = _skip(text, at)
        if text[at] == ",":
            at = _skip(text, at + 1)


def _request(root: Path, case: dict[str, Any], text: str, places: dict[str, tuple[int, int]]) -> bytes:
    if "request" in case:
        start, end = places["request"]
        compact = _TOKEN.sub(lambda token: token[1] or "", text[start:end]).encode()
        return _FILE.sub(lambda m: (root / "tests" / "fixtures" / m[1].decode()).read_bytes(), compact)
    if "request_text" in case:
        return str(case["request_text"]).encode()
    if "request_base64" in case:
        return base64.b64decode(case["request_base64"])
    parts = case["request_repeat"]
    return str(parts["prefix"] + parts["repeat"] * int(parts["times"]) + parts["suffix"]).encode()


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a name occurs twice")
    return value


def _no_constant(literal: str) -> Any:
    raise ValueError(f"{literal} is not JSON")


def _exact(text: str | bytes) -> Any:
    return json.loads(text, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_once)


_ABSENT = object()


def differences(case: Case, answer: bytes) -> list[str]:
    """Holds an answer against what its case expects, and lists where they differ."""
    try:
        got = _exact(answer.decode("utf-8"))
    except ValueError as error:
        return [f"the answer is not one JSON value: {error}"]
    found: list[str] = []
    if "expect" in case.wanted:
        _compare(found, "", case.wanted["expect"], got)
    for name, member in (("violations", "codes"), ("warnings", "warning_codes"), ("unknowns", "unknown_codes")):
        if member in case.wanted:
            listed = got.get(name)
            codes = [one.get("code") for one in listed] if isinstance(listed, list) else None
            if codes != case.wanted[member]:
                found.append(f"/{name}: want the codes {case.wanted[member]}, got {codes}")
    return found


def _compare(found: list[str], path: str, want: Any, got: Any) -> None:
    if isinstance(want, dict):
        matched = _matched(want, got)
        if matched is not None:
            if not matched:
                found.append(f"{path}: want {want}, got {_show(got)}")
        elif not isinstance(got, dict):
            found.append(f"{path}: want an object, got {_show(got)}")
        else:
            for name, value in want.items():
                _compare(found, f"{path}/{name}", value, got.get(name, _ABSENT))
    elif isinstance(want, list):
        if not isinstance(got, list) or len(got) != len(want):
            found.append(f"{path}: want {_show(want)}, got {_show(got)}")
        else:
            for n, (value, other) in enumerate(zip(want, got, strict=True)):
                _compare(found, f"{path}/{n}", value, other)
    elif isinstance(want, bool) is not isinstance(got, bool) or want != got:
        found.append(f"{path}: want {_show(want)}, got {_show(got)}")


def _matched(want: dict[str, Any], got: Any) -> bool | None:
    """Whether a value matches, where what is wanted stands for more than one; else None."""
    if len(want) != 1:
        return None
    ((name, operand),) = want.items()
    if name == "$absent":
        return got is _ABSENT
    if name == "$any":
        return got is not _ABSENT
    if name == "$contains":
        return isinstance(got, str) and bool(operand) and operand in got
    return None


def _show(value: Any) -> str:
    return "nothing" if value is _ABSENT else str(value)[:400]
