"""What one rank of test_sync.py does: one scenario after the other, and a file for each with what came of it.

Where a scenario must not wait for anybody, its timeout is longer than the test may take. Where ranks wait in vain for one that
never comes, their patience begins when all of those that do come are there: on a busy machine that may take them a while.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import signal
import sys
import time
import unittest.mock
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import likes
import torch
import torch.distributed as dist
from torch.distributed.device_mesh import DeviceMesh

import meshwise
from meshwise import capabilities
from meshwise._ranks import members, round, seen

OUT = Path(sys.argv[2])
RANK = int(os.environ["RANK"])
NEVER_WAITS = 600.0
LLAMA = {
    "model_type": "llama",
    "architectures": ["LlamaForCausalLM"],
    "num_attention_heads": 32,
    "num_key_value_heads": 8,
    "num_hidden_layers": 4,
    "vocab_size": 32000,
}
told: list[str] = []


class Tell(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.WARNING:
            told.append(record.getMessage())


def note(name: str, ask: Callable[[], Any] | None) -> None:
    """Asks, and writes down what came of it. None: this rank does not ask."""
    told.clear()
    found: dict[str, Any] = {"type": "", "code": "", "text": "", "codes": []}
    try:
        found["returned"] = repr(ask() if ask is not None else "did not ask")
    except meshwise.MeshError as error:
        found |= {"type": "MeshError", "codes": error.code, "text": str(error), "whole": error.verdict.refusal}
    except meshwise.MeshwiseError as error:
        found |= {"type": type(error).__name__, "code": error.code, "text": str(error), "cause": repr(error.__cause__)}
    (OUT / f"{name}.{RANK}.json").write_text(json.dumps({**found, "told": told}))


def scenario(name: str, ask: Callable[[], Any] | None) -> None:
    note(name, ask)
    dist.barrier()


@contextlib.contextmanager
def expecting(*come: int) -> Iterator[None]:
    """Within, the patience of this rank begins once so many have posted: in its first round, its second…"""
    real, rounds = round._there, list(come)

    def there(store: Any, keys: list[str], deadline: float, world: int) -> bool:
        left = deadline - time.monotonic()
        expected = rounds.pop(0) if len(rounds) > 1 else rounds[0]
        posts = [f"{keys[0].partition('/')[0]}/post/{arrival + 1}" for arrival in range(expected)]
        until(lambda: store.check(keys) or store.check(posts))
        return real(store, keys, time.monotonic() + left, world)

    with unittest.mock.patch.object(round, "_there", there), unittest.mock.patch.object(round, "GRACE", NEVER_WAITS):
        yield


def config(
    tp: int = 2,
    timeout: float = NEVER_WAITS,
    come: tuple[int, ...] = (1,),
    sync: Any = "auto",
    group: Any = None,
    mesh: Any = None,
    **changes: Any,
) -> Any:
    """Validates a config: True, False or None, or an error. A timeout is for those that do not come; ``come`` of them do.

    Where some die within, nobody can be waited for by the number of those that came: ``come`` is empty.
    """
    mesh = {"tp": tp} if mesh is None else mesh
    with expecting(*come) if come and timeout < NEVER_WAITS else contextlib.nullcontext():
        return meshwise.validate({**LLAMA, **changes}, mesh, sync=sync, group=group, sync_timeout=timeout).valid


def live(tp: int = 2, **changes: Any) -> Any:
    model = likes.Net()
    for name, value in changes.items():
        setattr(model, name, value)
    mesh = SimpleNamespace(tp_size=tp)
    capabilities.attach_capabilities_and_validate(model, mesh, sync_timeout=NEVER_WAITS)
    model.validate_for_mesh(sync_timeout=NEVER_WAITS)
    return type(model).__name__


def common() -> None:
    """Of any number of ranks, the last of which dissents."""
    last = dist.get_world_size() - 1
    scenario("pass", config)
    scenario("pass_again", config)
    scenario("refuse", lambda: config(tp=16))
    scenario("pass_after_refusal", config)
    scenario("other_model", lambda: config(num_hidden_layers=8 if last == RANK else 4))
    scenario("other_outcome", lambda: config(num_attention_heads=31 if last == RANK else 32))
    scenario("other_mesh", lambda: config(tp=4 if last == RANK else 2))
    scenario("other_run", lambda: config(mesh={"tp": 2, "gpus_per_node": 4 if last == RANK else 8}))
    scenario("failed_call", lambda: config(mesh={"tpx" if last == RANK else "tp": 2}))
    scenario("failed_calls", lambda: config(mesh={"tpx": 2}))


def everything() -> None:
    common()
    scenario("other_path", lambda: config(_name_or_path=f"/scratch/{RANK}"))
    with unittest.mock.patch.object(seen, "__version__", "9.9" if RANK == 1 else "1.0"):
        scenario("other_engine", config)
        scenario("other_engine_and_answer", lambda: outvoted(tp=2))

    scenario("live_pass", live)
    crossing = {"tp": 8, "gpus_per_node": 4}
    scenario("live_warns", lambda: capabilities.validate_for_mesh(likes.Net(), crossing, sync_timeout=NEVER_WAITS))
    scenario("live_refuse", lambda: live(_tp_plan=None))
    scenario("live_dissent", lambda: live(_tp_plan=None if RANK == 2 else likes.Net._tp_plan))

    scenario("only_one", (lambda: config(timeout=0.3)) if RANK == 0 else None)
    scenario("pass_after_only_one", config)
    scenario("only_one_refuses", (lambda: config(tp=16, timeout=0.3)) if RANK == 1 else None)
    scenario("sweep", (lambda: [config(tp=tp, timeout=0.3) for tp in (1, 2, 4, 8) * 5][-1]) if RANK == 0 else None)
    scenario("always_absent", (lambda: config(timeout=0.3, come=(2,), sync="always")) if RANK in (0, 2) else None)
    scenario("always_pass", lambda: config(sync="always"))
    scenario("never", (lambda: config(tp=16 if RANK == 1 else 2, sync="never")) if RANK < 2 else None)
    with unittest.mock.patch.dict(os.environ, {"MESHWISE_SYNC": "never"}):
        scenario("never_by_environment", lambda: config(tp=16 if RANK == 1 else 2))

    # One call for the rank that prints and one for the others ask the same; a question of one rank alone does not.
    if RANK == 0:
        scenario("two_places", lambda: print(config()))
    else:
        scenario("two_places", lambda: config())
    # Aside, rank 0 asks something else first: all go on, and meet at the place that they share.
    if RANK == 0:
        print(config(tp=4))
    scenario("aside_passes", config)
    if RANK == 0:
        print([config(tp=1 + n % 2, num_hidden_layers=100 + n) for n in range(12)])
    scenario("aside_sweep", config)
    if RANK == 0:
        print(config(tp=4))
    scenario("aside_and_then_another_model", lambda: config(num_hidden_layers=8 if RANK == 0 else 4))
    # One part cannot go on, so none does: neither those that pass elsewhere, nor the other way round.
    if RANK == 0:
        scenario("aside_refuses", lambda: config(tp=16))
    else:
        scenario("aside_refuses", lambda: config())
    if RANK == 0:
        scenario("others_refuse", lambda: config(tp=4))
    else:
        scenario("others_refuse", lambda: config(tp=16))
    if RANK == 0:
        scenario("others_differ", lambda: config(tp=4))
    else:
        scenario("others_differ", lambda: config(tp=16 if RANK == 3 else 2))
    if RANK == 0:
        scenario("aside_fails", lambda: config(mesh={"tpx": 2}))
    else:
        scenario("aside_fails", lambda: config())
    if RANK == 0:
        scenario("always_elsewhere", lambda: config(tp=4, sync="always"))
    else:
        scenario("always_elsewhere", lambda: config(sync="always"))
    if RANK == 0:
        scenario("never_comes", lambda: config(tp=4))
    else:
        scenario("never_comes", lambda: config(timeout=0.3, come=(4, 3)))
    scenario("pass_after_never_comes", config)

    if RANK == 3:
        until(others_wrote)
    scenario("late", lambda: config(timeout=0.3, come=(1,) if RANK == 3 else (3,)))
    scenario("pass_after_late", config)

    pair = dist.new_group([1, 3])
    scenario("group", lambda: config(tp=16 if RANK in (1, 3) else 2, group=pair))
    scenario("group_dissent", lambda: config(tp=2 + RANK // 3 * 2, group=pair))
    halves = [DeviceMesh("cpu", ranks, mesh_dim_names=("tp",)) for ranks in ([0, 1], [2, 3])]
    quarter = {**LLAMA, "num_hidden_layers": 4 + RANK // 2}
    scenario("mesh_of_some", lambda: meshwise.validate(quarter, halves[RANK // 2], sync_timeout=NEVER_WAITS).valid)
    whole = DeviceMesh("cpu", torch.arange(4).reshape(2, 2), mesh_dim_names=("dp", "tp"))["tp"]
    scenario("slice", lambda: meshwise.validate(quarter, whole, sync_timeout=NEVER_WAITS).valid)

    scenario("forked", lambda: forked(lambda: config(tp=4 if RANK == 2 else 2)))
    scenario("keys", keys)
    note("uncaught", None)
    config(tp=16)


def until(holds: Callable[[], bool]) -> bool:
    while not holds():
        time.sleep(0.01)
    return True


def others_wrote() -> bool:
    return all((OUT / f"late.{rank}.json").exists() for rank in range(3))


def state(pid: int) -> str:
    """``T`` for a frozen process, ``Z`` or nothing for a dead one."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def outvoted(tp: int) -> Any:
    """What an engine of another version might do: refuse what the others let pass."""
    passed, refused = meshwise.check(LLAMA, tp=tp), meshwise.check(LLAMA, tp=16)
    refused = type(refused)({**refused.answer, "mesh": passed.mesh}, refused.question)
    with unittest.mock.patch("meshwise._api.models.check", lambda *_, **__: refused if RANK == 1 else passed):
        return config(tp=tp)


