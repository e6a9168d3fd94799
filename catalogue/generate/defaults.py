"""What the config classes of transformers have where a config.json says nothing.

A default is kept where it is one: a field that follows another (the key/value heads of Llama are its heads, unless they are
given) has a name and no default, for none can say it. Which do is found by changing every other field, one at a time. Nothing
is built but configs: a minute for a version.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from collections.abc import Iterator, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from .look import silence

_FOLDER = Path(__file__).resolve().parents[1] / "defaults"


def observed(fields: Sequence[str], sections: Sequence[str], types: Sequence[str] = ()) -> dict[str, Any]:
    """Every model type, or those that are named.

    Returns:
        Of each ``fields``, the defaults; ``has``, the names of fields without one, and other names of fields; ``configs``,
        the types of the configs inside.
    """
    from transformers import PretrainedConfig

    auto: Any = importlib.import_module("transformers.models.auto.configuration_auto")

    # What every config has says how a run reads it, and not what the model is.
    of_every_config = frozenset(vars(PretrainedConfig())) - {"tie_word_embeddings"}
    found: dict[str, Any] = {}
    asked = types or sorted(auto.CONFIG_MAPPING_NAMES)
    for at, model_type in enumerate(asked):
        if at % 100 == 0:
            print(f"defaults: {at} of {len(asked)} model types", file=sys.__stderr__)
        try:
            kind = auto.CONFIG_MAPPING[model_type]
            config = kind()
            default = vars(config)
        except Exception:  # noqa: S112 - its class asks for what is not installed, or has no default
            continue
        kept = {name for name in fields if name in default and (default[name] is None or isinstance(default[name], int))}
        for change in _changes(default, of_every_config):
            try:
                other = vars(kind(**change))
            except Exception:  # noqa: S112 - its class refuses the value
                continue
            kept = {name for name in kept if name in change or other.get(name) == default[name]}
        entry: dict[str, Any] = {"fields": {name: default[name] for name in sorted(kept)}}
        if has := sorted(name for name in fields if name not in kept and _has(config, name)):
            entry["has"] = has
        configs = {name: getattr(default.get(name), "model_type", "") for name in sections}
        if configs := {name: value for name, value in configs.items() if value}:
            entry["configs"] = configs
        found[model_type] = entry
    return found


def _has(config: Any, name: str) -> bool:
    """Whether a config has the name: as a field, as another name of one (attribute_map), or as what it computes."""
    try:
        return hasattr(config, name)
    except Exception:  # what it computes asks for more, or differs from layer to layer
        return True


def _changes(default: dict[str, Any], but: frozenset[str]) -> Iterator[dict[str, Any]]:
    for name, value in default.items():
        if name.startswith("_") or name in but:
            continue
        if isinstance(value, bool):
            yield {name: not value}
        elif isinstance(value, int):
            yield {name: value * 2 or 1}
            yield {name: value // 2}
        elif value is None:
            yield {name: 16}


def main() -> int:
    """Writes the file of the transformers that is installed, or compares it."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--fields", required=True, help="the fields that are kept, with commas between")
    arguments.add_argument("--sections", required=True, help="names of configs inside of configs")
    arguments.add_argument("--check", action="store_true", help="compare instead of writing")
    given = arguments.parse_args()
    with silence():
        found = observed(given.fields.split(","), given.sections.split(","))
    version = metadata.version("transformers")
    file = _FOLDER / f"transformers-{version}.json"
    head = {"format": 1, "package": "transformers", "version": version}
    lines = [f"    {json.dumps(name)}: {json.dumps(entry, separators=(',', ':'))}" for name, entry in found.items()]
    text = json.dumps(head, indent=2)[:-2] + ',\n  "model_types": {\n' + ",\n".join(lines) + "\n  }\n}\n"
    if not given.check:
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return 0
    if file.read_text(encoding="utf-8") == text:
        return 0
    print(f"defaults: {file.name} is not what the classes say", file=sys.__stderr__)
    return 1


if __name__ == "__main__":
    sys.exit(main())
