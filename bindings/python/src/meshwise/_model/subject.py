"""What people ask about: a live model, a config, a file, or facts that were observed elsewhere. One reading for all."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, NamedTuple

from .._errors import InputError
from .._files import hub
from .._files.text import one_object, parsed
from . import classes
from .probes import probes

Facts = dict[str, Any]


class Subject(NamedTuple):
    """What is asked about.

    Attributes:
        model: The live model, without what only wraps it; None where it is a config, or facts.
        facts: What was read of it; None where it is a live model, which is looked at when it is asked about.
    """

    model: Any
    facts: Facts | None


def resolve(subject: Any) -> Subject:
    """Tells what a subject is.

    Args:
        subject: A live model, also compiled or wrapped by DDP, FSDP or PEFT; a config object; a mapping with the content of a
            ``config.json`` or with facts; the path of such a file, or of a folder that holds a ``config.json``; or the id of a
            model, ``"meta-llama/Llama-3.1-8B"``, whose ``config.json`` the cache of the Hugging Face Hub has.

    Raises:
        InputError: None of these, or a file that cannot be read.
    """
    is_text = issubclass(type(subject), str)
    if is_text or (classes.is_a(subject, os.PathLike) and not classes.answers_to_everything(subject)):
        content = _of_text(str.__str__(subject)) if is_text else one_object(_path_of(subject))
        return Subject(None, content if _is_observed(content) else {"config": content})
    if classes.is_a(subject, Mapping):
        return Subject(None, _of_mapping(subject))
    if issubclass(type(subject), type):
        raise _no_model(f"the class {classes.type_name(subject)}; build it on the meta device")
    if subject is None or classes.is_a(subject, (bool, int, float, bytes, list, tuple, set)):
        raise _no_model("None" if subject is None else classes.type_name(type(subject)))
    if is_config_alone(subject):
        found = _read(subject)
        if found is not None:
            return Subject(None, {"config": found})
    return Subject(unwrapped(subject), None)


def _path_of(named: Any) -> str:
    """The path that an object stands for.

    Raises:
        InputError: It stands for none.
    """
    try:
        return os.fsdecode(named)
    except Exception as error:  # its method may do anything
        raise _no_model(f"{classes.type_name(type(named))}, whose path cannot be read ({classes.said(error)})") from error


def _of_text(text: str) -> Facts:
    """What a path says, or the id of a model where there is no such path: plain data, by the reader of JSON."""
    if os.path.lexists(text) or not hub.is_id(text):
        return one_object(text)
    try:
        found = hub.find(*hub.split(text))
    except hub.NotFound as missing:
        why = f"there is no such file or folder, nor the config.json of a model of this id: {missing.why}"
        raise InputError("input.missing_field", f"cannot read {text}: {why}", "/facts") from None
    except hub.Unusable as error:
        raise InputError("input.missing_field", f"cannot read {error}", "/facts") from None
    return parsed(found.data, found.path)


def facts(subject: Any) -> Facts:
    """Observes a subject: see :func:`meshwise.facts`."""
    found = resolve(subject)
    if found.facts is not None:
        return found.facts
    from .look import Look  # which a config does not need

    return Look(found.model, counts=True).facts


def unwrapped(model: Any) -> Any:
    """The model inside of what only wraps it: ``torch.compile``, DDP, FSDP, PEFT."""
    for _ in range(8):
        inner = _inner(model)
        if inner is None:
            return model
        model = inner
    return model


def _inner(model: Any) -> Any:
    modules = _modules_of(model)
    kind = classes.name(type(model))
    for name in ("_orig_mod", "_fsdp_wrapped_module"):
        if name in modules:
            return modules[name]
    if kind == "DistributedDataParallel":
        return modules.get("module")
    if kind.startswith("PeftModel") and "base_model" in modules:  # whose base_model holds the adapters around the model
        return _modules_of(modules["base_model"]).get("model")
    return None


def _modules_of(model: Any) -> dict[Any, Any]:
    return classes.entries(classes.of_instance(model).get("_modules"))


def is_config_alone(subject: Any) -> bool:
    """Whether an object is a config by itself, and no model."""
    cls = type(subject)
    try:
        return callable(getattr(cls, "to_dict", None)) and not callable(getattr(cls, "forward", None))
    except Exception:  # a class whose metaclass raises
        return False


def _of_mapping(subject: Mapping[Any, Any]) -> Facts:
    try:
        observed, found = _is_observed(subject), _read(subject)
    except Exception as error:
        text = f"{classes.type_name(type(subject))} cannot be read: {classes.type_name(type(error))}"
        raise InputError("input.wrong_type", text, "/facts") from error
    if found is None:
        text = f"{classes.type_name(type(subject))} is larger than any config, or cannot be read"
        raise InputError("input.too_large", text, "/facts")
    return found if observed else {"config": found}


def _is_observed(content: Mapping[Any, Any]) -> bool:
    """Whether a mapping is what was observed of a model, and no config."""
    of_config = "model_type" in content or "architectures" in content
    return not of_config and any(probe.fact in content for probe in probes())


def _read(config: Any) -> Facts | None:
    """A config as plain data; None where it is none, or more than can be taken."""
    from . import plain  # which a file does not need
    from .budget import Budget, Spent

    try:
        found = plain.Reader(Budget()).config(config)
    except Spent:
        return None
    return found if isinstance(found, dict) and "$opaque" not in found and "$raised" not in found else None


def _no_model(what: str) -> InputError:
    return InputError("input.wrong_type", f"expected a model or a config, got {what}", "/facts")
