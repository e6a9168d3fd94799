"""What torchtitan's model kinds ask of a run: update_from_config, and the refusals at the head of each parallelize function."""

from __future__ import annotations

import contextlib
import copy
import functools
import importlib
import random
from collections.abc import Iterator
from typing import Any

import torch
from torchtitan.config import CompileConfig, ParallelismConfig, TrainingConfig
from torchtitan.distributed.parallel_dims import ParallelDims
from torchtitan.models.common.attention import VarlenAttention
from torchtitan.trainer import Trainer

from .draws import ROUND, plain_llama
from .grid import Case, Grid, Said, refusal
from .question import Question


class _Reached(Exception):
    """The checks of a parallelize function are behind us."""


def _text(name: str, kind: str, **changed: Any) -> dict[str, Any]:
    return plain_llama(architectures=[name], model_type=kind, **changed)


def _moe(name: str, kind: str, **changed: Any) -> dict[str, Any]:
    return _text(name, kind, num_experts_per_tok=8, moe_intermediate_size=plain_llama()["intermediate_size"], **changed)


def _llama(heads: dict[str, int]) -> dict[str, Any]:
    return plain_llama(num_attention_heads=heads["n_heads"], num_key_value_heads=heads["n_kv_heads"])


def _qwen3(heads: dict[str, int]) -> dict[str, Any]:
    return {**_llama(heads), "architectures": ["Qwen3ForCausalLM"], "model_type": "qwen3"}


def _qwen3_moe(heads: dict[str, int]) -> dict[str, Any]:
    config = _moe("Qwen3MoeForCausalLM", "qwen3_moe", num_experts=ROUND, decoder_sparse_step=1, mlp_only_layers=[])
    return {**config, "num_attention_heads": heads["n_heads"], "num_key_value_heads": heads["n_kv_heads"]}


def _deepseek(heads: dict[str, int]) -> dict[str, Any]:
    config = _moe("DeepseekV3ForCausalLM", "deepseek_v3", n_routed_experts=ROUND, n_shared_experts=1, first_k_dense_replace=1)
    latent = {"kv_lora_rank": 512, "q_lora_rank": 1536, "qk_nope_head_dim": 128, "qk_rope_head_dim": 64, "v_head_dim": 128}
    every = heads["n_heads"]
    return {**config, **latent, "num_attention_heads": every, "num_key_value_heads": every, "num_nextn_predict_layers": 0}


