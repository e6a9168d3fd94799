"""The host: what it does with traps, threads, signals, other versions and limits."""

from __future__ import annotations

import json
import pickle
import signal
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from scripts import run

from meshwise._engine import load, module
from meshwise._engine import wasi as _wasi
from meshwise._engine.engine import Engine
from meshwise._engine.instance import Instance, Trapped
from meshwise._engine.module import Source
from meshwise._errors import EngineCrash, EngineError, InputError

QUESTION = b'{"op":"validate_mesh","facts":{"config":{"num_attention_heads":64}},"mesh":{"tp_size":2}}'


@pytest.fixture(scope="module")
def faults(root: Path) -> Engine:
    """An engine over the twin of the module that fails when it is asked to."""
    code = (root / "build" / "meshwise_faults.wasm").read_bytes()
    engine = Engine(lambda: Source("of the twin", lambda: code), fuel=2_000_000_000)
    assert engine.compiled
    return engine


def test_import_is_light() -> None:
    out = run("""
        import sys
        before = set(sys.modules)
        import meshwise
        print([name for name in ("torch", "wasmtime", "numpy", "transformers") if name in sys.modules])
    """)
    assert out.strip() == "[]"


def test_answers(root: Path) -> None:
    answer = json.loads(Engine().call(QUESTION))
    assert answer["kind"] == "verdict"


def test_version() -> None:
    assert Engine().version == module.NEEDED


@pytest.mark.parametrize(
    ("got", "needed", "code"),
    [
        ((1, 0), (1, 0), None),
        ((1, 2), (1, 2), None),
        ((1, 7), (1, 2), None),
        ((1, 65535), (1, 0), None),
        ((1, 1), (1, 2), "abi.minor_too_old"),
        ((2, 0), (1, 0), "abi.major_mismatch"),
        ((0, 9), (1, 0), "abi.major_mismatch"),
        ((2, 0), (1, 5), "abi.major_mismatch"),
    ],
)
def test_the_version_rule(got: tuple[int, int], needed: tuple[int, int], code: str | None) -> None:
    if code is None:
        module.check_version(got, needed)
        return
    with pytest.raises(EngineError) as refusal:
        module.check_version(got, needed)
    assert refusal.value.code == code


def test_a_request_over_the_limit_is_answered() -> None:
    engine = Engine()
    assert json.loads(engine.call(b" " * ((4 << 20) + 1)))["code"] == "input.too_large"
    assert json.loads(engine.call(b""))["code"] == "input.empty"
    assert json.loads(engine.call(QUESTION))["kind"] == "verdict"


@pytest.mark.parametrize("fault", ["trap", "memory", "stack", "loop"])
def test_a_crash_is_retried_once_and_reported(faults: Engine, fault: str) -> None:
    with pytest.raises(EngineCrash) as crash:
        faults.call(f"fault:{fault}".encode())
    assert crash.value.code == "engine.crashed"
    assert crash.value.module == "of the twin"
    assert "fault" not in str(crash.value), "a crash never repeats the request"
    assert "\n" not in str(crash.value)
    assert json.loads(faults.call(QUESTION))["kind"] == "verdict"


@pytest.mark.parametrize("fault", ["panic", "nothing"])
def test_a_panic_is_an_answer(faults: Engine, fault: str) -> None:
    assert json.loads(faults.call(f"fault:{fault}".encode()))["code"] == "engine.internal"


def test_a_used_instance_that_traps_is_replaced(faults: Engine) -> None:
    faults.call(QUESTION)
    assert faults.call(b"fault:used")  # traps on every instance but a fresh one


def test_a_poisoned_instance_is_never_used_again(faults: Engine) -> None:
    faults.forget()
    faults.call(QUESTION)
    poisoned = list(faults._idle)
    with pytest.raises(EngineCrash):
        faults.call(b"fault:trap")
    assert not set(map(id, poisoned)) & set(map(id, faults._idle))


