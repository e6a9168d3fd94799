"""Writes or checks what is known of the classes of transformers: ``python -m classfit`` in ``plan/``.

Every causal language model of the installed transformers is built on torch's meta device from many configs, and its
parameters are written down as functions of the config. What is no such function, or fails on configs that it was not
made from, is not known.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import random
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parents[1]


def main() -> int:
    parser = argparse.ArgumentParser(prog="classfit", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare with the files, and write nothing")
    parser.add_argument("--kept", type=Path, default=HERE.parent / "build" / "plan-classes", help="builds of before")
    parser.add_argument("classes", nargs="*", help="only these, and print their lines")
    said = parser.parse_args()
    os.environ["HF_HUB_OFFLINE"] = "1"
    from . import write

    found: dict[str, Any] = {}
    for name in said.classes or write.architectures():
        found[name] = studied(name, said.kept)
        state = found[name].get("unknown") or f"{len(found[name]['keys'])} keys, {len(found[name]['entries'])} parameters"
        print(f"{name}: {state}", flush=True)
    if said.classes:
        for one in found.values():
            print("\n".join((*one["keys"], *one["entries"])))
        return 0
    return write.write(HERE, found, said.check)


def studied(name: str, folder: Path) -> dict[str, Any]:
    """The lines of one class, and configs to test them with."""
    import transformers

    from . import facts, read, study, traits

    read.LEGACY.update(write_legacy())
    folder = folder / transformers.__version__
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}.pickle"
    kept = pickle.loads(file.read_bytes()) if file.exists() else {}
    before = len(kept)
    one: dict[str, Any] = {"keys": [], "entries": [], "base": "", "traits": "-", "tests": []}
    try:
        cls = getattr(transformers, name)
        one["base"] = base_of(cls)
        s = study.Study(cls, cls.config_class, kept)
        lines = facts.Class(s)
        one["traits"] = traits.of(s)
        tests = s.tests()
        answered = []
        heads, hidden = (
            next((r for r, c in lines.rename.items() if c == n), n) for n in ("num_attention_heads", "hidden_size")
        )
        tests = [(g, x) for g, x in tests if not (x.values.get(heads) and x.values.get(hidden, 0) % x.values[heads])]
        for given, seen in tests:
            try:
                got = read.Table(lines.keys, lines.entries, given).total()
            except (read.Unknown, RecursionError):
                continue  # which is an answer
            answered.append((given, seen))
            if got != seen.total():
                one["unknown"] = f"{seen.total()} parameters, and {got} by its lines: {json.dumps(given)[:300]}"
                one["draft"] = (lines.keys, lines.entries)
                return one
        if 2 * len(answered) < len(tests):
            one["unknown"] = f"{len(tests) - len(answered)} of {len(tests)} configs have a key without a known default"
            one["draft"] = (lines.keys, lines.entries)
            return one
        tests = answered
        pick = random.Random(name)
        one.update(keys=lines.keys, entries=lines.entries)
        one["tests"] = [{"config": g, "parameters": x.total()} for g, x in pick.sample(tests, min(4, len(tests)))]
    except Exception as error:
        one["unknown"] = f"{type(error).__name__}: {' '.join(str(error).split())[:160]}"
    finally:
        if len(kept) != before:
            file.write_bytes(pickle.dumps(kept))
    return one


def base_of(cls: type) -> str:
    """The name of the model without its head."""
    import inspect
    import re

    try:
        m = re.search(
            r"self\.(?:model|transformer|backbone|decoder|gpt_neox|\w+)\s*=\s*(\w+Model)\(config", inspect.getsource(cls)
        )
    except (OSError, TypeError):
        return ""
    return m[1] if m else ""


def write_legacy() -> dict[str, str]:
    from transformers import configuration_utils

    return dict(getattr(configuration_utils, "_LEGACY_LAYER_TYPE_REMAP", {}))


if __name__ == "__main__":
    sys.exit(main())
