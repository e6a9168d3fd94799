"""Measures on the GPU of this machine: ``python -m onegpu --out FILE`` in ``plan/``, in about three minutes.

The rows are those of testdata/published-runs.csv. Needs torch with a GPU and transformers; rows with Liger's loss or with an
adapter need liger-kernel and peft, and are named where these are missing. ``--rehearse`` runs every setting small, on the
processor, and writes no row.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
import transformers
from torch.distributed.device_mesh import init_device_mesh

from . import measure
from .settings import MODELS, SETTINGS, Setting

_PLAN = Path(__file__).resolve().parents[1]
_SMALL = {
    "hidden_size": 64,
    "intermediate_size": 96,
    "moe_intermediate_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 16,
    "vocab_size": 256,
}


def main() -> int:
    """Measures every setting of every model."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--out", type=Path, help="the table that is written")
    arguments.add_argument("--rehearse", action="store_true", help="run every setting small, on the processor")
    arguments.add_argument("--gpu", default="h100", help="the card's name in the table")
    given = arguments.parse_args()
    if given.rehearse == bool(given.out):
        arguments.error("say where the rows go (--out FILE), or that it is a rehearsal (--rehearse)")
    if given.out and not torch.cuda.is_available():
        arguments.error("there is no GPU here; --rehearse needs none")
    os.environ.setdefault("MASTER_ADDR", "127.0.0.1")
    os.environ.setdefault("MASTER_PORT", "0")
    device = "cpu" if given.rehearse else "cuda"
    torch.distributed.init_process_group(
        "gloo" if given.rehearse else "nccl", rank=0, world_size=1, store=torch.distributed.HashStore()
    )
    mesh = init_device_mesh(device, (1,))
    head = (_PLAN / "testdata" / "published-runs.csv").read_text(encoding="utf-8").split("\n", 1)[0].split(",")
    rows: list[dict[str, Any]] = []
    missing = 0
    for name in MODELS:
        for setting in SETTINGS:
            try:
                got = measure.measured(
                    name, _config(name, small=given.rehearse), _as_asked(setting, small=given.rehearse), mesh
                )
            except (ImportError, torch.OutOfMemoryError) as error:
                missing += 1
                print(f"{name} {setting}: {type(error).__name__}: {str(error).splitlines()[0]}", flush=True)
                continue
            finally:
                measure.clear()
            print(f"{name} {setting}: {json.dumps(got)}", flush=True)
            rows += _rows(name, setting, got, given.gpu, len(rows))
            if given.out:
                _write(given.out, head, rows)
    torch.distributed.destroy_process_group()
    return 1 if missing and not given.rehearse else 0


def _config(name: str, *, small: bool) -> dict[str, Any]:
    entry = json.loads((_PLAN / "testdata" / "models.json").read_text(encoding="utf-8"))[name]
    config = dict(entry.get("config") or _file(entry["file"]))
    if small:
        config |= {key: value for key, value in _SMALL.items() if key in config}
    return config


def _file(name: str) -> dict[str, Any]:
    path = _PLAN.parent / "tests" / "fixtures" / "configs" / f"{name}.json"
    read: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return read


def _as_asked(setting: Setting, *, small: bool) -> Setting:
    # Liger's kernels need a GPU, and compiling needs a compiler: the rehearsal is about the script.
    return replace(setting, sequence=64, loss="eager", kernels="eager") if small else setting


def _rows(name: str, setting: Setting, got: dict[str, float], gpu: str, count: int) -> list[dict[str, Any]]:
    """Two rows a setting: PyTorch's allocated peak with the time of a step, and its reserved peak."""
    has = torch.cuda.get_device_name() if torch.cuda.is_available() else "processor"
    notes = f"{has}; torch {torch.__version__}; transformers {transformers.__version__}; fully_shard on one rank; random tokens"
    if allocator := os.environ.get("PYTORCH_CUDA_ALLOC_CONF"):
        notes += f"; {allocator}"
    common = {
        "source": "meshwise plan/onegpu",
        "ref": "python -m onegpu",
        "group": "one-gpu-lora" if setting.adapter else "one-gpu",
        "model": name,
        "gpu": gpu,
        "gpu_mem_gb": 80,
        "n_gpus": 1,
        "strategy": "fsdp2",
        **dict.fromkeys(("tp", "pp", "cp", "ep", "etp", "vpp", "dp_replicate"), 1),
        "mbs": setting.microbatch,
        "gbs": setting.microbatch * setting.microbatches,
        "seq": setting.sequence,
        "precision": "bf16",
        "params_dtype": setting.storage,
        "optimizer": "adamw",
        "recompute": setting.recompute,
        "kernels": setting.kernels,
        "loss": setting.loss,
        "notes": notes + (f"; LoRA of rank {setting.adapter} on every linear layer" if setting.adapter else ""),
        "split": "given",
        "mem_rank": "max",
        "mesh_chosen": 0,
    }
    allocated = {"mem_gib": f"{got['allocated_gib']:.3f}", "mem_kind": "allocated", "step_s": f"{got['step_s']:.4f}"}
    reserved = {"mem_gib": f"{got['reserved_gib']:.3f}", "mem_kind": "reserved"}
    return [{**common, **one, "id": f"G{count + i + 1:04d}"} for i, one in enumerate((allocated, reserved))]


def _write(path: Path, head: list[str], rows: list[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, head, lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


if __name__ == "__main__":
    sys.exit(main())
