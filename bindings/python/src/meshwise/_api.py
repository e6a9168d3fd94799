"""The functions of the package."""

from __future__ import annotations

from typing import Any

from ._answers import questions
from ._answers.meshes import Meshes
from ._answers.report import Report
from ._answers.verdict import Verdict
from ._attached.supports import ModelSupports
from ._engine.ask import ask
from ._mesh.read import read_mesh
from ._model import subject
from ._model.look import Facts
from ._ranks.together import Sync, all_or_none


def facts(model: Any) -> Facts:
    """Observes a model, and concludes nothing: plain data, as ``docs/abi.md`` describes it.

    It never runs the model, never touches its weights and imports no framework.

    Args:
        model: A live model, also compiled or wrapped by DDP, FSDP or PEFT; a config object; a mapping with the content of
            a ``config.json`` or with facts; the path of such a file, or of a folder that holds a ``config.json``.

    Raises:
        InputError: None of these, or a file that cannot be read.
    """
    return subject.facts(model)


def supports(model: Any, mesh: Any = None) -> ModelSupports:
    """What a live model supports: ``supports(model).tp``.

    Args:
        model: A live model. A config is no model: see :func:`report`.
        mesh: The mesh that the effective answers are for, or None.
    """
    inner = subject.unwrapped(model)
    made = ModelSupports(inner, mesh)
    made._model_ref = lambda: inner  # it hangs on no model, so it may hold one: supports(build()).tp works
    return made


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


def validate(
    model: Any,
    mesh: Any = None,
    *,
    sync: Sync = "auto",
    group: Any = None,
    sync_timeout: float | None = None,
    **sizes_and_run: Any,
) -> Verdict:
    """As :func:`check`, but a model that cannot run on the mesh raises. What is not known does not raise.

    Where a process group of torch is initialized, its ranks answer together: all of them return, or all raise the same. They
    meet over the store of the process group, never in a collective, and wait for each other at most ``sync_timeout``.

    Args:
        model: As in :func:`check`.
        mesh: As in :func:`check`.
        sync: ``"auto"``: the ranks that came within the timeout answer together, and one that did not come is logged as a
            warning. ``"always"``: it is an error. ``"never"``: this rank answers alone; for scripts where only some ranks ask.
            ``MESHWISE_SYNC`` says what ``"auto"`` means where there is a process group.
        group: The process group whose ranks answer together. None for all ranks; for those of ``mesh``, if that is a
            ``DeviceMesh`` over some of them.
        sync_timeout: How long to wait for the other ranks, in seconds. None for ``MESHWISE_SYNC_TIMEOUT``, else 10.
        **sizes_and_run: As in :func:`check`.

    Returns:
        The verdict, whose ``valid`` is True or None.

    Raises:
        MeshError: A ``ValueError`` with one bullet a violation, each with the fix as a flag and as lines of a config file.
        RanksError: A ``ValueError``: the ranks do not agree. It names them, and what differs.
        InputError: As in :func:`check`.
    """
    return all_or_none(lambda: check(model, mesh, **sizes_and_run), mesh, sync, group, sync_timeout)[0]


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


def explain(code: str) -> str:
    """What a code means: of a rule, a reason or an error.

    Raises:
        InputError: There is no such code; names the closest.
    """
    return str(ask("explain", code=code, format="text")["rendered"])


def describe() -> dict[str, Any]:
    """What the engine knows: versions, limits, axes, frameworks, probes, rules. See ``docs/abi.md``."""
    return ask("describe")
