"""One architecture as the catalogue keeps it, before what several share is factored out."""

from __future__ import annotations

from typing import Any

Entry = dict[str, Any]

#: Where a class of the MRO comes from that says nothing of a model: Python and torch.
_EVERYONES = ("builtins", "typing", "abc", "torch")
#: The attention backend of a custom model is a choice of the run, and what it is when nobody chooses follows from what is
#: installed and whether there is a GPU. No other config shows that, so it is named here. That there is none is kept.
_OF_THE_RUN = "backend.attn"


def of(facts: dict[str, Any], varies: list[str]) -> tuple[dict[str, Any], list[str], dict[str, str]]:
    """The facts of an entry, those that are not its own, and where its class is."""
    facts = dict(facts)
    seen = facts.pop("class")
    facts["class.mro"] = mro(seen)
    if facts.get(_OF_THE_RUN) is not None:
        del facts[_OF_THE_RUN]
        varies = sorted({*varies, _OF_THE_RUN})
    return facts, varies, {"module": seen["module"], "class": seen["qualname"]}


def mro(seen: dict[str, Any]) -> list[str]:
    """The MRO without the classes of the class's own module, and those of Python and torch."""
    kept = [name for name in seen["mro"] if not name.startswith(seen["module"] + ".")]
    return [name for name in kept if name.partition(".")[0] not in _EVERYONES]
