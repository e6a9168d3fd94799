"""Questions about a model: what was seen of it, what it supports, and where it runs."""

from __future__ import annotations

from typing import Any

from .._answers import questions
from .._answers.meshes import Meshes
from .._answers.report import Report
from .._answers.verdict import Verdict
from .._mesh.read import read_mesh
from .._model import subject


def facts(model: Any) -> dict[str, Any]:
    """Observes a model, and concludes nothing: plain data, as ``docs/abi.md`` describes it.

    It never runs the model, never touches its weights and imports no framework.

    Args:
        model: A live model, also compiled or wrapped by DDP, FSDP or PEFT; a config object; a mapping with the content of
            a ``config.json`` or with facts; the path of such a file, or of a folder that holds a ``config.json``.

    Raises:
        InputError: None of these, or a file that cannot be read.
    """
    return subject.facts(model)


def report(
    model: Any, mesh: Any = None, *, attn_backend: str | None = None, catalogue: bool = True, **sizes_and_run: Any
) -> Report:
    """Every capability of a model or config, with its reason: True, False, or None where it is not known.

    Args:
        model: As in :func:`facts`.
        mesh: As in :func:`check`; ``cp_size`` and ``ep_size`` matter.
        attn_backend: As in :func:`check`.
        catalogue: As in :func:`check`.
        **sizes_and_run: As in :func:`check`; of the run, ``framework`` and ``transformers_version`` matter.
    """
    found = read_mesh(mesh, **sizes_and_run)
    run = {name: value for name, value in found.run.items() if name in ("framework", "transformers_version")}
    facts = subject.with_backend(subject.facts(model), attn_backend)
    return questions.report(facts, found.mesh.get("cp_size", 1), found.mesh.get("ep_size", 1), run, catalogue)


def check(
    model: Any, mesh: Any = None, *, attn_backend: str | None = None, catalogue: bool = True, **sizes_and_run: Any
) -> Verdict:
    """Whether a model can run on a mesh. A mesh on which it cannot is an answer, and no error.

    Args:
        model: As in :func:`facts`.
        mesh: ``"tp=8,pp=4"``, a mapping, a torch ``DeviceMesh``, NeMo Automodel's ``MeshContext`` or ``ParallelismSizes``,
            accelerate's ``ParallelismConfig``, torchtitan's ``ParallelDims``, Megatron-Core's ``ModelParallelConfig``,
            Lightning's ``ModelParallelStrategy``, or None.
        attn_backend: The attention backend that the run will choose, such as ``te``, where the model is a config.
        catalogue: Whether what is known of the class that a config names completes it. A live model is never completed.
        **sizes_and_run: Sizes in ranks (``tp=8`` or ``tp_size=8``, ``world_size=64``), ``strategy`` (``fsdp2``,
            ``megatron_fsdp``, ``ddp``), and the run: ``framework`` (``nemo_automodel``, ``torchtitan``, ``megatron``,
            ``hf``), ``transformers_version``, ``gpus_per_node``, ``layers_per_stage``, ``pipeline_schedule``,
            ``expert_tensor_parallel_size``.

    Raises:
        InputError: The question itself is wrong: an unknown axis, a size that is no positive integer.
        EngineError: The engine cannot be used.
    """
    request = read_mesh(mesh, **sizes_and_run)
    facts = subject.with_backend(subject.facts(model), attn_backend)
    return questions.verdict(facts, request.mesh, request.run, catalogue)


def meshes(
    model: Any,
    world_size: int,
    *,
    limit: int = 1000,
    attn_backend: str | None = None,
    catalogue: bool = True,
    **sizes_and_run: Any,
) -> Meshes:
    """Every mesh of a world on which a model can run.

    Args:
        model: As in :func:`facts`.
        world_size: Ranks in all.
        limit: How many are listed.
        attn_backend: As in :func:`check`.
        catalogue: As in :func:`check`.
        **sizes_and_run: Sizes that are fixed, and the run, as in :func:`check`. A size that is not given is free.
    """
    request = read_mesh(None, world_size=world_size, **sizes_and_run)
    facts = subject.with_backend(subject.facts(model), attn_backend)
    return questions.meshes(facts, request.mesh, request.run, catalogue, limit=limit)


def near(
    model: Any,
    mesh: Any = None,
    *,
    limit: int = 10,
    attn_backend: str | None = None,
    catalogue: bool = True,
    **sizes_and_run: Any,
) -> Meshes:
    """The meshes on which a model can run that change the fewest sizes of another one, and stay in its world.

    Args:
        model: As in :func:`facts`.
        mesh: The mesh that they are near to, as in :func:`check`; its ``world_size`` is that of all of them, and where it
            has none, the smallest that holds its sizes.
        limit: How many are listed.
        attn_backend: As in :func:`check`.
        catalogue: As in :func:`check`.
        **sizes_and_run: As in :func:`check`.

    Returns:
        The fewest changes first; ``changes`` names the axes.
    """
    request = read_mesh(mesh, **sizes_and_run)
    world = request.mesh.pop("world_size", None)
    if world is None:
        world = questions.completed(request.mesh, request.run)["world_size"]
    strategy = request.mesh.pop("strategy", None)
    within = {"world_size": world, **({} if strategy is None else {"strategy": strategy})}
    facts = subject.with_backend(subject.facts(model), attn_backend)
    return questions.meshes(facts, within, request.run, catalogue, limit=limit, near=request.mesh)
