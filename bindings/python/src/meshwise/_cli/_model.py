"""The file that says what the model is."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .._engine.ask import description
from .._files import hub
from ._failure import Failure, cause
from ._printable import name
from ._request import Request
from ._scan import members_of_one_object

_MOST = 4 << 20  # bytes of a request

_NOT_JSON = (
    (b"\xef\xbb\xbf", "begins with a byte order mark, which is no JSON: save it as UTF-8 without one"),
    (b"\xff\xfe", "is UTF-16, and JSON is UTF-8"),
    (b"\xfe\xff", "is UTF-16, and JSON is UTF-8"),
    (b"<", "is HTML or XML and no JSON: was a web page saved instead of the file?"),
    (b"version https://git-lfs", "is a Git LFS pointer: fetch the file itself with `git lfs pull`"),
    (b"GGUF", "is a GGUF file of weights: pass the model's config.json"),
    (b"PK\x03\x04", "is a zip archive, such as a checkpoint of weights: pass the model's config.json"),
    (b"\x1f\x8b", "is compressed: unpack it first"),
    (b"\x80", "is a pickle, such as a checkpoint of weights: pass the model's config.json"),
)


@dataclass
class Model:
    """A file, exactly as it was read.

    Attributes:
        label: How errors name it.
        path: How annotations name it; empty for the standard input.
    """

    label: str
    path: str
    data: bytes


def read(argument: str, download: bool, note: Callable[[str], None]) -> Model:
    """Reads a file, a folder's ``config.json``, the standard input, or the config of a model that is named by its id.

    Args:
        download: Whether the Hugging Face Hub is asked for what the cache lacks.
        note: Is told what should be known of how a model was found.

    Raises:
        Failure: There is no such file or model, or it is something else than JSON.
    """
    if argument == "-":
        return checked(Model("standard input", "", sys.stdin.buffer.read(_MOST + 1)))
    try:
        if os.path.isdir(argument):
            return config_of_folder(argument)
        os.stat(argument)
    except FileNotFoundError:
        return config_of_hub(argument, download, note)
    except OSError as error:
        raise Failure(f"{name(argument)}: {cause(error)}") from None
    return _of_file(argument)


def _of_file(path: str) -> Model:
    try:
        with open(path, "rb") as file:
            return checked(Model(name(path), path, file.read(_MOST + 1)))
    except OSError as error:
        raise Failure(f"{name(path)}: {cause(error)}") from None


def config_of_folder(folder: str) -> Model:
    """Reads the ``config.json`` of a folder.

    Raises:
        Failure: It holds none, and what else lies there that names a model in another form.
    """
    path = os.path.normpath(os.path.join(folder, "config.json"))
    if os.path.isdir(path):
        raise Failure(f"{name(path)}: is a folder, and a file is needed")
    if not os.path.lexists(path):
        others = [other for other in ("params.json", "config.yaml") if os.path.exists(os.path.join(folder, other))]
        raise Failure(
            f"{name(folder)}: the folder holds no config.json" + (f", and its {others[0]} is not read" if others else "")
        )
    return _of_file(path)


def config_of_hub(argument: str, download: bool, note: Callable[[str], None]) -> Model:
    """:func:`by_id` for a name that may have been meant as a path."""
    if not hub.is_id(argument):
        raise Failure(f"{name(argument)}: there is no such file or folder")
    try:
        return by_id(*hub.split(argument), download, note)
    except hub.NotFound as missing:
        nor = f"nor the config.json of a model of this id: {missing.why}{_hint(missing)}"
        raise Failure(f"{name(argument)}: there is no such file or folder, {nor}") from None


def by_id(id: str, revision: str, download: bool, note: Callable[[str], None]) -> Model:
    """Finds the config of a model by its id: in the cache, or on the Hub where that is asked for.

    Raises:
        NotFound: It is in neither.
        Failure: It is there and cannot be used.
    """
    try:
        found = hub.find(id, revision, download)
    except hub.Unusable as error:
        raise Failure(f"{name(id)}: {error}") from None
    if found.note:
        note(f"{id}: {found.note}")
    return checked(Model(name(found.path or found.url), "", found.data))


def why_not(missing: hub.NotFound) -> str:
    """Why a model was not found, and what would work."""
    return f"{missing}{_hint(missing)}"


def _hint(missing: hub.NotFound) -> str:
    return "" if missing.download else "; --download asks the Hub"


def checked(model: Model) -> Model:
    """Refuses by name what is something else than JSON, or more than the engine takes."""
    what = not_json(model.data)
    if not what and len(model.data) > _MOST:
        what = "is larger than 4 MiB, the most that the engine reads; a config.json has a few KiB"
    if what:
        raise Failure(f"{model.label}: {what}")
    return model


def not_json(data: bytes) -> str:
    """Recognises what people pass by mistake. What is wrong with all that may be JSON the engine says."""
    if len(data) > 9 and data[8:9] == b"{" and data[5:8] == b"\0\0\0":
        return "is a safetensors file of weights: pass the config.json beside it"
    text = data.lstrip(b" \t\r\n")
    for begins, what in _NOT_JSON:
        if text.startswith(begins):
            return what
    if not text:
        return "is empty"
    return "is a binary file and no JSON" if b"\0" in data else ""


def add_read(request: Request, model: Model, given: dict[str, Any]) -> None:
    """Adds a model that was read to a request, as it is.

    Args:
        given: The flags. ``input`` is what the file holds: ``config``, ``facts``, or ``auto``; ``live`` builds the class and
            asks the live model in place of the file; ``no-catalogue`` goes with a config.

    Raises:
        Failure: The file cannot be used.
    """
    request.file = model.label, model.data
    names = members_of_one_object(model.data)
    if names is None:
        # The file alone is the request, so that nothing is spliced: the engine says what is wrong with it.
        Request("", raw=model.data, origins=[("", model.label)], file=request.file).ask()
        raise Failure(f"{model.label}: is not one JSON object")
    holds = given.get("input", "auto")
    if holds not in ("config", "facts"):
        holds = "facts" if are_facts(names) else "config"
    if "live" in given:
        from ._live import facts_of

        request.add("facts", facts_of(model.label, model.data, holds), model.label)
    elif holds == "facts":
        request.add("facts", model.data, model.label)
    else:
        request.add("facts", b'{"config":' + model.data + b"}", model.label)
        request.origins.append(("/facts/config", model.label))
    if "no-catalogue" in given:
        request.add("catalogue", b"false", "--no-catalogue")


def is_config(names: list[str]) -> bool:
    """Whether an object names a model as a config does."""
    return "model_type" in names or "architectures" in names


def are_facts(names: list[str]) -> bool:
    """Tells facts from a config by the names of the members."""
    return not is_config(names) and any(probe["fact"] in names for probe in description()["probes"])
