"""Files of runs, a cache of the Hub, and the lines that are typed beside them."""

from __future__ import annotations

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


def files(config: bytes) -> dict[str, bytes]:
    """What lies in the folder; the models' configs are that one."""
    return {
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
        "hub/models--org--llama/snapshots/c0ffee/config.json": config,
        "hub/models--org--llama/snapshots/beef/config.json": b'{"model_type": "llama", "num_attention_heads": 12}',
        "hub/models--org--one/snapshots/abc/config.json": config,
        "hub/models--org--two/snapshots/abc/config.json": config,
        "hub/models--org--two/snapshots/def/config.json": config,
        "hub/models--org--weights/refs/main": b"c0ffee",
        "hub/models--org--weights/snapshots/c0ffee/model.safetensors": b"x",
        "hub/models--org--evil/refs/main": b"../../models--org--llama/snapshots/c0ffee",
        "hub/models--org--page/refs/main": b"a",
        "hub/models--org--page/snapshots/a/config.json": b"<html></html>",
        "hub/models--gpt2/refs/main": b"a",
        "hub/models--gpt2/snapshots/a/config.json": b'{"model_type": "gpt2", "n_head": 12, "n_layer": 12}',
    }


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
check --diff --model llama --override --context-parallel-size=5 -- torchrun pretrain_gpt.py --tensor-model-parallel-size 3
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
TABLE = [line for line in OF_FILES.splitlines() if line]
TABLE += [f"{line} --format {format}" for line in SEVERAL.splitlines() if line for format in FORMATS]
TABLE += [f"check manifest{i}.yaml" for i in range(len(WRONG))]
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
