"""The command ``meshwise``: the verbs, the words and the exit codes of the Go command.

``commands.json`` says what verbs and flags there are, with their words: it is written from the Go command, and a test holds
it there. What a verb asks of the engine is a row of ``_verbs.py``.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence

from .._errors import EngineError
from ._failure import ENGINE, USAGE, Failure, of_engine, tell


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
        return tell(failure)
    except EngineError as error:
        return tell(of_engine(error))
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


__all__ = ["ENGINE", "USAGE", "main"]
