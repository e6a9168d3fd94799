"""What the engine writes into a framework's config is read by the framework itself, and means the same sizes."""

from __future__ import annotations

import dataclasses
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from meshwise._engine import ask as _ask

MESHES = [
    ({"world_size": 8, "tp_size": 2, "cp_size": 2}, {}),
    ({"world_size": 16, "tp_size": 4}, {"gpus_per_node": 8}),
    ({"world_size": 32, "pp_size": 4, "ep_size": 8}, {"pipeline_schedule": "Interleaved1F1B", "layers_per_stage": 4}),
    ({"world_size": 16, "dp_replicate_size": 2, "tp_size": 2}, {}),
    ({"world_size": 8, "tp_size": 2, "strategy": "megatron_fsdp"}, {}),
    ({"world_size": 4, "strategy": "ddp"}, {}),
    ({"world_size": 1}, {}),
]


def start(framework: str, mesh: dict[str, Any], run: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    answer = _ask.ask("launch", mesh=mesh, run=run)
    found = next(one for one in answer["starts"] if one["framework"] == framework)
    return answer["mesh"], found


def said(command: str, prefix: str) -> dict[str, str]:
    """The flags of a command that begin so, each with its value."""
    words = shlex.split(command)
    pairs = zip(words, words[1:], strict=False)
    return {word.removeprefix(prefix): value for word, value in pairs if word.startswith(prefix)}


@pytest.mark.parametrize(("mesh", "run"), MESHES)
def test_nemo_automodel_reads_its_config(mesh: dict[str, Any], run: dict[str, Any]) -> None:
    from nemo_automodel.recipes._dist_utils import parse_distributed_section

    sizes, found = start("nemo_automodel", mesh, run)
    read = parse_distributed_section(yaml.safe_load(found["config"])["distributed"])
    for name in ("pp_size", "cp_size", "tp_size", "ep_size"):
        assert read[name] == sizes[name]
    assert (read["dp_replicate_size"] or 1) == sizes["dp_replicate_size"]
    assert read["dp_size"] is None  # what the others leave
    assert (read["pipeline_config"] is not None) == (sizes["pp_size"] > 1)
    if read["pipeline_config"] is not None and run:
        assert read["pipeline_config"].pp_schedule == run["pipeline_schedule"]
        assert read["pipeline_config"].layers_per_stage == run["layers_per_stage"]


@pytest.mark.parametrize(("mesh", "run"), MESHES)
def test_torchtitan_reads_its_config(mesh: dict[str, Any], run: dict[str, Any]) -> None:
    from torchtitan.config.configs import ParallelismConfig

    sizes, found = start("torchtitan", mesh, run)
    flags = said(found["command"], "--parallelism.")
    kinds = {field.name: type(field.default) for field in dataclasses.fields(ParallelismConfig)}
    read = ParallelismConfig(**{name: int(word) if kinds[name] is int else word for name, word in flags.items()})
    product = (
        read.data_parallel_replicate_degree
        * read.data_parallel_shard_degree
        * read.context_parallel_degree
        * read.tensor_parallel_degree
        * read.pipeline_parallel_degree
    )
    assert product == sizes["world_size"]
    assert read.expert_parallel_degree == sizes["ep_size"]
    if sizes["pp_size"] > 1:
        assert read.pipeline_parallel_schedule == run["pipeline_schedule"]


@pytest.mark.parametrize(("mesh", "run"), MESHES)
def test_accelerate_reads_its_config(mesh: dict[str, Any], run: dict[str, Any], tmp_path: Path) -> None:
    from accelerate.commands.launch import _validate_launch_command, launch_command_parser

    sizes, found = start("accelerate", mesh, run)
    lacks = [f"{axis}.not_in_framework" for axis in ("pp", "ep") if sizes[f"{axis}_size"] > 1]
    assert [one["code"] for one in found["refused"]] == lacks
    if lacks:
        assert "config" not in found and "command" not in found
        return
    config = tmp_path / found["file"]
    config.write_text(found["config"])
    asked = launch_command_parser().parse_args(["--config_file", str(config), "train.py"])
    asked.nondefault = []
    read, _, _ = _validate_launch_command(asked)
    assert (read.num_processes, read.num_machines) == (sizes["world_size"], -(-sizes["world_size"] // 8))
    if read.use_fsdp:
        assert read.fsdp_version == 2
        for name in ("dp_replicate_size", "dp_shard_size", "cp_size", "tp_size"):
            assert getattr(read, f"parallelism_config_{name}") == sizes[name]
    else:
        assert mesh.get("strategy") == "ddp" or sizes["world_size"] == 1


def test_megatron_core_has_the_sizes() -> None:
    import torch
    from megatron.core.model_parallel_config import ModelParallelConfig

    mesh, run = {"world_size": 64, "pp_size": 2, "tp_size": 2, "ep_size": 4}, {"expert_tensor_parallel_size": 1}
    _, found = start("megatron", mesh, run)
    flags = {
        name.replace("-", "_"): int(size) for name, size in said(found["command"].split("pretrain_gpt.py")[1], "--").items()
    }
    read = ModelParallelConfig(**flags, pipeline_dtype=torch.bfloat16)
    assert (read.pipeline_model_parallel_size, read.tensor_model_parallel_size) == (2, 2)
    assert (read.expert_model_parallel_size, read.expert_tensor_parallel_size) == (4, 1)
