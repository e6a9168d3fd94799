"""Whether a model can run on a mesh, and what to change."""

from __future__ import annotations

from typing import Any

from .._engine.ask import encode, send_cached
from .._errors import MeshError
from .shown import Shown
from .violation import Violation


class Verdict(Shown):
    """Whether a model can run on a mesh, and what to change.

    ``bool(verdict)`` is whether it is known to run: unknown is not yes.
    """

    __slots__ = ()

    @property
    def valid(self) -> bool | None:
        """True, False, or None where it hinges on a fact that was not observed."""
        value: bool | None = self.answer["valid"]
        return value

    def __bool__(self) -> bool:
        return self.valid is True

    def _part(self, name: str, part: str) -> Any:
        """A member of the answer, which is asked for where the question wanted its part left out."""
        if part != "detail" and name in self.answer:
            return self.answer[name]
        if part == "detail" and "headline" in self.answer:
            return self.answer.get(name)
        wanted = {**self.question, "want": [part]}
        return send_cached(encode(wanted)).get(name)

    @property
    def headline(self) -> str:
        """What the verdict comes to, in one line of the engine's."""
        return str(self._part("headline", "detail"))

    @property
    def tone(self) -> str:
        """How the headline is meant: ``good``, ``risky``, ``bad``, ``alarm`` (wrong results), or ``open`` where it hinges on
        something that is not known."""
        return str(self._part("tone", "detail"))

    @property
    def layout(self) -> str:
        """Every size in one line of the engine's, with the strategy and the framework."""
        return str(self._part("layout", "detail"))

    @property
    def notes(self) -> tuple[str, ...]:
        """What was assumed, and what was not looked at, in the engine's words."""
        return tuple(self._part("notes", "detail") or ())

    @property
    def counts(self) -> dict[str, int]:
        """How many rules were asked, and with what outcome: ``rules``, ``violations``, ``warnings``, ``unknowns``, ``open``."""
        return dict(self.answer["counts"])

    @property
    def model(self) -> str:
        """The name of the model: of its class, else the first architecture of its config."""
        return str(self._part("model", "detail"))

    @property
    def framework(self) -> str:
        """The framework whose law applied: ``nemo_automodel`` unless another was given."""
        return str(self._part("framework", "detail"))

    @property
    def mesh(self) -> dict[str, Any]:
        """The sizes, completed: ``{"strategy": "fsdp2", "world_size": 64, "tp_size": 8, …}``, in ranks."""
        return dict(self.answer["mesh"])

    @property
    def world_size_assumed(self) -> bool:
        """Whether no world was given, so that the smallest that holds the sizes was taken."""
        return bool(self.answer["world_size_assumed"])

    @property
    def violations(self) -> tuple[Violation, ...]:
        """Every broken rule, in the order tp, pp, cp, ep, then the others."""
        return tuple(map(Violation, self._part("violations", "detail")))

    @property
    def warnings(self) -> tuple[Violation, ...]:
        """Every risk."""
        return tuple(map(Violation, self._part("warnings", "detail")))

    @property
    def unknowns(self) -> tuple[Violation, ...]:
        """Every rule that could not be decided, with the facts that would settle it."""
        return tuple(map(Violation, self._part("unknowns", "detail")))

    @property
    def open(self) -> tuple[dict[str, Any], ...]:
        """The settings on which rules hinge: ``{"setting": "gpus_per_node", "given": False, "codes": ["tp.crosses_nodes"]}``.

        ``given`` is True where it was given in a word of the user's own, which no rule knows.
        """
        return tuple(self._part("open", "detail"))

    @property
    def not_used(self) -> tuple[str, ...]:
        """The settings that were given and that no rule of the framework reads."""
        return tuple(self._part("not_used", "detail"))

    @property
    def rules(self) -> tuple[dict[str, Any], ...]:
        """Every rule that was asked, and whether it applies at these sizes: ``{"code": "tp.no_plan", "applies": True}``."""
        return tuple(self._part("rules", "rules"))

    @property
    def effective(self) -> dict[str, Any]:
        """What remains of the capabilities at these sizes, each with its reason, as in a :class:`meshwise.Report`."""
        return dict(self._part("effective", "effective"))

    @property
    def topology(self) -> dict[str, Any] | None:
        """The axes of the mesh, as in a :class:`meshwise.Topology`; None where the sizes make no mesh."""
        found = self._part("topology", "topology")
        return None if found is None else dict(found)

    @property
    def nearest(self) -> tuple[dict[str, Any], ...]:
        """Meshes of the same world that pass, fewest changes first; one may say what else it ``needs``."""
        if "want" in self.question and "nearest" not in self.question:
            return tuple(send_cached(encode(self._whole()))["nearest"])
        return tuple(self.answer["nearest"])

    @property
    def estimate(self) -> dict[str, Any]:
        """What the run needs: ``memory`` of each card in bytes and ``time`` of a step in seconds, as intervals; whether it
        ``fits``; and what was ``assumed``. ``docs/planner.md`` says how far it may be trusted."""
        return dict(self._part("estimate", "estimate"))

    @property
    def refusal(self) -> str:
        """The text of the error that :func:`meshwise.validate` raises: a bullet for each violation."""
        return self.render("refusal").rstrip("\n")

    def raise_if_invalid(self) -> None:
        """Raises what :func:`meshwise.validate` raises.

        Raises:
            MeshError: ``valid`` is False.
        """
        if self.valid is False:
            raise MeshError(self.refusal, self)

    def _said(self) -> list[str]:
        codes = {name: [one["code"] for one in self.answer[name]] for name in ("violations", "warnings", "unknowns")}
        return [self.headline, f"valid={self.valid}", *(f"{name}={found}" for name, found in codes.items() if found)]

    def _rows(self) -> list[dict[str, Any]]:
        return [{"in": name, **one} for name in ("violations", "warnings", "unknowns") for one in self._part(name, "detail")]
