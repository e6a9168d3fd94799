"""What NeMo Automodel says of tensor and pipeline parallelism to every class that builds: a live model on the meta device."""

from __future__ import annotations

import functools
import random
from collections.abc import Iterator
from importlib.metadata import version
from types import SimpleNamespace
from typing import Any

import torch
from generate import look, source_nemo_automodel, source_transformers
from nemo_automodel._transformers.capabilities import attach_capabilities_and_validate
from nemo_automodel.components.distributed.pipelining.hf_utils import validate_hf_model_for_pipeline_support
from transformers.models.auto import modeling_auto

from .grid import Case, Explained, Grid, Said, refusal
from .question import Answer, Question

KINDS = ["MODEL_FOR_CAUSAL_LM_MAPPING_NAMES", "MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING_NAMES"]


def _names() -> list[tuple[Any, str, list[str]]]:
    """Every class that NeMo Automodel trains: its own, and those of transformers for the other names."""
    own = source_nemo_automodel.architectures()
    known = source_transformers.architectures()
    named = [names for kind in KINDS for names in getattr(modeling_auto, kind).values()]
    of_kind = {name for names in named for name in ([names] if isinstance(names, str) else names)}
    theirs = {name: types for name, types in known.items() if name in of_kind and name not in own}
    found = [(source_nemo_automodel, name, types) for name, types in own.items()]
    return found + [(source_transformers, name, types) for name, types in theirs.items()]


@functools.cache
def _live(source: Any, name: str, types: tuple[str, ...]) -> Any:
    """A live model on the meta device, or None where the class cannot be built here."""
    with look.silence():
        try:
            cls = source.load(name, list(types))
            model = look.live(cls, source.config_classes(name, cls))[0]
            if hasattr(model, "tie_weights"):
                model.tie_weights()  # as loading a checkpoint does
            return model
        except Exception:
            return None


def _cases(rng: random.Random, count: int) -> Iterator[Case]:
    names = _names()
    for source, name, types in rng.sample(names, min(count, len(names))):
        model = _live(source, name, tuple(types))
        if model is None or not hasattr(getattr(model, "config", None), "to_dict"):
            continue
        config = {**model.config.to_dict(), "architectures": [name]}
        for axis in ("pp", "tp"):
            mesh = {"pp_size": 1, "tp_size": 1, f"{axis}_size": 2, "world_size": 4}
            run = {"framework_version": version("nemo-automodel"), "pipeline_schedule": "1F1B" if axis == "pp" else None}
            told = {"class": f"{type(model).__module__}.{type(model).__qualname__}", "axis": axis}
            yield Case(told, Question("nemo_automodel", {"config": config}, mesh, run), handed=model)
        _live.cache_clear()


def _says(case: Case) -> Said:
    axis = case.told["axis"]
    sizes = {f"{name}_size": 2 if name == axis else 1 for name in ("tp", "pp", "cp", "ep")}

    def check() -> None:
        model = attach_capabilities_and_validate(case.handed, SimpleNamespace(**sizes))
        if axis == "pp":
            validate_hf_model_for_pipeline_support(model)
        else:
            _heads(model)

    with look.silence():
        return refusal(check, ValueError)


def _heads(model: torch.nn.Module) -> None:
    from nemo_automodel.components.distributed.parallelizer import validate_tp_mesh
    from torch.distributed.device_mesh import init_device_mesh

    from .ranks import world_of

    with world_of(2):
        validate_tp_mesh(model, init_device_mesh("cpu", (2,)))


def _really_tied(case: Case, said: Said, answer: Answer) -> bool:
    """Whether a refusal for tied embeddings is about two modules that hold one tensor."""
    del said
    model = case.handed
    try:
        head, table = model.get_output_embeddings(), model.get_input_embeddings()
    except (AttributeError, NotImplementedError):
        return False
    return answer.codes == ("pp.tied_embeddings",) and head is not None and head.weight is table.weight


def grid() -> Grid:
    return Grid(
        "nemo/classes",
        "_transformers/capabilities.py#validate_for_mesh, pipelining/hf_utils.py#validate_hf_model_for_pipeline_support,"
        " parallelizer.py#validate_tp_mesh",
        "nemo-automodel",
        _cases,
        _says,
        whole=1000,
        sample=20,
        explained=[
            Explained(
                "tied under another name",
                "the framework is wrong by its own documents",
                "its message says that pipelines take no tied embeddings, and its check finds the embedding under two names"
                " only; in these live models both are one tensor",
                _really_tied,
            )
        ],
    )
