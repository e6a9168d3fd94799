"""Whether a model can run on a mesh, and what to change."""

from __future__ import annotations

from typing import Any

from .._errors import MeshError
from .shown import Shown, sizes
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

    @property
    def model(self) -> str:
        """The name of the model: of its class, else the first architecture of its config."""
        return str(self.answer["model"])

    @property
    def framework(self) -> str:
        """Whose rules were asked."""
        return str(self.answer["framework"])

    @property
    def mesh(self) -> dict[str, Any]:
        """The sizes, completed: ``{"strategy": "fsdp2", "world_size": 64, "tp_size": 8, …}``, in ranks."""
        return dict(self.answer["mesh"])

    @property
    def violations(self) -> tuple[Violation, ...]:
        """Every broken rule, in the order tp, pp, cp, ep, then the others."""
        return tuple(map(Violation, self.answer["violations"]))

    @property
    def warnings(self) -> tuple[Violation, ...]:
        """Every risk."""
        return tuple(map(Violation, self.answer["warnings"]))

    @property
    def unknowns(self) -> tuple[Violation, ...]:
        """Every rule that could not be decided, with the facts that would settle it."""
        return tuple(map(Violation, self.answer["unknowns"]))

    @property
    def open(self) -> tuple[Any, ...]:
        """The settings that were not given, with the codes that they decide; empty where the engine says none."""
        return tuple(self.answer.get("open", ()))

    @property
    def nearest(self) -> tuple[dict[str, Any], ...]:
        """Meshes of the same world that pass, fewest changes first."""
        return tuple(self.answer.get("nearest", ()))

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
        said = [self.headline] if self.headline else [self.model, sizes(self.answer["mesh"])]
        return [*said, f"valid={self.valid}", *(f"{name}={found}" for name, found in codes.items() if found)]

    def _rows(self) -> list[dict[str, Any]]:
        return [{"in": name, **one} for name in ("violations", "warnings", "unknowns") for one in self.answer[name]]
