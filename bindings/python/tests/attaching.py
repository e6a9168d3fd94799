"""What the tests of attaching share: a mesh, an attached model, and what must hold of one."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import likes
import pytest
import torch

import meshwise
from meshwise import capabilities

MESH = SimpleNamespace(tp_size=2, pp_size=1, cp_size=2, ep_size=1)


def attached(model: Any = None) -> Any:
    return capabilities.attach_capabilities_and_validate(likes.Net() if model is None else model, MESH)


def works(model: Any) -> None:
    """It is attached, answers for itself, and runs."""
    assert model.supports._model is model
    assert model.supports_tp is True and model.supports.tp is True and model.supports_pp is False
    model.validate_for_mesh(SimpleNamespace(tp_size=2))
    with pytest.raises(meshwise.MeshError):
        model.validate_for_mesh(SimpleNamespace(pp_size=2))
    assert model(torch.ones(1, 4)).shape == (1, 4)
