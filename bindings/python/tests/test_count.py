"""The parameters of live models, counted, and what an estimate makes of them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

import pytest
import torch
from torch import nn
from transformers import LlamaConfig, LlamaForCausalLM

import meshwise
from meshwise._model.count import parameters
from meshwise._model.look import Look

SMALL = {"hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2, "num_attention_heads": 8, "vocab_size": 100}
RUN: dict[str, Any] = {"framework": "transformers", "gpu": "h100", "sequence_length": 128, "micro_batch_size": 1, "dp": 2}


def llama(**changes: Any) -> Any:
    return LlamaForCausalLM(LlamaConfig(**{**SMALL, **changes}))


def assumed(verdict: Any) -> dict[str, str]:
    return {one["setting"]: one["value"] for one in verdict.estimate["assumed"]}


@pytest.mark.parametrize("tied", [True, False])
def test_what_is_counted_is_what_torch_counts_and_what_the_class_has(tied: bool) -> None:
    model = llama(tie_word_embeddings=tied)
    count = sum(parameter.numel() for parameter in model.parameters())
    assert parameters(model) == {"count": count, "trainable": count, "meta": 0, "dtypes": {"float32": count}}
    alone = meshwise.check(model.config.to_dict(), want=["estimate"], **RUN)
    live = meshwise.check(model, want=["estimate"], **RUN)
    assert live.estimate["parameters"] == alone.estimate["parameters"] == count
    assert live.estimate["remarks"] == []


def test_dtypes_and_devices() -> None:
    model = llama().to(torch.bfloat16)
    model.model.norm.float()
    found = parameters(model)
    assert found["dtypes"] == {"bfloat16": found["count"] - 64, "float32": 64}
    with torch.device("meta"):
        found = parameters(llama())
    assert found["meta"] == found["count"] > 0


def test_the_estimate_keeps_weights_as_the_model_does() -> None:
    assert assumed(meshwise.check(llama(), **RUN))["precision.params"] == "float32"
    assert assumed(meshwise.check(llama().to(torch.bfloat16), **RUN))["precision.params"] == "bfloat16"
    with torch.device("meta"):
        assert assumed(meshwise.check(llama(), **RUN))["precision.params"] == "bfloat16", "no weights are there yet"


def test_frozen_weights_have_no_states() -> None:
    model = llama().requires_grad_(False)
    assert meshwise.check(model, **RUN).estimate["remarks"][0]["why"].startswith("are all frozen")
    model.model.layers[0].self_attn.q_proj.weight.requires_grad_(True)
    verdict = meshwise.check(model, **RUN)
    assert assumed(verdict)["peft"] == "4096 trainable parameters, as the model has them"
    assert verdict.estimate["memory"]["stages"][0]["gradients"] == 4 * 4096 / 2, "of each of two ranks"
    row = meshwise.plan(model, world_size=2, gpu="h100", sequence_length=128, global_batch_size=4).runs[0]
    assert row["estimate"]["memory"]["stages"][0]["gradients"] in (4 * 4096, 4 * 4096 / 2)


def test_a_model_that_was_changed_is_told_apart_from_its_class() -> None:
    model = llama()
    model.lm_head = nn.Linear(64, 200, bias=False)
    (remark,) = meshwise.check(model, **RUN).estimate["remarks"]
    assert remark["what"] == "parameters" and "the estimate is of the latter" in remark["why"]


class FlatParameter(nn.Parameter):
    """As FSDP 1 has one on each rank."""


def test_a_part_of_a_parameter_is_not_counted() -> None:
    flat = nn.Linear(4, 4)
    flat.weight = FlatParameter(torch.zeros(8))
    assert "FlatParameter" in parameters(flat)["$opaque"]
    megatron = nn.Linear(4, 4)
    megatron.weight.tensor_model_parallel = True
    assert "$opaque" in parameters(megatron)
    lazy = nn.LazyLinear(4)
    assert "$raised" in parameters(lazy) or "$opaque" in parameters(lazy)


def test_zero_says_the_whole_by_itself() -> None:
    model = nn.Linear(4, 4, bias=False)
    model.weight = nn.Parameter(torch.empty(0))
    model.weight.ds_numel = 16
    assert parameters(model)["count"] == 16


def test_a_sharded_parameter_is_counted_whole() -> None:
    import torch.distributed as dist
    from torch.distributed.tensor import Shard, distribute_tensor
    from torch.testing._internal.distributed.fake_pg import FakeStore

    dist.init_process_group("fake", rank=0, world_size=4, store=FakeStore())
    try:
        mesh = dist.device_mesh.init_device_mesh("cpu", (4,))
        model = nn.Linear(8, 8, bias=False)
        model.weight = nn.Parameter(distribute_tensor(model.weight.data, mesh, [Shard(0)]))
        assert parameters(model)["count"] == 64
    finally:
        dist.destroy_process_group()


def test_what_is_shared_is_counted_once_and_a_circle_ends() -> None:
    model = nn.Sequential(nn.Linear(4, 4, bias=False))
    model.append(model[0])
    model[0].register_module("back", model)
    assert parameters(model)["count"] == 16


@pytest.mark.parametrize(
    "odd",
    [
        SimpleNamespace(forward=None),
        SimpleNamespace(_modules={"a": None}, _parameters={"b": 3}),
        SimpleNamespace(_modules={}, _parameters={"b": SimpleNamespace(numel=lambda: 1 << 60, dtype="x", requires_grad=1)}),
        SimpleNamespace(_modules={}, _parameters={"b": SimpleNamespace(numel=lambda: -1, dtype="x", requires_grad=1)}),
        SimpleNamespace(_modules={}, _parameters={}),
        MagicMock(),
    ],
)
def test_what_is_no_module_does_no_harm(odd: Any) -> None:
    meshwise.report(odd)


def test_a_kept_look_does_not_count() -> None:
    assert "counted_parameters" in meshwise.facts(llama())
    assert "counted_parameters" not in Look(llama()).facts
