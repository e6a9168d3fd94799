"""Whether a model can run on a mesh, and what to change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .._errors import MeshError
from .shown import Shown


@dataclass(frozen=True)
class Violation:
    """A broken rule, a risk, or (with ``missing``) a rule that could not be decided.

    Attributes:
        code: The stable name of the rule: ``tp.kv_heads_not_divisible``. ``meshwise.explain(code)`` says more.
        axis: The axis it is about: ``tp``, ``pp``, ``cp``, ``ep``, ``dp_replicate``, ``world``…
        size: Ranks on that axis, or None.
        message: One line that names the model, the field and its value, and the equation.
        severity: ``refuses``, ``fails_late``, ``silently_wrong`` or ``wasteful``; empty for what is not known.
        because: What was seen: ``{"path": "config.num_key_value_heads", "value": 8}``.
        legal: For each size that may change, the values that would mend it.
        fix: Each change with the framework's own ``path``, ``cli`` and ``yaml`` or ``toml``.
        missing: The facts that would settle it.
    """

    code: str
    axis: str
    message: str
    size: int | None = None
    severity: str = ""
    because: tuple[dict[str, Any], ...] = ()
    legal: tuple[dict[str, Any], ...] = ()
    fix: tuple[dict[str, Any], ...] = ()
    missing: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


def _violations(found: list[dict[str, Any]]) -> tuple[Violation, ...]:
    return tuple(
        Violation(
            code=one["code"],
            axis=one.get("axis", ""),
            message=one["message"],
            size=one.get("size"),
            severity=one.get("severity", ""),
            because=tuple(one.get("because", ())),
            legal=tuple(one.get("legal", ())),
            fix=tuple(one.get("fix", ())),
            missing=tuple(one.get("missing", ())),
        )
        for one in found
    )


@dataclass(frozen=True)
class Verdict(Shown):
    """Whether a model can run on a mesh, and what to change.

    ``bool(verdict)`` is whether it is known to run: unknown is not yes.
    """

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
    def mesh(self) -> dict[str, Any]:
        """The sizes, completed: ``{"strategy": "fsdp2", "world_size": 64, "tp_size": 8, …}``, in ranks."""
        return dict(self.answer["mesh"])

    @property
    def violations(self) -> tuple[Violation, ...]:
        """Every broken rule, in the order tp, pp, cp, ep, then the others."""
        return _violations(self.answer["violations"])

    @property
    def warnings(self) -> tuple[Violation, ...]:
        """Every risk."""
        return _violations(self.answer["warnings"])

    @property
    def unknowns(self) -> tuple[Violation, ...]:
        """Every rule that could not be decided, with the facts that would settle it."""
        return _violations(self.answer["unknowns"])

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
