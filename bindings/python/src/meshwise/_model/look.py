"""The introspector: an interpreter of the engine's probes over a live object.

It observes and never decides. It never runs the model, never touches weights, and imports no framework. A probe that the
engine adds is taken here without a change, as long as it takes one of the ways to look that are known.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from . import plain, registry
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

    def __init__(self, error: BaseException) -> None:
        self.plain = plain.raised(error)


def class_of(model: object) -> type:
    """The class of a model, without what only wraps it at run time: our thin subclass, and the one of ``fully_shard``."""
    cls: type = type(model)
    while True:
        if ATTACHED in cls.__dict__:
            cls = cls.__mro__[1]
        elif _is_fsdp_wrapper(cls):
            cls = cls.__bases__[1]
        else:
            return cls


def _is_fsdp_wrapper(cls: type) -> bool:
    bases = cls.__bases__
    return len(bases) == 2 and bases[0].__name__ == "FSDPModule" and cls.__name__ == "FSDP" + bases[1].__name__


class Look:
    """One look at a model.

    Attributes:
        facts: What was seen, under the names of the probes.
        watch: What it depended on, to notice a change without looking again.
    """

    def __init__(self, model: object) -> None:
        self._model: object = model
        self._cls = class_of(model)
        self.watch = Watch(model)
        self.facts: Facts = {}
        for probe in probes():
            take = _TAKES.get(probe.take)
            if take is not None:  # what a later engine takes in another way is not looked at, and the answer says so
                self.facts[probe.fact] = take(self, probe)
        self._model = None  # a look is kept with the model, and must not keep it

    def _read(self, obj: object, name: str) -> Any:
        self.watch.note(obj, name)
        try:
            return getattr(obj, name)
        except AttributeError:
            return MISSING
        except Exception as error:
            return Raised(error)

    def _follow(self, path: str) -> Any:
        """What stands at a path; MISSING where any part of it is not there or None."""
        value: Any = self._model
        for name in path.split("."):
            if value is None or value is MISSING:
                return MISSING
            if isinstance(value, Raised):
                return value
            value = self._read(value, name)
        return value

    def _taken(self, probe: Probe, take: Callable[[Any], Any]) -> Any:
        value = self._follow(probe.path)
        if value is MISSING or value is None:
            return None
        if isinstance(value, Raised):
            return value.plain
        try:
            return take(value)
        except Exception as error:
            return plain.raised(error)

    def take_class(self, probe: Probe) -> Any:
        cls = self._cls
        return {
            "name": plain.text(cls.__name__),
            "module": plain.text(str(cls.__module__)),
            "qualname": plain.text(cls.__qualname__),
            "mro": [registry.qualified(c) for c in cls.__mro__],
        }

    def take_registered(self, probe: Probe) -> Any:
        holds = _REGISTRIES.get(probe.fact)
        if holds is None:
            return False  # a registry that this host does not know holds nothing
        return self.watch.ask(holds, self._cls)

    def take_value(self, probe: Probe) -> Any:
        return self._taken(probe, self._scalars)

    def _scalars(self, value: Any) -> Any:
        if type(value) is list:
            reader = plain.Reader()
            reader.plain(value)
            self.watch.contains(reader)
        elif not isinstance(value, _FIXED):
            self.watch.doubt()
        return plain.scalars(value)

    def take_truth(self, probe: Probe) -> Any:
        return self._taken(probe, self._truth)

    def _truth(self, value: Any) -> bool:
        if not isinstance(value, _FIXED):
            self.watch.doubt()
        return bool(value)

    def take_exists(self, probe: Probe) -> Any:
        value = self._follow(probe.path)
        return value.plain if isinstance(value, Raised) else value is not MISSING

    def take_plan(self, probe: Probe) -> Any:
        return self._taken(probe, lambda value: self._plan(value))

    def _plan(self, value: Any) -> Any:
        if not isinstance(value, Mapping):
            return plain.opaque(value)
        reader = plain.Reader()
        plan = reader.plain(value, finite=True)
        self.watch.contains(reader)
        return plan

    def take_callable(self, probe: Probe) -> Any:
        return self._taken(probe, callable)

    def take_own(self, probe: Probe) -> Any:
        name = probe.path.rpartition(".")[2]
        for cls in self._cls.__mro__:
            if name in cls.__dict__:
                value = cls.__dict__[name]
                if not isinstance(value, (property, classmethod, staticmethod)):
                    self.watch.own(self._cls, name)
                    return plain.scalars(value)
        self.watch.own(self._cls, name)
        return None

    def take_signature(self, probe: Probe) -> Any:
        return self._taken(probe, _signature)

    def take_config(self, probe: Probe) -> Any:
        return self._taken(probe, self._config)

    def _config(self, value: Any) -> Any:
        reader = plain.Reader()
        config = reader.config(value)
        self.watch.contains(reader)
        return config if isinstance(config, dict) else plain.opaque(value)

    def take_declared(self, probe: Probe) -> Any:
        self.watch.own(self._cls, "ModelCapabilities")
        self.watch.own(self._cls, "get_capabilities")
        for cls in self._cls.__mro__:
            static, dynamic = "ModelCapabilities" in cls.__dict__, "get_capabilities" in cls.__dict__
            if static and dynamic:
                return {"source": "conflict", "values": None}
            if static:
                return self._declaration("static", cls.__dict__["ModelCapabilities"])
            if dynamic:
                return self._dynamic(cls)
        return None

    def _dynamic(self, cls: type) -> Any:
        config = self._follow("config")
        if isinstance(config, Raised):
            return config.plain
        if config is MISSING or config is None:
            return {"source": "dynamic", "values": None}
        return self._declaration("dynamic", lambda: cls.get_capabilities(config))  # type: ignore[attr-defined]

    def _declaration(self, source: str, declare: Callable[[], Any]) -> Any:
        try:
            said = declare()
            names = [name for name in dir(said) if name.startswith("supports_")]
            values = {plain.text(name): getattr(said, name) for name in names}
            if source == "static":
                for name in names:
                    self.watch.note(declare, name)
        except Exception as error:
            return plain.raised(error)
        return {
            "source": source,
            "values": {n: v if v is None else bool(v) for n, v in values.items() if not callable(v)},
        }


def _signature(method: Any) -> Any:
    if not callable(method):
        return plain.opaque(method)
    try:
        parameters = inspect.signature(method).parameters
    except (ValueError, TypeError):
        return plain.opaque(method)  # nothing is known of its parameters
    return {
        "parameters": [plain.text(name) for name, p in parameters.items() if p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL)],
        "var_keyword": any(p.kind is p.VAR_KEYWORD for p in parameters.values()),
    }


_REGISTRIES: dict[str, Callable[[type], bool]] = {
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
}
