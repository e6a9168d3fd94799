"""What one rank does: it runs every job of its world, each beside the same model in one process."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
import torch.distributed as dist
from torch.distributed.tensor import DTensor
from transformers import AutoConfig, AutoModelForCausalLM
from transformers.distributed import DistributedConfig

#: Whose gradient is compared: it exists in every kind, and every layer above it has a part in it.
PROBED = "model.layers.0.input_layernorm.weight"


def _step(model: Any, tokens: torch.Tensor) -> tuple[float, torch.Tensor]:
    """The loss of one step and a gradient that everything above flows into."""
    loss = model(input_ids=tokens, labels=tokens).loss
    if loss is None:
        raise ValueError("the model returns no loss: pipelines of transformers are for generation")
    loss.backward()
    gradient = model.get_parameter(PROBED).grad
    if isinstance(gradient, DTensor):
        gradient = gradient.full_tensor()
    return float(loss.detach()), gradient.detach().clone()


def _one(job: dict[str, Any]) -> dict[str, Any]:
    vocabulary = AutoConfig.from_pretrained(job["folder"]).vocab_size
    tokens = torch.arange(32).reshape(2, 16) * 7 % vocabulary
    try:
        loss, gradient = _step(AutoModelForCausalLM.from_pretrained(job["folder"]), tokens)
        config = DistributedConfig(**job["sizes"])
        model = AutoModelForCausalLM.from_pretrained(job["folder"], distributed_config=config)
        model.train()
        split_loss, split_gradient = _step(model, tokens)
    except Exception as error:  # whatever it is, this run does not work
        return {"error": f"{type(error).__name__}: {' '.join(str(error).split())[:300]}", "difference": 0.0}
    scale = float(gradient.abs().max()) + 1e-12
    difference = max(abs(split_loss - loss) / abs(loss), float((split_gradient - gradient).abs().max()) / scale)
    return {"error": "", "difference": difference}


def rank_of(rank: int, ranks: int, folder: str, jobs: list[dict[str, Any]]) -> None:
    """Runs as one rank of a world, and leaves what it found beside the file by which the ranks meet."""
    store = dist.FileStore(f"{folder}/store", ranks)
    dist.init_process_group("gloo", store=store, rank=rank, world_size=ranks)
    said = [_one(job) for job in jobs]
    Path(f"{folder}/said.{rank}").write_text(json.dumps(said))
    dist.destroy_process_group()
