"""A rule in a verdict: broken, a risk, or not decided."""

from __future__ import annotations

from typing import Any


class Violation:
    """A broken rule, a risk, or (with ``missing``) a rule that could not be decided. It has what the engine said of it.

    Args:
        said: The member of an answer, as in ``docs/abi.md``; :meth:`to_dict` returns all of it.
    """

    __slots__ = ("_all",)

    def __init__(self, said: dict[str, Any]) -> None:
        self._all = said

    @property
    def code(self) -> str:
        """The stable name of the rule: ``tp.kv_heads_not_divisible``. ``meshwise.explain(code)`` says more."""
        return str(self._all["code"])

    @property
    def axis(self) -> str:
        """The axis it is about: ``tp``, ``pp``, ``cp``, ``ep``, ``dp_replicate``, ``world``…"""
        return str(self._all.get("axis", ""))

    @property
    def size(self) -> int | None:
        """Ranks on that axis, or None for a rule about the model."""
        return self._all.get("size")

    @property
    def equation(self) -> str:
        """What must hold: ``num_key_value_heads % tp_size == 0``."""
        return str(self._all.get("equation", ""))

    @property
    def severity(self) -> str:
        """``refuses``, ``fails_late``, ``silently_wrong`` or ``wasteful``; empty for what is not known."""
        return str(self._all.get("severity", ""))

    @property
    def label(self) -> str:
        """The severity in the engine's words, for people: ``fails late``, ``risk of wrong results``."""
        return str(self._all.get("label", ""))

    @property
    def message(self) -> str:
        """One line that names the model, the field and its value, and the equation."""
        return str(self._all["message"])

    @property
    def reason(self) -> str:
        """The reason of the capability that the rule asks for: ``tp.no_plan``; empty where it asks for none."""
        return str(self._all.get("reason", ""))

    @property
    def because(self) -> tuple[dict[str, Any], ...]:
        """What was seen: ``{"path": "config.num_key_value_heads", "value": 8}``."""
        return tuple(self._all.get("because", ()))

    @property
    def legal(self) -> dict[str, tuple[Any, ...]]:
        """For each setting that may change, its values that would mend this: ``{"tp_size": (1, 2, 4, 8)}``."""
        return {name: tuple(values) for name, values in self._all.get("legal", {}).items()}

    @property
    def fix(self) -> tuple[dict[str, Any], ...]:
        """Changes, each of which mends this, with the framework's own ``path``, ``cli`` and ``yaml`` or ``toml``."""
        return tuple(self._all.get("fix", ()))

    @property
    def needs(self) -> dict[str, Any]:
        """Settings that were not given, with values under which the run may start: ``{"cp_style": "a2a"}``."""
        return dict(self._all.get("needs", {}))

    @property
    def advice(self) -> str:
        """What else can be done; empty where there is nothing."""
        return str(self._all.get("advice", ""))

    @property
    def source(self) -> tuple[str, ...]:
        """Where the rule was read."""
        return tuple(self._all.get("source", ()))

    @property
    def missing(self) -> tuple[str, ...]:
        """The facts that would settle it, where it could not be decided."""
        return tuple(self._all.get("missing", ()))

    @property
    def at(self) -> tuple[dict[str, Any], ...]:
        """Where a file says what it rests on, where files were asked about: ``{"setting", "file", "line", "column", …}``."""
        return tuple(self._all.get("at", ()))

    def to_dict(self) -> dict[str, Any]:
        """All that the engine said of it."""
        return dict(self._all)

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"

    def __repr__(self) -> str:
        return f"Violation({self.code!r}, {self.message!r})"

    def __eq__(self, other: object) -> bool:
        return self._all == other._all if isinstance(other, Violation) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self._all,))
