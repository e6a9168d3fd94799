"""What a notebook shows: the engine's words, and never what a model's name would like to be."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest

import meshwise
from meshwise._answers.html import PAGE as PRE
from meshwise._answers.html import STYLES, from_ansi

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</pre></span><h1>out</h1>",
    "&lt;b&gt; & \" '",
    "\x1b[31mred\x1b[0m \x1b]8;;https://example.com\x07link",
    "\x9b31m \u202e \x00",
    "**bold** [link](javascript:alert(1)) `code` | cell\n# heading",
    "]]> --> ${1+1} $$x$$",
]


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.opened: list[tuple[str, dict[str, str | None]]] = []
        self.stack: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.opened.append((tag, dict(attributes)))
        self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")


def parsed(text: str) -> Tags:
    tags = Tags()
    tags.feed(text)
    tags.close()
    assert tags.stack == [], "every tag is closed"
    return tags


def answers(name: str = "LlamaForCausalLM") -> list[Any]:
    config = {"num_attention_heads": 64, "num_key_value_heads": 8, "num_hidden_layers": 8, "vocab_size": 128}
    facts = {"class": {"name": name, "module": name, "mro": [name]}, "_tp_plan": {name: name}, "config": config}
    return [
        meshwise.check(facts, tp=16, world_size=64),
        meshwise.check(facts, tp=8),
        meshwise.report(facts),
        meshwise.meshes(facts, 16),
    ]


def test_html_is_the_text_of_the_engine_in_colour() -> None:
    for answer in answers():
        tags = parsed(answer._repr_html_())
        assert tags.text.rstrip("\n") == answer.text.rstrip("\n")
        assert [tag for tag, _ in tags.opened].count("pre") == 1 and {tag for tag, _ in tags.opened} == {"pre", "span"}
        assert all(set(about) == {"style"} for _, about in tags.opened)
    refused, passed = (answers()[i]._repr_html_() for i in (0, 1))
    assert STYLES["1;31"] in refused and "works" in refused
    assert STYLES["1;31"] not in passed


def test_every_colour_of_the_engine_is_known() -> None:
    for answer in answers():
        used = set(re.findall("\x1b\\[([0-9;]*)m", answer.render("ansi")))
        assert used <= {*STYLES, "0"} and "0" in used


def test_markdown_is_rendered_by_the_engine() -> None:
    for answer in answers():
        assert answer._repr_markdown_() == answer.render("markdown") != answer.text
    assert "tp.kv_heads_not_divisible" in answers()[0]._repr_markdown_()


class Live:
    def forward(self, x: Any) -> Any:
        return x


def test_what_a_live_model_supports() -> None:
    supports = meshwise.supports(Live())
    assert supports._repr_html_() == supports.report._repr_html_()
    assert supports._repr_markdown_() == supports.report.render("markdown")


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_shown_and_nothing_else(name: str) -> None:
    for answer in answers(name):
        text = answer._repr_html_()
        tags = parsed(text)
        assert {tag for tag, _ in tags.opened} <= {"pre", "span"}
        assert all(set(about) == {"style"} and about["style"] in (*STYLES.values(), PRE) for _, about in tags.opened)
        assert not set("\x1b\x9b\u202e\x00\x07") & set(text)
        markdown = answer._repr_markdown_()
        assert not set("\x1b\x9b\u202e\x00\x07") & set(markdown)
        outside = re.sub(r"(`+).*?\1", "", markdown, flags=re.DOTALL)  # in code spans and fences there is no HTML
        assert not re.search(r"(?<!\\)<(?!/?(details|summary|br|sub|sup|kbd|code)\b)[a-zA-Z/!]", outside), markdown


def test_text_that_is_not_the_engines() -> None:
    assert from_ansi("a<b>\x1b[1mb\x1b[0m & \x1b[99mc\x1b[0m \x1b]x") == (
        f'<pre style="{PRE}">a&lt;b&gt;<span style="font-weight:bold">b</span> &amp; c \ufffd]x</pre>'
    )
    assert from_ansi("\x1b[1mopen").endswith("</span></pre>")
