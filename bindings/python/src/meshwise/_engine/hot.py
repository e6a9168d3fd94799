"""The part of the module that a training script's questions run: it compiles in half of the time.

The module says which of its functions are cold, in a section of its own. Here their code is replaced by a trap. So a question
that calls one has no answer, and is asked again of the whole module: what is left out changes when an answer comes, and none.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NamedTuple

_SECTION = b"meshwise.cold"
_HEADER = 8  # bytes: the magic number and the version
_CUSTOM, _IMPORT, _ELEMENT, _CODE = 0, 2, 9, 10  # ids of sections
_TRAP = b"\x03\x00\x00\x0b"  # a function of 3 bytes: no locals, unreachable, end


class Hot(NamedTuple):
    """The module without its cold functions.

    Attributes:
        code: Its bytes.
        operations: Those whose questions mostly call no cold function.
    """

    code: bytes
    operations: frozenset[str]

    def serves(self, request: bytes) -> bool:
        """Guesses whether a request calls no cold function: not where it brings files to read."""
        try:
            asked = json.loads(request)
            return asked["op"] in self.operations and "reading" not in asked
        except (ValueError, LookupError, TypeError, RecursionError):
            return True  # it is refused, which takes little


def hot(module: bytes) -> Hot | None:
    """Leaves the cold functions out, or returns None where the module does not say which they are."""
    try:
        sections = list(_sections(module))
        operations, cold = _marked(module, sections)
        imported = sum(_number(module, start)[0] for kind, start, _ in sections if kind == _IMPORT)
        parts = [module[:_HEADER]]
        for kind, start, end in sections:
            if kind == _CODE:
                content = _trapping(module, start, end, cold)
            elif kind == _ELEMENT:
                content = _one_for_all(module, start, end, imported, cold)
            else:
                content = module[start:end]
            parts += (bytes([kind]), _written(len(content)), content)
    except (LookupError, ValueError):
        return None
    return Hot(b"".join(parts), operations)


def _sections(module: bytes) -> Iterator[tuple[int, int, int]]:
    """The id of each section, and where its content begins and ends."""
    at = _HEADER
    while at < len(module):
        size, start = _number(module, at + 1)
        yield module[at], start, start + size
        at = start + size


def _marked(module: bytes, sections: list[tuple[int, int, int]]) -> tuple[frozenset[str], bytes]:
    """What the section says: the operations, and a bit for each function, the lowest of a byte first."""
    for kind, start, end in sections:
        if kind == _CUSTOM:
            name, at = _text(module, start)
            if name == _SECTION:
                count, at = _number(module, at)
                operations = []
                for _ in range(count):
                    operation, at = _text(module, at)
                    operations.append(operation.decode())
                return frozenset(operations), module[at:end]
    raise LookupError


def _is_cold(cold: bytes, index: int) -> bool:
    """Whether a function of the code section is marked. Those beyond the marks are not."""
    return 0 <= index >> 3 < len(cold) and bool(cold[index >> 3] >> (index & 7) & 1)


def _trapping(module: bytes, start: int, end: int, cold: bytes) -> bytes:
    """The code section, with traps in place of the cold functions."""
    count, at = _number(module, start)
    parts = [module[start:at]]
    for index in range(count):
        size, body = _number(module, at)
        parts.append(_TRAP if _is_cold(cold, index) else module[at : body + size])
        at = body + size
    if at != end:
        raise ValueError
    return b"".join(parts)


def _one_for_all(module: bytes, start: int, end: int, imported: int, cold: bytes) -> bytes:
    """The functions of the table, with one cold function in place of all: for each that it holds a way in is compiled."""
    segments, at = _number(module, start)
    if segments != 1 or module[at : at + 2] != b"\x00\x41":  # from a constant place on; others are left as they are
        return module[start:end]
    count, at = _number(module, _number(module, at + 2)[1] + 1)
    parts, one = [module[start:at]], None
    for _ in range(count):
        function, at = _number(module, at)
        if _is_cold(cold, function - imported):
            function = one = function if one is None else one
        parts.append(_written(function))
    if at != end:
        raise ValueError
    return b"".join(parts)


def _text(module: bytes, at: int) -> tuple[bytes, int]:
    size, at = _number(module, at)
    return module[at : at + size], at + size


def _number(module: bytes, at: int) -> tuple[int, int]:
    """Reads an unsigned LEB128, and says where it ends."""
    value = shift = 0
    while True:
        byte = module[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7


def _written(value: int) -> bytes:
    """Writes an unsigned LEB128."""
    written = bytearray()
    while value > 0x7F:
        written.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*written, value])
