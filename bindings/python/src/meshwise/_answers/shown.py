"""What all answers have: what was asked, what the engine said, and how to show it. The words in it are the engine's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .._engine.ask import Answer, encode, send_cached

if TYPE_CHECKING:
    import pandas


class Shown:
    """An answer that shows itself: as text, in IPython and notebooks, by rich, and in a failed assertion of pytest.

    Each member of the answer is an attribute, whatever the engine says.

    Attributes:
        answer: The engine's whole answer, as in ``docs/abi.md``. It is shared: do not change it.
        question: What was asked.
    """

    __slots__ = ("answer", "question", "__weakref__")

    answer: Answer
    question: dict[str, Any]

    def __init__(self, answer: Answer, question: dict[str, Any]) -> None:
        object.__setattr__(self, "answer", answer)
        object.__setattr__(self, "question", question)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"an answer does not change: cannot set {name}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"an answer does not change: cannot delete {name}")

    def __eq__(self, other: object) -> bool:
        return self.answer == other.answer if type(other) is type(self) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self.answer, self.question))

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """Every other member of the answer, as the engine said it: what a later engine adds is an attribute as well."""
            if name in ("answer", "question") or name not in self.answer:
                raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")
            return self.answer[name]

    @property
    def text(self) -> str:
        """The answer in words, for a terminal of 100 columns."""
        return str(self.answer["text"]) if "text" in self.answer else self.render("text")

    def render(self, format: str) -> str:
        """The answer in a format of the engine: ``describe()["formats"]`` lists them.

        Raises:
            InputError: There is no such format.
        """
        return str(send_cached(encode({**self._whole(), "format": format}))["rendered"])

    def _whole(self) -> dict[str, Any]:
        """The question with no part left out of its answer."""
        return {name: member for name, member in self.question.items() if name != "want"}

    def to_dict(self) -> dict[str, Any]:
        """The engine's whole answer as plain data, which is the caller's own."""
        import json

        return dict(json.loads(json.dumps(self.answer)))

    def to_json(self, indent: int | None = None) -> str:
        """The engine's whole answer as JSON."""
        import json

        return json.dumps(self.answer, indent=indent, ensure_ascii=False)

    def _rows(self) -> list[dict[str, Any]]:
        """What a table of the answer has as rows."""
        return [dict(self.answer)]

    def to_dataframe(self) -> pandas.DataFrame:
        """The answer as a table.

        Raises:
            ImportError: pandas is not installed.
        """
        import pandas

        return pandas.DataFrame(self._rows())

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(self._said())})"

    def _said(self) -> list[str]:
        """What the one line of the answer says."""
        return []

    def __str__(self) -> str:
        return self.text

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(self.text.rstrip("\n"))

    def _repr_markdown_(self) -> str:
        return self.render("markdown")

    def _repr_html_(self) -> str:
        from . import html

        return html.from_ansi(self.render("ansi"))

    def __rich__(self) -> Any:
        from rich.text import Text

        return Text.from_ansi(self.render("ansi"), no_wrap=True)


def sizes(mesh: dict[str, Any]) -> str:
    """The sizes of a mesh that are above one, in the spelling of the keywords: ``tp=16 world=64``."""
    parts = [
        f"{name.removesuffix('_size')}={size}"
        for name, size in mesh.items()
        if name.endswith("_size") and isinstance(size, int) and size > 1
    ]
    return " ".join(parts) or "one rank"
