"""The answers of the engine, as small objects over what it said. The words in them are the engine's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from . import _ask, _html


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
class _Shown:
    """An answer that can be shown: as text, and in a notebook.

    Attributes:
        answer: The engine's whole answer, as in ``docs/abi.md``.
    """

    answer: dict[str, Any] = field(repr=False)
    question: dict[str, Any] = field(repr=False, compare=False)

    @property
    def text(self) -> str:
        """The answer in words, for a terminal of 100 columns."""
        return str(self.answer["text"]) if "text" in self.answer else self.render("text")

    def render(self, format: str) -> str:
        """The answer as ``text``, ``ansi``, ``markdown``, ``github``, ``sarif``, ``junit`` or ``refusal``.

        Raises:
            InputError: There is no such format.
        """
        return str(_ask.send_cached(_ask.encode({**self.question, "format": format}))["rendered"])

    def __str__(self) -> str:
        return self.text

    def _repr_markdown_(self) -> str:
        return self.render("markdown")

    def _repr_html_(self) -> str:
        return _html.from_ansi(self.render("ansi"))


@dataclass(frozen=True)
class Verdict(_Shown):
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
            from ._errors import MeshError

            raise MeshError(self.refusal, self)


@dataclass(frozen=True)
class Report(_Shown):
    """What a model supports: each capability True, False, or None where a fact that decides it was not observed."""

    @property
    def model(self) -> str:
        """The name of the model."""
        return str(self.answer["model"])

    def __getitem__(self, name: str) -> bool | None:
        """The value of a capability at the sizes that were asked for: ``report["supports_tp"]``, or ``report["tp"]``.

        Raises:
            KeyError: There is no such capability.
        """
        return self._finding(name)["value"]  # type: ignore[no-any-return]

    def why(self, name: str) -> dict[str, Any]:
        """The reason of a value: ``{"value", "reason", "because", "missing"}``."""
        return dict(self._finding(name))

    def __iter__(self) -> Iterator[str]:
        yield from {**self.answer["derived"], **self.answer["effective"]}

    def _finding(self, name: str) -> dict[str, Any]:
        name = _ask.describe()["aliases"].get(name, name)
        for part in ("effective", "derived"):
            if name in self.answer[part]:
                return dict(self.answer[part][name])
        raise KeyError(name)

    @property
    def declared(self) -> dict[str, bool | None]:
        """What the class itself declares; empty where it declares nothing."""
        return {name: found["value"] for name, found in self.answer["declared"].items()}

    @property
    def architecture(self) -> dict[str, Any]:
        """The numbers and flags that were resolved from the config, each with where from."""
        return dict(self.answer["architecture"])


@dataclass(frozen=True)
class Meshes(_Shown):
    """The meshes of a world on which a model can run. Iterates over them."""

    @property
    def total(self) -> int:
        """How many there are; more than are listed where the limit was reached."""
        return int(self.answer["total"])

    @property
    def meshes(self) -> tuple[dict[str, Any], ...]:
        """The meshes, in ascending order of pp, cp, tp, ep and dp_replicate; each is a mesh to ask :func:`check` about."""
        return tuple({name: size for name, size in mesh.items() if name != "valid"} for mesh in self.answer["meshes"])

    @property
    def valid(self) -> tuple[bool | None, ...]:
        """For each mesh True, or None where it passes unless an unknown fact says otherwise."""
        return tuple(mesh["valid"] for mesh in self.answer["meshes"])

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self.meshes)

    def __len__(self) -> int:
        return len(self.meshes)
