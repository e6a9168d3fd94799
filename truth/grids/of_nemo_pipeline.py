"""How NeMo Automodel splits layers into stages, gives them to ranks and microbatches, and what it asks of a batch."""

from __future__ import annotations

import random
from collections.abc import Iterator
from importlib.metadata import version
from typing import Any

import torch
from nemo_automodel.components.distributed.pipelining import functional
from nemo_automodel.components.training.step_scheduler import StepScheduler
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.pipelining.schedules import PipelineScheduleSingle, get_schedule_class

from .draws import plain_llama
from .facts import able
from .grid import Case, Grid, Said, refusal
from .question import Question
from .ranks import world_of

SINGLE = ["1f1b", "GPipe", "1F1B"]
MULTI = ["interleaved1f1b", "Interleaved1F1B", "LoopedBFS", "InterleavedZeroBubble", "ZBVZeroBubble"]
#: Its stages are laid out as a loop where torch's schedule walks them as a V.
V_AS_A_LOOP = "DualPipeV"


def _case(told: dict[str, Any], **run: Any) -> Case:
    config = plain_llama(num_hidden_layers=told["layers"])
    mesh = {"pp_size": told["pp"], "world_size": told["pp"]}
    settings = {"framework_version": version("nemo-automodel"), "pipeline_schedule": told["schedule"], **run}
    return Case(told, Question("nemo_automodel", able(config), mesh, settings))


def _split_cases(rng: random.Random, count: int) -> Iterator[Case]:
    for _ in range(count):
        pp, layers = rng.choice([2, 3, 4, 8, 16]), rng.choice([2, 6, 14, 16, 28, 30, 32, 36, 61, 62, 64, 80, 94, 126])
        schedule = rng.choice(SINGLE + MULTI)
        told: dict[str, Any] = {"pp": pp, "layers": layers, "schedule": schedule, "layers_per_stage": None, "rounding": None}
        if rng.random() < 0.7:
            stages = pp * (1 if schedule in SINGLE else rng.choice([2, 2, 3, 4]))
            even = max(1, -(-layers // stages))
            told["layers_per_stage"] = even if rng.random() < 0.6 else rng.randint(1, max(1, layers))
            told["rounding"] = rng.choice([None, None, "up", "down"])
        yield _case(told, layers_per_stage=told["layers_per_stage"], stage_rounding=told["rounding"])


def _split_says(case: Case) -> Said:
    told = case.told
    single = issubclass(get_schedule_class(told["schedule"]), PipelineScheduleSingle)

    def check() -> None:
        wanted = told["layers"], told["layers_per_stage"], told["pp"], single, told["rounding"]
        stages, _ = functional.calculate_virtual_stages(*wanted)
        functional.generate_hf_model_fqn_per_model_part(stages, told["layers"])
        style = "v" if told["schedule"] == "ZBVZeroBubble" else "loop"
        for rank in range(told["pp"]):
            functional.stage_ids_this_rank(rank, told["pp"], stages, style)

    return refusal(check, ValueError, AssertionError)


def _schedule_cases(rng: random.Random, count: int) -> Iterator[Case]:
    for _ in range(count):
        pp = rng.choice([2, 3, 4, 8])
        schedule = rng.choice([*SINGLE, *MULTI, V_AS_A_LOOP])
        told = {"pp": pp, "layers": 64, "schedule": schedule}
        told["microbatches"] = rng.choice([1, 2, pp - 1, pp, pp + 1, 2 * pp, 3 * pp, 2 * pp + 1, 4 * pp])
        yield _case(told, num_microbatches=told["microbatches"], micro_batch_size=1)


class _Layers(torch.nn.Module):
    """A model of the shape that NeMo splits, without weights."""

    def __init__(self, layers: int) -> None:
        super().__init__()
        self.model = torch.nn.Module()
        self.model.layers = torch.nn.ModuleList(torch.nn.Identity() for _ in range(layers))
        self.lm_head = torch.nn.Identity()
        self.config = type("Config", (), {"num_hidden_layers": layers, "model_type": "llama", "tie_word_embeddings": False})()


def _schedule_says(case: Case) -> Said:
    told = case.told

    def check() -> None:
        with world_of(told["pp"]):
            mesh = init_device_mesh("cpu", (told["pp"],), mesh_dim_names=("pp",))
            words = {"layers_per_stage": None, "patch_inner_model": False, "patch_causal_lm_model": False}
            split = functional.split_model_into_stages
            stages, _ = split(_Layers(told["layers"]), mesh, "pp", told["schedule"], torch.device("cpu"), **words)
            made = functional.build_pipeline_schedule(None, told["schedule"], 1, told["microbatches"], stages, lambda *_: None)
            _walk(made, {stage.stage_index for stage in stages})
            # train_ft.py asserts it of the recipe, and holds no function that could be called.
            assert told["microbatches"] >= told["pp"], "pp_batch_size // pp_microbatch_size must be >= pp_size"

    return refusal(check, ValueError, AssertionError, KeyError)


def _walk(schedule: Any, held: set[int]) -> None:
    """Looks up each stage that the schedule has this rank run, as its step does. Raises KeyError where it is not there."""
    stages = {index: index for index in held}
    for action in getattr(schedule, "pipeline_order", {}).get(0, []):
        if action is not None:
            for part in action.sub_actions or [action]:
                stages[part.stage_index]


def _batch_cases(rng: random.Random, count: int) -> Iterator[Case]:
    for _ in range(count):
        tp, pp, cp, dp = (rng.choice([1, 1, 2, 4]) for _ in range(4))
        told: dict[str, Any] = {"layers": 64, "pp": pp, "schedule": "1F1B" if pp > 1 else None, "dp": dp}
        local = rng.choice([1, 2, 4, 8]) * (pp if pp > 1 else 1)
        right, near = local * dp * rng.choice([1, 2, 4]), rng.choice([8, 12, 20, 24, 48, local * tp])
        told |= {"local": local, "global": right if rng.random() < 0.5 else near}
        config = plain_llama()
        mesh = {"tp_size": tp, "pp_size": pp, "cp_size": cp, "world_size": tp * pp * cp * dp}
        run = {"framework_version": version("nemo-automodel"), "pipeline_schedule": told["schedule"]}
        run |= {"micro_batch_size": 1 if pp > 1 else local, "num_microbatches": local if pp > 1 else None}
        run["global_batch_size"] = told["global"]
        yield Case(told, Question("nemo_automodel", able(config), mesh, run))


def _batch_says(case: Case) -> Said:
    told = case.told
    return refusal(
        lambda: StepScheduler(
            global_batch_size=told["global"],
            local_batch_size=told["local"],
            dp_size=told["dp"],
            dataloader=[None] * 64,
            ckpt_every_steps=10,
            preemption_signal=None,
        ),
        ValueError,
    )


def split() -> Grid:
    runs = "components/distributed/pipelining/functional.py#calculate_virtual_stages, generate_hf_model_fqn_per_model_part"
    return Grid("nemo/split", runs, "nemo-automodel", _split_cases, _split_says, whole=4000, sample=400)


def schedule() -> Grid:
    runs = "components/distributed/pipelining/functional.py#split_model_into_stages, build_pipeline_schedule"
    return Grid("nemo/schedule", runs, "nemo-automodel", _schedule_cases, _schedule_says, whole=500, sample=60)


def batch() -> Grid:
    runs = "components/training/step_scheduler.py#StepScheduler"
    return Grid("nemo/batch", runs, "nemo-automodel", _batch_cases, _batch_says, whole=1000, sample=200)
