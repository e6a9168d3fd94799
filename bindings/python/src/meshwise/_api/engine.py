"""Questions about what the engine knows: codes, versions, and the classes of its catalogue."""

from __future__ import annotations

from typing import Any

from .._answers import questions
from .._answers.catalogue import Architectures, Difference
from .._engine.ask import ask


def explain(code: str) -> str:
    """What a code means: of a rule, a reason or an error.

    Raises:
        InputError: There is no such code; names the closest.
    """
    return str(ask("explain", code=code, format="text")["rendered"])


def describe() -> dict[str, Any]:
    """What the engine knows: versions, limits, axes, frameworks, probes, rules. See ``docs/abi.md``."""
    return ask("describe")


def architectures(
    name: str | None = None, *, source: str | None = None, model_type: str | None = None, supports: str | None = None
) -> Architectures:
    """The model classes that the engine knows by name, each with what it supports.

    Args:
        name: A part of the names to list, whatever its case; None for all.
        source: The package, ``transformers``, or a version of it, ``transformers@5.23``. None for the newest of each.
        model_type: Only the classes of this model type.
        supports: Only the classes that support this: ``tp``, ``supports_sequence_packing``.

    Raises:
        InputError: There is no such source or capability.
    """
    members = {"name": name, "source": source, "model_type": model_type, "supports": supports}
    return questions.ask(Architectures, "architectures", **members)


def difference(before: str, after: str) -> Difference:
    """What changes in the catalogue from one version of a package to another.

    Args:
        before: A package with a version, or the beginning of one: ``transformers@4.51``.
        after: The same: ``transformers@5``.

    Raises:
        InputError: There is no such source.
    """
    return questions.ask(Difference, "difference", **{"from": before, "to": after})
