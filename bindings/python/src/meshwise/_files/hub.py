"""The ``config.json`` of a model that is named by its id.

It is taken from the cache of the Hugging Face Hub, else from that of ModelScope, and from the Hub itself only where that is
asked for.
"""

from __future__ import annotations

import re

from . import hub_cache, hub_modelscope
from .hub_home import MAIN, Config, NotFound, Unusable, offline

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)?")
_OF_FILES = tuple(".json .yaml .yml .toml .sh .bash .slurm .sbatch .py .safetensors .gguf".split())


def is_id(name: str) -> bool:
    """Whether a name has the form of a model's id, ``name`` or ``organisation/name``, with ``@revision`` behind it or not.

    What has the ending of a file is none.
    """
    id = split(name)[0]
    if not _ID.fullmatch(id) or ".." in id or "--" in id or len(id) > 96:
        return False
    return not id.lower().endswith(_OF_FILES)


def split(name: str) -> tuple[str, str]:
    """Parts the revision from an id."""
    id, _, revision = name.partition("@")
    return id, revision


def find(id: str, revision: str = "", download: bool = False) -> Config:
    """Finds the config of a model by its id: in the caches, else on the Hub where that is asked for.

    Raises:
        NotFound: It is not there.
        Unusable: It is there and cannot be read.
    """
    missing = NotFound(id, revision, download, offline())
    found = hub_cache.cached(id, revision, missing) or hub_modelscope.kept(id, revision, missing)
    if found is not None:
        return found
    if not download or missing.offline:
        raise missing
    from .hub_download import downloaded  # which the cache does not need

    return downloaded(id, revision or MAIN, missing)


__all__ = ["Config", "NotFound", "Unusable", "find", "is_id", "split"]
