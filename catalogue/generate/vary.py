"""Which facts belong to the class, and which follow the config: found by building the class from other configs as well."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from . import small
from .small import Change, Recipe

Facts = dict[str, Any]

#: Builds that are tried for one class, at most.
_MOST = 24
#: What a run may choose beside the config. A fact that becomes just what was chosen is the choice itself, and what it is
#: when nobody chooses belongs to the class.
_CHOICE = (("attn_implementation",), "eager")


@functools.lru_cache(maxsize=1)
def _of_every_config() -> frozenset[str]:
    """The fields of every config: they say how a run reads it, and not what the model is."""
    from transformers import PretrainedConfig

    return frozenset(vars(PretrainedConfig())) - {"tie_word_embeddings"}


def changes(recipe: Recipe) -> Iterator[Change]:
    """Each switch of a config the other way, and each feature that is counted from 0 turned on."""
    for path, value in small.fields(recipe.make()):
        if path[-1] in _of_every_config():
            continue
        if isinstance(value, bool):
            yield path, not value
        elif isinstance(value, int) and value == 0:
            yield path, 1


class Others:
    """The same class from other configs.

    Attributes:
        seen: The facts of every one that could be built.
    """

    def __init__(self, recipe: Recipe, look: Callable[[Any], Facts]) -> None:
        self.seen: list[Facts] = []
        self._recipe, self._look, self._left = recipe, look, _MOST
        self._attempt([change for change in changes(recipe) if self._makes(change)])
        self._chosen()

    def _makes(self, change: Change) -> bool:
        try:
            self._recipe.make(change)
        except Exception:
            return False
        return True

    def _attempt(self, group: Sequence[Change]) -> None:
        """All changes at once; where that cannot be built, each half of them."""
        if not group or self._left <= 0:
            return
        self._left -= 1
        try:
            self.seen.append(self._look(self._recipe.make(*group)))
        except Exception:
            if len(group) > 1:
                middle = len(group) // 2
                self._attempt(group[:middle])
                self._attempt(group[middle:])

    def _chosen(self) -> None:
        try:
            facts = self._look(self._recipe.make(_CHOICE))
        except Exception:
            return
        self.seen.append({name: value for name, value in facts.items() if value != _CHOICE[1]})

    def without(self, fact: str) -> Others:
        """These, but for a fact that is found in another way."""
        self.seen = [{name: value for name, value in facts.items() if name != fact} for facts in self.seen]
        return self

    def settle(self, facts: Facts) -> tuple[Facts, list[str], list[str]]:
        """The facts that are the same for all, the names of those that are not, and the names of the plans that are cut to
        the entries which they always have."""
        kept, varying, partly = dict(facts), [], []
        for name, value in sorted(facts.items()):
            others = [other[name] for other in self.seen if name in other]
            if all(other == value for other in others):
                continue
            always = _entries(value, others)
            if always:
                kept[name] = always
                partly.append(name)
            else:
                del kept[name]
                varying.append(name)
        return kept, varying, partly


def _entries(value: Any, others: Sequence[Any]) -> dict[str, Any]:
    """The entries of a plan that all have."""
    if not isinstance(value, dict) or not all(isinstance(other, dict) for other in others):
        return {}
    if not all(isinstance(style, (str, list)) for plan in (value, *others) for style in plan.values()):
        return {}
    return {key: style for key, style in value.items() if all(other.get(key) == style for other in others)}
