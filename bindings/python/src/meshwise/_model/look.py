"""The introspector: an interpreter of the engine's probes over a live object.

It observes and never decides. It never runs the model, never reads a weight, and imports no framework. A probe that the
engine adds is taken here without a change, as long as it takes one of the ways to look that are known.

A look ends: each attribute is read once, each object once, and all of it within one :class:`.budget.Budget`. What is left
when that is spent was there and was not read, and is not known.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from . import classes, count, plain, registry
from .budget import Budget, Spent
from .probes import Probe, probes
from .watch import Watch

Facts = dict[str, Any]

ATTACHED = "__meshwise_attached__"  # marks the thin subclass that this package gives a model


class _Missing:
    def __repr__(self) -> str:
        return "MISSING"


MISSING: Any = _Missing()
_FIXED = (bool, int, float, str, bytes, tuple, frozenset, type(None))  # values that never become others


class Raised:
    """What stands where reading an attribute raised."""

    def __init__(self, error: Exception) -> None:
        self.error = error
        self.plain = plain.raised(error)


def class_of(model: object) -> type:
    """The class of a model, without what only wraps it at run time: our thin subclass, and the one of ``fully_shard``."""
    cls: type = type(model)
    while True:
        if ATTACHED in classes.own(cls):
            cls = classes.mro(cls)[1]
        elif _is_fsdp_wrapper(cls):
            cls = classes.bases(cls)[1]
        else:
            return cls


def _is_fsdp_wrapper(cls: type) -> bool:
    bases = classes.bases(cls)
    return len(bases) == 2 and classes.name(bases[0]) == "FSDPModule" and classes.name(cls) == "FSDP" + classes.name(bases[1])


def class_facts(cls: type) -> Facts:
    """What the probe of the class sees."""
    return {
        "name": classes.text(classes.name(cls)),
        "module": classes.text(classes.name(cls, "__module__")),
        "qualname": classes.text(classes.name(cls, "__qualname__")),
        "mro": [registry.qualified(c) for c in classes.mro(cls)],
    }


class Look:
    """One look at a model.

    Args:
        model: What is looked at.
        counts: Whether its parameters are counted as well. That takes a while, and nobody can watch for a change of them: what
            is kept does without.

    Attributes:
        facts: What was seen, under the names of the probes.
        watch: What it depended on, to notice a change without looking again.
    """

    def __init__(self, model: object, counts: bool = False) -> None:
        self._model: object = model
        self._cls = class_of(model)
        self._budget = Budget()
        self._values: dict[tuple[int, str], tuple[object, Any]] = {}
        self.watch = Watch(model)
        self.facts: Facts = {}
        for probe in probes():
            take = _TAKES.get(probe.take)
            if take is None or (probe.take == "parameters" and not counts):
                continue  # what a later engine takes in another way is not looked at, and the answer says so
            self.watch.fact = probe.fact
            try:
                self.facts[probe.fact] = take(self, probe)
            except Spent:  # nor is what came too late
                self.watch.doubt()
            except Exception as error:  # what only says that it is a list, and whatever else is not as it looks
                self.facts[probe.fact] = plain.raised(error)
                self.watch.doubt()
        self._model = None  # a look is kept with the model, and must not keep it
        self._values.clear()

    def _value(self, obj: object, name: str) -> Any:
        """Reads an attribute, once: a property may take seconds, or say something else the next time."""
        key = (id(obj), name)
        if key not in self._values:
            value: Any
            try:
                value = getattr(obj, name)
            except AttributeError:
                value = MISSING
            except Exception as error:
                value = Raised(error)
            self._values[key] = (obj, value)  # the object is held, or another one might get its id
        return self._values[key][1]

    def _read(self, obj: object, name: str) -> Any:
        noted = self.watch.before(obj, name)
        value = self._value(obj, name)
        if not noted:
            self.watch.computed(obj, name, value.error if type(value) is Raised else value, value is MISSING)
        return value

    def _read_or_raise(self, obj: object, name: str) -> Any:
        value = self._value(obj, name)
        if type(value) is Raised:
            raise value.error
        if value is MISSING:
            raise AttributeError(name)
        return value

    def _follow(self, path: str) -> Any:
        """What stands at a path; MISSING where any part of it is not there or None."""
        value: Any = self._model
        for name in path.split("."):
            if value is None or value is MISSING:
                return MISSING
            if type(value) is Raised:
                return value
            value = self._read(value, name)
        return value

    def _taken(self, probe: Probe, take: Callable[[Any], Any]) -> Any:
        value = self._follow(probe.path)
        if value is MISSING or value is None:
            return None
        if type(value) is Raised:
            return value.plain
        try:
            self._budget.take()
            return take(value)
        except Spent:
            self.watch.doubt()
            return plain.opaque(value)
        except Exception as error:
            return plain.raised(error)

    def take_class(self, probe: Probe) -> Any:
        return class_facts(self._cls)

    def take_registered(self, probe: Probe) -> Any:
        holds = _REGISTRIES.get(probe.fact)
        if holds is None:
            return False  # a registry that this host does not know holds nothing
        return self.watch.ask(holds, registry.names(self._cls))

    def take_value(self, probe: Probe) -> Any:
        return self._taken(probe, self._scalars)

    def _scalars(self, value: Any) -> Any:
        if type(value) is list:
            copy = value.copy()
            self.watch.container(plain.Seen(value, copy))
            found = plain.scalars(copy, self._budget)
            return plain.opaque(value) if plain.is_opaque(found) else found
        if not classes.is_a(value, _FIXED):
            self.watch.doubt()
        return plain.scalars(value, self._budget)

    def take_truth(self, probe: Probe) -> Any:
        return self._taken(probe, self._truth)

    def _truth(self, value: Any) -> bool:
        if not classes.is_a(value, _FIXED):
            self.watch.doubt()
        return bool(value)

    def take_exists(self, probe: Probe) -> Any:
        value = self._follow(probe.path)
        return value.plain if type(value) is Raised else value is not MISSING

    def take_plan(self, probe: Probe) -> Any:
        return self._taken(probe, self._plan)

    def _plan(self, value: Any) -> Any:
        if not classes.is_a(value, Mapping):
            return plain.opaque(value)
        reader = plain.Reader(self._budget)
        plan = reader.plain(value, finite=True)
        self.watch.contains(reader)
        return plan

    def take_callable(self, probe: Probe) -> Any:
        return self._taken(probe, callable)

    def take_own(self, probe: Probe) -> Any:
        name = probe.path.rpartition(".")[2]
        self.watch.own(self._cls, name)
        for cls in classes.mro(self._cls):
            own = classes.own(cls)
            if name in own and not classes.is_a(own[name], (property, classmethod, staticmethod)):
                return plain.scalars(own[name], self._budget)
        return None

    def take_signature(self, probe: Probe) -> Any:
        return self._taken(probe, self._signature)

    def _signature(self, method: Any) -> Any:
        if not callable(method):
            return plain.opaque(method)
        try:
            said = getattr(inspect.unwrap(method, stop=_says_its_signature), "__signature__", None)
            if said is not None and not isinstance(said, inspect.Signature):
                return plain.opaque(method)  # inspect writes it into its error, and its text may have no end
            parameters = inspect.signature(method).parameters
        except (ValueError, TypeError):
            return plain.opaque(method)  # nothing is known of its parameters
        named = []
        for name, parameter in parameters.items():
            if parameter.kind not in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL):
                named.append(plain.scalar(name, self._budget))
        return {"parameters": named, "var_keyword": any(p.kind is p.VAR_KEYWORD for p in parameters.values())}

    def take_config(self, probe: Probe) -> Any:
        return self._taken(probe, self._config)

    def _config(self, value: Any) -> Any:
        reader = plain.Reader(self._budget, self._read_or_raise)
        config = reader.config(value)
        self.watch.contains(reader)
        return config if isinstance(config, dict) else plain.opaque(value)

    def take_parameters(self, probe: Probe) -> Any:
        return count.parameters(self._model)

    def take_declared(self, probe: Probe) -> Any:
        self.watch.own(self._cls, "ModelCapabilities")
        self.watch.own(self._cls, "get_capabilities")
        for cls in classes.mro(self._cls):
            own = classes.own(cls)
            static, dynamic = "ModelCapabilities" in own, "get_capabilities" in own
            if static and dynamic:
                return {"source": "conflict", "values": None}
            if static:
                return self._declaration("static", own["ModelCapabilities"])
            if dynamic:
                return self._dynamic(cls)
        return None

    def _dynamic(self, cls: type) -> Any:
        config = self._follow("config")
        if type(config) is Raised:
            return config.plain
        if config is MISSING or config is None:
            return {"source": "dynamic", "values": None}
        return self._declaration("dynamic", lambda: cls.get_capabilities(config))  # type: ignore[attr-defined]

    def _declaration(self, source: str, declare: Callable[[], Any]) -> Any:
        values = {}
        try:
            said = declare()
            for name in sorted(_names(said)):
                self._budget.take(len(name))
                value = self._read(said, name) if source == "static" else getattr(said, name)
                if type(value) is Raised:
                    return value.plain
                if not callable(value):
                    values[classes.text(name)] = value if value is None else bool(value)
        except Exception as error:  # also a budget that is spent
            return plain.raised(error)
        return {"source": source, "values": values}


def _says_its_signature(method: object) -> bool:
    return hasattr(method, "__signature__")


def _names(said: object) -> set[str]:
    """The capabilities that a declaration speaks of. Not by ``dir``, which is whatever the object makes of it."""
    found = set(classes.of_instance(said))
    of_itself: Any = said if classes.is_a(said, type) else type(said)
    for cls in classes.mro(of_itself):
        found.update(classes.own(cls))
    return {name for name in found if isinstance(name, str) and name.startswith("supports_")}


_REGISTRIES: dict[str, Callable[[registry.Names], bool]] = {
    "registry.tp_plan": registry.has_tp_plan,
    "registry.custom_model": registry.has_custom_model,
}

_TAKES: dict[str, Callable[[Look, Probe], Any]] = {
    "class": Look.take_class,
    "registered": Look.take_registered,
    "value": Look.take_value,
    "truth": Look.take_truth,
    "exists": Look.take_exists,
    "plan": Look.take_plan,
    "callable": Look.take_callable,
    "own": Look.take_own,
    "signature": Look.take_signature,
    "declared": Look.take_declared,
    "config": Look.take_config,
    "parameters": Look.take_parameters,
}
