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
_CUSTOM, _CODE = 0, 10  # ids of sections
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
        ((_, at, start, end),) = (section for section in sections if section[0] == _CODE)
        body = _without(module, start, end, cold)
    except (LookupError, ValueError):
        return None
    return Hot(b"".join((module[:at], bytes([_CODE]), _written(len(body)), body, module[end:])), operations)


def _sections(module: bytes) -> Iterator[tuple[int, int, int, int]]:
    """The id of each section, where it begins, and where its content begins and ends."""
    at = _HEADER
    while at < len(module):
        size, start = _number(module, at + 1)
        yield module[at], at, start, start + size
        at = start + size


def _marked(module: bytes, sections: list[tuple[int, int, int, int]]) -> tuple[frozenset[str], bytes]:
    """What the section says: the operations, and a bit for each function, the lowest of a byte first."""
    for kind, _, start, end in sections:
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


def _without(module: bytes, start: int, end: int, cold: bytes) -> bytes:
    """The code section, with traps in place of the cold functions. Functions beyond the marks stay."""
    count, at = _number(module, start)
    parts = [module[start:at]]
    for index in range(count):
        size, body = _number(module, at)
        marked = index >> 3 < len(cold) and cold[index >> 3] >> (index & 7) & 1
        parts.append(_TRAP if marked else module[at : body + size])
        at = body + size
    if at != end:
        raise IndexError
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
