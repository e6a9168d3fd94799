"""Reads from an unpacked wheel which classes of an inference engine run as a pipeline: ``python -m generate.engines vllm DIR``.

Nothing of the wheel is imported: bases and methods are read from its syntax trees. What is found is written to
``mesh/frameworks/``, as Go.
"""

from __future__ import annotations

import argparse
import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MODELS = {"vllm": "vllm/model_executor/models", "sglang": "sglang/srt/models"}


class Tree:
    """The classes of a folder of modules, with their bases."""

    def __init__(self, folder: Path) -> None:
        self._modules = {path.stem: ast.parse(path.read_text(encoding="utf-8")) for path in folder.glob("*.py")}
        self._names: dict[str, dict[str, ast.ClassDef | tuple[str, str]]] = {}
        for name, tree in self._modules.items():
            found: dict[str, ast.ClassDef | tuple[str, str]] = {}
            for node in ast.walk(tree):
                if isinstance(node, ast.ClassDef):
                    found[node.name] = node
                elif isinstance(node, ast.ImportFrom) and node.module:
                    module = node.module.rpartition(".")[2]
                    for alias in node.names:
                        found.setdefault(alias.asname or alias.name, (module, alias.name))
            self._names[name] = found

    def line(
        self, module: str, name: str, seen: frozenset[tuple[str, str]] = frozenset()
    ) -> Iterator[tuple[str, ast.ClassDef | None]]:
        """The class and all that it inherits, by name; with its tree where it is in the folder."""
        found = self._names.get(module, {}).get(name)
        if isinstance(found, tuple):
            if found not in seen:
                yield from self.line(*found, seen | {(module, name), found})
            if found[0] not in self._names:
                yield name, None
            return
        yield name, found
        for base in found.bases if found is not None else ():
            base_name = base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "")
            if base_name and (module, base_name) not in seen:
                yield from self.line(module, base_name, seen | {(module, name)})

    def assigned(self, module: str, name: str) -> list[ast.expr]:
        """The values that a module gives to a name."""
        values = []
        for node in self._modules[module].body:
            if not isinstance(node, (ast.Assign, ast.AnnAssign)) or node.value is None:
                continue
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(getattr(target, "id", "") == name for target in targets):
                values.append(node.value)
        return values

    def modules(self) -> list[str]:
        return sorted(self._modules)

    def maps(self, module: str) -> Iterator[tuple[str, tuple[str, str]]]:
        """The entries "architecture": ("module", "class") of a module's tables."""
        for node in ast.walk(self._modules[module]):
            if not isinstance(node, ast.Dict):
                continue
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(value, ast.Tuple) and len(value.elts) == 2:
                    yield key.value, tuple(getattr(part, "value", "") for part in value.elts)  # type: ignore[misc]


def _vllm(tree: Tree) -> dict[str, bool]:
    """A class says so by inheriting SupportsPP."""
    return {
        name: any(base == "SupportsPP" for base, _ in tree.line(module, cls))
        for name, (module, cls) in tree.maps("registry")
        if module in tree.modules()
    }


def _sglang(tree: Tree) -> dict[str, bool]:
    """A class says so by a forward that takes what the stage before it sends."""
    found: dict[str, bool] = {}
    for module in tree.modules():
        for value in tree.assigned(module, "EntryClass"):
            for entry in value.elts if isinstance(value, (ast.List, ast.Tuple)) else [value]:
                name = getattr(entry, "id", "")
                forward = next((f for _, cls in tree.line(module, name) for f in _methods(cls) if f.name == "forward"), None)
                found[name] = forward is not None and any(
                    a.arg == "pp_proxy_tensors" for a in forward.args.args + forward.args.kwonlyargs
                )
    found.pop("", None)
    return found


def _methods(cls: ast.ClassDef | None) -> list[ast.FunctionDef]:
    return [node for node in cls.body if isinstance(node, ast.FunctionDef)] if cls is not None else []


READERS: dict[str, Callable[[Tree], dict[str, bool]]] = {"vllm": _vllm, "sglang": _sglang}


def main() -> None:
    parser = argparse.ArgumentParser(prog="generate.engines", description=__doc__)
    parser.add_argument("package", choices=READERS)
    parser.add_argument("folder", type=Path, help="the unpacked wheel")
    parser.add_argument("version")
    said = parser.parse_args()
    found = READERS[said.package](Tree(said.folder / MODELS[said.package]))
    with_pp = " ".join(sorted(cls for cls, has in found.items() if has))
    without = " ".join(sorted(cls for cls, has in found.items() if not has))
    text = f"""// Code generated by generate.engines from {said.package} {said.version}; DO NOT EDIT.

package frameworks

const {said.package}Pipelined = `{_lines(with_pp)}`

const {said.package}Whole = `{_lines(without)}`
"""
    (ROOT / "mesh" / "frameworks" / f"{said.package}_classes.go").write_text(text, encoding="utf-8")
    print(f"{said.package} {said.version}: {len(found)} classes, {sum(found.values())} of them as a pipeline")


def _lines(words: str) -> str:
    return re.sub(r"(.{1,130})(?: |$)", r"\1\n", words).strip()


if __name__ == "__main__":
    main()
