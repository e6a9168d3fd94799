"""One architecture as the catalogue keeps it, before what several share is factored out."""

from __future__ import annotations

from typing import Any

Entry = dict[str, Any]

#: Where a class of the MRO comes from that says nothing of a model: Python and torch.
_EVERYONES = ("builtins", "typing", "abc", "torch")
#: Facts that no other config of the small ones shows to be another, and that are not of the class all the same. Where
#: there is nothing (null), there is nothing for any config.
#: The attention backend of a custom model is a choice of the run, and what it is when nobody chooses follows from what is
#: installed and whether there is a GPU. Whether multi-token prediction is on is a number of layers in the config, often one
#: that the config's class does not know.
_OF_THE_RUN = ("backend.attn", "mtp_config.enabled")


def of(facts: dict[str, Any], varies: list[str]) -> tuple[dict[str, Any], list[str], dict[str, str]]:
    """The facts of an entry, those that are not its own, and where its class is."""
    facts = dict(facts)
    seen = facts.pop("class")
    facts["class.mro"] = mro(seen)
    for name in _OF_THE_RUN:
        if facts.get(name) is not None:
            del facts[name]
            varies = sorted({*varies, name})
    return facts, varies, {"module": seen["module"], "class": seen["qualname"]}


def mro(seen: dict[str, Any]) -> list[str]:
    """The MRO without the classes of the class's own module, and those of Python and torch."""
    kept = [name for name in seen["mro"] if not name.startswith(seen["module"] + ".")]
    return [name for name in kept if name.partition(".")[0] not in _EVERYONES]
