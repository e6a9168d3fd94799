"""Hot code: the module without its cold functions, for the first questions of a machine. And where one is called."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest
from caching import compiles, entries
from scripts import run

from meshwise._engine import module
from meshwise._engine.engine import Engine
from meshwise._engine.hot import hot
from meshwise._engine.module import HOT, QUICK, THOROUGH, Source
from meshwise._errors import EngineCrash

VERDICT = b'{"op":"validate_mesh","facts":{"config":{"num_attention_heads":64}},"mesh":{"tp_size":2}}'
READ = b'{"op":"read","files":[{"name":"a.sh","text":"torchrun --nproc-per-node 8 train.py"}]}'
JUDGE = b'{"op":"validate_mesh","reading":{"files":[{"name":"a.sh","text":"torchrun --nproc-per-node 8 train.py"}]}}'
PLAN = b'{"op":"plan","facts":{"config":{"model_type":"llama"}},"mesh":{"world_size":8}}'


@pytest.fixture(scope="module")
def whole() -> bytes:
    return module.packaged().code()


@pytest.fixture
def cached(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MESHWISE_CACHE_DIR", str(folder))
    return folder


def ways(folder: Path) -> list[str]:
    return [way for name in entries(folder) for way in (HOT, QUICK, THOROUGH) if f"-{way}-" in name]


def test_a_verdict_compiles_hot_code_and_what_needs_more_compiles_the_rest(cached: Path) -> None:
    engine = Engine()
    verdict = engine.call(VERDICT)
    assert (engine.compiled.way, ways(cached)) == (HOT, [HOT])
    assert compiles(cached) == 0, "another process takes it from the cache"
    reading = engine.call(READ)
    assert json.loads(reading)["kind"] == "reading"
    assert (engine.compiled.way, ways(cached)) == (QUICK, [QUICK]), "hot code is no longer needed"
    assert engine.call(VERDICT) == verdict
    again = Engine()
    assert again.call(READ) == reading and again.compiled.way == QUICK


@pytest.mark.parametrize("request_", [READ, JUDGE, PLAN])
def test_what_needs_cold_functions_does_not_wait_twice(request_: bytes, cached: Path) -> None:
    engine = Engine()
    assert json.loads(engine.call(request_))["kind"] in ("reading", "plan")
    assert (engine.compiled.way, ways(cached)) == (QUICK, [QUICK])


@pytest.mark.parametrize("request_", [b"", b"{", b"[]", b"null", b"\xff", b'{"op":[]}', b"[" * 100_000])
def test_what_is_no_question_is_refused_by_hot_code(request_: bytes, whole: bytes, own_cache: Path) -> None:
    part = hot(whole)
    assert part is not None and part.serves(request_)
    engine = Engine()
    engine._compiled = module.compiled(module.packaged(), HOT)
    assert json.loads(engine.call(request_))["kind"] == "error"
    assert engine.compiled.way == HOT


def test_hot_code_is_less_than_half_of_the_code(whole: bytes) -> None:
    part = hot(whole)
    assert part is not None and "validate_mesh" in part.operations and "read" not in part.operations
    assert len(whole) - len(part.code) > 1_500_000, "run `make cold`: functions have new names"


def test_a_module_that_does_not_say_what_is_cold_is_compiled_whole(whole: bytes, cached: Path) -> None:
    silent = whole.replace(b"meshwise.cold", b"meshwise.none")
    assert hot(silent) is None
    engine = Engine(lambda: Source("of a silent one", lambda: silent))
    assert json.loads(engine.call(VERDICT))["kind"] == "verdict" and engine.compiled.way == QUICK


def test_what_is_wrong_with_the_section_harms_nothing(whole: bytes) -> None:
    """The module ends at each byte of its head and of the first marks, and each of these bytes is another."""
    start = whole.index(b"meshwise.cold") - 4
    names = len(b"meshwise.cold") + 4 + 80
    for at in range(start, start + names):
        for module_ in (whole[:at], whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]):
            part = hot(module_)
            assert part is None or isinstance(part.code, bytes)
    assert hot(b"") is None and hot(b"\0asm\1\0\0\0") is None and hot(whole[: len(whole) // 2]) is None


def test_a_crash_of_hot_code_is_a_crash(root: Path, own_cache: Path) -> None:
    """What traps may be a function that was left out. All is asked once more then, and that crash is told."""
    twin = (root / "build" / "meshwise_faults.wasm").read_bytes()
    engine = Engine(lambda: Source("of the twin that traps", lambda: twin))
    assert engine.call(VERDICT) and engine.compiled.way == HOT
    with pytest.raises(EngineCrash) as crash:
        engine.call(b"fault:trap")
    assert "deadlock" in crash.value.stderr and engine.compiled.way == QUICK
    assert engine.call(VERDICT)


def test_a_loop_without_end_is_no_function_that_was_left_out(root: Path, own_cache: Path) -> None:
    twin = (root / "build" / "meshwise_faults.wasm").read_bytes()
    engine = Engine(lambda: Source("of the twin that loops", lambda: twin), fuel=2_000_000_000)
    assert engine.call(VERDICT)
    with pytest.raises(EngineCrash, match="fuel"):
        engine.call(b"fault:loop")
    assert engine.compiled.way == HOT


def test_threads_that_all_need_more_compile_it_once(cached: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    inner = module._compile
    monkeypatch.setattr(module, "_compile", lambda *a: (made.append(a[3]), inner(*a))[1])
    engine = Engine()
    engine.call(VERDICT)
    answers: list[bytes] = []
    threads = [threading.Thread(target=lambda: answers.append(engine.call(READ))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [HOT, QUICK] and len(answers) == 6 and len(set(answers)) == 1


def test_a_forked_child_may_need_more(cached: Path) -> None:
    out = run(
        f"""
        import os
        from meshwise._engine.engine import engine
        engine().call({VERDICT!r})
        child = os.fork()
        if child == 0:
            os._exit(0 if b'"reading"' in engine().call({READ!r}) and engine().compiled.way == "quick" else 1)
        print(os.waitpid(child, 0)[1], engine().compiled.way, b'"reading"' in engine().call({READ!r}))
        """,
        MESHWISE_CACHE_DIR=str(cached),
    )
    assert out.split() == ["0", "hot", "True"]
