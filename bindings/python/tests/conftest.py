"""What the tests share: where the checkout is, and an engine whose cache is their own."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PACKAGE = ROOT / "bindings" / "python" / "src" / "meshwise"

# No test needs the network, and none may wait for it.
os.environ.setdefault("HF_HUB_OFFLINE", "1")

sys.path.insert(0, str(Path(__file__).resolve().parent))


try:
    import torch as _torch  # noqa: F401
except ImportError:
    # The rest runs, and test_environment.py fails and says so.
    names = "attach attach_names attach_wrapped callback_lightning callback_transformers dispatch parity sync transformers"
    names += " watch_random"
    collect_ignore = [*(f"test_{name}.py" for name in names.split()), "likes.py"]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One cache of compiled code for the run: neither the user's, nor compiled anew by every process."""
    if os.environ.get("MESHWISE_CACHE_DIR"):
        yield Path(os.environ["MESHWISE_CACHE_DIR"])
        return
    folder = tmp_path_factory.mktemp("cache")
    os.chmod(folder, 0o700)
    os.environ["MESHWISE_CACHE_DIR"] = str(folder)
    yield folder
    del os.environ["MESHWISE_CACHE_DIR"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def filled(folder: Path, own_cache: Path) -> Path:
    """A cache that holds what the first verdict compiles: that of the other tests may by now have thorough code alone."""
    from meshwise._engine import module

    module.compiled(module.packaged(), module.HOT)
    folder.mkdir(mode=0o700)
    name = module.entry_name(module.packaged().sha256, module.HOT)
    (folder / name).write_bytes((own_cache / name).read_bytes())
    (folder / name).chmod(0o600)
    return folder


@pytest.fixture(scope="session")
def torch() -> object:
    """Torch, without which the tests of live models fail: they are what this package is for."""
    try:
        import torch
    except ImportError as error:
        pytest.fail(f"TORCH IS NOT INSTALLED, so nothing here was tested: {error}")
    return torch
