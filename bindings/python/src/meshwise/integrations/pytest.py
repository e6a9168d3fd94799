"""A fixture for pytest: that a model runs on a mesh is a test of one line.

    def test_it_runs_on_a_node(assert_runs):
        assert_runs("configs/llama.json", tp=8, world_size=64)

The fixture is there where this package is installed. It fails with the engine's own text, which says what to change.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from .._answers.verdict import Verdict
    from .._mesh.said import Settings


def check_runs(model: Any, mesh: Any = None, *, unknown: bool = False, **settings: Unpack[Settings]) -> Verdict:
    """Asserts that a model is known to run on a mesh.

    Args:
        model: As in :func:`meshwise.check`.
        mesh: As in :func:`meshwise.check`.
        unknown: Whether it is enough that nothing is known against it.
        **settings: As in :func:`meshwise.check`.

    Returns:
        The verdict.
    """
    __tracebackhide__ = True
    from .._api.models import check

    verdict = check(model, mesh, **settings)
    if verdict.valid is False or (verdict.valid is None and not unknown):
        pytest.fail(verdict.text, pytrace=False)
    return verdict


@pytest.fixture(scope="session")
def assert_runs() -> Callable[..., Verdict]:
    """``assert_runs(model, tp=8, world_size=64)`` fails where the model is not known to run there."""
    return check_runs
