"""Measures against what a user would run instead: NeMo Automodel's own module and command, in one run, as ratios.

    make bench

Times are the best of several, in this order: the original, then meshwise. A budget says whether it holds. Nothing here is a
test: it exits 0 whatever it measured.
"""

from __future__ import annotations

import json
import os
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
    """Milliseconds from the start of a process to its end."""
    env = {**os.environ, "PYTHONPATH": str(HERE / "src"), **environment}
    found = []
    for _ in range(times):
        start = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True, env=env)
        found.append(time.perf_counter() - start)
    return min(found) * 1e3


def repeated(function: Callable[[], Any], times: int = 2000) -> float:
    """Microseconds of one call."""
    function()
    found = []
    for _ in range(5):
        start = time.perf_counter()
        for _ in range(times // 5):
            function()
        found.append((time.perf_counter() - start) / (times // 5))
    return min(found) * 1e6


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
        row("start to first answer, nothing compiled yet", theirs, process(["-c", question], 1, MESHWISE_CACHE_DIR=cache), "ms")
        row("start to first answer", theirs, process(["-c", question], 5, MESHWISE_CACHE_DIR=cache), "ms", 1 / 20)


def live_model() -> None:
    import nemo_automodel._transformers.capabilities as original
    import torch
    import transformers

    from meshwise import _ask, capabilities, facts

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
        repeated(lambda: original.validate_for_mesh(theirs, mesh)),
        repeated(lambda: capabilities.validate_for_mesh(ours, mesh)),
        "us",
        1.5,
    )
    for name in ("supports_tp", "supports_cp", "supports_sequence_packing"):
        row(f"model.{name}", repeated(lambda: getattr(theirs, name)), repeated(lambda: getattr(ours, name)), "us")
    row("a look at the live model", None, repeated(lambda: facts(ours), 50), "us")
    sizes = [{"tp_size": 1 + n % 4, "pp_size": 1 + n % 3, "world_size": 12 * (1 + n % 50)} for n in range(10_000)]
    meshes = [SimpleNamespace(cp_size=1, ep_size=1, **size) for size in sizes]

    def all_theirs() -> None:
        for one in meshes:
            original.validate_for_mesh(theirs, one)

    seen = json.loads(json.dumps(facts(ours)))
    start = time.perf_counter()
    for n in range(0, len(sizes), 500):  # an answer has at most 8 MiB
        _ask.ask("validate_mesh", facts=seen, meshes=sizes[n : n + 500])
    ours_all = (time.perf_counter() - start) * 1e3
    row("ten thousand meshes: four flags; all rules", repeated(all_theirs, 5) / 1e3, ours_all, "ms")


if __name__ == "__main__":
    print(f"{'':52} {'original':>10} {'meshwise':>10} {'ratio':>12}  budget")
    processes()
    live_model()
