"""What is known of one live model, kept as long as it does not change."""

from __future__ import annotations

from operator import is_
from typing import Any

from .._answers import questions
from .._answers.report import Report
from .._answers.verdict import Verdict
from .._mesh.kinds import is_settled
from .._mesh.read import read_mesh
from .._model import classes
from .._model.look import Facts, Look
from .._model.watch import Check

Sizes = tuple[tuple[str, Any], ...]
Key = tuple[Sizes, Sizes]

Asked = tuple[str, int, int]  # a capability, and the sizes that it was asked for


class _Seen:
    """One look, and what the engine said to it. Never changed from another look, whatever threads do."""

    __slots__ = ("look", "reports", "verdicts", "reads", "settled")

    def __init__(self, look: Look) -> None:
        self.look = look
        self.reports: dict[tuple[int, int], Report] = {}
        self.verdicts: dict[Key, Verdict] = {}
        self.reads: dict[Asked, int] = {}
        self.settled: dict[Asked, tuple[bool, Check]] = {}

    def report(self, cp_size: int, ep_size: int) -> Report:
        found = self.reports.get((cp_size, ep_size))
        if found is None:
            found = questions.report(self.look.facts, _sizes(cp_size, ep_size))
            _keep(self.reports, (cp_size, ep_size), found)
        return found

    def settle(self, asked: Asked) -> None:
        """Finds the few facts that decide a capability, whatever the others are, so that only those are watched for it.

        The engine says which: asked with what it named as evidence alone, and with everything else not observed, it gives
        the same answer or says that it does not know. A plan decides ``supports_tp``; nobody need compare the config for it.
        """
        name, cp_size, ep_size = asked
        finding = self.report(cp_size, ep_size).why(name)
        facts = self.look.facts
        paths = [evidence["path"] for evidence in finding.get("because", ())]
        few = {fact for fact in facts for path in paths if path == fact or path.startswith(f"{fact}.")}
        if type(finding["value"]) is bool and few:
            alone = questions.report({fact: facts[fact] for fact in few}, _sizes(cp_size, ep_size), catalogue=False)
            if alone.why(name)["value"] is finding["value"]:
                _keep(self.settled, asked, (finding["value"], self.look.watch.check(few)))


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
        return questions.report(self.facts(model), _sizes(cp_size, ep_size))

    def flag(self, model: object, name: str, cp_size: int, ep_size: int) -> bool | None:
        """The value of one capability or predicate."""
        seen, asked = self._seen, (name, cp_size, ep_size)
        if seen is not None:
            settled = seen.settled.get(asked)
            if settled is not None and settled[1].unchanged(model):
                return settled[0]
        seen = self._now(model)
        reads = seen.reads[asked] = seen.reads.get(asked, 0) + 1
        if reads == _OFTEN:
            seen.settle(asked)
        return seen.report(cp_size, ep_size)[name]

    def on(self, model: object, mesh: object) -> Verdict:
        """Whether the model can run on a mesh of any kind. A mesh that is the same as before is not read again."""
        own = classes.of_instance(mesh)
        kept = self._request
        if kept is not None and own is kept[0] and len(own) == len(kept[1]) and all(map(is_, own.values(), kept[1])):
            return self._verdict(model, *kept[2])
        request = read_mesh(mesh)
        read = (request.mesh, request.run, _key(request.mesh, request.run))
        if own and all(map(is_settled, own.values())):
            self._request = (own, tuple(own.values()), read)
        return self._verdict(model, *read)

    def verdict(self, model: object, mesh: dict[str, Any], run: dict[str, Any]) -> Verdict:
        """Whether the model can run on the sizes of a request."""
        return self._verdict(model, mesh, run, _key(mesh, run))

    def _verdict(self, model: object, mesh: dict[str, Any], run: dict[str, Any], key: Key | None) -> Verdict:
        seen = self._now(model)
        found = seen.verdicts.get(key) if key is not None else None
        if found is None:
            found = questions.verdict(seen.look.facts, mesh, run)
            if key is not None:
                _keep(seen.verdicts, key, found)
        return found


class _Observed:
    """A look that was had elsewhere."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts


class Fixed(Live):
    """What is known of facts that nobody looks at again: those of a config."""

    __slots__ = ()

    def __init__(self, facts: Facts) -> None:
        super().__init__()
        self._seen = _Seen(_Observed(facts))  # type: ignore[arg-type]

    def _now(self, model: object) -> _Seen:
        assert self._seen is not None
        return self._seen

    def flag(self, model: object, name: str, cp_size: int, ep_size: int) -> bool | None:
        """The value of one capability or predicate."""
        return self._now(model).report(cp_size, ep_size)[name]


_MOST_KEPT = 64
_OFTEN = 16  # reads of one capability after which it is worth a question of its own


def _sizes(cp_size: int, ep_size: int) -> dict[str, int]:
    """The sizes of a mesh that a report is for: those that matter to it."""
    return {name: size for name, size in (("cp_size", cp_size), ("ep_size", ep_size)) if size > 1}


def _keep(kept: dict[Any, Any], key: Any, value: Any) -> None:
    if len(kept) >= _MOST_KEPT:  # a sweep over thousands of meshes keeps none of them
        kept.clear()
    kept[key] = value


def _key(mesh: dict[str, Any], run: dict[str, Any]) -> Key | None:
    """What an answer is kept under; None where the engine is about to refuse a number that Python writes for nobody."""
    try:
        return tuple((n, repr(v)) for n, v in mesh.items()), tuple((n, repr(v)) for n, v in run.items())
    except ValueError:
        return None
