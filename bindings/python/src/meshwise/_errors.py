"""What can go wrong in a call. A mesh on which a model cannot run is no error of a call: see :class:`meshwise.Verdict`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._answers.verdict import Verdict


class MeshwiseError(Exception):
    """Any failure of a call.

    Attributes:
        code: The stable name of what went wrong, as listed in ``docs/errors.md``: ``engine.crashed``, ``input.wrong_type``…
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (self.code, self.message))


class InputError(MeshwiseError, ValueError):
    """The question itself is wrong: an unknown axis, a size that is no integer, a file that is no config.

    Attributes:
        code: ``input.*``.
        path: Where in the request, as a JSON pointer (``/mesh/tp_size``); empty where there is none.
    """

    def __init__(self, code: str, message: str, path: str = "") -> None:
        super().__init__(code, message)
        self.path = path

    def __str__(self) -> str:
        return ": ".join(part for part in (self.code, self.path, self.message) if part)

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (self.code, self.message, self.path))


class EngineError(MeshwiseError, RuntimeError):
    """The engine cannot be used.

    ``engine.bad_module``, ``engine.unavailable``, ``abi.major_mismatch`` or ``abi.minor_too_old``.
    """


class EngineCrash(EngineError):
    """The engine trapped, and trapped again on a fresh instance. Never holds any part of the request but its operation.

    Attributes:
        code: ``engine.crashed``.
        op: The operation that was asked for, or an empty string.
        stderr: The first 8 KB of what the engine printed before it crashed.
        module: SHA-256 of the module, in hexadecimal.
    """

    def __init__(self, message: str, op: str = "", stderr: str = "", module: str = "") -> None:
        super().__init__("engine.crashed", message)
        self.op = op
        self.stderr = stderr
        self.module = module

    def __str__(self) -> str:
        about = [f"op {self.op}"] if self.op else []
        about += [f"module {self.module}"] if self.module else []
        text = f"{self.code}: {self.message}"
        return f"{text} ({', '.join(about)})" if about else text

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (self.message, self.op, self.stderr, self.module))


class RanksError(MeshwiseError, ValueError):
    """The ranks of a job do not agree, so none of them goes on. Raised on each of them with the same code.

    The first of the ranks gets the whole text: who sees what, and which facts differ. The others get one line.

    Attributes:
        code: ``ranks.models_differ``, ``ranks.meshes_differ``, ``ranks.runs_differ``, ``ranks.engines_differ``,
            ``ranks.call_failed`` or ``ranks.others_refuse``; with ``sync="always"`` also ``ranks.absent`` and
            ``ranks.unreachable``.
        ranks: The ranks that were there, ascending.
    """

    def __init__(self, code: str, message: str, ranks: Iterable[int] = ()) -> None:
        super().__init__(code, message)
        self.ranks = tuple(ranks)

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (self.code, self.message, self.ranks))


class MeshError(ValueError):
    """A model cannot run on a mesh. Its text has one bullet a violation, each with the fix as a flag and as YAML.

    Where ranks answer together, the first of them gets that text, and the others one line with the codes; the whole text is
    in ``verdict.refusal`` on all of them.

    Attributes:
        verdict: The whole answer, a :class:`meshwise.Verdict`.
        code: The codes of the violations, in order: ``["tp.no_plan", "pp.no_plan"]``.
    """

    def __init__(self, text: str, verdict: Verdict) -> None:
        super().__init__(text)
        self.text = text
        self.verdict = verdict
        self.code = [violation.code for violation in verdict.violations]

    def __str__(self) -> str:
        return self.text

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (self.text, self.verdict))
