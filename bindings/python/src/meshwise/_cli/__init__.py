"""The command ``meshwise``: the verbs, the words and the exit codes of the Go command.

``commands.json`` says what verbs and flags there are, with their words: it is written from the Go command, and a test holds
it there. What a verb asks of the engine is a row of ``_verbs.py``.
"""

from __future__ import annotations

import contextlib
import signal
import sys
from collections.abc import Sequence

from .._errors import EngineCrash, EngineError
from ._failure import ENGINE, USAGE, Failure, WrongUsage
from ._printable import printable


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command line.

    Args:
        arguments: The arguments behind the name of the command, or None for those of this process.

    Returns:
        The exit code: 0 valid, 1 not valid, 2 wrong usage or a file that cannot be used, 3 the engine failed.
    """
    from . import _verbs

    if arguments is None:
        arguments = sys.argv[1:]
        if hasattr(signal, "SIGPIPE"):
            signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `meshwise … | head` ends as any command does
    try:
        return _verbs.run(list(arguments))
    except Failure as failure:
        return _failed(failure)
    except EngineError as error:
        detail = error.stderr if isinstance(error, EngineCrash) else ""
        return _failed(Failure(f"{error.message} ({error.code})", ENGINE, detail))
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def _failed(failure: Failure) -> int:
    lines = ["meshwise: " + printable(failure.text)]
    lines += ["  " + printable(line) for line in failure.detail.splitlines()]
    if isinstance(failure, WrongUsage):
        lines.append(f"Run '{failure.command} --help' for usage.")
    with contextlib.suppress(OSError):  # nobody is left to read it
        print(*lines, sep="\n", file=sys.stderr)
    return failure.exit


__all__ = ["ENGINE", "USAGE", "main"]
