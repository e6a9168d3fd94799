"""One class as lines of the table: its keys, and its parameters as functions of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from . import look, poly, select_layers
from .study import LAYER_TYPES, NotKnown, Study, holds

#: What a config may call each number: the canonical name first.
_NAMES: dict[str, tuple[str, ...]] = {
    "hidden_size": ("n_embd", "d_model", "emb_dim", "dim"),
    "num_attention_heads": ("n_head", "n_heads", "num_heads", "attention_heads", "decoder_attention_heads"),
    "num_key_value_heads": ("n_head_kv", "num_kv_heads", "multi_query_group_num", "num_query_groups"),
    "num_hidden_layers": ("n_layer", "n_layers", "num_layers", "decoder_layers"),
    "intermediate_size": ("n_inner", "ffn_dim", "ffn_hidden_size", "decoder_ffn_dim", "d_ff", "dff"),
    "vocab_size": ("padded_vocab_size", "n_words", "n_token"),
    "max_position_embeddings": ("n_positions", "max_seq_len", "context_length", "model_max_length", "max_sequence_length"),
    "num_experts": ("num_local_experts", "n_routed_experts", "moe_num_experts"),
    "num_experts_per_tok": ("moe_topk", "moe_k", "num_experts_per_token", "experts_per_token", "top_k_experts"),
    "moe_intermediate_size": ("expert_ffn_hidden_size", "moe_ffn_hidden_size"),
    "head_dim": ("attention_head_dim", "kv_channels", "d_kv"),
}
#: What the equations read beside the parameters.
_READ = (
    "hidden_size",
    "num_attention_heads",
    "num_key_value_heads",
    "head_dim",
    "num_hidden_layers",
    "vocab_size",
    "intermediate_size",
    "num_experts",
    "num_experts_per_tok",
    "moe_intermediate_size",
    "max_position_embeddings",
    "sliding_window",
    "use_sliding_window",
    "layer_types",
    "q_lora_rank",
    "kv_lora_rank",
    "qk_nope_head_dim",
    "qk_rope_head_dim",
    "v_head_dim",
    "num_nextn_predict_layers",
    "multi_query",
    "hidden_act",
    "hidden_activation",
    "activation_function",
    "resid_pdrop",
    "hidden_dropout",
    "hidden_dropout_prob",
    "residual_dropout",
    "resid_dropout",
)
#: Sizes that tensor parallelism cuts, by the words of their names.
_CUT = re.compile(r"heads|head_kv|query_group|intermediate|ffn|n_inner|(^|_)inner|expand|n_groups|d_ff|dff|lru_width")
_LATENT = re.compile(r"lora_rank|latent|rope_head_dim")


def canonical(study: Study) -> dict[str, str]:
    """From the names of the class to the canonical ones."""
    own = set(study.first.values) | {study.layers_field}
    found: dict[str, str] = {}
    back = {real: name for name, real in study.map.items()}
    for name, others in _NAMES.items():
        if name in own and name not in study.map:
            continue
        for real in (study.map.get(name), *others):
            if real in own and real not in study.map and real not in found and real not in _NAMES:
                found[real] = name
                break
    del back
    return found


class Class:
    """The lines of one class."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self.rename = canonical(study)
        self.entries = sorted(self._entries(), key=lambda e: e[0])
        self.entries = [text for _, text in self.entries]
        self.keys = sorted(self._keys())

    # ------------------------------------------------------------------ parameters

    def _entries(self) -> Iterator[tuple[Any, str]]:
        s = self.study
        order = {name: i for i, name in enumerate(_ordered(s))}
        places: dict[str, str] = {}
        vocab: set[str] = set()
        modules: dict[str, str] = {}
        for _, seen in s.all():
            for name, place in seen.places.items():
                places.setdefault(name, place)
            vocab |= seen.vocab
            modules.update(seen.modules)
        for name in sorted({k for _, x in s.all() for k in x.outside}):
            for conditions, dims in s.outside(name):
                if dims is not None:
                    yield (
                        (order[name], ""),
                        self._line(places[name][0], name, modules[name], name in vocab, select_layers.ALL, conditions, dims),
                    )
        for name in sorted({k for _, x in s.all() for layer in x.layers for k in layer}):
            for q, variants in s.inside(name):
                for conditions, dims in variants:
                    if dims is not None:
                        line = self._line("l", name, modules[name], False, q, conditions, dims)
                        yield (order[name], line), line

    def _line(self, place: str, name: str, module: str, vocab: bool, q: Any, conditions: Any, dims: Any) -> str:
        dims = [tuple((c, tuple(self._renamed(m))) for c, m in p) for p in dims]
        how, part = _how(place, name, vocab, dims), _part(place, name, module, vocab, dims)
        if part == "o" and place == "l":
            part = "o"
        said = "&".join(("" if yes else "!") + self._name(k) + ("?" if form == "null" else "") for k, form, yes in conditions)
        return " ".join(
            (
                place + how + part,
                _short(name),
                select_layers.text(self._question(q)) or "-",
                said or "-",
                ",".join(poly.text(p) for p in dims),
            )
        )

    def _name(self, field: str) -> str:
        return self.rename.get(field, field)

    def _renamed(self, m: tuple[str, ...]) -> Iterator[str]:
        for factor in m:
            yield "//".join(self._name(x) for x in factor.split("//"))

    def _question(self, q: Any) -> Any:
        if q[0] in ("not", "and", "or"):
            return (q[0], *(self._question(x) for x in q[1:]))
        return (
            q[0],
            *(
                self._name(x)
                if isinstance(x, str) and i == 0
                else self._name(x)
                if q[0] == "offset" and isinstance(x, str)
                else x
                for i, x in enumerate(q[1:])
            ),
        )

    # ------------------------------------------------------------------ keys

    def _used(self) -> set[str]:
        words = set()
        for line in self.entries:
            _, _, question, conditions, dims = line.split(" ")
            for atom in re.split(r"[&|]", question):
                atom = atom.lstrip("!")
                if atom.startswith("i%") and "=" in atom:
                    words |= set(atom[2:].split("="))
                else:
                    words.add(re.sub(r"^i[<>%]|[#@]$|=.*$", "", atom))
            words |= {c.strip("!?") for c in conditions.split("&")}
            words |= set(re.split(r"[^A-Za-z_0-9]+", dims))
        return {w for w in words if w and w != "-" and not w.isdigit()}

    def _keys(self) -> Iterator[str]:
        s = self.study
        back = {c: r for r, c in self.rename.items()}
        wanted = self._used()
        plain = look.values(look.make(s.config_class, {}))
        queue = [*sorted(wanted), *(n for n in _READ if n not in wanted)]
        for name in queue:  # which grows: a default may follow from another key
            real = back.get(name, name)
            if not (real in plain or real in s.popped or real in s.asked or real == s.layers_field or real in s.map):
                if name in wanted:
                    raise NotKnown(f"{name}: no field of the config")
                continue
            real = s.map.get(real, real)
            names = [real, *sorted(a for a, r in s.map.items() if r == real)]
            names += [a for a in s.aliases.get(real, []) if a not in names]
            absent, null = self._default(real, False), self._default(real, True)
            for rule in (absent, null):
                if rule[0] == "'":
                    continue
                if rule[0] == "[":
                    rule = " ".join(part.partition(":")[2] for part in rule[1:-1].split(";"))
                elif rule.startswith("len("):
                    rule = rule[4:-1]
                more = {w.removesuffix("#") for w in re.split(r"[^A-Za-z_0-9#]+", rule)} - {"i", "t", "f", ""}
                queue += sorted(w for w in more if not w.isdigit() and w not in queue)
            yield " ".join((name, ",".join(names) if names != [name] else "-", absent, null))

    def _default(self, real: str, null: bool) -> str:
        """What a field is where the config has no such key, or a null."""
        s = self.study
        rows: list[tuple[dict[str, Any], Any]] = []
        if real in s.asked:
            return "-"
        if real in s.popped:
            return "?" if null or s.hidden(real) is None else str(s.hidden(real))
        many = [g for g, _ in (*s.samples[:16], *s.single_samples[:: 1 + len(s.single_samples) // 8])]
        extra = {k: v for k, v in s.given.items() if k != s.layers_field}
        for given in many:
            g = {k: v for k, v in given.items() if k != real and k not in extra}
            if real != s.layers_field and s.layers_field in s.given:
                g[s.layers_field] = given[s.layers_field]
            if null:
                g[real] = None
            try:
                v = look.values(look.make(s.config_class, g))
            except Exception:
                continue
            v.update({k: g.get(k, s.hidden(k)) for k in s.popped if k in s.choices})
            if real not in v and real != s.layers_field:
                return "?"
            rows.append((v, v.get(real)))
        if len(rows) < 3:
            return "?"
        return self._rule(real, rows)

    def _rule(self, real: str, rows: list[tuple[dict[str, Any], Any]]) -> str:
        seen = [v for _, v in rows]
        if all(v is None for v in seen):
            return "-"
        if all(isinstance(v, bool) for v in seen) and len(set(seen)) == 1:
            return "t" if seen[0] else "f"
        if all(isinstance(v, str) and v == seen[0] and v.isidentifier() for v in seen):
            return "'" + seen[0]
        if all(isinstance(v, float) and v == seen[0] for v in seen):
            return "t" if seen[0] else "f"
        if all(isinstance(v, list) for v in seen):
            if all(v == [] for v in seen):
                return "[]"
            if all(v == seen[0] and isinstance(v[0], int) for v in seen):
                return "[#" + ",".join(map(str, seen[0])) + "]"
            if all(v and isinstance(v[0], str) for v in seen):
                return self._listed(rows)
            return "?"
        if all(isinstance(v, int) and not isinstance(v, bool) for v in seen):
            if real == self.study.layers_field:
                for name in sorted(
                    {n for v, _ in rows for n, x in v.items() if isinstance(x, list) and x and isinstance(x[0], str)}
                ):
                    if all(isinstance(v.get(name), list) and len(v[name]) == n for v, n in rows) and len(set(seen)) > 1:
                        return f"len({self._name(name)})"
            others = [
                n
                for n in {**self.study.choices, "num_attention_heads": 1, **{r: 1 for r in self.rename}}
                if n != real and all(isinstance(v.get(n), int) and not isinstance(v.get(n), bool) and v[n] > 0 for v, _ in rows)
            ]
            p = poly.fit(seen, [{n: v[n] for n in others} for v, _ in rows], others, 1)
            if p is not None:
                return poly.text(tuple((c, tuple(self._renamed(m))) for c, m in p))
        return "?"

    def _listed(self, rows: list[tuple[dict[str, Any], Any]]) -> str:
        """A list with a word for each layer that follows from numbers: ``[word:question;word]``."""
        s = self.study
        words = sorted({w for _, v in rows for w in v})
        values = [
            {k: x for k, x in v.items() if (k in s.choices or k in s.popped) and not isinstance(x, list)} for v, _ in rows
        ]
        if len(words) == 1:
            return f"[{words[0]}]"
        if all(v == rows[0][1] for _, v in rows):
            return "[=" + ",".join(rows[0][1]) + "]"
        parts, left = [], [[True] * len(v) for _, v in rows]
        lists = [[x for x in v] for _, v in rows]
        for word in words[:-1]:
            masks = [(v, [x == word for x in row]) for v, row in zip(values, lists, strict=False)]
            q = select_layers.fit(masks, lists=False, constants=True)
            if q is None:
                return "?"
            parts.append(f"{word}:{select_layers.text(self._question(q))}")
        del left
        return "[" + ";".join((*parts, words[-1])) + "]"


def _ordered(study: Study) -> Iterator[str]:
    """Every name, in the order in which a class has them."""
    done = set()
    for _, seen in study.all():
        for name in (*seen.outside, *(k for layer in seen.layers for k in layer)):
            if name not in done:
                done.add(name)
                yield name


def _words(dims: Any) -> set[str]:
    return {f for p in dims for _, m in p for x in m for f in x.split("//")}


def _how(place: str, name: str, vocab: bool, dims: Any) -> str:
    """How a parameter lies on tensor-parallel and expert-parallel ranks, from its shape."""
    if vocab:
        return "v"
    if place != "l":
        return "r"
    words = [_words([p]) for p in dims]
    first = words[0]
    if first == {"num_experts"} and (len(dims) > 2 or "bias" in name.rpartition(".")[2]) and len(dims) > 1:
        return "x"
    cut = any(_CUT.search(w) for p in words for w in p)
    if len(dims) == 1:
        return "s" if cut else "r"
    if any(p <= {"num_experts"} for p in words[:2]) and len(dims) == 2:
        return "r"  # a router, or the gate of a shared expert
    if len(dims) == 2 and any(p and all(_LATENT.search(w) for w in p) for p in words) and not cut:
        return "r"  # down to a latent
    return "s"


_ATTENTION = re.compile(
    r"attn|attention|(^|\.)(q|k|v|o|qkv|q_a|q_b|kv_a|kv_b)_(proj|layernorm|norm)|query|c_attn|\.sinks|kv_a_proj"
)
_MIXER = re.compile(
    r"linear_attn|mamba|ssm|conv|a_log|(^|\.)d$|dt_|x_proj|in_proj|out_proj|delta|recurrent|rg_lru|short_conv|time_mix"
)


def _part(place: str, name: str, module: str, vocab: bool, dims: Any) -> str:
    words = _words(dims)
    if place != "l":
        return {"e": "b", "h": "h"}.get(place, "n" if "norm" in module.lower() else "o")
    leaf = name.lower()
    if "norm" in module.lower():
        if words <= {"hidden_size"} and not _MIXER.search(leaf.rpartition(".")[0].rpartition(".")[0]):
            return "n"
        if re.search(r"(q|k|query|key)_?(layer)?norm", leaf):
            return "k" if not words & {"q_lora_rank", "kv_lora_rank"} else "o"
        return "i" if _MIXER.search(leaf) else "o"
    if "shared" in leaf:
        return "s"
    first = _words(dims[:1])
    if "num_experts" in first or "num_experts" in _words(dims[1:2]) and len(dims) == 2:
        return "x" if len(dims) > 2 or ("bias" in leaf and len(dims) > 1 and first == {"num_experts"}) else "r"
    if _MIXER.search(leaf) and not re.search(r"self_attn|attention\.|mlp|feed_forward", leaf):
        return "i"
    if _ATTENTION.search(leaf):
        return "i" if "linear_attn" in leaf else "a"
    if re.search(r"mlp|fc|ffn|feed_forward|dense|ff|gate|up_proj|down_proj|w1|w2|w3", leaf):
        return "m"
    return "o"


def _short(name: str) -> str:
    """The last two parts: what a target of an adapter names, and a table that compresses well."""
    return ".".join(name.split(".")[-2:])


__all__ = ["LAYER_TYPES", "Class", "holds"]
