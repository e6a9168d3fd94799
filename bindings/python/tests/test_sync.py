"""All ranks or none: real processes under torchrun, with gloo. What each rank does is in sync_worker.py.

Nothing here is timed. Scenarios that must not wait for anybody have a timeout that would not pass unnoticed.
"""

from __future__ import annotations

import pickle
import re
from pathlib import Path

import guard
import pytest
from scripts import run, start
from sync_jobs import Job, disagree, launch, passes, refused

import meshwise
from meshwise._ranks import members, together


@pytest.fixture(scope="module")
def four(tmp_path_factory: pytest.TempPathFactory) -> Job:
    return launch("four", tmp_path_factory.mktemp("four"))


@pytest.fixture(scope="module")
def dying(tmp_path_factory: pytest.TempPathFactory) -> Job:
    return launch("dying", tmp_path_factory.mktemp("dying"))


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Job:
    return launch("two", tmp_path_factory.mktemp("two"))


@pytest.fixture(params=["two", "four"])
def job(request: pytest.FixtureRequest) -> Job:
    found: Job = request.getfixturevalue(request.param)
    return found


def test_all_pass(job: Job) -> None:
    for name in ("pass", "pass_again", "pass_after_refusal"):
        passes(job(name))


def test_all_refuse(job: Job) -> None:
    refused(job("refuse"))


def majority(job: Job) -> str:
    return "rank 0" if job.world == 2 else "ranks 0-2"


def test_one_sees_another_model(job: Job) -> None:
    most, last = majority(job), f"rank {job.world - 1}"
    line = disagree(
        job("other_model"),
        "ranks.models_differ",
        f"{most}: LlamaForCausalLM passes",
        f"config.num_hidden_layers: 4 on {most}; 8 on {last}",
    )
    assert f"{most} / {last}" in line


def test_one_cannot_run(job: Job) -> None:
    most, last = majority(job), f"rank {job.world - 1}"
    disagree(
        job("other_outcome"),
        "ranks.models_differ",
        f"{most}: LlamaForCausalLM passes",
        f"{last}: Unsupported configuration for LlamaForCausalLM: tp.heads_not_divisible",
        f"config.num_attention_heads: 32 on {most}; 31 on {last}",
    )


def test_one_sees_another_mesh(job: Job) -> None:
    most, last = majority(job), f"rank {job.world - 1}"
    disagree(job("other_mesh"), "ranks.meshes_differ", f"mesh.tp_size: 2 on {most}; 4 on {last}")


def test_one_asks_about_another_run(job: Job) -> None:
    most, last = majority(job), f"rank {job.world - 1}"
    disagree(job("other_run"), "ranks.runs_differ", f"run.gpus_per_node: 8 on {most}; 4 on {last}")


def test_the_call_fails_on_one(job: Job) -> None:
    last = job.world - 1
    disagree(job("failed_call"), "ranks.call_failed", f"rank {last}: InputError: input.unknown_field: /mesh/tpx")
    assert job.of("failed_call", last)["cause"].startswith("InputError")


def test_the_call_fails_on_all(job: Job) -> None:
    for one in job("failed_calls"):
        assert (one["type"], one["code"]) == ("InputError", "input.unknown_field")


def test_what_changes_no_answer_stops_nobody(four: Job) -> None:
    passes(four("other_path"), told=(0,))
    assert 'config._name_or_path: "/scratch/0" on rank 0; "/scratch/1" on rank 1' in four.of("other_path", 0)["told"][0]


def test_versions(four: Job) -> None:
    passes(four("other_engine"), told=(0,))
    assert re.search(r'engine: "1.0 .*" on ranks 0, 2-3; "9.9 .*" on rank 1', four.of("other_engine", 0)["told"][0])
    disagree(four("other_engine_and_answer"), "ranks.engines_differ", '"9.9 ', "rank 1: Unsupported configuration")


def test_live_models(four: Job) -> None:
    passes(four("live_pass"), returned="'Net'")
    passes(four("live_warns"), returned="None", told=(0,))
    assert "tp.crosses_nodes" in four.of("live_warns", 0)["told"][0]
    assert {one["type"] for one in four("live_refuse")} == {"MeshError"}
    assert {tuple(one["codes"]) for one in four("live_refuse")} == {("tp.no_plan",)}
    assert ["\n" in one["text"] for one in four("live_refuse")] == [True, False, False, False]
    disagree(four("live_dissent"), "ranks.models_differ", "rank 2: Unsupported configuration for Net: tp.no_plan", "_tp_plan")


def test_only_one_asks(four: Job) -> None:
    found = four("only_one")
    assert found[0]["type"] == "" and found[0]["returned"] == "True"
    (told,) = found[0]["told"]
    assert "rank 0 asked at sync_worker.py:" in told and "ranks 1-3 did not ask within 0.3 s" in told
    assert "sync='never'" in told and "MESHWISE_SYNC_TIMEOUT" in told
    passes(four("pass_after_only_one"))
    alone = four.of("only_one_refuses", 1)
    assert alone["type"] == "MeshError" and alone["text"] == alone["whole"]
    passes(four("sweep")[:1], told=(0,))
    assert len(four.of("sweep", 0)["told"]) == 1


