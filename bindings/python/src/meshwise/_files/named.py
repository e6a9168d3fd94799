"""Where a path may be that a file names."""

from __future__ import annotations

import os


def besides(path: str, file: str) -> list[str]:
    """As the working directory has it, and beside the file."""
    if path.startswith("~/"):
        path = os.path.expanduser(path)
    if os.path.isabs(path):
        return [path]
    return [path, os.path.normpath(os.path.join(os.path.dirname(file), path))]


def is_local(path: str) -> bool:
    """Whether a relative path stays in its folder, as it is written. Links are not followed."""
    normal = os.path.normpath(path).replace(os.sep, "/")
    return bool(path) and not os.path.isabs(path) and not path.startswith("/") and normal.split("/")[0] != ".."
