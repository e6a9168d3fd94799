"""The neutral tree of a file, as rows of texts and places. What they mean the engine reads.

YAML is parsed by PyYAML and TOML by tomllib, which tells no places: there the engine looks in the text.
"""

from __future__ import annotations

import datetime
import importlib
from collections.abc import Iterator
from typing import Any, NamedTuple

from .._errors import EngineError

_MOST, _DEEPEST = 100_000, 64  # rows, and levels; the engine refuses more by the rows that it has
_STANDARD = "tag:yaml.org,2002:"


class Row(NamedTuple):
    """A node of a file; ``docs/abi.md`` describes its members. Places count from 1, and 0 is none."""

    parent: int
    kind: str
    key: str = ""
    text: str = ""
    tag: str = ""
    line: int = 0
    column: int = 0
    key_line: int = 0
    key_column: int = 0


class Refused(Exception):
    """A library does not take a text.

    Attributes:
        line: Where it stopped, from 1; 0 where it does not say. So with ``column``.
    """

    def __init__(self, message: str, line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.line, self.column = line, column


def written(rows: list[Row]) -> str:
    """The rows as a request has them: of each its kind, its numbers, the lengths of its texts in bytes, and the texts."""
    out: list[str] = []
    for row in rows:
        texts = (row.key, row.tag, row.text)
        lengths = [len(text.encode("utf-8", "surrogatepass")) for text in texts]
        numbers = (row.parent, row.line, row.column, row.key_line, row.key_column, *lengths)
        out.append(f"{row.kind} {' '.join(map(str, numbers))}:{''.join(texts)}")
    return "".join(out)


def of_yaml(text: str) -> list[Row]:
    """The rows of all documents of a YAML file.

    Raises:
        Refused: PyYAML does not take it, and where.
        EngineError: PyYAML is not installed.
    """
    yaml = yaml_library()
    try:
        return _Walk(yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))).rows
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = ": ".join(filter(None, (error.context, error.problem))).replace("\n", " ")
        raise Refused(message or "not YAML", mark.line + 1 if mark else 0, mark.column + 1 if mark else 0) from None
    except yaml.YAMLError as error:
        raise Refused(str(error).splitlines()[0]) from None


def yaml_library() -> Any:
    """PyYAML.

    Raises:
        EngineError: It is not installed.
    """
    try:
        return importlib.import_module("yaml")
    except ImportError as error:
        raise _lacks("YAML", "PyYAML", error) from None


class _Walk:
    """Makes rows of the events of a YAML file. Nothing is constructed: a tag names no class here."""

    def __init__(self, events: Iterator[Any]) -> None:
        self.rows: list[Row] = []
        self._events = events
        self._anchors: dict[str, int] = {}
        self._keys: dict[str, str] = {}  # anchors of keys, which have no row, with their texts
        for event in events:
            if type(event).__name__ == "DocumentStartEvent":
                self._anchors.clear()
                self._keys.clear()
                if not self._node(next(events), -1, {}, 0):
                    self._finish()
                    return

    def _finish(self) -> None:
        """Reads the document to its end: what no library takes is refused, though the engine refuses the rows as well."""
        for event in self._events:
            if type(event).__name__ == "DocumentEndEvent":
                return
            anchor = getattr(event, "anchor", None)
            if type(event).__name__ != "AliasEvent":
                self._anchors.setdefault(anchor or "", 0)
            elif anchor not in self._anchors and anchor not in self._keys:
                raise Refused(f"unknown anchor {anchor!r}", event.start_mark.line + 1, event.start_mark.column + 1)

    def _node(self, event: Any, parent: int, key: dict[str, Any], depth: int) -> bool:
        """Adds the rows of a node, and says whether there is room for more."""
        if len(self.rows) > _MOST or depth > _DEEPEST:
            return False
        kind, i = type(event).__name__, len(self.rows)
        place = {"line": event.start_mark.line + 1, "column": event.start_mark.column + 1, **key}
        if kind == "AliasEvent" and event.anchor in self._keys:
            self.rows.append(Row(parent, "q", text=self._keys[event.anchor], **place))
            return True
        if kind == "AliasEvent":
            if event.anchor not in self._anchors:
                raise Refused(f"unknown anchor {event.anchor!r}", place["line"], place["column"])
            self.rows.append(Row(parent, "a", text=str(self._anchors[event.anchor]), **place))
            return True
        if event.anchor is not None:
            self._anchors[event.anchor] = i
            self._keys.pop(event.anchor, None)
        tag = (event.tag or "").replace(_STANDARD, "!!", 1)
        if kind == "ScalarEvent":
            style = {"'": "q", '"': "q", "|": "b", ">": "b"}.get(event.style, "p")
            self.rows.append(Row(parent, style, text=event.value, tag=tag, **place))
            return True
        self.rows.append(Row(parent, "m" if kind == "MappingStartEvent" else "l", tag=tag, **place))
        return self._members(i, depth) if kind == "MappingStartEvent" else self._elements(i, depth)

    def _elements(self, i: int, depth: int) -> bool:
        for event in self._events:
            if type(event).__name__ == "SequenceEndEvent":
                return True
            if not self._node(event, i, {}, depth + 1):
                return False
        return False

    def _members(self, i: int, depth: int) -> bool:
        for event in self._events:
            kind = type(event).__name__
            if kind == "MappingEndEvent":
                return True
            place = {"key_line": event.start_mark.line + 1, "key_column": event.start_mark.column + 1}
            text = getattr(event, "value", None)
            if kind == "AliasEvent":
                text = self._text(event.anchor)
            if text is None:  # a key that is no scalar
                self.rows.append(Row(i, "k", line=place["key_line"], column=place["key_column"], **place))
                return False
            if kind == "ScalarEvent" and event.anchor is not None:
                self._keys[event.anchor] = text
            if not self._node(next(self._events), i, {"key": text, **place}, depth + 1):
                return False
        return False

    def _text(self, anchor: str) -> str | None:
        """The text of the scalar that has an anchor; None where it is no scalar."""
        if anchor in self._keys:
            return self._keys[anchor]
        named = self.rows[self._anchors[anchor]] if anchor in self._anchors else None
        return named.text if named is not None and named.kind in "pqb" else None


def of_toml(text: str) -> list[Row]:
    """The rows of a TOML file, the members of a table in the order of their keys.

    Raises:
        Refused: It is no TOML.
        EngineError: There is no reader of TOML: Python 3.10 has none of its own.
    """
    tomllib = _tomllib()
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = getattr(error, "msg", None) or str(error).partition(" (at ")[0]
        raise Refused(message, getattr(error, "lineno", 0), getattr(error, "colno", 0)) from None
    except RecursionError:
        raise Refused("it is nested too deep") from None
    rows: list[Row] = []
    _put(rows, -1, "", table, 0)
    return rows


def _tomllib() -> Any:
    for name in ("tomllib", "tomli"):
        try:
            return importlib.import_module(name)
        except ImportError as error:
            lacks = error
    raise _lacks("TOML", "tomli", lacks)


def _put(rows: list[Row], parent: int, key: str, value: Any, depth: int) -> None:
    i = len(rows)
    if i > _MOST or depth > _DEEPEST:
        return
    if isinstance(value, dict):
        rows.append(Row(parent, "m", key))
        for name in sorted(value, key=lambda name: name.encode("utf-8")):
            _put(rows, i, name, value[name], depth + 1)
    elif isinstance(value, list):
        rows.append(Row(parent, "l", key))
        for element in value:
            _put(rows, i, "", element, depth + 1)
    elif isinstance(value, bool):
        rows.append(Row(parent, "t", key, "true" if value else "false"))
    elif isinstance(value, (datetime.date, datetime.time)):
        rows.append(Row(parent, "d", key))
    elif isinstance(value, int):
        rows.append(Row(parent, "i", key, str(value)))
    else:
        rows.append(Row(parent, "f", key) if isinstance(value, float) else Row(parent, "q", key, value))


def _lacks(language: str, package: str, error: Exception) -> EngineError:
    text = f"reading {language} needs {package} ({error}): pip install 'meshwise[files]'"
    return EngineError("engine.unavailable", text)