def test_always(four: Job) -> None:
    for rank in (0, 2):
        found = four.of("always_absent", rank)
        assert (found["type"], found["code"]) == ("RanksError", "ranks.absent")
        assert "ranks 1, 3 did not ask" in found["text"]
    passes(four("always_pass"))


@pytest.mark.parametrize("name", ["never", "never_by_environment"])
def test_never(four: Job, name: str) -> None:
    found = four(name)
    assert [one["type"] for one in found] == ["", "MeshError", "", ""]
    assert found[1]["text"] == found[1]["whole"]
    assert not any(one["told"] for one in found)


def test_places(four: Job) -> None:
    printed, *others = four("two_places")  # rank 0 prints what it is told, and the others keep it
    passes([printed], returned="None")
    passes(others)


def test_a_rank_that_asks_aside_comes_to_the_place_that_all_share(four: Job) -> None:
    for name in ("aside_passes", "aside_sweep"):
        passes(four(name))
    whole = disagree(
        four("aside_and_then_another_model"), "ranks.models_differ", "config.num_hidden_layers: 8 on rank 0; 4 on ranks 1-3"
    )
    assert "rank 0 / ranks 1-3" in whole


def test_none_goes_on_where_one_of_them_cannot(four: Job) -> None:
    """Wherever each of them asks: the others would wait for it in a collective."""
    alone, *others = four("aside_refuses")
    assert (alone["type"], alone["codes"]) == ("MeshError", ["tp.kv_heads_not_divisible"])
    disagree(
        others,
        "ranks.others_refuse",
        "ranks 1-3 asked at sync_worker.py:",
        "would pass",
        "- rank 0 at sync_worker.py:",
        first=1,
    )
    alone, *others = four("others_refuse")
    assert (alone["type"], alone["code"]) == ("RanksError", "ranks.others_refuse")
    assert "- ranks 1-3 at sync_worker.py:" in alone["text"] and "tp.kv_heads_not_divisible" in alone["text"]
    refused(others, first=1)
    alone, *others = four("others_differ")
    assert (alone["type"], alone["code"]) == ("RanksError", "ranks.others_refuse")
    disagree(others, "ranks.meshes_differ", "mesh.tp_size: 2 on ranks 1-2; 16 on rank 3", first=1)
    alone, *others = four("aside_fails")
    assert (alone["type"], alone["code"]) == ("InputError", "input.unknown_field")
    disagree(others, "ranks.others_refuse", "InputError: input.unknown_field: /mesh/tpx", first=1)
    assert {(one["type"], one["code"]) for one in four("always_elsewhere")} == {("RanksError", "ranks.absent")}


def test_a_rank_that_never_comes_to_the_place_of_the_others(four: Job) -> None:
    found = four("never_comes")
    passes([found[0]], told=(0,))
    assert "ranks 1-3 asked something else" in found[0]["told"][0]
    passes(found[1:], told=(0,))
    assert "rank 0 did not ask within 0.3 s" in found[1]["told"][0]
    passes(four("pass_after_never_comes"))


def test_a_late_rank(four: Job) -> None:
    passes(four("late"), told=(0, 3))
    passes(four("pass_after_late"))


def test_groups(four: Job) -> None:
    found = four("group")
    passes([found[0], found[2]])
    refused([found[1], found[3]], first=1)
    found = four("group_dissent")
    passes([found[0], found[2]])
    disagree([found[1], found[3]], "ranks.meshes_differ", "mesh.tp_size: 2 on rank 1; 4 on rank 3", first=1)


def test_device_meshes(four: Job) -> None:
    passes(four("mesh_of_some"), returned="True")
    disagree(four("slice"), "ranks.models_differ", "config.num_hidden_layers: 4 on ranks 0-1; 5 on ranks 2-3")


def test_a_forked_child_answers_alone(four: Job) -> None:
    passes(four("forked"), returned="'child 0, parent True'")


def test_keys_are_bounded(four: Job) -> None:
    passes(four("keys"), returned="'bounded'")


def test_an_uncaught_refusal_ends_the_job(four: Job) -> None:
    assert four.status == 1
    assert four.wrote("uncaught") == {0, 1, 2, 3}
    # torchrun ends the others as soon as one has ended, so some may not have come to print theirs.
    assert "Unsupported configuration for LlamaForCausalLM" in four.printed


def test_ranks_that_die(dying: Job) -> None:
    """Rank 1 died before it asked, rank 2 before and rank 3 after its post: rank 0 gets answers."""
    assert dying.status != 0
    assert {name: dying.wrote(name) for name in ("dead", "dead_refuse", "dead_always")} == {
        "dead": {0},
        "dead_refuse": {0},
        "dead_always": {0},
    }
    found = dying.of("dead", 0)
    assert (found["type"], found["returned"]) == ("", "True")
    assert "ranks 0, 3 asked" in found["told"][0] and "ranks 1-2 did not ask" in found["told"][0]
    found = dying.of("dead_refuse", 0)
    assert found["type"] == "MeshError" and found["text"] == found["whole"]
    assert dying.of("dead_always", 0)["code"] == "ranks.absent"


