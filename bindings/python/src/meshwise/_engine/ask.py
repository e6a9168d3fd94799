"""Questions to the engine as Python values, and its answers as such."""

from __future__ import annotations

import functools
import json
from typing import Any

from .._errors import EngineError, InputError
from .engine import engine

Answer = dict[str, Any]


def encode(question: dict[str, Any]) -> bytes:
    """Writes a request. NaN and Infinity are written as Python has them: the engine reads them inside of a config.

    Raises:
        InputError: The question holds what JSON cannot.
    """
    try:
        return json.dumps(question, separators=(",", ":"), ensure_ascii=False, allow_nan=True).encode()
    except UnicodeEncodeError:
        raise InputError("input.not_utf8", "the question holds half of a surrogate pair, which is no text") from None
    except (TypeError, ValueError) as error:
        raise InputError("input.wrong_type", f"the question holds what is no plain data: {error}") from None
    except RecursionError:
        raise InputError("input.too_deep", "the question is nested too deep") from None
    except Exception as error:  # a subclass of what JSON holds, with code of its own
        raise InputError("input.wrong_type", "the question holds what is no plain data") from error


def send(request: bytes) -> Answer:
    """Asks the engine.

    Raises:
        InputError: The engine takes the request for no question.
        EngineError: The engine failed.
    """
    answer: Answer = json.loads(engine().call(request))
    if answer["kind"] != "error":
        return answer
    code, path, message = str(answer["code"]), str(answer["path"]), str(answer["message"])
    if code.startswith(("input.", "answer.")):
        raise InputError(code, message, path)
    raise EngineError(code, message)


_MOST_CACHED = 128 << 10  # bytes of a request


@functools.lru_cache(maxsize=128)
def _sent(request: bytes) -> Answer:
    return send(request)


def send_cached(request: bytes) -> Answer:
    """Asks the engine, unless it was asked the same not long ago: its answer would be the same. Do not change the answer."""
    return _sent(request) if len(request) <= _MOST_CACHED else send(request)


def ask(op: str, **members: Any) -> Answer:
    """Asks the engine for an operation. Members that are None are left out."""
    return send(encode({"op": op, **{name: value for name, value in members.items() if value is not None}}))


@functools.lru_cache(maxsize=1)
def description() -> Answer:
    """What the engine knows: see ``describe`` in ``docs/abi.md``. The answer is shared: do not change it."""
    return ask("describe")
