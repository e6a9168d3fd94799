"""Models that are named by their ids: from a cache on this disk, and over the network from a server in the Hub's place."""

from __future__ import annotations

import http.server
import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import meshwise
from meshwise._files import hub, hub_download, hub_home

CONFIG = {
    "model_type": "llama",
    "architectures": ["LlamaForCausalLM"],
    "num_attention_heads": 32,
    "num_key_value_heads": 8,
}
RECIPE = """\
model:
  _target_: nemo_automodel.NeMoAutoModelForCausalLM.from_pretrained
  pretrained_model_name_or_path: org/llama
distributed:
  strategy: fsdp2
  tp_size: 16
"""


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HF_TOKEN_PATH", "HF_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_IMPLICIT_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.chdir(tmp_path)
    snapshot = tmp_path / "hf/hub/models--org--llama/snapshots/c0ffee"
    snapshot.mkdir(parents=True)
    (snapshot / "config.json").write_text(json.dumps(CONFIG))
    refs = tmp_path / "hf/hub/models--org--llama/refs"
    refs.mkdir()
    (refs / "main").write_text("c0ffee\n")
    return tmp_path / "hf"


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({}, "/home/u/.cache/huggingface/hub"),
        ({"XDG_CACHE_HOME": "/x"}, "/x/huggingface/hub"),
        ({"HF_HOME": "~/hf", "XDG_CACHE_HOME": "/x"}, "/home/u/hf/hub"),
        ({"HF_HOME": "$SCRATCH/hf", "SCRATCH": "/scratch"}, "/scratch/hf/hub"),
        ({"HF_HOME": "${SCRATCH}/$NOTHING", "SCRATCH": "/scratch"}, "/scratch/$NOTHING/hub"),
        ({"HUGGINGFACE_HUB_CACHE": "/old", "HF_HOME": "/hf"}, "/old"),
        ({"HF_HUB_CACHE": "/new", "HUGGINGFACE_HUB_CACHE": "/old"}, "/new"),
    ],
)
def test_where_the_cache_is(given: dict[str, str], wanted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HF_HOME", "XDG_CACHE_HOME", "NOTHING"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"HOME": "/home/u", **given}.items():
        monkeypatch.setenv(name, value)
    assert hub_home.cache() == wanted


@pytest.mark.parametrize("name", ["meta-llama/Llama-3.1-8B", "gpt2", "Qwen/Qwen3-0.6B@main", "org/name@v1.0"])
def test_an_id(name: str) -> None:
    assert hub.is_id(name)


@pytest.mark.parametrize(
    "name",
    ["", "a/b/c", "../x", "./x", "/x", "models/config.json", "recipe.yaml", "a..b/c", "a--b/c", "-x", "a b", "~/x", "a\n"],
)
def test_what_is_no_id(name: str) -> None:
    assert not hub.is_id(name)


def test_the_functions_take_an_id() -> None:
    assert meshwise.check("org/llama", tp=16).valid is False
    assert meshwise.check("org/llama@c0ffee", tp=8) == meshwise.check(CONFIG, tp=8)
    assert meshwise.facts("org/llama") == {"config": CONFIG}
    assert len(meshwise.meshes("org/llama", 8)) == len(meshwise.meshes(CONFIG, 8))
    for name, why in (("org/none", "the cache has no "), ("org/llama@v2", 'no revision "v2" in it')):
        with pytest.raises(meshwise.InputError, match=why) as refused:
            meshwise.check(name, tp=2)
        assert name in str(refused.value) and refused.value.code == "input.missing_field"


def test_a_path_is_meant_before_an_id(tmp_path: Path) -> None:
    folder = tmp_path / "org/llama"
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps({**CONFIG, "num_key_value_heads": 2}))
    assert meshwise.facts("org/llama")["config"]["num_key_value_heads"] == 2


def test_the_model_that_a_file_names_is_found(tmp_path: Path) -> None:
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text(RECIPE)
    found = meshwise.check_file(recipe)
    assert isinstance(found, meshwise.Verdict)
    assert [one.code for one in found.violations] == ["tp.kv_heads_not_divisible"]
    recipe.write_text(RECIPE.replace("org/llama", "org/none"))
    assert meshwise.check_file(recipe).answer["valid"] is None, "a model that is not there is not known"
    assert meshwise.check_file(recipe, model="org/llama").answer["valid"] is False


class Hub(http.server.BaseHTTPRequestHandler):
    """Answers as the Hub does, and keeps what it was asked, with which token."""

    def log_message(self, *_: Any) -> None:
        pass

    def do_GET(self) -> None:
        server: Any = self.server
        server.asked.append((self.path, self.headers.get("Authorization", "")))
        status, sent = server.answers.get(self.path, (404, b""))
        self.send_response(status)
        if status in (302, 307):
            self.send_header("Location", sent.decode())
            sent = b""
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)


def serving() -> Iterator[Any]:
    server: Any = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    server.asked, server.answers = [], {}
    server.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def other() -> Iterator[Any]:
    yield from serving()


