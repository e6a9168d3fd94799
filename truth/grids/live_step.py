"""What one rank does: it runs every job of its world, each beside the same model in one process."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import torch
import torch.distributed as dist
from torch.distributed.tensor import DTensor
from transformers import AutoConfig, AutoModelForCausalLM

from .of_transformers import configured


def _step(model: Any, tokens: torch.Tensor) -> tuple[float, dict[str, torch.Tensor]]:
    """The loss of one step, and the whole gradient of every parameter."""
    loss = model(input_ids=tokens, labels=tokens).loss
    if loss is None:
        raise ValueError("the model returns no loss: pipelines of transformers are for generation")
    loss.backward()
    gradients = {}
    for name, parameter in model.named_parameters():
        if (gradient := parameter.grad) is not None:
            gradients[name] = (gradient.full_tensor() if isinstance(gradient, DTensor) else gradient).detach().clone()
    return float(loss.detach()), gradients


def _apart(one: torch.Tensor, other: torch.Tensor) -> float:
    """How far a gradient is from another, as a part of its largest element."""
    if one.shape != other.shape:
        return float("inf")
    return float((other - one).abs().max()) / (float(one.abs().max()) + 1e-6)


def _alone(folder: str, tokens: torch.Tensor) -> tuple[float, dict[str, torch.Tensor]]:
    return _step(AutoModelForCausalLM.from_pretrained(folder).train(), tokens)


def _split(job: dict[str, Any], tokens: torch.Tensor) -> tuple[float, dict[str, torch.Tensor]]:
    config = configured(job["sizes"])
    found = _step(AutoModelForCausalLM.from_pretrained(job["folder"], distributed_config=config).train(), tokens)
    dist.barrier()  # where another rank fails, this one does as well
    return found


def _compared(job: dict[str, Any]) -> dict[str, Any]:
    vocabulary = AutoConfig.from_pretrained(job["folder"]).vocab_size
    tokens = torch.arange(32).reshape(2, 16) * 7 % vocabulary
    alone = True
    try:
        loss, gradients = _alone(job["folder"], tokens)
        alone = False
        split_loss, split = _split(job, tokens)
    except Exception as error:  # whatever it is, this run does not work
        said = f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"
        return {"error": said, "difference": 0.0, "of": "", "alone": alone}
    apart = {name: _apart(gradient, split[name]) for name, gradient in gradients.items() if name in split}
    apart |= {name: float("inf") for name in gradients.keys() - split.keys()}
    apart["loss"] = abs(split_loss - loss) / abs(loss)
    worst = max(apart, key=lambda name: apart[name])
    return {"error": "", "difference": apart[worst], "of": worst, "alone": False}


def rank_of(rank: int, ranks: int, folder: str, job: dict[str, Any]) -> None:
    """Runs a job as one rank of its world, and leaves what it found beside the file by which the ranks meet."""
    store = dist.FileStore(f"{folder}/store", ranks)
    patience = timedelta(hours=1)  # a busy machine is no failure
    dist.init_process_group("gloo", store=store, rank=rank, world_size=ranks, timeout=patience)
    said = _compared(job)
    Path(f"{folder}/said.{rank}").write_text(json.dumps(said))
    if not said["error"]:
        dist.destroy_process_group()
    os._exit(0)  # what the group of a failed job still waits for must not keep the process
