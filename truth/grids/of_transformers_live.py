"""Tiny models of transformers on gloo ranks: does a step run under a DistributedConfig, and is its loss that of one process?"""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
import transformers
from transformers import AutoConfig, AutoModelForCausalLM

from . import live_models
from .grid import Case, Grid, Said
from .live_ranks import Job, run
from .of_transformers import FIELDS, mesh_of
from .question import Question


def _draw(rng: random.Random) -> tuple[dict[str, Any], dict[str, int]]:
    config = live_models.draw(rng)
    sizes = live_models.sizes(rng, config["model_type"] in live_models.MIXED)
    while set(sizes) == {"dp_replicate_size"} - FIELDS.keys():  # whole copies alone are DDP where the config has no replicas
        sizes = live_models.sizes(rng, config["model_type"] in live_models.MIXED)
    return config, sizes


def _cases(rng: random.Random, count: int) -> Iterator[Case]:
    """All cases are run before the first is judged: the ranks of a world start once."""
    drawn = [_draw(rng) for _ in range(count)]
    with tempfile.TemporaryDirectory() as folder:
        folders = [Path(folder) / str(index) for index in range(count)]
        plans = [_saved(into, config) for into, (config, _) in zip(folders, drawn, strict=True)]
        said = run([Job(str(saved), sizes) for saved, (_, sizes) in zip(folders, drawn, strict=True)])
        written = [json.loads((saved / "config.json").read_text()) for saved in folders]
    for (config, sizes), whole, seen, outcome in zip(drawn, written, plans, said, strict=True):
        ranks = 1
        for axis in ("tp_size", "fsdp_size", "dp_replicate_size", "pp_size"):
            ranks *= sizes.get(axis, 1)
        mesh = {**mesh_of(sizes), "world_size": ranks}
        run_of = {"framework_version": transformers.__version__, "precision": {"compute": "fp32"}}
        yield Case({**config, **sizes}, Question("transformers", {"config": whole, **seen}, mesh, run_of), handed=outcome)


def _saved(folder: Path, config: dict[str, Any]) -> dict[str, Any]:
    """Writes a checkpoint of random weights. What a host sees of the class's plans is of this version, as the run is."""
    torch.manual_seed(0)
    made = AutoConfig.for_model(**config)
    for name, value in vars(made).items():  # what is drawn anew in every step is different on every rank
        if isinstance(value, float) and ("dropout" in name or "jitter" in name):
            setattr(made, name, 0.0)
    model = AutoModelForCausalLM.from_config(made, dtype=torch.float32)
    model.save_pretrained(folder)
    plans: dict[str, Any] = {name: dict(getattr(model, name) or {}) for name in ("_tp_plan", "_ep_plan")}
    return {**plans, "config.base_model_tp_plan": made.base_model_tp_plan}


def _says(case: Case) -> Said:
    return case.handed


def grid() -> Grid:
    return Grid(
        "transformers/live",
        "from_pretrained(distributed_config=…) on gloo ranks: loss and gradient beside one process",
        "transformers",
        _cases,
        _says,
        whole=60,
        sample=8,
    )
