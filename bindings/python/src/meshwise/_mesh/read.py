"""A mesh of any kind, as the sizes that the engine takes. No framework is imported, and no mesh is sliced.

An axis that is not known goes to the engine as it is, which refuses it by name.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from .._errors import InputError
from .._model.classes import answers_to_everything, said, type_name
from .request import Request
from .table import AXES

_MOST_TEXT = 4096  # characters of a mesh in words


def read_mesh(mesh: object = None, /, **settings: Any) -> Request:
    """Reads a mesh of any kind, and keywords beside it.

    Args:
        mesh: ``"tp=8,pp=4"``; a mapping; a torch ``DeviceMesh``; NeMo Automodel's ``MeshContext`` or ``ParallelismSizes``;
            accelerate's ``ParallelismConfig``; torchtitan's ``ParallelDims``; Megatron-Core's ``ModelParallelConfig``;
            Lightning's ``ModelParallelStrategy``; anything with ``tp_size`` and the like; or None.
        **settings: Any setting of ``docs/settings.md``, by any of its names: ``tp=8``, ``precision={"params": "fp32"}``.

    Raises:
        InputError: The mesh cannot be read, or says two things at the same time.
    """
    found = Request()
    for name, value in settings.items():
        try:
            found.put(name, value)
        except InputError:
            raise
        except Exception as error:  # a group whose class, or whose members, raise
            text = f"{name}: {type_name(type(value))} cannot be read: {said(error)}"
            raise InputError("input.wrong_type", text, f"/run/{name}") from error
    if mesh is not None and answers_to_everything(mesh):
        mesh = _numbers_of(mesh)
    for read in _kinds(mesh):
        try:
            if mesh is None or read(mesh, found):
                return found
        except InputError:
            raise
        except Exception as error:  # whatever an attribute of it raises
            text = f"{type_name(type(mesh))} cannot be read as a mesh: {said(error)}"
            raise InputError("input.wrong_type", text, "/mesh") from error
    raise InputError("input.wrong_type", f"expected a mesh, got {type_name(type(mesh))}", "/mesh")


def _kinds(mesh: object) -> tuple[Callable[[Any, Request], bool], ...]:
    if mesh is None or type(mesh) is str or type(mesh) is dict:
        return _text, _mapping
    from .kinds import KINDS  # which words do not need

    return _text, _mapping, *KINDS


def _numbers_of(mock: object) -> dict[str, int]:
    """The sizes that were set on a mock, which has any other attribute as well."""
    found = {}
    for name in (f"{axis}_size" for axis in (*AXES, "world")):
        with suppress(Exception):
            found[name] = getattr(mock, name, None)
    return {name: size for name, size in found.items() if type(size) is int}


def from_env(environment: Mapping[str, str] | None = None) -> dict[str, int]:
    """The world that torchrun started: ``WORLD_SIZE`` as ``world_size``, ``LOCAL_WORLD_SIZE`` as ``gpus_per_node``.

    Usable before any process group exists: ``meshwise.check(model, meshwise.from_env(), tp=8)``.

    Raises:
        InputError: The environment is not torchrun's.
    """
    env = os.environ if environment is None else environment
    if "WORLD_SIZE" not in env:
        raise InputError("input.missing_field", "WORLD_SIZE is not set: torchrun did not start this process", "/mesh")
    names = {"WORLD_SIZE": "world_size", "LOCAL_WORLD_SIZE": "gpus_per_node"}
    try:
        return {name: int(env[variable]) for variable, name in names.items() if variable in env}
    except ValueError as error:
        raise InputError("input.not_an_integer", str(error), "/mesh/world_size") from None


def _text(mesh: object, found: Request) -> bool:
    if not isinstance(mesh, str):
        return False
    if len(mesh) > _MOST_TEXT:
        raise InputError(
            "input.string_too_long", f"a mesh in words has {len(mesh)} characters; it may have {_MOST_TEXT}", "/mesh"
        )
    found.put_words(mesh)
    return True


def _mapping(mesh: object, found: Request) -> bool:
    if not isinstance(mesh, Mapping):
        return False
    found.put_mapping(mesh)
    return True
