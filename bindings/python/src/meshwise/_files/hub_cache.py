"""The cache of the Hugging Face Hub.

``models--ORG--NAME/refs/REVISION`` holds a commit, and ``models--ORG--NAME/snapshots/COMMIT/config.json`` is the file.
Nothing is ever written there.
"""

from __future__ import annotations

import json
import os

from .hub_home import MAIN, MOST, TOO_LARGE, Config, NotFound, Unusable, cache
from .named import is_local


def cached(id: str, revision: str, missing: NotFound) -> Config | None:
    """Looks in the cache. What is not there is noted."""
    folder = os.path.normpath(os.path.join(cache(), "models--" + id.replace("/", "--")))
    if not os.path.isdir(folder):
        missing.tried.append(f"the cache has no {folder}")
        return None
    commit, note, why = _commit(folder, revision)
    if not commit:
        missing.tried.append(f"the cache has {folder}, and {why}")
        return None
    path = os.path.join(folder, "snapshots", commit, "config.json")
    try:
        with open(path, "rb") as file:
            data = file.read(MOST + 1)
    except FileNotFoundError:
        missing.tried.append(f"the cache has the model without its config.json ({path})")
        return None
    except OSError as error:
        raise Unusable(f"{path}: {(error.strerror or str(error)).lower()}") from None
    if len(data) > MOST:
        raise Unusable(f"{path}: {TOO_LARGE}")
    return Config(data, path=path, note=note)


def _commit(folder: str, revision: str) -> tuple[str, str, str]:
    """The commit that a revision stands for: a branch, a tag, or a commit itself.

    Where none is stated and there is no main branch, the one snapshot is taken if there is one alone.

    Returns:
        The commit, or an empty string; what should be known of it; and why there is none.
    """
    asked = revision or MAIN
    if not is_local(asked):
        return "", "", f"{json.dumps(asked, ensure_ascii=False)} is no revision"
    commit = _ref(os.path.join(folder, "refs", asked))
    if commit and is_local(commit) and not set("/\\") & set(commit):
        return commit, "", ""
    snapshots = _listed(os.path.join(folder, "snapshots"))
    if asked in snapshots:
        return asked, "", ""
    if not revision and len(snapshots) == 1:
        return snapshots[0], f"the cache has one snapshot of it and no main branch: {snapshots[0]} was taken", ""
    why = f"no revision {json.dumps(revision, ensure_ascii=False)} in it" if revision else "no main branch in it"
    if snapshots:
        more = ", …" if len(snapshots) > 3 else ""
        why += f"; a revision behind @ names one of {', '.join(snapshots[:3])}{more}"
    return "", "", why


def _ref(path: str) -> str:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read(1 << 10).strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _listed(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []
