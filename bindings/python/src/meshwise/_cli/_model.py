"""The file that says what the model is."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from typing import Any

from ._failure import Failure, cause
from ._printable import name
from ._request import Request, quote
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


def read(argument: str) -> Model:
    """Reads a file, a folder's ``config.json``, or the standard input.

    Raises:
        Failure: There is no such file, or it is something else than JSON.
    """
    if argument == "-":
        return _checked(Model("standard input", "", sys.stdin.buffer.read(_MOST + 1)))
    path = _openable(argument)
    if os.path.splitext(path)[1].lower() in (".yaml", ".yml", ".toml", ".sh", ".bash"):
        raise Failure(
            f"{name(path)}: may say a run, and is no model: 'meshwise read' says what it says, and meshwise.check_file, "
            "or the command in Go, whether that may start"
        )
    try:
        with open(path, "rb") as file:
            return _checked(Model(name(path), path, file.read(_MOST + 1)))
    except OSError as error:
        raise Failure(f"{name(path)}: {cause(error)}") from None


def _openable(argument: str) -> str:
    if not os.path.exists(argument):
        raise Failure(f"{name(argument)}: there is no such file or folder{_hub_hint(argument)}")
    if not os.path.isdir(argument):
        return argument
    path = os.path.join(argument, "config.json")
    if not os.path.exists(path):
        raise Failure(f"{name(argument)}: the folder holds no config.json")
    if os.path.isdir(path):
        raise Failure(f"{name(path)}: is a folder, and a file is needed")
    return path


def refuse_folder_of_runs(argument: str) -> None:
    """Refuses a folder that holds no model: the files in it may say runs, for which it is not gone through here.

    Raises:
        Failure: It is such a folder.
    """
    if os.path.isdir(argument) and not os.path.exists(os.path.join(argument, "config.json")):
        hint = "files in it that say a run the command in Go finds, not yet this"
        raise Failure(f"{name(argument)}: the folder holds no config.json; {hint}")


def _hub_hint(argument: str) -> str:
    """What to do with the name of a model on the Hugging Face Hub, which is looked up neither there nor in its cache."""
    owner, _, repository = argument.partition("/")
    if not owner or not repository or owner.startswith(".") or set(repository) & {"/", "\\"} or repository.endswith(".json"):
        return ""
    return "; a model on the Hugging Face Hub the command in Go looks up, not yet this: fetch its config.json first"


def _checked(model: Model) -> Model:
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


def add_model(request: Request, argument: str, given: dict[str, Any]) -> None:
    """Adds the model to a request, as it is.

    Args:
        given: The flags. ``input`` is what the file holds: ``config``, ``facts``, or ``auto``; ``live`` builds the class and
            asks the live model in place of the file; ``no-catalogue`` goes with a config.

    Raises:
        Failure: The file cannot be used.
    """
    model = read(argument)
    request.file = model.label, model.data
    names = members_of_one_object(model.data)
    if names is None:
        # The file alone is the request, so that nothing is spliced: the engine says what is wrong with it.
        Request("", raw=model.data, origins=[("", model.label)], file=request.file).ask()
        raise Failure(f"{model.label}: is not one JSON object")
    holds = given.get("input", "auto")
    if holds == "auto":
        holds = _guess(names)
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
    if model.path:
        request.add("file", quote(model.path.replace(os.sep, "/")), model.label)


def _guess(names: list[str]) -> str:
    """Tells facts from a config by the names of the members."""
    if "model_type" in names or "architectures" in names:
        return "config"
    probes = Request("describe").ask().value["probes"]
    return "facts" if any(probe["fact"] in names for probe in probes) else "config"
