"""Classes that look like models, made to hypothesis's order: what a capability can depend on, in every shape it comes in."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from hypothesis import strategies as st

ABSENT = "absent"
BACKENDS = ["te", "sdpa", "flex", "magi", "tilelang", "cudnn", "eager", None]
NAMES = [
    "PlainModel",
    "DeepseekV4ForCausalLM",
    "DeepseekV4Model",
    "DeepseekV41ForCausalLM",
    "GlmMoeDsaForCausalLM",
    "LlamaForCausalLM",
    "Qwen3MoeForCausalLM",
]


def maybe(*values: Any) -> st.SearchStrategy[Any]:
    """Absent, or one of the values."""
    return st.sampled_from([ABSENT, *values])


configs = st.fixed_dictionaries(
    {
        "model_type": maybe("llama", "deepseek_v4", "glm_moe_dsa"),
        "layers_block_type": maybe([], ["attention"], ["M", "attention"], ["m"], "*-", "M*"),
        "hybrid_override_pattern": maybe("", "*-*", "M-*"),
        "is_hybrid_model": maybe(True, False, 1, "yes"),
        "layer_types": maybe([], ["full_attention"], ["linear_attention", "full_attention"], ["sliding_attention"]),
        "mamba_d_state": maybe(16),
        "num_key_value_heads": maybe(2),
        "num_attention_heads": maybe(8),
        "num_hidden_layers": maybe(8),
    }
)

models = st.fixed_dictionaries(
    {
        "name": st.sampled_from(NAMES),
        "moe": st.booleans(),
        "registered": st.sampled_from(["no", "no", "by its qualified name", "by its bare name"]),
        "where": st.sampled_from(["class", "instance"]),
        "_tp_plan": maybe(None, {}, {"layers.*.q": "colwise"}),
        "_pp_plan": maybe(None, {}, {"layers": [["x"], ["x"]]}),
        "_supports_sdpa": maybe(True, False, 1, None),
        "backend": st.sampled_from([ABSENT, None, "without attn", *BACKENDS]),
        "_te_attention_injected": maybe(True, False, 1, None),
        "_owns_cp_attention": maybe(True, False, 1, None),
        "_owns_packed_attention": maybe(True, False, 1),
        "_supports_cp_sdpa": maybe(True, False, 1),
        "_packed_cp_attn_backends": maybe((), ("te",), ["tilelang", "sdpa"], frozenset({"magi"}), None),
        "config": st.one_of(st.sampled_from([ABSENT, None]), configs, configs),
        "text_config": st.one_of(st.just(ABSENT), configs),
        "language_model": st.one_of(st.sampled_from([ABSENT, ABSENT]), configs),
        "forward": st.sampled_from(["x", "seq_lens", "kwargs", "args", "none", "builtin"]),
        "generate": maybe("method", "value"),
        "supports_gradient_checkpointing": maybe(True, False, 1, "property", "property over True", "base True"),
        "mtp_config": st.sampled_from([ABSENT, None, True, False, 1, "without enabled"]),
        "declared": st.sampled_from(["no", "no", "static", "dynamic", "both", "base static"]),
        "declares": st.sets(
            st.sampled_from(["supports_thd", "supports_mtp_cp", "supports_mtp_cp_pp", "supports_cp_vision_frame_sharding"])
        ),
    }
)

meshes = st.fixed_dictionaries(
    {
        "tp_size": st.sampled_from([1, 1, 2, 4]),
        "pp_size": st.sampled_from([1, 1, 2, 4]),
        "cp_size": st.sampled_from([1, 1, 2, 4]),
        "ep_size": st.sampled_from([1, 1, 2, 4]),
    }
)


def _namespace(spec: dict[str, Any]) -> SimpleNamespace:
    return SimpleNamespace(**{name: value for name, value in spec.items() if value != ABSENT})


def _forward(kind: str) -> Any:
    def x(self: Any, x: Any) -> None: ...

    def seq_lens(self: Any, x: Any, seq_lens: Any = None) -> None: ...

    def kwargs(self: Any, x: Any, **kwargs: Any) -> None: ...

    def args(self: Any, *args: Any) -> None: ...

    return {"x": x, "seq_lens": seq_lens, "kwargs": kwargs, "args": args, "none": None, "builtin": print}[kind]


def _declaration(declares: set[str]) -> type:
    names = ["supports_tp", "supports_cp", "supports_pp", "supports_ep"]
    return type("ModelCapabilities", (), {name: name in declares for name in [*names, *declares]})


def build(spec: dict[str, Any], bases: tuple[type, ...]) -> Any:
    """Makes the class and an instance of it. ``bases`` are ``nn.Module`` and what makes a class a MoE model."""
    attributes: dict[str, Any] = {"__module__": "model_likes", "forward": _forward(spec["forward"])}
    later: dict[str, Any] = {}
    plain = [name for name in spec if name.startswith("_")]
    for name in plain:
        if not (isinstance(spec[name], str) and spec[name] == ABSENT):
            (attributes if spec["where"] == "class" else later)[name] = spec[name]
    if spec["backend"] != ABSENT:
        kind = spec["backend"]
        if kind == "without attn":
            later["backend"] = SimpleNamespace()
        else:
            later["backend"] = None if kind is None and spec["where"] == "class" else SimpleNamespace(attn=kind)
    if spec["config"] != ABSENT:
        later["config"] = None if spec["config"] is None else _namespace(spec["config"])
        if spec["config"] is not None and spec["text_config"] != ABSENT:
            later["config"].text_config = _namespace(spec["text_config"])
    if spec["language_model"] != ABSENT:
        later["language_model"] = SimpleNamespace(config=_namespace(spec["language_model"]))
    if spec["generate"] != ABSENT:
        attributes["generate"] = (lambda self: None) if spec["generate"] == "method" else 7
    if spec["mtp_config"] != ABSENT:
        kind = spec["mtp_config"]
        later["mtp_config"] = SimpleNamespace() if kind == "without enabled" else kind and SimpleNamespace(enabled=kind)
    base: dict[str, Any] = {"__module__": "model_likes"}
    checkpointing = spec["supports_gradient_checkpointing"]
    if isinstance(checkpointing, str) and checkpointing != ABSENT:
        if checkpointing != "base True":
            attributes["supports_gradient_checkpointing"] = property(lambda self: True)
        if checkpointing != "property":
            base["supports_gradient_checkpointing"] = True
    elif checkpointing != ABSENT:
        attributes["supports_gradient_checkpointing"] = checkpointing
    if spec["declared"] in ("static", "both"):
        attributes["ModelCapabilities"] = _declaration(spec["declares"])
    if spec["declared"] in ("dynamic", "both"):
        attributes["get_capabilities"] = classmethod(lambda cls, config: _declaration(spec["declares"])())
    if spec["declared"] == "base static":
        base["ModelCapabilities"] = _declaration(spec["declares"])
    parent = type("Base", bases, base)
    made = type(spec["name"], (parent,), attributes)
    model = made()
    for name, value in later.items():
        object.__setattr__(model, name, value)
    return model
