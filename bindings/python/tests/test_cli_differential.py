"""The command beside the Go command: the same lines give the same bytes, the same exit code and the same errors."""

from __future__ import annotations

import os
import re
import shlex
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
TABLE = [line for line in LINES.splitlines() if line]
#: What is worded otherwise, by argparse and by Python's JSON, or not placed at all. The exit code and the code are the same.
OTHER_WORDS = {
    "check comma.json --tp 1": "Python's decoder places it at the comma, and the other behind it",
    "check twice.json --tp 1": "Python's decoder says of no duplicate where it stands",
    "check keys.json --tp 1": "the same",
    "check half.json --tp 1": "nor of half a surrogate pair",
}
#: What the Go command does beside, each with what is lacking here. None of it is left out in silence.
OF_GO_ALONE = {
    "check config.json facts.json": "several are asked about one at a time",
    "check config.json facts.json --tp 2": "the same",
    "check -- config.json": "a command is read, and not checked",
    "check config.json --tp 2 -- torchrun train.py": "the same",
    "check run.yaml --tp 8": "so is a file of a run",
    "check empty --tp 1": "no folder is gone through for such files",
    "check config.json --tp 16 --with other.yaml": "and none belongs to a model",
    "check config.json --tp 16 --fix": "no file is changed",
    "check config.json --tp 16 --ignore tp.kv_heads_not_divisible": "nothing is accepted that is wrong",
    "check meta-llama/Llama-3.1-8B --tp 1": "the cache of the Hub is not looked into",
    "meshes config.json --world-size 8 --download": "nor is the Hub asked",
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


def ran(command: list[str], line: str, folder: Path) -> tuple[bytes, str, int]:
    env = {**os.environ, "PYTHONPATH": SRC}
    done = guard.run([*command, *shlex.split(line)], input=FACTS.encode(), cwd=folder, env=env)
    return done.stdout, done.stderr.decode(), done.returncode


PYTHON = [sys.executable, "-m", "meshwise"]


def codes(stderr: str) -> list[str]:
    return re.findall(r"\((\w+\.\w+)\)$", stderr, re.MULTILINE)


@pytest.mark.parametrize("line", TABLE)
def test_the_same_line_gives_the_same(go: str, folder: Path, line: str) -> None:
    theirs, ours = ran([go], line, folder), ran(PYTHON, line, folder)
    assert ours[2] == theirs[2], ours[1]
    assert ours[0] == theirs[0]
    assert codes(ours[1]) == codes(theirs[1])
    assert bool(ours[1]) == bool(theirs[1]) == (ours[2] >= 2)
    if line in OTHER_WORDS:
        assert ours[1] != theirs[1], "no longer worded otherwise: it goes from the list"
        assert ours[1].startswith("meshwise: ")
    else:
        assert ours[1] == theirs[1]


@pytest.mark.parametrize("line", OF_GO_ALONE)
def test_what_the_command_in_go_does_beside_is_refused(go: str, folder: Path, line: str) -> None:
    theirs, ours = ran([go], line, folder), ran(PYTHON, line, folder)
    assert (ours[0], ours[2]) == (b"", 2)
    assert ours[1].startswith("meshwise: ") and "command in Go" in ours[1]
    assert ours != theirs, "no longer of the Go command alone: it goes into the table"


def test_the_table_has_every_exit_code_that_a_request_can_have(go: str, folder: Path) -> None:
    assert {ran([go], line, folder)[2] for line in TABLE[:6] + TABLE[-3:]} == {0, 1, 2}
    assert set(OTHER_WORDS) <= set(TABLE) and not set(OF_GO_ALONE) & set(TABLE)


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
