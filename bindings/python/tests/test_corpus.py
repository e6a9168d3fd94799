"""The corpus, run by this host: answers as expected, and the same bytes as every other host.

What was answered goes to ``build/results/python.json``, which ``go run ./tests/agree`` compares.
"""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from pathlib import Path

import corpus
import pytest

from meshwise._engine import module
from meshwise._engine.engine import Engine
from meshwise._engine.hot import hot
from meshwise._engine.instance import Instance

Answers = dict[str, bytes]


@pytest.fixture(scope="module")
def cases(root: Path) -> list[corpus.Case]:
    return corpus.load(root)


def compiled(way: str) -> Engine:
    engine = Engine(worth=1 << 62)
    engine._compiled = module.compiled(module.packaged(), way)
    return engine


@pytest.fixture(scope="module")
def engine() -> Engine:
    return compiled(module.THOROUGH)


@pytest.fixture(scope="module")
def answers(root: Path, cases: list[corpus.Case], engine: Engine) -> Answers:
    return answered(root, cases, engine)


def answered(root: Path, cases: list[corpus.Case], engine: Engine) -> Answers:
    """Asks everything of one instance, and the ordinary question after each hostile one: no request may harm the next."""
    ordinary = next(case for case in cases if case.id == corpus.manifest(root)["ordinary"])
    usual, found = engine.call(ordinary.request), {}
    for case in cases:
        found[case.id] = engine.call(case.request)
        if case.is_hostile:
            assert engine.call(ordinary.request) == usual, f"{case.id} changed the answer to the ordinary question after it"
    return found


def test_no_case_is_left_out(root: Path, cases: list[corpus.Case]) -> None:
    counted: dict[str, int] = {}
    for case in cases:
        counted[case.suite] = counted.get(case.suite, 0) + 1
    assert counted == corpus.manifest(root)["suites"]
    assert len({case.id for case in cases}) == len(cases) == corpus.manifest(root)["cases"]


def test_answers_are_as_expected(cases: list[corpus.Case], answers: Answers) -> None:
    wrong = []
    for case in cases:
        wrong += [f"{case.id} {difference}" for difference in corpus.differences(case, answers[case.id])]
    assert not wrong, "\n".join(wrong[:40])


def test_quick_code_gives_the_same_answers(root: Path, cases: list[corpus.Case], answers: Answers) -> None:
    """A seeded fifth of the cases, all of them with ``MESHWISE_LONG`` (``make nightly``): quick code is five times slower."""
    usual = corpus.manifest(root)["ordinary"]
    some = [c for c in cases if "MESHWISE_LONG" in os.environ or zlib.crc32(c.id.encode()) % 5 == 0 or c.id == usual]
    assert len(some) > len(cases) // 6
    assert answered(root, some, compiled(module.QUICK)) == {case.id: answers[case.id] for case in some}


def test_hot_code_gives_the_same_answers(root: Path, cases: list[corpus.Case], answers: Answers) -> None:
    """To what it serves, without a cold function: another fifth of the cases, all of them with ``MESHWISE_LONG``."""
    part = hot(module.packaged().code())
    assert part is not None
    engine = compiled(module.HOT)
    some = [c for c in cases if "MESHWISE_LONG" in os.environ or zlib.crc32(c.id.encode()) % 5 == 1]
    some = [c for c in some if part.serves(c.request)]
    assert len(some) > len(cases) // 7
    unlucky = []
    for case in some:
        assert engine.call(case.request) == answers[case.id], case.id
        if engine.compiled.way != module.HOT:  # what the guest's collector calls hangs on the clock: it is asked once more
            unlucky.append(case.id)
            engine = compiled(module.HOT)
            assert engine.call(case.request) == answers[case.id], case.id
            assert engine.compiled.way == module.HOT, f"{case.id} calls a cold function: run `make cold`"
    assert len(unlucky) < 3, f"cold functions are called by chance, too often: run `make cold`; {unlucky}"


def test_quick_code_needs_half_of_its_stack(root: Path, cases: list[corpus.Case], monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever stands deep in one another, twice: at first the stack of the guest grows, which empties that of the host."""
    monkeypatch.setattr(module, "_STACK", module._STACK // 2)
    wasmtime, source = module.runtime(), module.packaged()
    engine = wasmtime.Engine(module._config(wasmtime, module.QUICK))
    instance = Instance(module.Compiled(engine, wasmtime.Module(engine, source.code()), source, module.QUICK))
    deep = [case for case in cases if case.suite == "hostile/deep" or "level" in case.id]
    assert len(deep) > 12
    for case in deep * 2:
        instance.exchange(case.request)  # without a trap


def test_results_are_written(root: Path, answers: Answers, engine: Engine) -> None:
    """And the module that answered is the one that the other hosts ran."""
    code = (root / "build" / "meshwise.wasm").read_bytes()
    assert hashlib.sha256(code).hexdigest() == engine.sha256, "run `make python-wasm`"
    results = {
        "host": "python",
        "module": engine.sha256,
        "cases": {name: hashlib.sha256(answers[name]).hexdigest() for name in sorted(answers)},
    }
    folder = root / "build" / "results"
    folder.mkdir(parents=True, exist_ok=True)
    temporary = folder / f"python-{os.getpid()}"
    temporary.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    os.replace(temporary, folder / "python.json")


@pytest.mark.parametrize(
    ("want", "got", "matches"),
    [
        ({"a": 1}, b'{"a": 1.0, "b": 2}', True),
        ({"a": 1}, b'{"a": true}', False),
        ({"a": {"$absent": True}}, b'{"b": 1}', True),
        ({"a": {"$absent": True}}, b'{"a": null}', False),
        ({"a": {"$any": True}}, b'{"a": null}', True),
        ({"a": {"$contains": "x"}}, b'{"a": "axb"}', True),
        ({"a": [1, 2]}, b'{"a": [1]}', False),
        ({}, b'{"a": 1, "a": 1}', False),
        ({}, b'{"a": NaN}', False),
        ({}, b"{} {}", False),
    ],
)
def test_the_comparison_sees_differences(want: object, got: bytes, matches: bool) -> None:
    case = corpus.Case("a/b", "a", b"", {"expect": want})
    assert (corpus.differences(case, got) == []) is matches
