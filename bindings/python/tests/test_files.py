"""Files that people have: the rows of their trees, what is read of them, and verdicts that point into them."""

from __future__ import annotations

import hashlib
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

import meshwise
from meshwise._files import rows
from meshwise._files.opened import opened, with_rows

RECIPE = """\
model:
  _target_: nemo_automodel.NeMoAutoModelForCausalLM.from_pretrained
  pretrained_model_name_or_path: meta-llama/Llama-3.1-8B
distributed:
  strategy: fsdp2
  tp_size: 16
  pp_size: 1
step_scheduler:
  global_batch_size: 32
  local_batch_size: 1
"""
SCRIPT = """\
#!/bin/bash
source ./sizes.sh
torchrun --nproc-per-node 8 --nnodes 2 pretrain_gpt.py --tensor-model-parallel-size $TP --num-attention-heads 32
"""
LLAMA = {
    "architectures": ["LlamaForCausalLM"],
    "model_type": "llama",
    "num_attention_heads": 32,
    "num_key_value_heads": 8,
    "num_hidden_layers": 32,
}


def shape(found: list[rows.Row]) -> list[tuple[Any, ...]]:
    return [(row.parent, row.kind, row.key, row.text) for row in found]


def test_the_rows_of_yaml() -> None:
    text = "a: &x 1\nb: ['q', *x]\nc: !env |\n  t\n? &k d\n: *k\n---\n- ü: 2\n"
    found = rows.of_yaml(text)
    assert shape(found) == [
        (-1, "m", "", ""),
        (0, "p", "a", "1"),
        (0, "l", "b", ""),
        (2, "q", "", "q"),
        (2, "a", "", "1"),
        (0, "b", "c", "t\n"),
        (0, "q", "d", "d"),
        (-1, "l", "", ""),
        (7, "m", "", ""),
        (8, "p", "ü", "2"),
    ]
    assert [(row.line, row.column, row.key_line, row.key_column) for row in found[1:5]] == [
        (1, 4, 1, 1),
        (2, 4, 2, 1),
        (2, 5, 0, 0),
        (2, 10, 0, 0),
    ]
    assert found[5].tag == "!env" and rows.of_yaml("!!str 1")[0].tag == "!!str"
    assert rows.written(found[-1:]) == "p 8 8 6 8 3 2 0 1:ü2", "lengths count bytes, and places characters"


@pytest.mark.parametrize("text", ["a: [", "a: b: c", "\t- x", "a: *nothing", "'", "%YAML 9.9\n---\na: 1\n... x"])
def test_yaml_that_is_none_says_where(text: str) -> None:
    with pytest.raises(rows.Refused) as refused:
        rows.of_yaml(text)
    assert refused.value.line >= 1 and "\n" not in str(refused.value)
    assert with_rows("a.yaml", text)["refused"]["line"] == refused.value.line


def test_a_key_that_is_no_scalar_ends_the_tree() -> None:
    assert [row.kind for row in rows.of_yaml("? [a]\n: 1\nb: 2\n")] == ["m", "k"]


def test_what_is_too_large_ends_the_tree() -> None:
    assert len(rows.of_yaml("- 1\n" * 150_000)) == 100_001
    assert 60 < len(rows.of_yaml("[" * 200 + "]" * 200)) < 70


def test_no_tag_makes_an_object(tmp_path: Path) -> None:
    bomb = f"a: !!python/object/apply:os.mkdir [{str(tmp_path / 'made')!r}]\n"
    assert rows.of_yaml(bomb)[1].kind == "l" and not (tmp_path / "made").exists()


def test_rows_are_those_of_the_library(root: Path) -> None:
    """Of every YAML file of the project: as many nodes as PyYAML composes, and the same scalars in the same places."""
    files = [path for path in root.rglob("*.y*ml") if not {"node_modules", "build", "dist"} & set(path.parts)]
    assert files
    for path in files:
        text = path.read_text(encoding="utf-8")
        wanted: list[tuple[str, int, int]] = []

        def walk(node: Any, wanted: list[tuple[str, int, int]] = wanted) -> None:
            if isinstance(node, yaml.ScalarNode):
                wanted.append((node.value, node.start_mark.line + 1, node.start_mark.column + 1))
            for child in node.value if not isinstance(node, yaml.ScalarNode) else ():
                walk(child[1] if isinstance(child, tuple) else child)

        for document in yaml.compose_all(text):
            walk(document)
        found = [(row.text, row.line, row.column) for row in rows.of_yaml(text) if row.kind in "pqb"]
        if "*" not in text:
            assert found == wanted, path


def test_the_rows_of_public_files(root: Path, tmp_path: Path) -> None:
    """Of every file that ``go run ./tests/trees`` finds, those of the Go host."""
    found = tmp_path / "trees.txt"
    subprocess.run(["go", "run", "./tests/trees", "-o", str(found)], cwd=root, check=True)
    wrong, files = [], [line.split("\t") for line in found.read_text(encoding="utf-8").splitlines()]
    assert len(files) > 300, "the modules of Go could not be fetched"
    for path, digest in files:
        read = with_rows(path, Path(path).read_bytes().decode("utf-8"))
        if ("refused" if "refused" in read else hashlib.sha256(read["rows"].encode()).hexdigest()) != digest:
            wrong.append(path)
    assert not wrong


