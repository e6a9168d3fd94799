"""What NeMo Automodel says of each axis to every class that builds: a live model on the meta device."""

from __future__ import annotations

import random
from collections.abc import Iterator
from importlib.metadata import version
from types import SimpleNamespace
from typing import Any

from generate import look, source_nemo_automodel, source_transformers
from nemo_automodel._transformers.capabilities import attach_capabilities_and_validate
from nemo_automodel.components.distributed.model_parallelizer import get_model_parallelizer
from nemo_automodel.components.distributed.parallelizer import _get_parallel_plan
from nemo_automodel.components.distributed.parallelizer_utils import reject_unsupported_mtp_cp
from nemo_automodel.components.distributed.pipelining.hf_utils import validate_hf_model_for_pipeline_support
from nemo_automodel.components.moe.parallelizer import _resolve_moe_tp_plan
from torch.distributed.device_mesh import init_device_mesh
from transformers.models.auto import modeling_auto

from .grid import Case, Explained, Grid, Said, refusal
from .question import Answer, Question
from .ranks import world_of

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


def _live(source: Any, name: str, types: list[str]) -> Any:
    """A live model on the meta device, or None where the class cannot be built here."""
    with look.silence():
        try:
            cls = source.load(name, types)
            model = look.live(cls, source.config_classes(name, cls))[0]
            if hasattr(model, "tie_weights"):
                model.tie_weights()  # as loading a checkpoint does
            return model
        except Exception:
            return None


#: What is asked of each class: the sizes that are 2.
ASKED = [("pp",), ("tp",), ("cp",), ("tp", "ep")]


def _cases(rng: random.Random, count: int) -> Iterator[Case]:
    names = _names()
    for source, name, types in rng.sample(names, min(count, len(names))):
        model = _live(source, name, types)
        if model is None or not hasattr(getattr(model, "config", None), "to_dict"):
            continue
        # As a host sees the live class: so nothing hangs on what the catalogue knows.
        facts = {**look.facts(model), "config": {**model.config.to_dict(), "architectures": [name]}}
        for axes in ASKED:
            mesh = {f"{axis}_size": 2 if axis in axes else 1 for axis in ("pp", "tp", "cp", "ep")} | {"world_size": 4}
            run = {"framework_version": version("nemo-automodel"), "pipeline_schedule": "1F1B" if "pp" in axes else None}
            told = {"class": f"{type(model).__module__}.{type(model).__qualname__}", "axes": list(axes)}
            yield Case(told, Question("nemo_automodel", facts, mesh, run), handed=model)


def _says(case: Case) -> Said:
    axes = case.told["axes"]
    sizes = {f"{name}_size": 2 if name in axes else 1 for name in ("tp", "pp", "cp", "ep")}

    def check() -> None:
        model = attach_capabilities_and_validate(case.handed, SimpleNamespace(**sizes))
        if "pp" in axes:
            validate_hf_model_for_pipeline_support(model)
        if "cp" in axes:
            reject_unsupported_mtp_cp(model)
        if "ep" in axes:
            _resolve_moe_tp_plan(model, sequence_parallel=False, tp_shard_plan=None, tp_size=2)
        elif "tp" in axes:
            with world_of(2):
                get_model_parallelizer(model)._validate_tp_mesh(model, init_device_mesh("cpu", (2,)))
            _get_parallel_plan(model, tp_size=2)

    with look.silence():
        return refusal(check, ValueError, RuntimeError)


def _really_tied(case: Case, said: Said, answer: Answer) -> bool:
    """Whether a refusal for tied embeddings is about two modules that hold one tensor."""
    del said
    model = case.handed
    try:
        head, table = model.get_output_embeddings(), model.get_input_embeddings()
    except (AttributeError, NotImplementedError):
        return False
    return answer.codes == ("pp.tied_embeddings",) and head is not None and head.weight is table.weight


def _says_tied(case: Case, said: Said, answer: Answer) -> bool:
    """Whether the config ties what the class keeps apart: no host looks whether two parameters are one tensor."""
    return answer.codes == ("pp.tied_embeddings",) and not _really_tied(case, said, answer)


def _drops_windows(case: Case, said: Said, answer: Answer) -> bool:
    del case, said
    return answer.codes == ("cp.silently_drops_window",)


def _made_causal(case: Case, said: Said, answer: Answer) -> bool:
    del case, said
    return answer.codes == ("cp.made_causal",)


def _hybrid(case: Case, said: Said, answer: Answer) -> bool:
    del case, said
    return answer.codes == ("cp.attention_unsupported",) and any("hybrid" in v["message"] for v in answer.raw["violations"])


def _other_heads(case: Case, said: Said, answer: Answer) -> bool:
    """Whether the answer hangs on whose heads the framework finds: a config does not say which module is the deepest."""
    del case, said
    return answer.valid is None and answer.codes == ("tp.other_heads_not_divisible",)


def grid() -> Grid:
    return Grid(
        "nemo/classes",
        "_transformers/capabilities.py#validate_for_mesh, and what each axis asks of a class after it",
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
            ),
            Explained(
                "said to be tied",
                "the question says less",
                "the config of the class says that it ties its embeddings, and the class does not; facts hold no tensors",
                _says_tied,
            ),
            Explained(
                "heads of another part",
                "the question says less",
                "the framework takes the heads of the config that the deepest module has; facts hold no modules",
                _other_heads,
            ),
            Explained(
                "windows under context parallelism",
                "the framework is wrong by its own documents",
                "the hook of context_parallel/utils.py takes the mask away and says that SDPA masks causally instead, which is"
                " another mask for a window; it is accelerate's hook, which refuses these models for that reason",
                _drops_windows,
            ),
            Explained(
                "attention to later tokens under context parallelism",
                "the framework is wrong by its own documents",
                "the same hook lets SDPA mask causally, as it says, which is another mask for attention that looks at later"
                " tokens too",
                _made_causal,
            ),
            Explained(
                "hybrids that its test does not see",
                "the framework is wrong by its own documents",
                "validate_for_mesh refuses hybrid models under context parallelism, and finds them by three markers of their"
                " configs; these have others",
                _hybrid,
            ),
        ],
    )
