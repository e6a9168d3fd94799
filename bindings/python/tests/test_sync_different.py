"""Ranks that were told different things: none raises alone, and none goes on alone. See sync_different.py."""

from __future__ import annotations

import pytest
from scripts import run
from sync_jobs import Job, disagree, launch, passes


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> Job:
    return launch("different", tmp_path_factory.mktemp("different"))


@pytest.mark.parametrize(
    ("name", "rank", "word"),
    [
        ("odd_timeout", 1, "sync_timeout is 'soon'"),
        ("odd_sync", 2, "sync is 'perhaps'"),
        ("odd_argument", 3, "sync_timeout is -1"),
        ("wordless", 2, "Wordless cannot be read as a mesh"),
        ("taken", 3, "input.name_taken"),
        ("no_group", 0, "group: expected a process group that is alive, got str"),
    ],
)
def test_what_one_rank_was_told_is_no_refusal_of_its_own(job: Job, name: str, rank: int, word: str) -> None:
    disagree(job(name), "ranks.call_failed", f"rank {rank}: InputError: ", word)
    assert job.of(name, rank)["cause"].startswith("InputError")


def test_one_that_finds_no_model_stops_all(job: Job) -> None:
    disagree(job("no_model"), "ranks.call_failed", "rank 1: LookupError: ", "no model in the module")
    assert {(one["type"], one["returned"]) for one in job("no_model_warns")} == {("", "['MeshWarning']")}


def test_what_all_were_told_all_raise(job: Job) -> None:
    assert {(one["type"], one["code"]) for one in job("taken_everywhere")} == {("InputError", "input.name_taken")}


def test_one_that_needs_all_ranks_raises_for_all(job: Job) -> None:
    passes(job("always_on_one"))
    for rank in (0, 2):
        found = job.of("always_on_one_and_absent", rank)
        assert (found["type"], found["code"]) == ("RanksError", "ranks.absent"), found


def test_a_group_that_is_gone(job: Job) -> None:
    passes(job("halves"))
    disagree(job("group_gone_on_some"), "ranks.call_failed", "ranks 1, 3: InputError: ", "group: expected a process group")


def test_they_pass_afterwards(job: Job) -> None:
    passes(job("pass"))
    passes(job("pass_at_last"))


def test_a_process_group_that_was_destroyed() -> None:
    """It is as if there had been none: this process answers alone, and waits for nobody."""
    printed = run(
        """
        import torch.distributed as dist, meshwise

        config = {"num_attention_heads": 8, "num_key_value_heads": 8}
        for _ in range(2):
            dist.init_process_group("gloo", store=dist.HashStore(), rank=0, world_size=1)
            world = dist.group.WORLD
            print(meshwise.validate(config, tp=2, sync_timeout=600).valid)
            dist.destroy_process_group()
            print(meshwise.validate(config, tp=2, group=world, sync_timeout=600).valid)
            try:
                meshwise.validate(config, tp=3, sync_timeout=600)
            except meshwise.MeshError as error:
                print(error.code[0])
        """
    )
    assert printed.splitlines() == ["None", "None", "tp.heads_not_divisible"] * 2
