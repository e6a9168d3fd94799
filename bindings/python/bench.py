"""Measures against what a user would run instead: NeMo Automodel's own module and command, in one run, as ratios.

    make bench

Times are processor time, the best of several, in this order: the original, then meshwise. A budget says whether it holds.
Nothing here is a test: it exits 0 whatever it measured.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

os.environ.setdefault("HF_HUB_OFFLINE", "1")
HERE = Path(__file__).resolve().parent
CONFIG = HERE.parents[1] / "tests" / "fixtures" / "configs" / "meta-llama--Llama-3.1-70B.json"


def process(arguments: list[str], times: int, **environment: str) -> float:
    """Milliseconds of processor time of a process, from its start to its end, the sources compiled as pip leaves them."""
    env = {**os.environ, "PYTHONPATH": str(HERE / "src"), **environment}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    found = []
    for _ in range(times):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True, env=env)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        found.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(found) * 1e3


def repeated(*functions: Callable[[], Any], times: int = 6000) -> list[float]:
    """Microseconds of processor time of one call of each function, the best of many turns that they take."""
    turns = 60
    found: list[list[float]] = [[] for _ in functions]
    for _ in range(turns):
        for of_one, function in zip(found, functions, strict=True):
            function()
            start = time.process_time()
            for _ in range(max(times // turns, 1)):
                function()
            of_one.append((time.process_time() - start) / max(times // turns, 1))
    return [min(of_one) * 1e6 for of_one in found]


def row(what: str, theirs: float | None, ours: float, unit: str, most: float | None = None, of: str = "ratio") -> None:
    """Prints a line: what was measured, both times, their ratio, the budget (of the ratio, or of our own time) and whether
    it holds."""
    ratio = ours / theirs if theirs else None
    budget = ""
    if most is not None:
        measured = ratio if of == "ratio" else ours
        budget = f"{most:g} {'' if of == 'ratio' else unit:2}  {'ok' if measured is not None and measured <= most else 'OVER'}"
    shown = ["" if value is None else f"{value:.{digits}f}" for value, digits in ((theirs, 1), (ours, 1), (ratio, 3))]
    print(f"{what:52} {shown[0]:>10} {shown[1]:>10} {unit:3} {shown[2]:>8}  {budget}".rstrip(), flush=True)


def processes() -> None:
    bare = process(["-c", "pass"], 5)
    module = "nemo_automodel._transformers.capabilities"
    row(
        "import",
        process(["-c", f"import {module}"], 2) - bare,
        process(["-c", "import meshwise"], 5) - bare,
        "ms",
        30,
        of="time",
    )
    question = f"import meshwise; meshwise.check({str(CONFIG)!r}, tp=16, world_size=64)"
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder, "llama")
        home.mkdir()
        shutil.copy(CONFIG, home / "config.json")
        cache = str(Path(folder, "cache"))
        query = ["-m", "nemo_automodel.cli.query_capabilities", "--model-id", str(home), "--json"]
        theirs = process(query, 2)
        cold = process(["-c", question], 1, MESHWISE_CACHE_DIR=cache)
        warm = process(["-c", question], 7, MESHWISE_CACHE_DIR=cache)
        row("start to first answer, nothing compiled yet", theirs, cold, "ms")
        row("of which compiling", None, cold - warm, "ms", 3000, of="time")
        row("start to first answer", theirs, warm, "ms", 150, of="time")
        whole = "from meshwise._engine import module; module.completed(module.packaged())"
        rest = process(["-c", whole], 1, MESHWISE_CACHE_DIR=cache)
        row("compiling it whole, once files are read or runs planned", None, rest, "ms")
        warm = process(["-c", question], 7, MESHWISE_CACHE_DIR=cache)
        row("start to first answer with the whole of it", theirs, warm, "ms", 150, of="time")
        improve = "from meshwise._engine import module; module.improve(module.packaged())"
        thorough = process(["-c", improve], 1, MESHWISE_CACHE_DIR=cache)
        warm = process(["-c", question], 7, MESHWISE_CACHE_DIR=cache)
        row("the same with code that was compiled thoroughly", theirs, warm, "ms", 150, of="time")
        row("compiling it, once a process has asked some 1,500 times", None, thorough, "ms")


def live_model() -> None:
    import nemo_automodel._transformers.capabilities as original
    import torch
    import transformers

    from meshwise import capabilities, facts
    from meshwise._engine.ask import ask

    config = transformers.LlamaConfig(num_hidden_layers=2, num_attention_heads=32, num_key_value_heads=8)

    def build() -> Any:
        with torch.device("meta"):
            return transformers.LlamaForCausalLM(config)

    mesh = SimpleNamespace(tp_size=2, pp_size=2, cp_size=2, ep_size=1)
    theirs, ours = build(), build()
    original.attach_capabilities_and_validate(theirs, mesh)
    capabilities.attach_capabilities_and_validate(ours, mesh)
    row(
        "validate_for_mesh again, live model unchanged",
        *repeated(lambda: original.validate_for_mesh(theirs, mesh), lambda: capabilities.validate_for_mesh(ours, mesh)),
        "us",
        1,
    )
    for name in ("supports_tp", "supports_cp", "supports_sequence_packing"):
        most = 5 if name == "supports_tp" else None
        row(f"model.{name}", *repeated(lambda: getattr(theirs, name), lambda: getattr(ours, name)), "us", most)
    row("a look at the live model", None, *repeated(lambda: facts(ours), times=60), "us")
    sizes = [{"tp_size": 1 + n % 4, "pp_size": 1 + n % 3, "world_size": 12 * (1 + n % 50)} for n in range(10_000)]
    meshes = [SimpleNamespace(cp_size=1, ep_size=1, **size) for size in sizes]

    def all_theirs() -> None:
        for one in meshes:
            original.validate_for_mesh(theirs, one)

    seen = json.loads(json.dumps(facts(ours)))
    start = time.process_time()
    for n in range(0, len(sizes), 500):  # an answer has at most 8 MiB
        ask("validate_mesh", facts=seen, meshes=sizes[n : n + 500])
    ours_all = (time.process_time() - start) * 1e3
    row("ten thousand meshes: four flags; all rules", repeated(all_theirs, times=5)[0] / 1e3, ours_all, "ms")


if __name__ == "__main__":
    print(f"{'':52} {'original':>10} {'meshwise':>10} {'ratio':>12}  budget")
    processes()
    live_model()
