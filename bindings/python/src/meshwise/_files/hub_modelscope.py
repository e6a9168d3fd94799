"""The cache of ModelScope.

``modelscope_hub`` 0.5.1 lays it out as ``_download.py`` says (``_find_legacy_repo_dir``, ``_resolve_cached_file``), and older
releases of ``modelscope`` as ``hub/utils/utils.py`` does (``find_reusable_legacy_repo_dir``). ms-swift takes models from there
unless it is told to use Hugging Face. Nothing is ever written there.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from .hub_home import MOST, TOO_LARGE, Config, NotFound, Unusable
from .named import is_local


def kept(id: str, revision: str, missing: NotFound) -> Config | None:
    """Looks in the cache. What is not there is noted, but of a machine that has no such cache nothing is said."""
    root = _cache()
    if not os.path.isdir(root):
        return None
    for folder in _folders(root, id, revision):
        path = os.path.normpath(os.path.join(folder, "config.json"))
        try:
            with open(path, "rb") as file:
                data = file.read(MOST + 1)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise Unusable(f"{path}: {(error.strerror or str(error)).lower()}") from None
        if len(data) > MOST:
            raise Unusable(f"{path}: {TOO_LARGE}")
        return Config(data, path=path, note="it was taken from the cache of ModelScope")
    missing.tried.append(f"the cache of ModelScope, {root}, has none of it")
    return None


def _cache() -> str:
    named = os.environ.get("MODELSCOPE_CACHE")
    return os.path.expanduser(named) if named else os.path.join(os.path.expanduser("~"), ".cache", "modelscope")


def _folders(root: str, id: str, revision: str) -> Iterator[str]:
    """Where a model may lie.

    The older layouts do not say of which revision they are, so that they are taken only where none is stated.
    """
    organisation, two, model = id.partition("/")
    if not two or (revision and not is_local(revision)):
        return
    masked = model.replace(".", "___")
    snapshots = os.path.join(root, "models", f"{organisation}--{model}", "snapshots")
    if revision:
        yield os.path.join(snapshots, revision)
        return
    yield os.path.join(root, "models", organisation, masked)
    yield os.path.join(root, "hub", "models", organisation, masked)
    yield os.path.join(snapshots, "master")
    yield os.path.join(snapshots, "main")
    entries = os.listdir(snapshots) if os.path.isdir(snapshots) else []
    if len(entries) == 1:
        yield os.path.join(snapshots, entries[0])
    for older in (".", "hub"):
        yield os.path.join(root, older, organisation, model)
        yield os.path.join(root, older, organisation, masked)
    yield os.path.join(root, "models", organisation, model)
