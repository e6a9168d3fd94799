"""A look at a file that goes into a request as it is.

Decoding and encoding would change it: configs of real models hold Infinity, and numbers that no float holds.
"""

from __future__ import annotations

import json
import re

# A string, whole or cut off; or a bracket. What stands between them does not matter here.
_TOKEN = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)|[{}\[\]]', re.DOTALL)
_COLON = re.compile(rb"[ \t\r\n]*:")
_SPACE = b" \t\r\n"


def members_of_one_object(data: bytes) -> list[str] | None:
    """The names of the members, or None unless the data begins and ends as one JSON object does.

    A file such as ``{}, "mesh": {}`` must not add members to the request. In JSON that is valid every bracket outside of a
    string closes the last that is open, so counting finds the end of the object that the engine finds too; and of a request
    that is not valid nothing comes but an error.
    """
    if not data.lstrip(_SPACE).startswith(b"{"):
        return None
    names, depth = [], 0
    for token in _TOKEN.finditer(data):
        kind = token[0][:1]
        if kind == b'"':
            if depth == 1 and _COLON.match(data, token.end()):
                names.append(_unquoted(token[0]))
        elif kind in b"{[":
            depth += 1
        else:
            depth -= 1
            if depth == 0:
                return names if not data[token.end() :].strip(_SPACE) else None
    return None


def _unquoted(string: bytes) -> str:
    try:
        return str(json.loads(string))
    except ValueError:  # what is no string the engine refuses
        return ""


def place(data: bytes) -> str:
    """Where a file's JSON goes wrong, as ``:line:column``; nothing where it reads well. The engine says what is wrong."""
    try:
        json.loads(data.decode("utf-8"), object_pairs_hook=lambda _: None)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        return f":{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"
    except json.JSONDecodeError as error:
        return f":{error.lineno}:{error.colno}"
    except (ValueError, RecursionError):
        pass
    return ""


_PART = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')


def indented(text: str) -> str:
    """JSON that is known to be valid, for people: every literal stays as it is written."""
    out: list[str] = []
    depth = 0
    parts = _PART.findall(text)
    for i, part in enumerate(parts):
        before, after = parts[i - 1] if i else "", parts[i + 1] if i + 1 < len(parts) else ""
        if part in "{[":
            depth += after not in "}]"
            out.append(part if after in "}]" else part + _line(depth))
        elif part in "}]":
            empty = before in "{["
            depth -= not empty
            out.append(part if empty else _line(depth) + part)
        elif part == ",":
            out.append("," + _line(depth))
        else:
            out.append(": " if part == ":" else part)
    return "".join(out)


def _line(depth: int) -> str:
    return "\n" + "  " * depth
