"""What transformers' Trainer asks of a step under accelerate's context parallelism, and torch of its sequence."""

from __future__ import annotations

import random
from collections.abc import Iterator
from types import SimpleNamespace

import accelerate
import torch
from accelerate import ParallelismConfig
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.tensor.experimental import context_parallel
from transformers import LlamaConfig, Trainer

from .draws import plain_llama
from .grid import Case, Grid, Said, refusal
from .question import Question
from .ranks import world_of

ATTENTION = ["sdpa", "sdpa", "sdpa", "eager", "flash_attention_2", "flex_attention"]


def _cases(rng: random.Random, count: int) -> Iterator[Case]:
    for _ in range(count):
        told = {"cp": rng.choice([1, 2, 3, 4, 8]), "attn": rng.choice(ATTENTION)}
        # Of a length that cp does not divide, torch gives its ranks unequal parts and says nothing: that is not asked here.
        told["sequence_length"] = told["cp"] * rng.choice([512, 512, 63, 5])
        mesh = {"dp_shard_size": 2, "cp_size": told["cp"], "world_size": 2 * told["cp"], "strategy": "fsdp2"}
        run = {"framework_version": accelerate.__version__, "attn": told["attn"], "sequence_length": told["sequence_length"]}
        yield Case(told, Question("accelerate", {"config": plain_llama()}, mesh, run))


def _says(case: Case) -> Said:
    told = case.told
    model = torch.nn.Module()
    model.config = LlamaConfig(num_hidden_layers=1, attn_implementation=told["attn"])

    def check() -> None:
        with world_of(told["cp"]):
            mesh = init_device_mesh("cpu", (told["cp"],), mesh_dim_names=("cp",))

            def sharded(
                buffers: list[torch.Tensor], buffer_seq_dims: list[int], no_restore_buffers: set[torch.Tensor]
            ) -> object:
                del no_restore_buffers  # restoring gathers, and these ranks talk to nobody
                return context_parallel(mesh, buffers=buffers, buffer_seq_dims=buffer_seq_dims, no_restore_buffers=set(buffers))

            trainer = object.__new__(Trainer)
            config = ParallelismConfig(cp_size=told["cp"], dp_shard_size=2)
            trainer.accelerator = SimpleNamespace(parallelism_config=config, maybe_context_parallel=sharded)
            tokens = torch.zeros((1, told["sequence_length"]), dtype=torch.int64)
            within, _ = trainer._prepare_context_parallel_inputs(model, {"input_ids": tokens, "labels": tokens.clone()})
            with within():
                pass

    return refusal(check, ValueError, AssertionError, RuntimeError)


def grid() -> Grid:
    runs = "transformers trainer.py#Trainer._prepare_context_parallel_inputs, torch's context_parallel"
    return Grid("accelerate/trainer", runs, "accelerate", _cases, _says, whole=500, sample=80)
