"""The command beside the Go command: the same lines give the same bytes, the same exit code and the same errors."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import guard
import pytest
from scripts import SRC

CONFIG = """{"model_type": "llama", "architectures": ["LlamaForCausalLM"], "num_attention_heads": 32,
  "num_key_value_heads": 8, "num_hidden_layers": 32, "intermediate_size": 14336, "vocab_size": 128256,
  "time_step_limit": [0.0, Infinity], "layer_scale": -Infinity, "unused": NaN, "big": 123456789012345678901234567890}
"""
FACTS = """{"class": {"name": "LlamaForCausalLM", "module": "transformers.models.llama.modeling_llama", "mro": []},
  "registry.tp_plan": true, "registry.custom_model": false, "_tp_plan": {"layers.*.q_proj": "colwise"},
  "_pp_plan": {"layers": [["hidden_states"], ["hidden_states"]]}, "_ep_plan": null, "_supports_sdpa": true,
  "forward": {"parameters": ["input_ids", "attention_mask"], "var_keyword": true}, "backend.attn": null, "backend": false,
  "config": {"model_type": "llama", "num_attention_heads": 32, "num_key_value_heads": 8, "num_hidden_layers": 32,
    "intermediate_size": 14336, "vocab_size": 128256, "tie_word_embeddings": false}}
"""
NEMO = """# a recipe
model:
  _target_: nemo_automodel.NeMoAutoModelForCausalLM.from_pretrained
  pretrained_model_name_or_path: org/llama

distributed:
  strategy: fsdp2
  tp_size: 16   # too many
  pp_size: 1
step_scheduler:
  global_batch_size: 32
  local_batch_size: 1
"""
NUMBERS = """--num-layers 32 --hidden-size 4096 --num-attention-heads 32 --seq-length 4096 --max-position-embeddings 4096 \\
  --micro-batch-size 1 --global-batch-size 128"""
MEGATRON = f"""#!/bin/bash
TP=${{TP:-16}}
torchrun --nproc-per-node 8 --nnodes 2 pretrain_gpt.py --tensor-model-parallel-size $TP --group-query-attention \\
  --num-query-groups 8 {NUMBERS}
"""
TWO = "".join(f"torchrun --nproc-per-node 8 pretrain_gpt.py --tensor-model-parallel-size {tp} {NUMBERS}\n" for tp in (3, 2))
TITAN = """[model]
name = "llama3"
flavor = "8B"
[parallelism]
tensor_parallel_degree = 3
[training]
local_batch_size = 1
seq_len = 8192
"""
ACCELERATE = """compute_environment: LOCAL_MACHINE
distributed_type: FSDP
num_machines: 1
num_processes: 8
fsdp_config:
  fsdp_version: 2
parallelism_config:
  tp_size: 4
"""
MANIFEST = """meshwise: 1
models: [org/llama, ../llama]
frameworks: [nemo_automodel, megatron]
runs:
  - {tp: 8, world: 64}
  - name: long context
    cp: 8
    world_size: 64
    sequence_length: 131072
    precision: {params: bf16}
    frameworks: nemo_automodel
  - nemo.yaml
  - file: train.sh
    env: {TP: 4}
    model: ../llama
  - name: by hand
    command: [torchrun, --nproc-per-node, "8", pretrain_gpt.py, --tensor-model-parallel-size, "8"]
accept:
  - code: tp.kv_heads_not_divisible
    reason: we like <it>
    runs: [nemo.yaml]
  - code: tp.heads_not_divisible
    reason: told long ago
