"""``--live``: the class of a config, built by transformers on the meta device, is asked in place of the file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import guard
import pytest
from scripts import SRC, run

from meshwise import _cli

LLAMA = {
    "architectures": ["LlamaForCausalLM"],
    "model_type": "llama",
    "num_attention_heads": 32,
    "num_key_value_heads": 8,
    "num_hidden_layers": 2,
}


def command(folder: Path, config: Any, *arguments: str) -> subprocess.CompletedProcess[str]:
    path = folder / "config.json"
    path.write_text(config if isinstance(config, str) else json.dumps(config))
    env = {**os.environ, "PYTHONPATH": SRC}
    return guard.run(
        [sys.executable, "-m", "meshwise", *arguments[:1], str(path), "--live", *arguments[1:]], env=env, text=True
    )


def in_process(capsys: pytest.CaptureFixture[str], folder: Path, config: Any, *arguments: str) -> tuple[int, str, str]:
    """The same without a process of its own: to import transformers takes seconds."""
    path = folder / "config.json"
    path.write_text(config if isinstance(config, str) else json.dumps(config))
    code = _cli.main([*arguments[:1], str(path), "--live", *arguments[1:]])
    return code, *capsys.readouterr()


def test_what_a_config_leaves_open_is_settled(torch: Any, tmp_path: Path, root: Path) -> None:
    config = (root / "tests/fixtures/configs/meta-llama--Llama-3.1-70B.json").read_text()
    done = command(tmp_path, config, "check", "--tp", "8", "--fail-on", "unknown", "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    verdict = json.loads(done.stdout)
    assert verdict["valid"] is True and verdict["unknowns"] == []
    done = command(tmp_path, config, "check", "--tp", "16", "--format", "github")
    assert done.returncode == 1 and done.stdout.startswith("::error ") and "config.json" in done.stdout


def test_a_class_without_a_plan_is_refused(torch: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = {"architectures": ["GPT2LMHeadModel"], "model_type": "gpt2", "n_embd": 64, "n_head": 8, "n_layer": 2}
    asked = ("--framework", "transformers", "--format", "json")  # NeMo Automodel has a plan for those that lack one
    code, out, err = in_process(capsys, tmp_path, config, "check", "--tp", "2", *asked)
    assert code == 1, err
    assert [one["code"] for one in json.loads(out)["violations"]] == ["tp.no_plan"]
    code, out, err = in_process(capsys, tmp_path, config, "meshes", "--world-size", "2", *asked)
    meshes = json.loads(out)["meshes"]
    assert code == 0 and meshes and all(mesh["tp_size"] == 1 for mesh in meshes), err


def test_a_mixture_of_experts(torch: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = {"architectures": ["MixtralForCausalLM"], "model_type": "mixtral", "num_hidden_layers": 2, "num_local_experts": 4}
    code, out, err = in_process(capsys, tmp_path, config, "capabilities", "--format", "json")
    derived = json.loads(out)["derived"]
    assert code == 0 and derived["is_custom_model"]["value"] is False and derived["supports_tp"]["value"] is True, err


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ({"architectures": ["LlamaForCausalLM"]}, ["--live needs model_type"]),
        ({"model_type": "llama"}, ["--live needs architectures"]),
        ({"model_type": "llama", "architectures": []}, ["--live needs architectures"]),
        ({**LLAMA, "architectures": ["LlamaForCausalLN"]}, ["has no architecture 'LlamaForCausalLN'", "'LlamaForCausalLM'"]),
        ({**LLAMA, "architectures": ["Trainer"]}, ["has no architecture 'Trainer'"]),
        ({**LLAMA, "model_type": "lama"}, ["has no model_type 'lama'", "closest is 'llama'"]),
        (
            {"model_type": "mine", "architectures": ["Mine"], "auto_map": {"AutoModel": "modeling_mine.Mine"}},
            ["has no model_type 'mine'", "comes with its checkpoint (auto_map)", "is not run here"],
        ),
        ({**LLAMA, "hidden_size": "wide"}, ["cannot build LlamaForCausalLM: "]),
        ({"class": {"name": "Llama"}, "config": LLAMA}, ["this is a file of facts"]),
        ("{} {}", ["input.trailing_data"]),
    ],
)
def test_what_cannot_be_built(
    torch: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str], config: Any, words: list[str]
) -> None:
    code, out, err = in_process(capsys, tmp_path, config, "check", "--tp", "2")
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1 and all(word in err for word in words), err


@pytest.mark.parametrize("missing", ["torch", "transformers"])
def test_without_torch_or_transformers_it_says_what_to_do(tmp_path: Path, missing: str) -> None:
    path = tmp_path / "config.json"
    path.write_text(json.dumps(LLAMA))
    code = f"""
        import sys
        sys.modules[{missing!r}] = None
        from meshwise._cli import main
        sys.stderr = sys.stdout
        line = ["check", {str(path)!r}, "--tp", "2", "-o", "/dev/null"]
        print(main([*line, "--live"]), main(line))
    """
    told = run(code)
    assert "pip install torch transformers" in told and told.splitlines()[-1] == "2 0"


def test_custom_code_is_never_run_and_nothing_is_fetched(torch: Any, tmp_path: Path) -> None:
    evil = tmp_path / "modeling_llama.py"
    evil.write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\nraise SystemExit('ran')\n")
    config = {**LLAMA, "auto_map": {"AutoConfig": "modeling_llama.C", "AutoModelForCausalLM": "modeling_llama.M"}}
    path = tmp_path / "config.json"
    path.write_text(json.dumps(config))
    code = f"""
        import socket
        def refuse(*_): raise AssertionError("the network was used")
        socket.socket.connect = refuse
        socket.getaddrinfo = refuse
        from meshwise._cli import main
        print(main(["check", {str(path)!r}, "--live", "--tp", "8", "--fail-on", "unknown"]))
    """
    assert run(code).splitlines()[-1] == "0", "the class of transformers itself is built"
    assert not (tmp_path / "ran").exists()
