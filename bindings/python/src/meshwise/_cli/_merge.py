"""What tools read is one document each: the engine renders one answer at a time, and here several are put into one."""

from __future__ import annotations

import json
import re
from typing import Any

from ._checker import Judged
from ._failure import ENGINE, Failure


def merged_sarif(all: list[Judged]) -> bytes:
    """Makes one run of several logs: tools that take them, take one run of one tool. Each rule is listed once.

    Raises:
        Failure: A log of the engine's is not one run.
    """
    merged: dict[str, Any] = {}
    rules: list[Any] = []
    at: dict[str, int] = {}
    for one in all:
        log = json.loads(one.answer.value["rendered"])
        if len(log["runs"]) != 1:
            raise Failure("the engine's SARIF log is not one run", ENGINE)
        (run,) = log["runs"]
        moved = []
        for rule in run["tool"]["driver"].get("rules") or ():
            if rule["id"] not in at:
                at[rule["id"]] = len(rules)
                rules.append(rule)
            moved.append(at[rule["id"]])
        for result in run["results"]:
            if 0 <= result.get("ruleIndex", -1) < len(moved):
                result["ruleIndex"] = moved[result["ruleIndex"]]
        if merged:
            merged["runs"][0]["results"] += run["results"]
        else:
            merged = log
    run = merged["runs"][0]
    if rules:
        run["tool"]["driver"]["rules"] = rules
    run["tool"]["driver"] = dict(sorted(run["tool"]["driver"].items()))
    run["results"] = [dict(sorted(result.items())) for result in run["results"]]
    order = ("tool", "results", "properties")
    merged["runs"] = [{name: run[name] for name in order if name in run}]
    return _for_pages({name: merged[name] for name in ("$schema", "version", "runs")})


#: What a page that holds the JSON would take for markup or for the end of a line.
_MARKUP = str.maketrans({c: f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"})


def _for_pages(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).translate(_MARKUP).encode()


_SUITES = re.compile(r'<testsuites [^>]*tests="(\d+)" failures="(\d+)"[^>]*>\n(.*)</testsuites>', re.DOTALL)
_ID = re.compile(r'(<testsuite [^>]* id=")\d+(")')


def merged_junit(all: list[Judged]) -> bytes:
    """Makes one document of several: their suites one after the other, counted together."""
    body, tests, failures, id = "", 0, 0, 0

    def numbered(match: re.Match[str]) -> str:
        nonlocal id
        id += 1
        return f"{match[1]}{id - 1}{match[2]}"

    for one in all:
        found = _SUITES.search(one.answer.value["rendered"])
        if found is None:
            continue
        tests, failures = tests + int(found[1]), failures + int(found[2])
        body += _ID.sub(numbered, found[3])
    head = f'<testsuites name="meshwise" tests="{tests}" failures="{failures}" errors="0">'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}\n{body}</testsuites>\n'.encode()
