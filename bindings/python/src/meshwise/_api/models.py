"""Questions about a model: what was seen of it, what it supports, and where it runs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal

from .._answers import questions
from .._answers.meshes import Meshes
from .._answers.plan import Plan
from .._answers.report import Report
from .._answers.verdict import Verdict
from .._errors import InputError
from .._mesh.read import read_mesh
from .._model import classes, subject

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from .._mesh.said import InAWorld, Settings

#: What it means that a setting was not given: its framework's default is assumed, or a script leaves it so on purpose.
Defaults = Literal["assumed", "stated"]


def facts(model: Any) -> dict[str, Any]:
    """Observes a model, and concludes nothing: plain data, as ``docs/abi.md`` describes it.

    It never runs the model, never reads a weight and imports no framework.

    Args:
        model: A live model, also compiled or wrapped by DDP, FSDP or PEFT; a config object; a mapping with the content of
            a ``config.json`` or with facts; the path of such a file, or of a folder that holds a ``config.json``; or the id of
            a model, ``"meta-llama/Llama-3.1-8B"`` or with ``@REVISION`` behind it, whose ``config.json`` the cache of the
            Hugging Face Hub has. Nothing is downloaded.

    Raises:
        InputError: None of these, or a file that cannot be read.
    """
    return subject.facts(model)


def report(model: Any, mesh: Any = None, *, catalogue: bool = True, **settings: Unpack[Settings]) -> Report:
    """Every capability of a model or config, with its reason: True, False, or None where it is not known.

    Args:
        model: As in :func:`facts`.
        mesh: As in :func:`check`; ``cp_size`` and ``ep_size`` matter.
        catalogue: As in :func:`check`.
        **settings: As in :func:`check`; those matter that decide which class a config means, and its attention.
    """
    request = read_mesh(mesh, **settings)
    return questions.report(subject.facts(model), request.mesh, request.run, catalogue=catalogue)


def check(
    model: Any,
    mesh: Any = None,
    *,
    catalogue: bool = True,
    defaults: Defaults | None = None,
    want: Sequence[str] | None = None,
    **settings: Unpack[Settings],
) -> Verdict:
    """Whether a model can run on a mesh. A mesh on which it cannot is an answer, and no error.

    Args:
        model: As in :func:`facts`.
        mesh: ``"tp=8,pp=4"``, a mapping, a torch ``DeviceMesh``, NeMo Automodel's ``MeshContext`` or ``ParallelismSizes``,
            accelerate's ``ParallelismConfig``, torchtitan's ``ParallelDims``, Megatron-Core's ``ModelParallelConfig``,
            Lightning's ``ModelParallelStrategy``, or None. Words and a mapping may say any setting.
        catalogue: Whether what is known of the class that a config names completes it. A live model is never completed.
        defaults: ``"assumed"``, as where it is None: what was not given is the framework's default by assumption. ``"stated"``:
            it is so on purpose, as in a whole script. What a default alone breaks is then refused, and else a warning.
        want: The parts of the answer, of those that ``describe()["parts"]`` lists, or None for the usual ones. A part that is
            left out is asked for where it is read.
        **settings: Whatever else is said of the run, by the names of ``docs/settings.md``: sizes in ranks (``tp=8`` or
            ``tp_size=8``), words (``framework="torchtitan"``), and groups (``precision={"params": "fp32"}``,
            ``recompute="full"``). None leaves a setting open.

    Raises:
        InputError: The question itself is wrong: an unknown setting, a size that is no positive integer, or a setting that is
            said to be two things.
        EngineError: The engine cannot be used.
    """
    request = read_mesh(mesh, **settings)
    more = {"catalogue": catalogue, "defaults": defaults, "want": _parts(want)}
    return questions.verdict(subject.facts(model), request.mesh, request.run, **more)


_MOST_PARTS = 64


def _parts(want: Any) -> list[Any] | None:
    if want is None:
        return None
    try:
        found = list(islice(want, _MOST_PARTS + 1))
    except Exception as error:
        text = f"expected a list of parts, got {classes.type_name(type(want))} ({classes.said(error)})"
        raise InputError("input.wrong_type", text, "/want") from error
    if len(found) > _MOST_PARTS:
        raise InputError("input.too_many_values", f"want names more than {_MOST_PARTS} parts", "/want")
    return found


def meshes(
    model: Any,
    world_size: int,
    *,
    limit: int = 1000,
    catalogue: bool = True,
    defaults: Defaults | None = None,
    **settings: Unpack[InAWorld],
) -> Meshes:
    """Every mesh of a world on which a model can run.

    Args:
        model: As in :func:`facts`.
        world_size: Ranks in all.
        limit: How many are listed.
        catalogue: As in :func:`check`.
        defaults: As in :func:`check`.
        **settings: Sizes that are fixed, and the run, as in :func:`check`. A size that is not given is free.
    """
    request = read_mesh({"world_size": world_size}, **settings)
    more = {"limit": limit, "defaults": defaults}
    return questions.meshes(subject.facts(model), request.mesh, request.run, catalogue=catalogue, **more)


def near(
    model: Any,
    mesh: Any = None,
    *,
    limit: int = 10,
    catalogue: bool = True,
    defaults: Defaults | None = None,
    **settings: Unpack[Settings],
) -> Meshes:
    """The meshes on which a model can run that change the fewest sizes of another one, and stay in its world.

    Args:
        model: As in :func:`facts`.
        mesh: The mesh that they are near to, as in :func:`check`; its ``world_size`` is that of all of them, and where it
            has none, the smallest that holds its sizes.
        limit: How many are listed.
        catalogue: As in :func:`check`.
        defaults: As in :func:`check`.
        **settings: As in :func:`check`.

    Returns:
        The fewest changes first; ``changes`` names the axes.
    """
    request = read_mesh(mesh, **settings)
    world = request.mesh.pop("world_size", None)
    if world is None:
        world = questions.completed(request.mesh, request.run)["world_size"]
    strategy = request.mesh.pop("strategy", None)
    within = {"world_size": world, **({} if strategy is None else {"strategy": strategy})}
    more = {"limit": limit, "defaults": defaults, "near": request.mesh}
    return questions.meshes(subject.facts(model), within, request.run, catalogue=catalogue, **more)


def plan(
    model: Any,
    mesh: Any = None,
    *,
    limit: int = 10,
    catalogue: bool = True,
    defaults: Defaults | None = None,
    **settings: Unpack[Settings],
) -> Plan:
    """The runs of a world, the best first: which mesh, which microbatch, what is computed again.

    Args:
        model: As in :func:`facts`.
        mesh: As in :func:`check`: what is given stays as it is, and the rest is tried.
        limit: How many runs are listed, from 1 to 100.
        catalogue: As in :func:`check`.
        defaults: As in :func:`check`.
        **settings: As in :func:`check`. A plan needs ``world_size``, the ``gpu``, ``sequence_length`` in tokens and
            ``global_batch_size`` in sequences; ``unknown`` of the answer says what is lacking.

    Returns:
        Nothing that fits is an answer, and no error: ``nearest`` is then the run that lacks least.
    """
    request = read_mesh(mesh, **settings)
    return questions.plan(subject.facts(model), request.mesh, request.run, catalogue=catalogue, defaults=defaults, limit=limit)
