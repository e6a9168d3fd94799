"""What attaching would hide of a model: it is refused by name, before anything is attached."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from types import MemberDescriptorType
from typing import Any

from .._errors import InputError
from .._model import classes
from .._model.look import ATTACHED
from .supports import ModelSupports

#: Who defines some of these names for the same purpose: that is replaced, as the original does.
_OF_THE_FIELD = ("transformers", "nemo_automodel", "meshwise")
#: Names that say nothing of what a model supports: whatever a class of the user has under them means something else.
_NO_DECLARATION = ("supports", "validate_for_mesh")


def refuse_what_would_be_hidden(model: Any, names: Iterable[str], held: str) -> None:
    """Refuses a model that has something of its own under a name that is about to be given to it.

    A property of the class comes before what the instance holds: a layer called ``supports`` could not be called any more,
    nor could a method of its class.

    Args:
        model: The live model.
        names: What its class is about to be given.
        held: The attribute of the instance in which this package keeps something.

    Raises:
        InputError: ``input.name_taken``; names the culprit.
    """
    own = _own(model)
    for name in (*names, held):
        for kind, part in (("submodule", "_modules"), ("parameter", "_parameters"), ("buffer", "_buffers")):
            if name in classes.entries(own.get(part)):
                raise _taken(model, kind, name)
        if name in own and not (_is_ours(own[name]) if name == held else _is_defined(model, name)):
            raise _taken(model, "attribute", name)
        kind = "" if name == held else _of_class(model, name)
        if kind:
            raise _taken(model, kind, name)


def _own(model: Any) -> dict[str, Any]:
    """What the instance holds itself, also in slots: those are members of its classes, which a subclass hides as well."""
    found = dict(classes.of_instance(model))
    for cls in classes.mro(type(model)):
        for name, member in list(classes.own(cls).items()):
            if type(member) is MemberDescriptorType and name not in found:
                with contextlib.suppress(AttributeError):  # an empty slot
                    found[name] = member.__get__(model)
    return found


def _of_class(model: Any, name: str) -> str:
    """What the class of the user has under a name, if that is no way to say what the model supports; else nothing.

    ``supports_gradient_checkpointing = True``, and a property of such a name, are: the engine answers in their place. A method
    is called, which no answer can be.
    """
    for cls in classes.mro(type(model)):
        own = classes.own(cls)
        if name not in own or ATTACHED in own:
            continue
        member = own[name]
        if _package(cls) in _OF_THE_FIELD or _made_by(member) in _OF_THE_FIELD or type(member) is MemberDescriptorType:
            return ""
        if classes.is_a(member, property):
            return "property" if name in _NO_DECLARATION else ""
        if _computes(member):
            return "method"
        return "attribute" if name in _NO_DECLARATION else ""
    return ""


def _computes(member: object) -> bool:
    return callable(member) or any("__get__" in classes.own(cls) for cls in classes.mro(type(member)))


def _is_ours(held: object) -> bool:
    """Whether it is what this package keeps with a model, or what the original keeps there under the same name."""
    cls = type(held)
    of_original = classes.name(cls, "__module__").startswith("nemo_automodel.") and classes.name(cls) == "ModelSupports"
    return issubclass(cls, ModelSupports) or of_original


def _is_defined(model: Any, name: str) -> bool:
    """Whether a class of transformers or NeMo Automodel defines the name, so that the instance only sets it."""
    defining = (cls for cls in classes.mro(type(model)) if name in classes.own(cls))
    return any(_package(cls) in _OF_THE_FIELD for cls in defining)


def _package(cls: type) -> str:
    return classes.name(cls, "__module__").partition(".")[0]


def _made_by(member: object) -> str:
    """The package whose code a method or property is: the original gives its own to a class of the user's module."""
    code = member.fget if type(member) is property else member
    try:
        module = code.__module__
    except Exception:
        return ""
    return module.partition(".")[0] if type(module) is str else ""


def _taken(model: Any, kind: str, name: str) -> InputError:
    return InputError(
        "input.name_taken",
        f"{classes.name(type(model))} has a {kind} called {name!r}, which attaching would hide: rename it, "
        "or ask meshwise.validate and meshwise.supports, which attach nothing",
        f"/{name}",
    )
