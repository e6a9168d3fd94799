"""The callback in a real Trainer of Lightning: refused before anything is fitted, and passing."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import lightning
import pytest
import torch
import transformers
from scripts import run
from torchrun import torchrun

import meshwise
from meshwise.integrations.lightning import MeshCallback, MeshWarning


def tiny() -> Any:
    config = transformers.LlamaConfig(
        hidden_size=32, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2, intermediate_size=32, vocab_size=64
    )
    return transformers.LlamaForCausalLM(config)


class Module(lightning.LightningModule):
    """A LightningModule around one model, which is there from the start or made late."""

    def __init__(self, late: bool = False) -> None:
        super().__init__()
        self.steps = 0
        self.net = None if late else tiny()

    def configure_model(self) -> None:
        if self.net is None:
            self.net = tiny()

    def training_step(self, batch: Any, index: int) -> Any:
        self.steps += 1
        return self.net(input_ids=batch, labels=batch).loss

    def configure_optimizers(self) -> Any:
        return torch.optim.SGD(self.parameters(), lr=0.01)


class Two(Module):
    def __init__(self) -> None:
        super().__init__()
        self.teacher = tiny()


def fit(module: Any, *callbacks: Any, **more: Any) -> Any:
    quiet = {"logger": False, "enable_checkpointing": False, "enable_progress_bar": False, "enable_model_summary": False}
    trainer = lightning.Trainer(
        accelerator="cpu", devices=more.pop("devices", 1), max_steps=2, callbacks=list(callbacks), **quiet, **more
    )
    trainer.fit(module, torch.utils.data.DataLoader(torch.arange(64).reshape(8, 8), batch_size=2))
    return trainer


@pytest.mark.parametrize("late", [False, True])
def test_it_passes_and_is_refused(late: bool) -> None:
    callback, module = MeshCallback(), Module(late)
    assert fit(module, callback).global_step == module.steps == 2
    assert callback.verdict is not None and callback.verdict.valid and callback.verdict.model == "LlamaForCausalLM"
    module = Module(late)
    with pytest.raises(meshwise.MeshError) as refusal:
        fit(module, MeshCallback(tp=4))
    assert refusal.value.code == ["tp.kv_heads_not_divisible"] and module.steps == 0
    assert str(refusal.value) == meshwise.check(tiny(), tp=4).refusal, "the words are the engine's"
    assert fit(Module(late), MeshCallback(tp=2)).global_step == 2


def test_it_can_warn() -> None:
    with pytest.warns(MeshWarning, match="num_key_value_heads") as told:
        assert fit(Module(), MeshCallback(tp=4, on_invalid="warn")).global_step == 2
    assert len([one for one in told if issubclass(one.category, MeshWarning)]) == 1


def test_which_model_is_asked_about() -> None:
    with pytest.raises(meshwise.InputError, match="net, teacher"):
        fit(Two(), MeshCallback())
    for which in ("teacher", lambda module: module.teacher):
        callback = MeshCallback(model=which)
        assert fit(Two(), callback).global_step == 2 and callback.verdict is not None
    with pytest.raises(meshwise.InputError, match="no 'nett'"):
        fit(Module(), MeshCallback(model="nett"))


WORKER = """
    import sys
    sys.path.insert(0, {tests!r})
    from lightning.pytorch.strategies import ModelParallelStrategy
    import meshwise
    from meshwise.integrations.lightning import MeshCallback
    from test_callback_lightning import Module, fit, tiny

    class Sharded(Module):
        def configure_model(self):
            pass  # where a real one shards itself; that it gets here without a refusal is what counts

    callback, module = MeshCallback(), Sharded()
    if {tp}:
        module.net.config.num_key_value_heads = {kv_heads}
        try:
            fit(module, callback, devices=2, strategy=ModelParallelStrategy(data_parallel_size=1, tensor_parallel_size=2))
        except meshwise.MeshError as error:
            assert error.code == ["tp.kv_heads_not_divisible"] and module.steps == 0, error
            print("REFUSED")
        else:
            assert callback.verdict.mesh["tp_size"] == 2 and callback.verdict.valid
            print("FITTED")
    else:
        fit(module, callback, devices=2, strategy="ddp")
        assert (callback.verdict.mesh["world_size"], callback.verdict.mesh["strategy"]) == (2, "ddp"), callback.verdict
        print("FITTED")
"""


@pytest.mark.parametrize(("tp", "kv_heads", "says"), [(True, 1, "REFUSED"), (True, 2, "FITTED"), (False, 2, "FITTED")])
def test_the_mesh_is_that_of_the_strategy(tmp_path: Path, tp: bool, kv_heads: int, says: str) -> None:
    script = tmp_path / "worker.py"
    tests = str(Path(__file__).resolve().parent)
    script.write_text(textwrap.dedent(WORKER.format(tests=tests, tp=tp, kv_heads=kv_heads)))
    done = torchrun(script)
    assert done.returncode == 0 and done.stdout.count(says) == 2, done.stdout + done.stderr


def test_meshwise_alone_imports_no_framework() -> None:
    code = """
        import sys, meshwise, meshwise.integrations
        meshwise.check({"num_attention_heads": 8}, tp=2)
        print(sorted({"torch", "transformers", "lightning", "accelerate"} & set(sys.modules)))
    """
    assert run(code).strip() == "[]"