"""
#: What makes it none.
WRONG = [
    ("meshwise: 1", "meshwise: 2"),
    ("models: [org/llama, ../llama]\n", ""),
    ("frameworks: [nemo", "framework: [nemo"),
    ("runs:\n", "runs: {}\nmore:\n"),
    ("    cp: 8", "    cpp: 8"),
    ("    cp: 8", "    cp: 8\n    cp_size: 4"),
    ("    cp: 8", "    cp: 8\n    cp: 8"),
    ("name: by hand", "name: long context"),
    ("    reason: we like <it>\n", ""),
    ("code: tp.kv", "code: tp_kv"),
    ("runs: [nemo.yaml]", "runs: [memo.yaml]"),
    ("file: train.sh", "file: [train.sh]"),
    ("  - nemo.yaml\n", "  - nowhere.yaml\n  - {model: org/nowhere, tp: 2}\n"),
    ("    env: {TP: 4}", "    command: [a]"),
    ("file: train.sh", "tp: 2"),
]
FILES: dict[str, bytes] = {
    "config.json": CONFIG.encode(),
    "facts.json": FACTS.encode(),
    "llama/config.json": CONFIG.encode(),
    "a folder/config.json": CONFIG.encode(),
    "member.json": b'{"num_key_value_heads": 8, "x": "\\"}"}, "mesh": {"tp_size": 1}',
    "outer.json": b'{"num_key_value_heads": 8, "x": "\\"}"}}, "mesh": {"tp_size": 1}, "y": {"z": 1',
    "string.json": b'{"a": "b\\"}, "mesh": {"tp_size": 1}, "x": {"y": "z',
    "bracket.json": b'{"a": [1}, "mesh": {"tp_size": 1}, "x": {"b": 2]}',
    "two.json": b'{"num_key_value_heads": 8}\n{"num_key_value_heads": 16}',
    "request.json": b'{"op": "describe"}',
    "array.json": b'[{"model_type": "llama"}]',
    "number.json": b"5",
    "word.json": b"model_type: llama",
    "twice.json": b'{"a": 1,\n"a": 2}',
    "comma.json": b'{"a": 1,\n"b": 2,\n}',
    "half.json": b'{"a": "\\ud800"}',
    "latin.json": b'{"a": "\xe4"}',
    "open.json": b'{"a":' * 100,
    "list.json": b"[" * 100_000,
    "keys.json": b'{"\\u001b[31m \\u009b \\u202e": {"a": 1, "a": 2}}',
    "model.json": b'{"class": {"name": "\\u001b[31mEvil\\u009b\\u202e\\u0007"}, "config": {"model_type": "\\u001b]0;title"}}',
    "nothing.json": b"",
    "blank.json": b" \n ",
    "page.json": b"<!DOCTYPE html><html></html>",
    "pointer.json": b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
    "model.safetensors": b'<\x01\0\0\0\0\0\0{"a":{"dtype":"F32"}}',
    "model.gguf": b"GGUF\x03\0\0\0",
    "model.bin": b"PK\x03\x04\0",
    "model.pkl": b"\x80\x02}q\0.",
    "packed.json": b"\x1f\x8b\x08",
    "other.bin": b"\x7fELF\0\0",
    "bom.json": b"\xef\xbb\xbf{}",
    "wide.json": b"\xff\xfe{\0}\0",
    "huge.json": b"    " * 1_048_577,
    "big.json": b" {}" * 1_398_100,
    "words.json": b"word " * 838_861,
    "both.json": b'{"config": {}, "model_type": "llama"}',
    "odd.json": b'{"num_heads": 8}',
    "named.json": b'{"class": {"name": "Llama"}, "num_heads": 8}',
    "deep.json": b'{"class": {"name": 5}}',
    "nemo.yaml": NEMO.encode(),
    "nemo8.yaml": NEMO.replace("org/llama", "llama").replace("16", "8").encode(),
    "unresolved.yaml": NEMO.replace("org/llama", "org/nowhere").encode(),
    "megatron.sh": MEGATRON.encode(),
    "two.sh": TWO.encode(),
    "titan.toml": TITAN.encode(),
    "accelerate.yaml": ACCELERATE.encode(),
    "crlf.yaml": NEMO.replace("\n", "\r\n").encode(),
    "unended.yaml": NEMO.replace("  local_batch_size: 1\n", "  local_batch_size: 1").encode(),
    "recipes/nemo.yaml": NEMO.encode(),
    "recipes/none.yaml": b"a: b\n",
    "recipes/sub/two.sh": TWO.encode(),
    "recipes/.hidden/nemo.yaml": NEMO.encode(),
    "recipes/node_modules/nemo.yaml": NEMO.encode(),
    "recipes/broken.yaml": b"a: 1\na: 2\ndistributed:\n  tp_size: 2\n",
    "params/params.json": b"{}",
    "ci/meshwise.yaml": MANIFEST.encode(),
    "ci/nemo.yaml": NEMO.encode(),
    "ci/train.sh": MEGATRON.encode(),
    **{f"manifest{i}.yaml": MANIFEST.replace(*wrong).encode() for i, wrong in enumerate(WRONG)},
    "hub/models--org--llama/refs/main": b"c0ffee\n",
    "hub/models--org--llama/refs/refs/pr/1": b"beef",
    "hub/models--org--llama/snapshots/c0ffee/config.json": CONFIG.encode(),
    "hub/models--org--llama/snapshots/beef/config.json": b'{"model_type": "llama", "num_attention_heads": 12}',
    "hub/models--org--one/snapshots/abc/config.json": CONFIG.encode(),
    "hub/models--org--two/snapshots/abc/config.json": CONFIG.encode(),
    "hub/models--org--two/snapshots/def/config.json": CONFIG.encode(),
    "hub/models--org--weights/refs/main": b"c0ffee",
    "hub/models--org--weights/snapshots/c0ffee/model.safetensors": b"x",
    "hub/models--org--evil/refs/main": b"../../models--org--llama/snapshots/c0ffee",
    "hub/models--org--page/refs/main": b"a",
    "hub/models--org--page/snapshots/a/config.json": b"<html></html>",
    "hub/models--gpt2/refs/main": b"a",
    "hub/models--gpt2/snapshots/a/config.json": b'{"model_type": "gpt2", "n_head": 12, "n_layer": 12}',
    "train.sh": b"torchrun --nproc-per-node 8 pretrain_gpt.py --tensor-model-parallel-size $TP --num-attention-heads 32\n",
    "run.yaml": b"model:\n  pretrained_model_name_or_path: a/b\ndistributed:\n  strategy: fsdp2\n  tp_size: 16\n",
    "run": b"distributed:\n  strategy: fsdp2\n  tp_size: 16\n",
    "follow/run.sh": b"source sizes.sh\ntorchrun --nproc-per-node 8 pretrain_gpt.py --tensor-model-parallel-size $TP\n",
    "follow/sizes.sh": b"TP=4\n",
    "empty/keep": b"",
    "odd/config.json/keep": b"",
}
LINES = r"""
check config.json --tp 8 --pp 2
check config.json --tp 16
check config.json --tp=16 --world-size=64
check facts.json --tp 16 --format text
check facts.json --tp 16 --format json
check facts.json --tp 16 --format json --pretty
check facts.json --tp 16 --format markdown
check facts.json --tp 16 --format github
check facts.json --tp 16 --format sarif
check facts.json --tp 16 --format junit
check facts.json --tp 16 --format refusal
check facts.json --tp 8 --format refusal
check facts.json --tp 16 --color always
check facts.json --tp 16 --color never
check facts.json --tp 16 --color red
check facts.json --tp 16 --format yaml
check facts.json --tp 16 --format ansi
check facts.json --tp 16 --pretty
check config.json --tp 4 --fail-on unknown
check facts.json --tp 8 --fail-on unknown
check facts.json --tp 8 --fail-on warning
check facts.json --tp 8 --cp 2 --fail-on warning
check config.json --fail-on never
check config.json --input yaml
check config.json --mesh tp=8,pp=2 --mesh tp=4,pp=4 --world-size 16
check facts.json --mesh tp=8 --mesh tp=16 --mesh tp=4,cp=2 --world-size 32 --format json
check facts.json --mesh tp=8 --mesh tp=4
check config.json --mesh tp=1 --mesh tp=4 --fail-on unknown
check facts.json --tp 2 --framework torchtitan --fail-on unknown
check facts.json --tp 2 --framework megatron --expert-tp 2 --gpus-per-node 8
check facts.json --tp 16 --framework hf --nearest 1
check facts.json --tp 16 --nearest 0
check facts.json --tp 16 --nearest x
check facts.json --pp 4 --layers-per-stage 3 --pipeline-schedule 1F1B
check llama --tp 8
check llama/ --tp 8 --format github
check 'a folder' --tp 16 --format sarif
check - --tp 16
check - --tp 16 --format github
check model.json --tp 2
capabilities config.json
capabilities facts.json --cp 2 --format markdown
capabilities facts.json --mesh cp=2,ep=1 --format json --pretty
capabilities model.json
capabilities model.json --format markdown
capabilities request.json --format json
capabilities both.json
capabilities both.json --input facts
capabilities odd.json --format json
capabilities odd.json --input facts
capabilities named.json
capabilities named.json --input config --format json
capabilities config.json --framework hf
meshes config.json --world-size 64
meshes facts.json --world-size 64 --tp 8 --limit 5 --format json
meshes facts.json --world-size 16 --tp 16
meshes facts.json
meshes facts.json --world-size 8 --limit 0
read train.sh
read train.sh --env TP=4 --format json
read train.sh --env TP
read run.yaml
read run.yaml --format json --pretty
read run.yaml --world-size 64 --format json
read run --format json
read follow/run.sh --format json
read run.yaml --with follow/sizes.sh --format json
read -- torchrun --nproc-per-node 8 pretrain_gpt.py --tensor-model-parallel-size 8
read --format json -- torchrun --nproc-per-node 8 pretrain_gpt.py --tensor-model-parallel-size 8
read nowhere.yaml
read empty
read nothing.json
read latin.json
read config.json
read
plan facts.json --gpus 16 --gpu h100 --sequence-length 4096 --global-batch-size 128
plan config.json --gpus 16 --gpu h100 --sequence-length 4096 --global-batch-size 128 --tp 4 --limit 2 --format json
plan config.json --gpus 16
plan config.json --gpus 16 --gpu h100 --sequence-length 4096 --global-batch-size 128 --explain tp=4,pp=2
plan config.json --gpus 16 --gpu h100 --explain tp=16
plan config.json --gpus 16 --explain tp=4 --mesh tp=2
plan config.json --gpus 16 --explain tp=4 --limit 3
plan config.json --limit 1000 --gpus 16
plan config.json --gpus 16 --gpu none
check config.json --tp 8 --precision-params bf16 --recompute full --packing --offload params,optimizer
check config.json --tp 8 --precision.params=bf16 --peft-targets q_proj,v_proj --peft-alpha 0.5 --format json
check config.json --tp 8 --packing=false --packing=maybe
check config.json --tp 8 --recompute fully
check config.json --pp 2 --world-size 8 --framework torchtitan --defaults stated
check config.json --pp 2 --world-size 8 --framework torchtitan --defaults guessed
check config.json --mesh tp=8,recompute=full
check config.json --tp 2 --tensor_parallel 2
check config.json --tensor-parallel-size 2 --downlod
check config.json --attn-bakend te
check config.json --tensor-parallel-degree 0
check config.json --tp_size 2 --mesh tp=2
check config.json --tp_size
capabilities config.json --recompute full
version --tp_size 2
read run --gpus 0
meshes facts.json --world-size 8 --framework torchtitan --cuda-graphs=false --pp 2 --defaults stated
topology --world-size 64 --tp 8 --cp 2
topology --mesh tp=4,pp=2 --rank 5
topology --mesh tp=2,pp=2,world=8 --axis pp --format json
topology --mesh 'tp_size=2, dp-replicate=2, dp_shard_size=2, strategy=fsdp2' --format json
topology --world_size 64 --dp_replicate_size 2 --dp_shard 4 --tp_size 8 --format json
topology --tp 2 --pp 3 --cp 5 --ep 7 --dp 11 --format json
topology --world-size 10 --tp 4
topology --tp 2 --rank 2
topology --tp 2 --rank first
topology --tp 2 --axis tq
topology config.json --tp 2
topology --mesh tp=2 --mesh tp=4
topology
check config.json --tp 8 --attn-backend te
check config.json --tp 8 --cp 2 --attn-backend 'no such' --format json
check facts.json --tp 8 --attn-backend te
check config.json --tp 8 --no-catalogue --format json
check config.json --tp 8 --framework hf --transformers 5.23 --format json
check config.json --tp 8 --transformers newest
capabilities config.json --attn-backend sdpa --no-catalogue
meshes facts.json --world-size 64 --near tp=16,pp=2 --limit 5
meshes facts.json --world-size 64 --near tp=3
meshes facts.json --world-size 64 --near tq=3
meshes facts.json --world-size 64 --near ''
launch --world-size 64 --tp 8 --cp 2
launch --mesh tp=4,pp=2,world=64 --gpus-per-node 8 --format markdown
launch --world-size 10 --tp 4 --format json
launch config.json
architectures llama
architectures LlamaForCausalLM --format json
architectures --source transformers@5 --model-type qwen3 --format markdown
architectures --supports pp deepseek
architectures --supports nothing
architectures --source elsewhere@1
architectures no-such-name
architectures llama qwen
diff transformers nemo_automodel --format json
diff transformers@5 nemo_automodel
diff transformers
diff transformers transformers@1
explain tp.kv_heads_not_divisible
explain tp.kv_heads_not_divisible --format json
explain tp.kv_heads_not_divisible --format markdown
explain not_observed
explain input.not_an_integer
explain tp.kv_heads_not_divisable
explain tp
explain nothing
explain --format json
explain
describe
describe --pretty
describe everything
--version
-v
version --format sarif
check
check nowhere.json --tp 1
check 'no such' --tp 1
check odd --tp 1
check nothing.json --tp 1
check blank.json --tp 1
check page.json --tp 1
check pointer.json --tp 1
check model.safetensors --tp 1
check model.gguf --tp 1
check model.bin --tp 1
check model.pkl --tp 1
check packed.json --tp 1
check other.bin --tp 1
check bom.json --tp 1
check wide.json --tp 1
check huge.json --tp 1
check big.json --tp 1
check words.json --tp 1
check member.json --tp 16
check outer.json --tp 16
check facts.json --tp 16 -o nowhere/written
check string.json --tp 16
check bracket.json --tp 16
check two.json --tp 16
check request.json --input facts --tp 16
check array.json --tp 1
check number.json --tp 1
check word.json --tp 1
check twice.json --tp 1
check comma.json --tp 1
check half.json --tp 1
check latin.json --tp 1
check open.json --tp 1
check list.json --tp 1
check keys.json --tp 1
check deep.json --tp 1
check config.json --tp 0
check config.json --tp -1
check config.json --tp 2.0
check config.json --tp 1e3
check config.json --tp two
check config.json --tp ''
check config.json --tp 007
check config.json --tp '1,"pp_size":2'
check config.json --tp 99999999999999999999
check config.json --tp 2 --gpus-per-node 0
check config.json --tp 2 --strategy fsdp
check config.json --tp 2 --framework 5
check config.json --dp 4 --dp-shard 2
check config.json
check config.json --mesh tp=two
check config.json --mesh tp=2 --mesh tp=2,cp_size=0
check config.json --mesh tq_size=2
check config.json --mesh tp
check config.json --mesh ''
check config.json --mesh tp=2,
check config.json --mesh tp=2,tp_size=4
check config.json --tp 2 --mesh tp=2
check config.json --mesh a/~b=2
check config.json --tp
check config.json --nope
check config.json --nope=3
check config.json -x
chekc
help chekc
help check more
nonsense and more
"""
#: Several answers in one document, in every format that there is.
SEVERAL = """
check nemo.yaml
check nemo.yaml nemo8.yaml megatron.sh
check two.sh
check recipes
check ci/meshwise.yaml
check nemo.yaml --ignore tp.kv_heads_not_divisible
check nemo.yaml two.sh --ignore tp.kv_heads_not_divisible --ignore tp.heads_not_divisible
check titan.toml accelerate.yaml --model config.json
check config.json facts.json --tp 16
"""
FORMATS = ("text", "json", "json --pretty", "markdown", "github", "sarif", "junit", "refusal")
#: Files, commands, folders, manifests, and models by their ids.
OF_FILES = r"""
check config.json facts.json
check -- config.json
check config.json --tp 2 -- torchrun train.py
check run.yaml --tp 8
check empty --tp 1
check config.json --tp 16 --with other.yaml
check config.json --tp 16 --env A=1
check config.json --tp 16 --model config.json
check config.json --tp 16 --ignore tp.kv_heads_not_divisible
check config.json --tp 16 --diff
check nemo.yaml --tp 8
check nemo.yaml --tp 8 --world-size 12
check nemo.yaml --mesh tp=2
check nemo.yaml --mesh tp=2 --mesh tp=4
check nemo.yaml --override --distributed.tp_size=3
check nemo.yaml --override=--distributed.tp_size=3 --format json
check nemo.yaml --override --distributed.tp_size=3 --diff
check nemo.yaml --override
check nemo.yaml --with follow/sizes.sh --format json
check nemo.yaml --with nowhere
check nemo.yaml --model llama
check nemo.yaml --model nowhere
check nemo.yaml --model org/llama@beef
check nemo.yaml --nearest 1 --format json
check nemo.yaml --fail-on unknown
check nemo.yaml --input accelerate
check nemo.yaml --input acelerate
check nemo.yaml --part actor
check nemo.yaml --diff
check nemo.yaml --diff --format github
check crlf.yaml --diff
check unended.yaml --diff
check nemo.yaml recipes/nemo.yaml two.sh megatron.sh --diff
check unresolved.yaml
check unresolved.yaml --download
check unresolved.yaml --format github
check unresolved.yaml --fail-on unknown
check titan.toml --fail-on warning
check titan.toml --framework torchtitan --model org/llama
check megatron.sh --env TP=2 --format json
check megatron.sh --env TP
check megatron.sh --env-from-shell
check accelerate.yaml
check accelerate.yaml --diff
check nemo.yaml --ignore tp.kv
check nemo.yaml --ignore no.such_code_at_all
check nowhere.yaml nemo.yaml recipes/nope
check nowhere.yaml nope.yaml
check nemo.yaml/x --tp 2
check huge.json nemo.yaml
check - nemo.yaml
check - --model llama
check --
check -o
check llama -- torchrun --nproc-per-node 8 pretrain_gpt.py --tensor-model-parallel-size 3
check llama nemo.yaml -- torchrun x.py
check --diff -- torchrun --nproc-per-node 8 pretrain_gpt.py --tensor-model-parallel-size 3 --num-attention-heads 32
check two.sh nemo.yaml two.sh
check follow/run.sh follow/sizes.sh --format json
check recipes --tp 8
check recipes --diff
check recipes --model llama
check llama recipes --tp 2
check params --tp 2
check recipes/none.yaml nemo.yaml --only-runs
check recipes/none.yaml --only-runs
check recipes/none.yaml --only-runs --format json
check config.json --only-runs
check --manifest ci/meshwise.yaml
check --manifest ci/meshwise.yaml --tp 2
check --manifest ci/meshwise.yaml nemo.yaml
check --manifest nemo.yaml
check --manifest nowhere.yaml
check ci/meshwise.yaml --diff
check org/llama --tp 16
check org/llama --tp 8 --format sarif
check org/llama@beef --tp 8 --format json
check org/llama@refs/pr/1 --tp 8
check org/llama@v2 --tp 8
check org/llama@../../x --tp 8
check org/llama
check org/one --tp 8
check org/two --tp 8
check org/weights --tp 8
check org/evil --tp 8
check org/page --tp 8
check gpt2 --tp 8
check meta-llama/Llama-3.1-8B --tp 1
check meta-llama/Llama-3.1-8B --tp 1 --download
check a--b/c --tp 1
meshes org/llama --world-size 16
meshes config.json --world-size 8 --download
plan org/llama --gpus 16 --gpu h100 --sequence-length 4096 --global-batch-size 128 --limit 2
capabilities org/llama --cp 2
capabilities org/nowhere
meshes nemo.yaml --world-size 16
meshes megatron.sh
meshes unresolved.yaml
plan nemo.yaml --gpus 16 --gpu h100 --sequence-length 4096 --limit 2
plan megatron.sh --gpu h100 --limit 2
plan megatron.sh --gpu h100 --explain tp=8
capabilities nemo.yaml
capabilities megatron.sh --model llama
capabilities titan.toml
capabilities llama --model llama
plan -- config.json --gpus 2
capabilities -- config.json
"""
TABLE = [line for line in (LINES + OF_FILES).splitlines() if line]
TABLE += [f"{line} --format {format}" for line in SEVERAL.splitlines() if line for format in FORMATS]
TABLE += [f"check manifest{i}.yaml" for i in range(len(WRONG))]
#: What is worded otherwise, by argparse and by Python's JSON, or not placed at all. The exit code and the code are the same.
OTHER_WORDS = {
    "check comma.json --tp 1": "Python's decoder places it at the comma, and the other behind it",
    "check twice.json --tp 1": "Python's decoder says of no duplicate where it stands",
    "check keys.json --tp 1": "the same",
    "check half.json --tp 1": "nor of half a surrogate pair",
}


@pytest.fixture(scope="module")
def go(root: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    command = tmp_path_factory.mktemp("go") / "meshwise"
    subprocess.run(["go", "build", "-o", str(command), "./cmd/meshwise"], cwd=root, check=True)
    return str(command)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("models")
    for name, content in FILES.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return home


def ran(command: list[str], line: str, folder: Path, inside: str = ".") -> tuple[bytes, str, int]:
    env = {**os.environ, "PYTHONPATH": SRC, "HF_HUB_CACHE": str(folder / "hub"), "HF_HUB_OFFLINE": "1"}
    done = guard.run([*command, *shlex.split(line)], input=FACTS.encode(), cwd=folder / inside, env=env)
    return done.stdout, done.stderr.decode(), done.returncode


PYTHON = [sys.executable, "-m", "meshwise"]


def codes(stderr: str) -> list[str]:
    return re.findall(r"\((\w+\.\w+)\)$", stderr, re.MULTILINE)


def refused(stderr: str) -> bool:
    return any(not line.startswith("meshwise: note: ") for line in stderr.splitlines())


@pytest.mark.parametrize("line", TABLE)
def test_the_same_line_gives_the_same(go: str, folder: Path, line: str) -> None:
    theirs, ours = ran([go], line, folder), ran(PYTHON, line, folder)
    assert ours[2] == theirs[2], ours[1]
    assert ours[0] == theirs[0]
    assert codes(ours[1]) == codes(theirs[1])
    assert refused(ours[1]) == refused(theirs[1]) == (ours[2] >= 2)
    if line in OTHER_WORDS:
        assert ours[1] != theirs[1], "no longer worded otherwise: it goes from the list"
        assert ours[1].startswith("meshwise: ")
    else:
        assert ours[1] == theirs[1]


def test_the_table_has_every_exit_code_that_a_request_can_have(go: str, folder: Path) -> None:
    assert {ran([go], line, folder)[2] for line in TABLE[:6] + TABLE[-3:]} == {0, 1, 2}
    assert set(OTHER_WORDS) <= set(TABLE)


VERBS = "check meshes plan read capabilities topology launch architectures diff explain describe version help".split()


@pytest.mark.parametrize("verb", [*VERBS, ""])
def test_help_is_the_same_but_for_engines_and_live(go: str, folder: Path, verb: str) -> None:
    theirs, ours = ran([go], f"{verb} --help", folder), ran(PYTHON, f"{verb} --help", folder)
    assert ours[1:] == theirs[1:] == ("", 0)

    def lines(text: bytes) -> list[str]:
        kept = [re.sub(" +", " ", line) for line in text.decode().splitlines()]
        of_one = ("--engine", "--wasm", "--live", "MESHWISE_", "completion ", "Global Flags:")
        return [line for line in kept if line and not any(word in line for word in of_one)]

    assert lines(ours[0]) == lines(theirs[0])
    takes_a_model = verb in ("check", "meshes", "plan", "capabilities")
    assert (b"--live" in ours[0]) == takes_a_model and b"--engine" not in ours[0]
    if verb:
        assert ran(PYTHON, f"help {verb}", folder)[0] == ours[0]
    else:
        assert ran(PYTHON, "", folder)[0] == ran(PYTHON, "help", folder)[0] == ours[0]


def test_a_file_is_written(go: str, folder: Path) -> None:
    for line in ("check facts.json --tp 16", "check facts.json --tp 16 --format json", "describe"):
        written: list[Any] = []
        for command in ([go], PYTHON):
            stdout, stderr, code = ran(command, f"{line} -o written", folder)
            assert stdout == b"" and stderr == ""
            written.append((code, (folder / "written").read_bytes()))
        assert written[0] == written[1] and written[0][1]


FIXES = """
check nemo.yaml --fix
check nemo.yaml --fix --diff
check link.yaml --fix --format json
check crlf.yaml unended.yaml --fix
check nemo.yaml two.sh megatron.sh --fix --format github
check recipes --fix
check ci/meshwise.yaml --fix
check accelerate.yaml --fix --model config.json
check config.json --tp 16 --fix
check nemo.yaml --override --distributed.tp_size=3 --fix
check --fix -- torchrun --nproc-per-node 8 pretrain_gpt.py --tensor-model-parallel-size 3 --num-attention-heads 32 --x 'a b'
check - --tp 16 --fix
"""


@pytest.mark.parametrize("line", [line for line in FIXES.splitlines() if line])
def test_a_fix_writes_the_same(go: str, folder: Path, tmp_path: Path, line: str) -> None:
    """What is printed, and every file of a copy, with its mode; a link stays one."""
    found = []
    for command in ([go], PYTHON):
        home = tmp_path / "models"
        shutil.copytree(folder, home)
        (home / "nemo.yaml").chmod(0o640)
        (home / "link.yaml").symlink_to("nemo.yaml")
        printed = ran(command, line, home)
        tree = {
            str(path.relative_to(home)): (path.is_symlink(), path.lstat().st_mode, path.read_bytes())
            for path in sorted(home.rglob("*"))
            if path.is_file()
        }
        found.append((printed, tree))
        shutil.rmtree(home)
    assert found[0] == found[1]


def test_a_manifest_is_found_where_nothing_is_named(go: str, folder: Path) -> None:
    theirs, ours = ran([go], "check", folder, "ci"), ran(PYTHON, "check", folder, "ci")
    assert ours == theirs and b"long context" in ours[0]