def test_signals_belong_to_the_process(root: Path) -> None:
    """A crash is an exception also where somebody took the handlers of signals back: Lightning does, behind every fit."""
    code = """
        import os, signal
        from meshwise._engine.engine import Engine
        from meshwise._engine.module import Source
        from meshwise._errors import EngineCrash
        source = Source("of the twin", lambda: open(os.environ["FAULTS"], "rb").read())
        engine = Engine(lambda: source, fuel=2_000_000_000)
        engine.call(b'{"op":"describe"}')
        for one in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
            if signal.getsignal(one) is not None:
                signal.signal(one, signal.getsignal(one))
        try:
            engine.call(b"fault:trap")
        except EngineCrash:
            print(engine.call(b'{"op":"describe"}')[:8].decode())
    """
    assert run(code, FAULTS=f"{root}/build/meshwise_faults.wasm").strip() == '{"kind":'


def test_a_crash_says_what_the_engine_printed(faults: Engine) -> None:
    with pytest.raises(EngineCrash) as crash:
        faults.call(b"fault:stderr")
    assert crash.value.stderr.startswith("the engine says something long")
    assert len(crash.value.stderr) == _wasi.STDERR_BYTES


def test_the_operation_of_a_crash(root: Path) -> None:
    from meshwise._engine.engine import _operation

    assert _operation(b'{"op": "validate_mesh"}') == "validate_mesh"
    for request in (
        b"",
        b"[]",
        b'{"op": 1}',
        b'{"op": "secret key=1"}',
        b'{"op": "' + b"x" * 65 + b'"}',
        b"[" * 100_000,
    ):
        assert _operation(request) == ""


@pytest.mark.parametrize(
    "error",
    [
        EngineError("engine.bad_module", "a"),
        EngineCrash("a", "describe", "text", "sha"),
        InputError("input.wrong_type", "a", "/b"),
    ],
)
def test_errors_travel_between_processes(error: Exception) -> None:
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is type(error) and copy.__dict__ == error.__dict__ and str(copy) == str(error)


def test_a_module_of_another_is_refused() -> None:
    with pytest.raises(EngineError) as refusal:
        Engine(lambda: Source("of no module", lambda: b"no module")).call(QUESTION)
    assert refusal.value.code == "engine.bad_module"


def test_another_major_version_is_refused() -> None:
    wat = '(module (memory (export "memory") 1) (func (export "_initialize")) (func (export "meshwise_abi_version") '
    wat += f"(result i32) i32.const {(module.NEEDED[0] + 1) << 16}) "
    wat += '(func (export "meshwise_input") (param i32) (result i32) i32.const 0)'
    wat += '(func (export "meshwise_call") (param i32) (result i64) i64.const 0))'
    import wasmtime

    code = bytes(wasmtime.wat2wasm(wat))
    with pytest.raises(EngineError) as refusal:
        Engine(lambda: Source("of another version", lambda: code)).call(QUESTION)
    assert refusal.value.code == "abi.major_mismatch"


def test_threads_share_an_engine() -> None:
    engine = Engine()
    requests = [QUESTION.replace(b'"tp_size":2', f'"tp_size":{n}'.encode()) for n in (2, 4, 8, 16)]
    wanted = [engine.call(request) for request in requests]
    wrong: list[object] = []

    def ask() -> None:
        for n in range(200):
            if engine.call(requests[n % 4]) != wanted[n % 4]:
                wrong.append(n)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(engine._idle) <= 8


def test_a_signal_handler_may_ask_in_the_middle_of_a_call() -> None:
    engine = Engine()
    wanted = engine.call(QUESTION)
    heard: list[bool] = []
    before = signal.signal(signal.SIGALRM, lambda *_: heard.append(engine.call(QUESTION) == wanted))
    try:
        deadline = time.monotonic() + 1
        while time.monotonic() < deadline:
            signal.setitimer(signal.ITIMER_REAL, 0.0003)
            assert engine.call(QUESTION) == wanted
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert heard and all(heard)


