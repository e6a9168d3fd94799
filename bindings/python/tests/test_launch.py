"""What the engine writes into a framework's config is read by the framework itself, and means the same sizes."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest
import tomllib
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
    section = tomllib.loads(found["config"])["parallelism"]
    assert set(section) <= {field.name for field in dataclasses.fields(ParallelismConfig)}
    read = ParallelismConfig(**section)
    product = (
        read.data_parallel_replicate_degree
        * read.data_parallel_shard_degree
        * read.context_parallel_degree
        * read.tensor_parallel_degree
        * read.pipeline_parallel_degree
    )
    assert product == sizes["world_size"]
    assert read.expert_parallel_degree == sizes["ep_size"]


@pytest.mark.parametrize(("mesh", "run"), MESHES)
def test_accelerate_reads_its_config(mesh: dict[str, Any], run: dict[str, Any], tmp_path: Path) -> None:
    from accelerate.commands.launch import _validate_launch_command, launch_command_parser

    sizes, found = start("hf", mesh, run)
    if found["lacks"]:
        assert found["lacks"] == [axis for axis in ("pp", "ep") if sizes[f"{axis}_size"] > 1]
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
    from megatron.core.model_parallel_config import ModelParallelConfig

    mesh, run = {"world_size": 64, "pp_size": 2, "tp_size": 2, "ep_size": 4}, {"expert_tensor_parallel_size": 1}
    _, found = start("megatron", mesh, run)
    section = yaml.safe_load(found["config"])
    assert set(section) <= {field.name for field in dataclasses.fields(ModelParallelConfig)}
    assert section["expert_tensor_parallel_size"] == 1
    for name, size in section.items():
        assert f"--{name.replace('_', '-')} {size}" in found["command"]