def _gpt_oss(heads: dict[str, int]) -> dict[str, Any]:
    kinds = ["sliding_attention", "full_attention"] * (ROUND // 2)
    config = _moe("GptOssForCausalLM", "gpt_oss", num_local_experts=ROUND, sliding_window=128, layer_types=kinds)
    return {**config, "num_attention_heads": heads["n_heads"], "num_key_value_heads": heads["n_kv_heads"]}


def _qwen3_5(heads: dict[str, int]) -> dict[str, Any]:
    kinds = (["linear_attention"] * 3 + ["full_attention"]) * (ROUND // 4)
    text = _text("Qwen3_5TextModel", "qwen3_5_text", layer_types=kinds)
    text |= {"num_attention_heads": heads["n_heads"], "num_key_value_heads": heads["n_kv_heads"]}
    text |= {"linear_num_key_heads": heads["n_key_heads"], "linear_num_value_heads": heads["n_value_heads"]}
    text |= {"linear_key_head_dim": 64, "linear_value_head_dim": 64}
    vision = {"model_type": "qwen3_5", "num_heads": ROUND, "hidden_size": 64 * ROUND, "depth": 4}
    config = {"architectures": ["Qwen3_5ForConditionalGeneration"], "model_type": "qwen3_5"}
    return {**config, "text_config": text, "vision_config": vision, "tie_word_embeddings": False}


def _kimi(heads: dict[str, int]) -> dict[str, Any]:
    text = {**_deepseek(heads), "model_type": "kimi_k2"}
    vision = {"vt_num_attention_heads": heads["vision_heads"], "vt_hidden_size": 64 * ROUND}
    config = {"architectures": ["KimiK25ForConditionalGeneration"], "model_type": "kimi_k25"}
    return {**config, "text_config": text, "vision_config": vision, "tie_word_embeddings": False}


#: kind: (folder of torchtitan's models, flavor, the config.json of the same numbers, attention that may be chosen)
KINDS = {
    "llama3": ("llama3", "debugmodel", _llama, ["flex", "varlen"]),
    "qwen3": ("qwen3", "debugmodel", _qwen3, ["flex", "varlen"]),
    "qwen3_moe": ("qwen3", "debugmodel_moe", _qwen3_moe, ["flex", "varlen"]),
    "deepseek_v3": ("deepseek_v3", "debugmodel", _deepseek, ["flex", "varlen"]),
    "gpt_oss": ("gpt_oss", "debugmodel", _gpt_oss, ["flex", "varlen"]),
    "qwen3_5": ("qwen3_5", "debugmodel", _qwen3_5, ["flex"]),
    "kimi_k2_7": ("kimi_k2_7", "debugmodel", _kimi, ["flex"]),
}
HEADS = [(8, 8), (8, 4), (16, 2), (24, 8), (12, 12), (28, 4), (32, 1), (40, 10), (ROUND, ROUND)]


@functools.cache
def _registered(folder: str, flavor: str, attention: str) -> Any:
    return importlib.import_module(f"torchtitan.models.{folder}").model_registry(flavor, attn_backend=attention)


def _cases(rng: random.Random, count: int) -> Iterator[Case]:
    for _ in range(count):
        kind = rng.choice(list(KINDS))
        n_heads, n_kv_heads = rng.choice(HEADS)
        heads = {"n_heads": n_heads, "n_kv_heads": n_kv_heads}
        if kind == "qwen3_5":
            heads["n_key_heads"], heads["n_value_heads"] = rng.choice([(16, 32), (8, 24), (12, 12), (2, 4)])
        if kind == "kimi_k2_7":
            heads["vision_heads"] = rng.choice([16, 12, 8])
        tied = kind in ("llama3", "qwen3") and rng.random() < 0.3
        tp, cp, pp = rng.choice([1, 2, 3, 4, 8]), rng.choice([1, 1, 1, 2]), rng.choice([1, 1, 1, 2])
        moe = kind in ("qwen3_moe", "deepseek_v3", "gpt_oss", "kimi_k2_7")
        ep = rng.choice([1, tp * cp]) if moe else 1
        _, _, config_of, attentions = KINDS[kind]
        attention = rng.choice(attentions)
        told = {"kind": kind, **heads, "tied": tied, "attention": attention, "tp": tp, "cp": cp, "pp": pp, "ep": ep}
        told["sequence_length"] = rng.choice([12288, 122880, 245760]) if kind == "llama3" else None
        config = {**config_of(heads), "tie_word_embeddings": tied}
        mesh = {"pp_size": pp, "cp_size": cp, "tp_size": tp, "ep_size": ep, "world_size": 2 * pp * cp * tp}
        mesh |= {"dp_replicate_size": 1, "dp_shard_size": 2}
        run = {
            "framework_version": "0.3.0",
            "cuda_graphs": False,
            "attn": attention,
            "pipeline_schedule": "1F1B" if pp > 1 else None,
        }
        run["sequence_length"] = told["sequence_length"]
        yield Case(told, Question("torchtitan", {"config": config}, mesh, run))


def _model(told: dict[str, Any]) -> Any:
    """torchtitan's config of a kind, with the heads that were drawn."""
    folder, flavor, _, _ = KINDS[told["kind"]]
    model = copy.deepcopy(_registered(folder, flavor, told["attention"]).model)
    for layer in model.layers:
        if layer.attention is not None:
            layer.attention.n_heads = told["n_heads"]
            if hasattr(layer.attention, "n_kv_heads"):
                layer.attention.n_kv_heads = told["n_kv_heads"]
        delta = getattr(layer, "delta_net", None)
        if delta is not None:
            delta.in_proj_q.out_features = told["n_key_heads"] * delta.key_head_dim
            delta.in_proj_v.out_features = told["n_value_heads"] * delta.value_head_dim
    if told["kind"] == "kimi_k2_7":
        model.vision_encoder.num_heads = told["vision_heads"]
    model.enable_weight_tying = told["tied"]
    return model


class _Modules(torch.nn.Module):
    """Stands for a built model: it has the attention modules that its config asks for, and stops where it is cut."""

    def __init__(self, config: Any) -> None:
        super().__init__()
        attention = config.first_attention.inner_attention
        self.inner = attention.build() if isinstance(attention, VarlenAttention.Config) else torch.nn.Module()
        self.vision_encoder = None

    def parallelize(self, *_: Any) -> None:
        raise _Reached


def _says(case: Case) -> Said:
    told = case.told
    parallelism = ParallelismConfig(
        tensor_parallel_degree=told["tp"],
        context_parallel_degree=told["cp"],
        pipeline_parallel_degree=told["pp"],
        expert_parallel_degree=told["ep"],
    )

    def check() -> None:
        config = _model(told)
        # CUDA graphs are on by default, and refused beside stages: what a run with stages says.
        training = TrainingConfig(seq_len=told["sequence_length"] or 64, disable_cuda_graphs=told["pp"] > 1)
        config.update_from_config(config=Trainer.Config(parallelism=parallelism, training=training))
        world = 2 * told["pp"] * told["cp"] * told["tp"]
        dims = ParallelDims(1, 2, told["cp"], told["tp"], told["pp"], told["ep"], world)
        folder, flavor, _, _ = KINDS[told["kind"]]
        parallelize = _registered(folder, flavor, told["attention"]).parallelize_fn
        rest = {"ac_config": None, "dump_folder": "", "compile_config": CompileConfig()}
        with contextlib.suppress(_Reached):
            parallelize(_Modules(config), parallel_dims=dims, parallelism=parallelism, training=training, **rest)

    return refusal(check, ValueError, NotImplementedError)


def grid() -> Grid:
    return Grid(
        "torchtitan/model",
        "models/*/model.py#update_from_config, models/*/parallelize.py",
        "torchtitan",
        _cases,
        _says,
        whole=3000,
        sample=300,
    )
