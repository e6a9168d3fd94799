"""The house: imports point one way, and no module of the package is needed by one that it needs itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import PACKAGE

#: The folders, each of which may import those before it. What lies in the package itself is the facade, on top of them.
FOLDERS = ["_errors", "_version", "_engine", "_files", "_model", "_mesh", "_answers", "_ranks", "_attached", "_api"]


def modules() -> dict[str, Path]:
    found = {}
    for file in sorted(PACKAGE.rglob("*.py")):
        parts = file.relative_to(PACKAGE).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return found


def imports(name: str, file: Path, known: dict[str, Path]) -> Iterator[str]:
    """The modules of the package that a module imports, wherever in it; not those that only a type checker imports."""
    here = name.split(".") if file.name == "__init__.py" and name else name.split(".")[:-1]
    nodes: list[ast.AST] = [ast.parse(file.read_text(encoding="utf-8"))]
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            nodes += node.orelse
            continue
        nodes += ast.iter_child_nodes(node)
        if isinstance(node, ast.ImportFrom) and node.level:
            above = here[: len(here) - node.level + 1]
            base = ".".join([*above, *filter(None, [node.module])])
            for alias in node.names:
                inner = f"{base}.{alias.name}".lstrip(".")
                yield inner if inner in known else base


def graph() -> dict[str, set[str]]:
    known = modules()
    return {name: {one for one in imports(name, file, known) if one != name} for name, file in known.items()}


def test_every_module_is_found() -> None:
    found = graph()
    assert len(found) > 40 and "_ranks.round" in found["_ranks.together"]


def test_no_circle() -> None:
    found, state = graph(), dict[str, int]()

    def visit(name: str, way: tuple[str, ...]) -> None:
        assert state.get(name) != 1, " -> ".join([*way, name])
        if name not in state:
            state[name] = 1
            for one in sorted(found[name]):
                visit(one, (*way, name))
            state[name] = 2

    for name in found:
        visit(name, ())


@pytest.mark.parametrize("folder", FOLDERS)
def test_imports_point_one_way(folder: str) -> None:
    allowed = set(FOLDERS[: FOLDERS.index(folder) + 1])
    for name, needed in graph().items():
        if name.split(".")[0] == folder:
            assert {one.split(".")[0] for one in needed} <= allowed, name


def test_a_folder_defines_a_name_once() -> None:
    homes: dict[tuple[str, str], list[str]] = {}
    for name, file in modules().items():
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not name.startswith("integrations"):
                homes.setdefault((name.partition(".")[0], node.name), []).append(name)
    assert not {defined: twice for defined, twice in homes.items() if len(twice) > 1}
