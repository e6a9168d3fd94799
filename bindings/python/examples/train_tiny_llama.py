"""Trains a tiny Llama on the CPU, on the mesh that meshwise names after it has refused another.

    torchrun --standalone --nproc-per-node=2 bindings/python/examples/train_tiny_llama.py --tp 4

Needs torch, transformers and meshwise; nothing is downloaded. Two key/value heads cannot be split over four ranks, and two
ranks hold no mesh of four, so ``--tp 4`` is refused before anything is sharded. The verdict names the nearest mesh that
passes, and on that the model is sharded by its own plan and trained. ``--tp 2`` passes at once.
"""

from __future__ import annotations

import argparse
import os
from typing import Any

import torch
import torch.distributed as dist
import transformers
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import fully_shard
from torch.distributed.tensor.parallel import ColwiseParallel, RowwiseParallel, parallelize_module

import meshwise

BATCH, LENGTH, VOCABULARY = 4, 16, 64  # sequences of one step on one data-parallel rank, tokens of one, words
LAYERS = {
    "self_attn.q_proj": ColwiseParallel(),
    "self_attn.k_proj": ColwiseParallel(),
    "self_attn.v_proj": ColwiseParallel(),
    "self_attn.o_proj": RowwiseParallel(),
    "mlp.gate_proj": ColwiseParallel(),
    "mlp.up_proj": ColwiseParallel(),
    "mlp.down_proj": RowwiseParallel(),
}


def tiny_llama() -> Any:
    config = transformers.LlamaConfig(
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        intermediate_size=64,
        vocab_size=VOCABULARY,
    )
    return transformers.LlamaForCausalLM(config)


def mesh_that_runs(model: Any, tp: int) -> dict[str, Any]:
    """The mesh that was asked for, or the nearest that passes where it is refused."""
    try:
        verdict = meshwise.validate(model, meshwise.from_env(), tp=tp)
    except meshwise.MeshError as refusal:
        say(f"refused: {refusal}")
        nearest = refusal.verdict.nearest[0]
        verdict = meshwise.validate(model, meshwise.from_env(), tp=nearest["tp_size"])
    mesh = verdict.mesh
    say(f"passes: tp_size={mesh['tp_size']} dp_size={mesh['dp_size']}")
    return mesh


def train(model: Any, mesh: dict[str, Any], steps: int) -> list[float]:
    """Shards the model over a mesh and trains it. Returns the loss of every step, the mean of all ranks."""
    devices = init_device_mesh("cpu", (mesh["dp_size"], mesh["tp_size"]), mesh_dim_names=("dp", "tp"))
    for layer in model.model.layers:
        parallelize_module(layer, devices["tp"], LAYERS)
    fully_shard(model, mesh=devices["dp"])
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3, foreach=False)
    torch.manual_seed(devices["dp"].get_local_rank())  # ranks of one tensor-parallel group see the same tokens
    tokens = torch.randint(VOCABULARY, (BATCH, LENGTH))
    losses = []
    for _ in range(steps):
        loss = model(input_ids=tokens, labels=tokens).loss
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        mean = loss.detach().clone()
        dist.all_reduce(mean)
        losses.append(mean.item() / dist.get_world_size())
    return losses


def say(text: str) -> None:
    if os.environ.get("RANK") == "0":
        print(text, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="Trains a tiny Llama on the CPU, on a mesh that passes.")
    parser.add_argument("--tp", type=int, default=4, help="ranks of tensor parallelism to ask for")
    parser.add_argument("--steps", type=int, default=8, help="steps to train")
    arguments = parser.parse_args()
    dist.init_process_group("gloo")
    torch.manual_seed(0)  # the same weights on every rank
    model = tiny_llama()
    mesh = mesh_that_runs(model, arguments.tp)
    losses = train(model, mesh, arguments.steps)
    say(f"trained {len(losses)} steps: loss {losses[0]:.3f} -> {losses[-1]:.3f}")
    dist.destroy_process_group()


if __name__ == "__main__":
    main()