def test_a_store_that_freezes_or_dies(two: Job) -> None:
    assert two.status != 0
    found = two.of("frozen", 1)
    assert (found["type"], found["returned"]) == ("", "True")
    assert "rank 1 cannot exchange verdicts with rank 0" in found["told"][0]
    again = two.of("frozen_again", 1)
    assert again["type"] == "MeshError" and again["text"] == again["whole"]
    assert two.of("gone_always", 1)["code"] == "ranks.unreachable"


def test_without_a_process_group(monkeypatch: pytest.MonkeyPatch) -> None:
    model = {"num_attention_heads": 8, "num_key_value_heads": 8}
    assert meshwise.validate(model, tp=2, sync="always").valid is not False
    with pytest.raises(meshwise.MeshError):
        meshwise.validate(model, tp=3)
    monkeypatch.setenv("WORLD_SIZE", "8")
    assert meshwise.validate(model, tp=2).valid is not False
    with pytest.raises(meshwise.RanksError, match="init_process_group") as caught:
        meshwise.validate(model, tp=2, sync="always")
    assert caught.value.code == "ranks.unreachable"


def test_what_cannot_be_meant() -> None:
    with pytest.raises(meshwise.InputError, match="sync is 'maybe'; it is 'auto', 'always' or 'never'"):
        meshwise.validate({}, sync="maybe")  # type: ignore[arg-type]
    with pytest.raises(meshwise.InputError, match="sync_timeout is -1"):
        meshwise.validate({}, sync_timeout=-1)


def test_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MESHWISE_SYNC_TIMEOUT", raising=False)
    assert together._seconds(None) == together.SECONDS
    monkeypatch.setenv("MESHWISE_SYNC_TIMEOUT", "2.5")
    assert (together._seconds(None), together._seconds(0)) == (2.5, 0)
    monkeypatch.setenv("MESHWISE_SYNC_TIMEOUT", "soon")
    with pytest.raises(meshwise.InputError, match="sync_timeout is 'soon'"):
        together._seconds(None)


@pytest.mark.parametrize(
    "ranks, text",
    [([3], "rank 3"), ([0, 1, 2, 5], "ranks 0-2, 5"), ([1, 0], "ranks 0-1"), ([0, 2], "ranks 0, 2")],
)
def test_ranks_in_words(ranks: list[int], text: str) -> None:
    assert members.text(ranks) == text


FILE_STORE = """
    import torch.distributed as dist
    import meshwise

    dist.init_process_group("gloo", init_method="file://FILE", rank=RANK, world_size=2)
    config = {"num_attention_heads": 8, "num_key_value_heads": 8}
    for tp in ((2, 2), (3, 3), (2, 4), (8, 8)):
        try:
            print(meshwise.validate(config, tp=tp[RANK], sync="always", sync_timeout=100).valid)
        except ValueError as error:
            print(type(error).__name__, str(error).count(chr(10)) > 0)
    dist.barrier()
"""


def test_a_store_in_a_file(tmp_path: Path) -> None:
    code = FILE_STORE.replace("FILE", str(tmp_path / "store"))
    ranks = [start(code.replace("RANK", str(rank))) for rank in range(2)]
    printed = [guard.communicate(rank) for rank in ranks]
    assert [out.splitlines() for out, _ in printed] == [
        ["None", "MeshError True", "RanksError True", "None"],
        ["None", "MeshError False", "RanksError False", "None"],
    ], printed


def test_groups_of_nobody_else() -> None:
    """A fake group, and one of one rank: nobody will come, so nobody is waited for."""
    printed = run(
        """
        import torch.distributed as dist, meshwise
        from torch.testing._internal.distributed import fake_pg

        config = {"num_attention_heads": 8, "num_key_value_heads": 8}
        fake, real = fake_pg.FakeStore(), dist.HashStore
        for backend, store, size in (("fake", fake, 8), ("fake", real(), 8), ("gloo", real(), 1)):
            dist.init_process_group(backend, store=store, rank=0, world_size=size)
            print(meshwise.validate(config, tp=2, sync_timeout=600).valid)
            try:
                meshwise.validate(config, tp=3, sync_timeout=600)
            except meshwise.MeshError as error:
                print(error.code)
            dist.destroy_process_group()
        """
    )
    assert printed.splitlines() == ["None", "['tp.heads_not_divisible', 'tp.kv_heads_not_divisible']"] * 3


def test_the_error_survives_a_pickle() -> None:
    error = meshwise.RanksError("ranks.absent", "rank 1 did not ask", [0, 2])
    again = pickle.loads(pickle.dumps(error))
    assert (again.code, str(again), again.ranks) == ("ranks.absent", "ranks.absent: rank 1 did not ask", (0, 2))
