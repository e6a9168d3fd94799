"""What is known of one live model, kept as long as it does not change."""

from __future__ import annotations

from operator import is_
from typing import Any

from .._answers import questions
from .._answers.report import Report
from .._answers.verdict import Verdict
from .._mesh.kinds import is_settled
from .._mesh.read import read_mesh
from .._model.look import Facts, Look

Sizes = tuple[tuple[str, Any], ...]


class _Seen:
    """One look, and what the engine said to it. Never changed from another look, whatever threads do."""

    __slots__ = ("look", "flags", "verdicts")

    def __init__(self, look: Look) -> None:
        self.look = look
        self.flags: dict[tuple[int, int], dict[str, bool | None]] = {}
        self.verdicts: dict[tuple[Sizes, Sizes], Verdict] = {}


class Live:
    """The last look at a model, and what the engine said to it.

    An unchanged model is not looked at again, and neither it nor one that was changed to and fro costs an engine call.
    """

    __slots__ = ("_seen", "_request")

    def __init__(self) -> None:
        self._seen: _Seen | None = None
        self._request: tuple[dict[str, Any], tuple[Any, ...], tuple[dict[str, Any], dict[str, Any], Any]] | None = None

    def _now(self, model: object) -> _Seen:
        seen = self._seen
        if seen is None or not seen.look.watch.unchanged(model):
            seen = self._seen = _Seen(Look(model))
        return seen

    def facts(self, model: object) -> Facts:
        """What was seen of the model, looked at again where anything has changed."""
        return self._now(model).look.facts

    def report(self, model: object, cp_size: int = 1, ep_size: int = 1) -> Report:
        """What the model supports, at the given sizes."""
        return questions.report(self.facts(model), cp_size, ep_size)

    def flag(self, model: object, name: str, cp_size: int, ep_size: int) -> bool | None:
        """The value of one capability or predicate."""
        seen = self._now(model)
        flags = seen.flags.get((cp_size, ep_size))
        if flags is None:
            found = questions.report(seen.look.facts, cp_size, ep_size).answer
            flags = {n: f["value"] for part in ("derived", "effective") for n, f in found[part].items()}
            _keep(seen.flags, (cp_size, ep_size), flags)
        return flags.get(name)

    def on(self, model: object, mesh: object) -> Verdict:
        """Whether the model can run on a mesh of any kind. A mesh that is the same as before is not read again."""
        own = getattr(mesh, "__dict__", None)
        kept = self._request
        if kept is not None and own is kept[0] and len(own) == len(kept[1]) and all(map(is_, own.values(), kept[1])):
            return self._verdict(model, *kept[2])
        request = read_mesh(mesh)
        read = (request.mesh, request.run, _key(request.mesh, request.run))
        if type(own) is dict and own and all(map(is_settled, own.values())):
            self._request = (own, tuple(own.values()), read)
        return self._verdict(model, *read)

    def verdict(self, model: object, mesh: dict[str, Any], run: dict[str, Any]) -> Verdict:
        """Whether the model can run on the sizes of a request."""
        return self._verdict(model, mesh, run, _key(mesh, run))

    def _verdict(self, model: object, mesh: dict[str, Any], run: dict[str, Any], key: tuple[Sizes, Sizes]) -> Verdict:
        seen = self._now(model)
        found = seen.verdicts.get(key)
        if found is None:
            found = questions.verdict(seen.look.facts, mesh, run)
            _keep(seen.verdicts, key, found)
        return found


_MOST_KEPT = 64


def _keep(kept: dict[Any, Any], key: Any, value: Any) -> None:
    if len(kept) >= _MOST_KEPT:  # a sweep over thousands of meshes keeps none of them
        kept.clear()
    kept[key] = value


def _key(mesh: dict[str, Any], run: dict[str, Any]) -> tuple[Sizes, Sizes]:
    return tuple((n, repr(v)) for n, v in mesh.items()), tuple((n, repr(v)) for n, v in run.items())