def test_the_rows_of_toml() -> None:
    text = 'b = 1\na = "x"\n[t]\nf = 1.5\nd = 2024-01-01\nl = [true, {k = 2}]\n'
    assert shape(rows.of_toml(text)) == [
        (-1, "m", "", ""),
        (0, "q", "a", "x"),
        (0, "i", "b", "1"),
        (0, "m", "t", ""),
        (3, "d", "d", ""),
        (3, "f", "f", ""),
        (3, "l", "l", ""),
        (6, "t", "", "true"),
        (6, "m", "", ""),
        (8, "i", "k", "2"),
    ]
    with pytest.raises(rows.Refused):
        rows.of_toml("a = ")
    assert "refused" in with_rows("a.toml", "a = ") and with_rows("a.sh", "a = ") == {"name": "a.sh", "text": "a = "}


def test_without_a_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("yaml", "tomllib", "tomli"):
        monkeypatch.setitem(__import__("sys").modules, name, None)
    for read in (rows.of_yaml, rows.of_toml):
        with pytest.raises(meshwise.EngineError, match=r"pip install 'meshwise\[files\]'"):
            read("a = 1")


def test_a_recipe_is_read(tmp_path: Path) -> None:
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text(RECIPE)
    found = meshwise.read(recipe)
    assert found.framework == "nemo_automodel" and found.mesh["tp_size"] == 16
    assert found.run["global_batch_size"] == 32
    place = found.positions["mesh.tp_size"]
    assert (place["line"], place["column"], place["text"]) == (6, 12, "16")
    assert found.headline in repr(found) and found.text and found.to_dict() == found.answer
    assert meshwise.read(recipe, world_size=64).mesh["world_size"] == 64


def test_a_file_is_held_against_its_model(tmp_path: Path) -> None:
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text(RECIPE)
    verdict = meshwise.check_file(recipe, model=LLAMA, world_size=32)
    assert isinstance(verdict, meshwise.Verdict) and verdict.valid is False
    (refused,) = [one for one in verdict.violations if one.code == "tp.kv_heads_not_divisible"]
    assert (refused.at[0]["line"], refused.at[0]["key"]) == (6, "distributed.tp_size")
    assert verdict.answer["repair"]["settings"][0] == {"setting": "tp_size", "value": 8}
    assert "recipe.yaml" in verdict.text
    assert meshwise.check_file(recipe, model=LLAMA, world_size=32, tp=8).valid is not False, "what is said holds over the file"


def test_what_a_script_sources_is_read_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "run.sh").write_text(SCRIPT)
    monkeypatch.chdir(tmp_path)
    alone = meshwise.read("run.sh")
    assert "tp_size" not in alone.mesh and alone.wants[0]["file"].endswith("sizes.sh")
    (tmp_path / "sizes.sh").write_text("TP=4\n")
    found = meshwise.read("run.sh")
    assert found.mesh["tp_size"] == 4 and found.mesh["world_size"] == 16 and not found.wants
    assert found.positions["mesh.tp_size"]["file"].endswith("sizes.sh")
    assert (
        meshwise.read(argv=["torchrun", "--nproc-per-node", "8", "pretrain_gpt.py", "--tensor-model-parallel-size", "2"]).mesh[
            "tp_size"
        ]
        == 2
    )


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with a name on this platform")
def test_what_is_no_file_is_refused_by_name(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "latin.yaml").write_bytes(b"a: \xe4")
    (tmp_path / "large.yaml").write_bytes(b" " * ((1 << 20) + 1))
    for name, code in (
        ("nowhere.yaml", "input.missing_field"),
        ("pipe.yaml", "input.missing_field"),
        ("latin.yaml", "input.not_utf8"),
        ("large.yaml", "input.too_large"),
    ):
        with pytest.raises(meshwise.InputError, match=name) as refused:
            opened(tmp_path / name)
        assert refused.value.code == code
    (tmp_path / "broken.yaml").write_text("a: [")
    with pytest.raises(meshwise.InputError, match="broken.yaml:"):
        meshwise.read(tmp_path / "broken.yaml")


def test_a_plan() -> None:
    asked: dict[str, Any] = {"gpu": "h100", "sequence_length": 4096, "global_batch_size": 128, "world_size": 16}
    config = {**LLAMA, "hidden_size": 4096, "intermediate_size": 14336, "vocab_size": 128256, "head_dim": 128}
    found = meshwise.plan(config, **asked, limit=3)
    assert len(found) == 3 and found.counts["runs"] > 3 and found.headline in repr(found) and found.text
    assert found.parameters == pytest.approx(8.03e9, rel=0.01) and found.active_parameters == found.parameters
    first = found[0]
    assert first["world_size"] == 16 and "micro_batch_size" in first
    verdict = meshwise.check(config, first, **{**asked, "world_size": None})
    assert verdict.valid is not False and verdict.estimate["fits"] == found.runs[0]["estimate"]["fits"]
    assert verdict.estimate["time"]["step"]["middle"] == found.runs[0]["estimate"]["time"]["step"]["middle"]
    assert found.to_dict() == found.answer and [row["step"] for row in found._rows()] == [
        run["estimate"]["time"]["step"]["middle"] for run in found.runs
    ]
    fixed = meshwise.plan(config, tp=4, **asked)
    assert {run["tp_size"] for run in fixed} == {4}
    lacks = meshwise.plan(config, world_size=16)
    assert len(lacks) == 0 and lacks.unknown
    with pytest.raises(meshwise.InputError):
        meshwise.plan(config, **asked, limit=101)
