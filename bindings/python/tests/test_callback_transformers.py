"""The callback in a real Trainer of transformers: refused before anything is trained, and passing."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import pytest
import torch
import transformers
from torchrun import torchrun

import meshwise
from meshwise.integrations.transformers import MeshCallback, MeshWarning

ROWS = [{"input_ids": torch.arange(8), "labels": torch.arange(8)} for _ in range(4)]


def tiny(heads: int = 4, kv_heads: int = 2) -> Any:
    config = transformers.LlamaConfig(
        hidden_size=8 * heads, num_hidden_layers=2, num_attention_heads=heads, num_key_value_heads=kv_heads,
        intermediate_size=32, vocab_size=64,
    )  # fmt: skip
    return transformers.LlamaForCausalLM(config)


def trainer(folder: Path, model: Any, *callbacks: Any) -> Any:
    args = transformers.TrainingArguments(
        output_dir=str(folder), use_cpu=True, max_steps=2, report_to=[], save_strategy="no", disable_tqdm=True
    )
    return transformers.Trainer(model=model, args=args, train_dataset=ROWS, callbacks=list(callbacks))


def test_the_mesh_of_the_trainer_passes_and_it_trains(tmp_path: Path) -> None:
    callback = MeshCallback()
    made = trainer(tmp_path, tiny(), callback)
    assert callback.verdict is not None and callback.verdict.valid, "asked before training"
    assert callback.verdict.answer["framework"] == "accelerate" and callback.verdict.mesh["world_size"] == 1
    assert made.train().global_step == 2


def test_a_planned_mesh_is_refused_when_the_trainer_is_made(tmp_path: Path) -> None:
    with pytest.raises(meshwise.MeshError) as refusal:
        trainer(tmp_path, tiny(), MeshCallback(tp=4))
    assert refusal.value.code == ["tp.kv_heads_not_divisible"]
    assert str(refusal.value) == meshwise.check(tiny(), tp=4, framework="accelerate").refusal, "the words are the engine's"
    passing = MeshCallback("tp=2,dp_shard=4")
    assert trainer(tmp_path, tiny(), passing).train().global_step == 2
    assert passing.verdict is not None and passing.verdict.mesh["world_size"] == 8


def test_one_that_is_added_later_asks_when_training_begins(tmp_path: Path) -> None:
    made = trainer(tmp_path, tiny())
    made.add_callback(MeshCallback(tp=4))
    with pytest.raises(meshwise.MeshError, match="num_key_value_heads"):
        made.train()
    assert made.state.global_step == 0


def test_it_can_warn(tmp_path: Path) -> None:
    callback = MeshCallback(tp=4, on_invalid="warn")
    with pytest.warns(MeshWarning, match="num_key_value_heads") as told:
        assert trainer(tmp_path, tiny(), callback).train().global_step == 2
    assert len([one for one in told if issubclass(one.category, MeshWarning)]) == 1
    assert callback.verdict is not None and callback.verdict.valid is False
    with pytest.raises(ValueError, match="'raise' or 'warn'"):
        MeshCallback(on_invalid="ignore")  # type: ignore[arg-type]


WORKER = """
    import sys
    sys.path.insert(0, {tests!r})
    from accelerate.parallelism_config import ParallelismConfig
    # accelerate takes more axes than one on accelerators alone, and here there are only CPUs: it is not to look.
    ParallelismConfig._validate_accelerator = lambda *_: None
    import meshwise, transformers
    from meshwise.integrations.transformers import MeshCallback
    from test_callback_transformers import ROWS, tiny

    def trainer(callback, kv_heads, **sizes):
        config = ParallelismConfig(**sizes) if sizes else None
        args = transformers.TrainingArguments(output_dir={out!r}, use_cpu=True, max_steps=1, report_to=[],
            save_strategy="no", disable_tqdm=True, parallelism_config=config)
        return transformers.Trainer(model=tiny(6, kv_heads), args=args, train_dataset=ROWS, callbacks=[callback])

    callback = MeshCallback()
    if {sizes!r}:
        try:
            trainer(callback, 3, **{sizes!r})
        except meshwise.MeshError as error:
            assert error.code == ["tp.kv_heads_not_divisible"], error
            assert error.verdict.mesh["tp_size"] == 2 and error.verdict.mesh["world_size"] == 2
            print("REFUSED")
        else:
            print("PASSED")
    else:
        assert trainer(callback, 3).train().global_step == 1
        assert (callback.verdict.mesh["world_size"], callback.verdict.mesh["strategy"]) == (2, "ddp"), callback.verdict
        print("TRAINED")
"""


@pytest.mark.parametrize(("sizes", "says"), [({"tp_size": 2}, "REFUSED"), ({}, "TRAINED")])
def test_under_torchrun_the_mesh_is_that_of_accelerate(tmp_path: Path, sizes: dict[str, int], says: str) -> None:
    script = tmp_path / "worker.py"
    tests = str(Path(__file__).resolve().parent)
    script.write_text(textwrap.dedent(WORKER.format(tests=tests, out=str(tmp_path / "out"), sizes=sizes)))
    done = torchrun(script)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count(says) == 2, done.stdout + done.stderr
