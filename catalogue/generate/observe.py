"""One architecture of a package: what is observed of it, and why not more."""

from __future__ import annotations

import importlib
from typing import Any

from . import declare, entry, look, vary

Observed = dict[str, Any]

SOURCES = ("transformers", "nemo_automodel")


def source(package: str) -> Any:
    """The module that knows the architectures of a package."""
    return importlib.import_module(f"{__package__}.source_{package}")


def observe(package: str, name: str, types: list[str], try_live: bool = True) -> Observed:
    """Observes one architecture.

    Returns:
        ``entry``, or None where not even the class could be looked at; ``reason``, why it was not built, or None; and
        ``differs``, the facts that the bare class does not say as its model does.
    """
    of = source(package)
    try:
        cls = of.load(name, types)
        config_classes = of.config_classes(name, cls)
    except Exception as error:
        return {"entry": None, "reason": look.said(error), "differs": []}
    reason: str | None = None
    differs: list[str] = []
    others: vary.Others | None = None
    config, recipe = look.default_config(config_classes)
    said = _said(cls, config)
    if try_live:
        try:
            model, recipe = look.live(cls, config_classes)
            facts = look.facts(model)
            del model
            others = vary.Others(recipe, lambda config: look.facts(look.build(cls, config)))
            differs = sorted(fact for fact in facts if said.get(fact) != facts[fact])
        except Exception as error:
            reason = look.said(error)
    if not try_live or reason is not None:
        if not said:
            return {"entry": None, "reason": reason, "differs": []}
        facts = said
        others = vary.Others(recipe, lambda config: look.bare(cls, config)) if recipe is not None else None
    if (facts.get("declared") or {}).get("source") == "dynamic":
        said_always = {"source": "dynamic", "values": declare.values(cls)}
        facts = {**facts, "declared": said_always}
        others = others and others.without("declared")
    settled, varies, partly = others.settle(facts) if others is not None else (facts, [], [])
    kept, varies, where = entry.of(settled, varies)
    found: entry.Entry = {
        "model_type": _model_type(types, recipe.config_class if recipe is not None else None, config_classes),
        **where,
        "observed": "live" if try_live and reason is None else "class",
        "facts": kept,
        "varies": varies,
        "partly": partly,
    }
    return {"entry": found, "reason": reason, "differs": differs}


def _said(cls: type, config: Any) -> look.Facts:
    try:
        return look.bare(cls, config)
    except Exception:
        return {}


def _model_type(types: list[str], used: type | None, config_classes: list[type]) -> str | None:
    own = [kind for c in (used, *config_classes) if (kind := getattr(c, "model_type", ""))]
    for kind in own:
        if not types or kind in types:
            return str(kind)
    return types[0] if types else None