@pytest.fixture
def server(other: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    other.answers["/config.json"] = 200, b'{"a": 1}'
    for found in serving():
        monkeypatch.setenv("HF_ENDPOINT", found.url + "/")
        for name, answer in {
            "m": (200, b'{"a": 1}'),
            "moved": (307, b"/org/m/resolve/main/config.json"),
            "elsewhere": (302, other.url.encode() + b"/config.json"),
            "loop": (302, b"/org/loop/resolve/main/config.json"),
            "file": (302, b"file:///etc/passwd"),
            "gated": (401, b""),
            "page": (200, b"<html>"),
            "large": (200, b"{" + b" " * (4 << 20)),
            "busy": (503, b""),
        }.items():
            found.answers[f"/org/{name}/resolve/main/config.json"] = answer
        yield found


def test_a_download(server: Any, other: Any, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (cache / "token").write_text("from-a-file\n")
    found = hub.find("org/m", download=True)
    assert (found.data, found.path, found.url) == (b'{"a": 1}', "", f"{server.url}/org/m/resolve/main/config.json")
    assert server.asked[-1][1] == "Bearer from-a-file"
    assert not (cache / "hub/models--org--m").exists(), "nothing is written into the cache"
    monkeypatch.setenv("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1")
    hub.find("org/m", download=True)
    assert server.asked[-1][1] == ""
    monkeypatch.setenv("HF_TOKEN", "secret")
    hub.find("org/moved", download=True)
    assert [token for _, token in server.asked[-2:]] == ["Bearer secret"] * 2
    assert hub.find("org/elsewhere", download=True).data and other.asked == [("/config.json", "")]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("org/gated", "401: the model is gated or private, or there is none of this name; accept its licence on the Hub"),
        ("org/none", "404: there is no such model or revision"),
        ("org/m@v2", "/org/m/resolve/v2/config.json answered 404"),
        ("org/page", "something else than a JSON object"),
        ("org/large", "larger than 4 MiB"),
        ("org/busy", "503"),
        ("org/loop", "more than 5 redirects"),
        ("org/file", "is not allowed"),
    ],
)
def test_a_download_that_is_refused(server: Any, name: str, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "secret")
    with pytest.raises((hub.NotFound, hub.Unusable)) as refused:
        hub.find(*hub.split(name), download=True)
    assert why in str(refused.value) and "secret" not in str(refused.value)


def test_the_token_goes_to_the_endpoint_alone() -> None:
    for address, goes in (
        ("https://hub.example/a", True),
        ("http://hub.example/a", False),
        ("https://hub.example:444/a", False),
        ("https://hub.example.org/a", False),
    ):
        request = urllib.request.Request(address)
        hub_download._with_token(request, "https://hub.example", "secret")
        assert request.has_header("Authorization") is goes, address
        assert "Authorization" not in request.headers, "a redirect copies these"
    redirects = hub_download._Redirects("https://hub.example", "secret")
    with pytest.raises(urllib.error.HTTPError, match="without https"):
        redirects.redirect_request(urllib.request.Request("https://hub.example"), None, 302, "", {}, "http://hub.example")


@pytest.mark.parametrize("variable", ["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"])
def test_nothing_is_asked_offline(server: Any, variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, "1")
    with pytest.raises(hub.NotFound, match=f"{variable} is set"):
        hub.find("org/m", download=True)
    monkeypatch.delenv(variable)
    with pytest.raises(hub.NotFound):
        hub.find("org/m")
    assert not server.asked


def test_what_cannot_be_asked(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "nowhere")
    with pytest.raises(hub.Unusable, match="HF_ENDPOINT"):
        hub.find("org/m", download=True)
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:1")
    with pytest.raises(hub.NotFound, match="cannot be had"):
        hub.find("org/m", download=True)


@pytest.mark.parametrize(
    ("folder", "id"),
    [
        ("models/org/masked-1___5", "org/masked-1.5"),
        ("hub/models/org/default-2___5-x", "org/default-2.5-x"),
        ("models/org--new.1/snapshots/master", "org/new.1"),
        ("models/org--new.1/snapshots/v2", "org/new.1@v2"),
        ("models/org--one/snapshots/v1", "org/one"),
        ("org/flat.1", "org/flat.1"),
        ("hub/org/old___1", "org/old.1"),
        ("models/org/link.1", "org/link.1"),
    ],
)
def test_the_cache_of_modelscope(folder: str, id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In each of the layouts that it had."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for named in ("", "~/elsewhere"):
        root = tmp_path / (named.removeprefix("~/") or ".cache/modelscope")
        monkeypatch.setenv("MODELSCOPE_CACHE", named)
        with pytest.raises(hub.NotFound) as missing:
            hub.find(*hub.split(id))
        assert "ModelScope" not in missing.value.why, "a machine that has no such cache"
        (root / folder).mkdir(parents=True)
        with pytest.raises(hub.NotFound, match=f"the cache of ModelScope, {root}, has none of it"):
            hub.find(*hub.split(id))
        (root / folder / "config.json").write_text("{}")
        assert hub.find(*hub.split(id)).path == str(root / folder / "config.json")