def test_an_interrupt_is_not_lost(faults: Engine) -> None:
    """Ctrl-C during a host function surfaces after the call, and the instance is not used again."""
    outside = _wasi.Outside()
    guarded = _wasi.bind("sched_yield", outside)

    class Caller:
        def get(self, name: str) -> None:
            raise KeyboardInterrupt

    assert guarded(Caller()) == _wasi.FAULT
    assert isinstance(outside.interrupt, KeyboardInterrupt)


def test_memory_stays_flat_over_many_calls() -> None:
    engine = Engine()
    instance = Instance(engine.compiled)
    for _ in range(300):
        instance.exchange(QUESTION)
    early = instance._memory.data_len(instance._store)
    for _ in range(5000):
        instance.exchange(QUESTION)
    assert instance._memory.data_len(instance._store) <= early + (1 << 20)


def test_an_instance_has_its_fuel_anew_for_each_call(faults: Engine) -> None:
    instance = Instance(faults.compiled, fuel=50_000_000)
    for _ in range(100):
        instance.exchange(QUESTION)
    with pytest.raises(Trapped, match="fuel"):
        instance.exchange(b"fault:loop")


def test_an_engine_that_is_asked_much_goes_over_to_thorough_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MESHWISE_CACHE_DIR", str(tmp_path / "cache"))
    engine = Engine(worth=20_000_000)
    wanted = engine.call(QUESTION)
    assert engine.compiled.way == module.HOT
    quick = list(engine._idle)
    while engine.compiled.way == module.HOT:
        assert engine.call(QUESTION) == wanted
    assert engine._spent > 20_000_000
    assert engine.call(QUESTION) == wanted and not set(map(id, quick)) & set(map(id, engine._idle))
    (entry,) = (tmp_path / "cache").iterdir()
    assert "thorough" in entry.name, "the quick code is no longer needed"
    again = Engine()
    assert again.call(QUESTION) == wanted and again.compiled.way == module.THOROUGH, "a later process takes it from the cache"


def test_where_thorough_code_cannot_be_had_the_quick_one_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: object) -> object:
        raise EngineError("engine.bad_module", "no")

    monkeypatch.setattr("meshwise._engine.engine.improve", fails)
    engine = Engine(worth=0)
    engine._compiled = module.compiled(module.packaged(), module.QUICK)
    assert engine.call(QUESTION) == engine.call(QUESTION) and engine.compiled.way == module.QUICK


@pytest.mark.parametrize("way", [module.QUICK, module.THOROUGH])
def test_the_deepest_request_is_answered_by_either(way: str) -> None:
    """The frames of quick code are larger, and the stack is the same; a thread has less of its own."""
    engine = Engine(worth=1 << 62)
    engine._compiled = module.compiled(module.packaged(), way)
    deep = b'{"op":"capabilities","facts":{"config":{"model_type":"llama","a":' + b"[" * 60 + b"]" * 60 + b"}}}"
    keys = b'{"op":"capabilities","facts":{"config":' + b'{"text_config":' * 60 + b"1" + b"}" * 60 + b"}}"
    answers: list[bytes] = []
    for request in (deep, keys, b"[" * 70 + b"]" * 70):
        thread = threading.Thread(target=lambda request=request: answers.append(engine.call(request)))
        thread.start()
        thread.join()
    assert [json.loads(answer)["kind"] for answer in answers] == ["report", "report", "error"]


def test_another_wasmtime_with_other_insides(monkeypatch: pytest.MonkeyPatch) -> None:
    import wasmtime

    compiled = module.compiled(module.packaged(), module.QUICK)
    code = bytes(compiled.module.serialize())
    for insides in (wasmtime._ffi, SimpleNamespace()):
        monkeypatch.setattr(wasmtime, "_ffi", insides)
        assert len(load.deserialized(wasmtime, compiled.engine, code).imports) == 10
    monkeypatch.undo()
    with pytest.raises(wasmtime.WasmtimeError):
        load.deserialized(wasmtime, compiled.engine, b"no code")
