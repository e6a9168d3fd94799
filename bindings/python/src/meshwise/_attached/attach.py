"""Gives a model ``supports``, every ``supports_*`` and ``validate_for_mesh``, and leaves it an ordinary model.

The instance gets a thin subclass of its class with the same ``__name__``, ``__module__`` and ``__qualname__``. Making that
subclass runs no code of the model's: neither ``__init_subclass__`` nor its metaclass hears of it.
"""

from __future__ import annotations

import functools
import threading
import weakref
from typing import Any

from .._errors import InputError
from .._model import classes
from .._model.classes import type_name
from .._model.look import ATTACHED
from .hidden import refuse_what_would_be_hidden
from .marks import is_attached
from .supports import ModelSupports
from .validate import validate_for_mesh

HELD = "_supports"
_lock = threading.Lock()
_subclasses: weakref.WeakKeyDictionary[type, weakref.ref[type]] = weakref.WeakKeyDictionary()


class _Shell:
    """The base that a subclass is made with, before it gets its real one: hooks are heard of where a class is made."""


def supports_forwarding_property(name: str) -> property:
    """A property that forwards ``model.<name>`` to ``model.supports.<name>``."""

    def fget(self: Any) -> Any:
        return getattr(self.supports, name)

    fget.__name__ = name
    return property(fget, doc=getattr(ModelSupports, name).__doc__)


def lazy_supports_property(self: Any) -> ModelSupports:
    """The ``ModelSupports`` of a model, made anew where it finds itself on another one: stages of a pipeline are copies."""
    own = _plain_dict(self)
    if own is None:  # a class that computes it
        return ModelSupports(self)
    held = own.get(HELD)
    if isinstance(held, ModelSupports):
        if held._model_ref() is self:
            return held
        made = ModelSupports(self, own.get("_mesh", held._mesh))
    else:
        made = ModelSupports(self, own.get("_mesh"))
    return _hold(self, made)


def _hold(model: Any, supports: ModelSupports) -> ModelSupports:
    own = _plain_dict(model)
    if own is not None:
        own[HELD] = supports  # not through the model's own __setattr__
    return supports


def _plain_dict(model: Any) -> dict[str, Any] | None:
    """What the instance holds, to be changed; None where there is nothing such."""
    try:
        own = object.__getattribute__(model, "__dict__")
    except Exception:
        return None
    return own if type(own) is dict else None


@functools.lru_cache(maxsize=1)
def build_class_dict() -> dict[str, Any]:
    """What an attached class adds."""
    members: dict[str, Any] = {"supports": property(lazy_supports_property, doc=ModelSupports.__doc__)}
    for name in dir(ModelSupports):
        if name.startswith("supports_") or name == "is_custom_model":
            members[name] = supports_forwarding_property(name)
    members["validate_for_mesh"] = _validate_for_mesh
    return members


def _validate_for_mesh(self: Any, mesh: Any = None, **sync: Any) -> None:
    """Holds the model against a mesh, or against the one it was attached with: see ``meshwise.capabilities``."""
    validate_for_mesh(self, self.supports._mesh if mesh is None else mesh, **sync)


def give(model: Any) -> Any:
    """Gives a model its thin subclass, unless it has it."""
    if not is_attached(model):
        try:
            # Past the model's own __setattr__, which may do anything.
            object.__setattr__(model, "__class__", _subclass(type(model)))
        except Exception as error:
            why = classes.said(error)
            text = f"{type_name(type(model))} takes no other class, so nothing can be attached to it: {why}"
            raise InputError("input.wrong_type", text) from None
    return model


def detach(model: Any) -> Any:
    """Takes away what :func:`meshwise.attach` gave.

    A model that is saved whole (``torch.save(model)``) then loads where this package is not installed.

    Returns:
        The same model, of its own class again.
    """
    cls = type(model)
    if ATTACHED in classes.own(cls):
        object.__setattr__(model, "__class__", classes.own(cls)[ATTACHED])
    (_plain_dict(model) or {}).pop(HELD, None)
    return model


def _subclass(cls: type) -> type:
    with _lock:
        made = _subclasses.get(cls)
        found = made() if made is not None else None
        if found is None:
            found = _make(cls)
            _subclasses[cls] = weakref.ref(found)
        return found


def _make(cls: type) -> type:
    members = {
        **build_class_dict(),
        ATTACHED: cls,
        "__slots__": (),  # the same layout, or the class of an instance could not change
        "__module__": classes.name(cls, "__module__"),
        "__qualname__": classes.name(cls, "__qualname__"),
        "__doc__": classes.own(cls).get("__doc__"),
        "__reduce_ex__": _reduce_ex,
    }
    # type.__new__ itself: a metaclass that registers its classes does not hear of this one.
    name = classes.name(cls)
    made: type = type.__new__(type(cls), name, (_Shell,), members)
    try:
        type.__setattr__(made, "__bases__", (cls,))
    except TypeError:  # another layout, as of classes with __slots__: their hooks do hear of it
        made = type.__new__(type(cls), name, (cls,), members)
    return made


def _reduce_ex(self: Any, protocol: Any) -> Any:
    """As the class itself does, and attached again once it is there: a subclass that no module holds cannot be pickled."""
    attached: Any = next(cls for cls in classes.mro(type(self)) if ATTACHED in classes.own(cls))
    original = classes.own(attached)[ATTACHED]
    reduced = super(attached, self).__reduce_ex__(protocol)
    if isinstance(reduced, str) or type(self) is not attached:
        return reduced
    make, arguments, *rest = reduced
    plain = tuple(original if argument is attached else argument for argument in arguments)
    return (_remake, (original if make is attached else make, plain), *rest)


def _remake(make: Any, arguments: tuple[Any, ...]) -> Any:
    return give(make(*arguments))


def attach(model: Any, mesh: Any = None) -> Any:
    """Gives a live model ``supports``, every ``supports_*`` and ``validate_for_mesh``, without validating.

    Args:
        model: Any model whose instances may change their class, as every ``nn.Module``.
        mesh: The mesh that the effective answers are for, as in :func:`meshwise.check`; it is remembered.

    Returns:
        The same model, which stays an ordinary one; :func:`detach` takes it all away again.

    Raises:
        InputError: ``input.wrong_type``: it is nothing whose class may change, as a config.
            ``input.name_taken``: the model has a submodule, parameter, buffer or attribute of such a name, or its class a
            method, which would be hidden. What classes of transformers and NeMo Automodel define by these names is replaced,
            and so are the values and properties by which any class says what it supports.
    """
    refuse_what_would_be_hidden(model, build_class_dict(), HELD)
    give(model)
    if mesh is not None:
        _hold(model, ModelSupports(model, mesh))
    return model
