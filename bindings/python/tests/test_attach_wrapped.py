"""An attached model inside of what people wrap it in, and in other processes: compile, DDP, FSDP, PEFT, workers."""

from __future__ import annotations

import os
from typing import Any

import guard
import likes
import pytest
import torch
from attaching import MESH, attached, works

import meshwise
from meshwise import capabilities


def test_compile() -> None:
    model = attached()
    compiled = torch.compile(model, backend="eager", fullgraph=True)
    assert torch.equal(compiled(torch.ones(1, 4)), model(torch.ones(1, 4)))
    assert compiled.supports_tp and meshwise.supports(compiled).tp
    assert meshwise.facts(compiled)["class"]["name"] == "Net"
    works(model)


def test_training_step_and_hooks() -> None:
    model = attached()
    calls: list[int] = []
    model.register_forward_hook(lambda *_: calls.append(1))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model(torch.ones(1, 4)).sum().backward()
    optimizer.step()
    assert calls and model.train() is model and model.eval().supports_tp
    assert model.to("meta").supports_tp


@pytest.fixture(scope="module")
def group(tmp_path_factory: pytest.TempPathFactory) -> Any:
    import torch.distributed as dist

    path = tmp_path_factory.mktemp("group") / "store"
    dist.init_process_group("gloo", init_method=f"file://{path}", rank=0, world_size=1)
    yield dist
    dist.destroy_process_group()


def test_ddp(group: Any) -> None:
    model = attached()
    wrapped = torch.nn.parallel.DistributedDataParallel(model)
    wrapped(torch.ones(1, 4)).sum().backward()
    works(wrapped.module)
    assert meshwise.supports(wrapped).tp and meshwise.facts(wrapped)["class"]["name"] == "Net"


def test_fully_shard(group: Any) -> None:
    from torch.distributed.device_mesh import init_device_mesh
    from torch.distributed.fsdp import FSDPModule, fully_shard

    model = attached()
    fully_shard(model, mesh=init_device_mesh("cpu", (1,)))
    assert isinstance(model, FSDPModule) and isinstance(model, likes.Net)
    assert model.supports_tp and model.supports._model is model
    assert meshwise.facts(model)["class"]["name"] == "Net"
    capabilities.attach_capabilities_and_validate(model, MESH)
    model(torch.ones(1, 4)).sum().backward()
    late = likes.Net()
    fully_shard(late, mesh=init_device_mesh("cpu", (1,)))
    works(attached(late))


def test_peft() -> None:
    from peft import LoraConfig, get_peft_model

    model = attached()
    wrapped = get_peft_model(model, LoraConfig(target_modules=["layer"]))
    assert wrapped(torch.ones(1, 4)).shape == (1, 4)
    assert wrapped.supports_tp and meshwise.facts(wrapped)["class"]["name"] == "Net"
    assert meshwise.supports(wrapped).tp


def test_a_forked_worker() -> None:
    model = attached()
    assert model.supports_tp
    pid = os.fork()
    if pid == 0:
        try:
            model._pp_plan = {"a": "b"}
            ok = model.supports_tp and model.supports_pp and not model.supports_ep
        except BaseException:
            ok = False
        os._exit(0 if ok else 1)
    assert guard.join(pid) == 0


def test_a_data_loader_with_workers() -> None:
    model = attached()

    class Data(torch.utils.data.Dataset):  # type: ignore[type-arg]
        def __len__(self) -> int:
            return 4

        def __getitem__(self, n: int) -> Any:
            model._pp_plan = {"a": str(n)}
            return int(model.supports_tp and model.supports_pp)

    loader = torch.utils.data.DataLoader(Data(), num_workers=2, multiprocessing_context="fork")
    with guard.children():
        assert sum(int(x.sum()) for x in loader) == 4


def test_a_spawned_worker() -> None:
    import torch.multiprocessing as mp

    with guard.children(), mp.get_context("spawn").Pool(1) as pool:
        assert pool.apply_async(_ask_in_worker, (attached(),)).get() == (True, False, 2)


def _ask_in_worker(model: Any) -> tuple[bool, bool, int]:
    return model.supports_tp, model.supports_pp, model.supports.cp_size


def test_threads_ask_one_model() -> None:
    import threading

    model, wrong = attached(), []

    def ask() -> None:
        for n in range(100):
            model.note = n
            if not model.supports_tp or model.supports_pp:
                wrong.append(n)

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
