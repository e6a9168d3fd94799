"""Where the files of Hugging Face lie, as ``huggingface_hub`` says it in ``constants.py``, and what is found there or not."""

from __future__ import annotations

import os
import re
from typing import NamedTuple

MOST = 4 << 20  # bytes of a config
TOO_LARGE = "is larger than 4 MiB; a config.json has a few KiB"
MAIN = "main"  # the branch that is meant where no revision is stated


class Config(NamedTuple):
    """A config that was found.

    Attributes:
        data: What it holds.
        path: The file; empty for one that was downloaded.
        url: Where it was downloaded from; empty for a file.
        note: What should be known of how it was found; usually empty.
    """

    data: bytes
    path: str = ""
    url: str = ""
    note: str = ""


class NotFound(Exception):
    """Why no config was found.

    Attributes:
        id: The model's.
        revision: That was asked for; empty for ``main``.
        download: Whether the Hub was to be asked.
        offline: The variable of the environment that forbids it.
        tried: The places, each with what was wrong with it.
    """

    def __init__(self, id: str, revision: str, download: bool = False, offline: str = "") -> None:
        super().__init__(id, revision, download, offline)
        self.id, self.revision, self.download, self.offline = id, revision, download, offline
        self.tried: list[str] = []

    def __str__(self) -> str:
        called = f"{self.id}@{self.revision}" if self.revision else self.id
        return f"{called}: no config.json was found: {self.why}"

    @property
    def why(self) -> str:
        """The places that were tried, and what kept others from being tried."""
        forbidden = [f"nothing was downloaded, since {self.offline} is set"] if self.download and self.offline else []
        return "; ".join([*self.tried, *forbidden])


class Unusable(Exception):
    """A config was found and cannot be used, or the environment says what cannot be; says which."""


def cache() -> str:
    """The folder of the cache."""
    named = next(filter(None, map(os.environ.get, ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"))), None)
    return expanded(named) if named else os.path.normpath(os.path.join(home(), "hub"))


def home() -> str:
    """The folder of everything of Hugging Face."""
    if named := os.environ.get("HF_HOME"):
        return expanded(named)
    caches = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return expanded(os.path.join(caches, "huggingface"))


def expanded(path: str) -> str:
    """A path with its leading ``~`` and its variables replaced, as ``huggingface_hub`` does. One that is not set stays."""

    def value(match: re.Match[str]) -> str:
        name = match[1].strip("{}")
        return os.environ.get(name) or f"${name}"

    return re.sub(r"\$(\{[^{}]*\}|[A-Za-z_][A-Za-z0-9_]*)", value, os.path.expanduser(path))


def is_true(variable: str) -> bool:
    """Reads a switch of the environment as ``huggingface_hub`` does."""
    return os.environ.get(variable, "").upper() in ("1", "ON", "YES", "TRUE")


def offline() -> str:
    """The variable that forbids downloads; empty where none does."""
    return next(filter(is_true, ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")), "")