def forked(ask: Callable[[], Any]) -> str:
    """Asks in a forked child, which must not speak on its parent's connection, and then here."""
    child = os.fork()
    if not child:
        status = 1
        try:
            ask()
            status = 0
        finally:
            os._exit(status)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return f"child {status}, parent {config()}"


def keys() -> str:
    """How many keys are left after a few exchanges, and after many."""
    store = dist.group.WORLD.get_group_store()
    counts = []
    for exchanges in (5, 40):
        for _ in range(exchanges):
            config()
        dist.barrier()
        counts.append(store.num_keys())
        dist.barrier()
    return "bounded" if counts[0] == counts[1] else f"grew: {counts}"


class Deadly:
    """A store at which this rank dies."""

    def __init__(self, store: Any, when: str) -> None:
        self.store, self.when, self.posted = store, when, False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    def set(self, key: str, value: str) -> None:
        posts = "/post/" in key
        if posts and self.when == "before its post":
            os.kill(os.getpid(), signal.SIGKILL)
        self.store.set(key, value)
        if posts and self.when == "after its post":
            os.kill(os.getpid(), signal.SIGKILL)


def dying() -> None:
    """Rank 1 is killed before it asks, rank 2 within, rank 3 while it waits."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # torchrun ends the others where one dies; these have something to say
    when = {2: "before its post", 3: "after its post"}.get(RANK)
    real = members.store
    if when:
        members.store = lambda ranks: Deadly(real(ranks), when)  # type: ignore[assignment,return-value]
    pids = everyone()
    if RANK == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    if RANK == 0:
        until(lambda: all(state(pid) in ("Z", "") for pid in pids[1:]))
    note("dead", lambda: config(timeout=2, come=()))
    note("dead_refuse", lambda: config(tp=16, timeout=1, come=()))
    note("dead_always", lambda: config(timeout=1, come=(), sync="always"))


def everyone() -> list[int]:
    """The processes of all ranks."""
    pids = [torch.zeros(1, dtype=torch.int64) for _ in range(dist.get_world_size())]
    dist.all_gather(pids, torch.tensor([os.getpid()]))
    return [int(pid) for pid in pids]


def storeless() -> None:
    """The process with the store freezes, then dies."""
    host = everyone()[0]
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if RANK == 0:
        os.kill(host, signal.SIGSTOP)
    until(lambda: state(host) == "T")
    note("frozen", lambda: config(timeout=1, come=()))
    note("frozen_again", lambda: config(tp=16))
    os.kill(host, signal.SIGKILL)
    note("gone_always", lambda: config(sync="always"))


def main() -> None:
    logging.getLogger().addHandler(Tell())
    torch.set_num_threads(1)
    meshwise.check(LLAMA, tp=2)  # compiled once, before anything is waited for
    if sys.argv[1] == "two":
        # Rank 0 hosts the store, and not torchrun, so that it can be lost.
        del os.environ["TORCHELASTIC_USE_AGENT_STORE"]
        os.environ["MASTER_PORT"] = sys.argv[3]
    dist.init_process_group("gloo", timeout=timedelta(seconds=NEVER_WAITS))
    if sys.argv[1] == "four":
        everything()
    elif sys.argv[1] == "different":
        import sync_different

        sync_different.everything()
    elif sys.argv[1] == "dying":
        dying()
    else:
        common()
        storeless()
    os._exit(0)  # without a farewell to those that are gone


if __name__ == "__main__":
    main()
