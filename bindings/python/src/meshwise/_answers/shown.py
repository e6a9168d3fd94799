"""What all answers have: what was asked, what the engine said, and how to show it. The words in it are the engine's."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .._engine.ask import encode, send_cached
from . import html


@dataclass(frozen=True)
class Shown:
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
        return str(send_cached(encode({**self.question, "format": format}))["rendered"])

    def __str__(self) -> str:
        return self.text

    def _repr_markdown_(self) -> str:
        return self.render("markdown")

    def _repr_html_(self) -> str:
        return html.from_ansi(self.render("ansi"))
