"""Tiny models of transformers on gloo ranks: does a step run under a DistributedConfig, and is its loss that of one process?"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
import transformers

from .grid import Case, Grid, Said
from .live_ranks import Job, run
from .of_transformers import mesh_of
from .question import Question

KINDS: dict[str, dict[str, Any]] = {
    "LlamaForCausalLM": {"model_type": "llama"},
    "Qwen3ForCausalLM": {"model_type": "qwen3"},
    "Qwen2ForCausalLM": {"model_type": "qwen2"},
    "Qwen3MoeForCausalLM": {"model_type": "qwen3_moe", "num_experts": 4, "num_experts_per_tok": 2, "moe_intermediate_size": 32},
}


def _draw(rng: random.Random) -> tuple[dict[str, Any], dict[str, Any]]:
    name = rng.choice(list(KINDS))
    heads, groups = rng.choice([(8, 8), (8, 4), (8, 2), (4, 1), (6, 3), (3, 3), (12, 4)])
    config = {"architectures": [name], **KINDS[name], "num_hidden_layers": 2, "head_dim": 8, "hidden_size": heads * 8}
    config |= {"num_attention_heads": heads, "num_key_value_heads": groups, "max_position_embeddings": 64}
    config |= {"intermediate_size": rng.choice([64, 128, 129]), "vocab_size": rng.choice([96, 128, 97])}
    config |= {"tie_word_embeddings": rng.random() < 0.3, "dtype": "float32"}
    if "num_experts" in config:
        config |= {"decoder_sparse_step": 1, "mlp_only_layers": [], "num_experts": rng.choice([4, 6])}
    sizes = rng.choice([{"tp_size": 2}, {"tp_size": 2}, {"tp_size": 4}, {"tp_size": 3}, {"fsdp_size": 2}, {"pp_size": 2}])
    if "num_experts" in config and rng.random() < 0.6:
        sizes = rng.choice([{"tp_size": 2, "ep_size": 2}, {"fsdp_size": 2, "ep_size": 2}, {"fsdp_size": 4, "ep_size": 4}])
    return config, sizes


def _cases(rng: random.Random, count: int) -> Iterator[Case]:
    """All cases are run before the first is judged: the ranks of a world start once."""
    drawn = [_draw(rng) for _ in range(count)]
    with tempfile.TemporaryDirectory() as folder:
        jobs = [Job(str(_saved(Path(folder) / str(index), config)), sizes) for index, (config, sizes) in enumerate(drawn)]
        said = run(jobs)
    for (config, sizes), outcome in zip(drawn, said, strict=True):
        ranks = 1
        for axis in ("tp_size", "fsdp_size", "pp_size"):
            ranks *= sizes.get(axis, 1)
        mesh = {**mesh_of(sizes), "world_size": ranks}
        run_of = {"framework_version": transformers.__version__}
        told = {**{name: config[name] for name in config if name != "architectures"}, **sizes}
        yield Case(told, Question("transformers", {"config": config}, mesh, run_of), handed=outcome)


def _saved(folder: Path, config: dict[str, Any]) -> Path:
    """A checkpoint of random weights."""
    torch.manual_seed(0)
    cls = getattr(transformers, config["architectures"][0])
    model = cls(cls.config_class(**{name: value for name, value in config.items() if name not in ("model_type", "dtype")}))
    model.save_pretrained(folder)
    return folder


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
