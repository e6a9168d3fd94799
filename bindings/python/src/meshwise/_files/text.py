"""A file of JSON, such as a ``config.json``."""

from __future__ import annotations

import json
import os
from typing import Any

from .._errors import InputError


def one_object(path: str) -> dict[str, Any]:
    """The JSON object in a file, or in the ``config.json`` of a folder.

    Raises:
        InputError: It cannot be read, or is no JSON object.
    """
    if os.path.isdir(path):
        path = os.path.join(path, "config.json")
    try:
        with open(path, encoding="utf-8") as file:
            content = json.load(file)
    except OSError as error:
        raise InputError("input.missing_field", f"cannot read {path}: {error.strerror}", "/facts") from None
    except (ValueError, RecursionError) as error:
        raise InputError("input.syntax", f"{path} is not JSON: {error}", "/facts") from None
    if not isinstance(content, dict):
        raise InputError("input.wrong_type", f"{path}: expected one JSON object", "/facts")
    return content
