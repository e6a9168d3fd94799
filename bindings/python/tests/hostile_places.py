"""Places of a model or a mesh where hostile values are read. Run, it asks about pairs of both.

Each pair on stdin is asked about in every way; a line of stdout says what was wrong with the answers, and how long one took.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from hostile import VALUES

import meshwise

GOOD = {
    "model_type": "llama",
    "architectures": ["LlamaForCausalLM"],
    "num_attention_heads": 32,
    "num_key_value_heads": 8,
    "num_hidden_layers": 4,
}


def model(config: Any = None, of_class: dict[str, Any] | None = None, **own: Any) -> Any:
    def forward(self: Any, input_ids: Any, cu_seqlens: Any = None, **more: Any) -> Any:
        return input_ids

    members = {"_tp_plan": {"a": "colwise"}, "_pp_plan": {"a": (["x"], ["y"])}, "_supports_sdpa": True, "forward": forward}
    found = type("Net", (), {"supports_gradient_checkpointing": True, **members, **(of_class or {})})()
    found.__dict__.update(config=SimpleNamespace(**GOOD) if config is None else config, **own)
    return found


def config(**more: Any) -> Any:
    return SimpleNamespace(**{**GOOD, **more})


def configured(**members: Any) -> Any:
    found = type("Config", (), members)()
    found.__dict__.update(GOOD)
    return found


def signed(x: Any) -> Any:
    def forward(self: Any, input_ids: Any, cu_seqlens: Any = x, **more: Any) -> Any: ...

    forward.__annotations__ = {"input_ids": x}
    forward.__signature__ = x  # type: ignore[attr-defined]
    return forward


#: Places of a model that decide nothing: what is there may make something unknown, and turns no answer into another.
ASIDE: dict[str, Callable[[Any], Any]] = {
    "of a config": lambda x: model(config(extra=x)),
    "listed": lambda x: model(config(extra=[1, x])),
    "in a dict": lambda x: model({**GOOD, "extra": {"b": [x]}}),
    "of the class of a config": lambda x: model(configured(extra=x)),
    "computed by a config": lambda x: model(configured(extra=property(lambda self: x))),
    "said by a config": lambda x: model(configured(to_dict=lambda self: {**GOOD, "extra": x})),
    "dtype": lambda x: model(config(torch_dtype=x)),
    "a part": lambda x: model(_modules={"extra": x}, _parameters={"extra": x}),
    "held": lambda x: model(_supports=x, _mesh=x),
}
PLACES: dict[str, Callable[[Any], Any]] = {
    **ASIDE,
    "model": lambda x: x,
    "config": lambda x: model(x),
    "heads": lambda x: model(config(num_attention_heads=x)),
    "nested": lambda x: model(config(text_config=x)),
    "what a config says": lambda x: model(configured(to_dict=lambda self: x)),
    "a config alone": lambda x: configured(to_dict=lambda self: x),
    "plan": lambda x: model(_tp_plan=x),
    "plan of the class": lambda x: model(of_class={"_tp_plan": x, "_pp_plan": x}),
    "in a plan": lambda x: model(_tp_plan={"a": x}),
    "plan of a config": lambda x: model(config(base_model_tp_plan=x)),
    "attention": lambda x: model(config(_attn_implementation=x), _supports_sdpa=x, _packed_cp_attn_backends=x),
    "flags": lambda x: model(_owns_cp_attention=x, _te_attention_injected=x),
    "flag of the class": lambda x: model(of_class={"supports_gradient_checkpointing": x, "_supports_sdpa": x}),
    "backend": lambda x: model(backend=x, mtp_config=x),
    "in a backend": lambda x: model(backend=SimpleNamespace(attn=x), mtp_config=SimpleNamespace(enabled=x)),
    "forward": lambda x: model(forward=x, generate=x),
    "forward of the class": lambda x: model(of_class={"forward": x}),
    "signature": lambda x: model(of_class={"forward": signed(x)}),
    "language model": lambda x: model(language_model=x),
    "declaration": lambda x: model(of_class={"ModelCapabilities": x}),
    "declares": lambda x: model(of_class={"get_capabilities": classmethod(lambda cls, config: x)}),
    "in a declaration": lambda x: model(of_class={"ModelCapabilities": type("C", (), {"supports_tp": x})}),
    "name of the class": lambda x: model(of_class={"__module__": x}),
    "modules": lambda x: model(_modules=x),
    "facts": lambda x: {"_tp_plan": x, "registry.tp_plan": False, "config": {"extra": x}},
}
MESHES: dict[str, Callable[[Any], Any]] = {
    "mesh": lambda x: x,
    "size": lambda x: {"tp": x},
    "axes": lambda x: SimpleNamespace(mesh_dim_names=x, shape=(2,)),
    "shape": lambda x: SimpleNamespace(mesh_dim_names=("tp",), shape=x),
    "of an object": lambda x: SimpleNamespace(tp_size=x, device_mesh=x, strategy=x),
    "plugin": lambda x: SimpleNamespace(fsdp_version=2, reshard_after_forward=x, sharding_strategy=x),
    "arguments": lambda x: SimpleNamespace(per_device_train_batch_size=1, distributed_state=x, fsdp=x),
    "group": lambda x: {"tp": 2, "precision": x, "peft": {"targets": x}, "layers_per_stage": x},
}
SETTINGS: dict[str, Callable[[Any], Any]] = {
    "keyword": lambda x: {"tp": x},
    "keyword of a group": lambda x: {"precision": x},
    "keyword of a list": lambda x: {"peft": {"targets": x}},
    "parts": lambda x: {"tp": 2, "want": x},
}
PLACES.update(MESHES)
PLACES.update(SETTINGS)


def questions(place: str, asked: Any) -> list[Callable[[], Any]]:
    if place in SETTINGS:
        return [lambda: meshwise.check(GOOD, **asked), lambda: meshwise.validate(model(), **asked)]
    if place in MESHES:
        attached = lambda: meshwise.attach(model(), asked).supports_cp  # noqa: E731
        return [lambda: meshwise.check(GOOD, asked), lambda: repr(meshwise.supports(model(), asked)), attached]
    return [
        lambda: json.dumps(meshwise.facts(asked)),
        lambda: meshwise.check(asked, tp=2),
        lambda: repr(meshwise.supports(asked)),
        lambda: meshwise.attach(asked),
        lambda: meshwise.validate(asked, tp=2),
        lambda: meshwise.detach(asked),
    ]


def answer(value: str, place: str, known: dict[str, Any]) -> dict[str, Any]:
    """What is wrong with the answers about one pair, and how long the slowest of them took."""
    wrong: list[str] = []
    slowest = 0.0
    try:
        asked = PLACES[place](VALUES[value]())
    except Exception:  # Python itself does not take it there
        return {"pair": [value, place], "wrong": wrong, "time": 0.0}
    for n, ask in enumerate(questions(place, asked)):
        before = time.process_time()
        try:
            ask()
        except (meshwise.MeshwiseError, meshwise.MeshError) as error:
            if len(str(error)) > 5000:
                wrong.append(f"{n}: {len(str(error))} characters")
        except Exception as error:
            wrong.append(f"{n}: {type.__repr__(type(error))}")
        slowest = max(slowest, time.process_time() - before)
    if place in ASIDE:
        found = meshwise.report(asked)
        wrong += [f"{name}: {found[name]}" for name in known if found[name] not in (None, known[name])]
    return {"pair": [value, place], "wrong": wrong, "time": slowest}


def main() -> None:
    warnings.simplefilter("ignore")
    first = meshwise.report(model())
    known = {name: first[name] for name in first}
    assert any(known.values())
    for value, place in json.load(sys.stdin):
        print(json.dumps(answer(value, place, known)), flush=True)


if __name__ == "__main__":
    main()
