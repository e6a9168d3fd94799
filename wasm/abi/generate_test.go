package abi_test

import (
	"encoding/json"
	"maps"
	"slices"
	"sync"

	"github.com/meshwise/meshwise/wasm/abi"
)

// setting is one row of the table of settings, as the engine describes it.
type setting struct {
	Name, Kind  string
	Least, Most int
	Words       []string
	ofMesh      bool
}

// settings are all that a run can be told, by their names: a new one is asked about without a line here.
var settings = sync.OnceValue(func() map[string]setting {
	var described struct {
		Sections []struct {
			Member   string
			Settings []setting
		}
	}
	if err := json.Unmarshal(abi.Call([]byte(`{"op": "describe"}`)), &described); err != nil {
		panic(err)
	}
	all := map[string]setting{}
	for _, section := range described.Sections {
		for _, s := range section.Settings {
			s.ofMesh = section.Member == "mesh"
			all[s.Name] = s
		}
	}
	return all
})

// choices turns bytes into choices, so that a fuzzer which mutates bytes mutates models and meshes. Without bytes left it
// chooses the first.
type choices struct{ left []byte }

func (c *choices) number(n int) int {
	if len(c.left) == 0 {
		return 0
	}
	b := c.left[0]
	c.left = c.left[1:]
	return int(b) % n
}

func choose[T any](c *choices, from ...T) T { return from[c.number(len(from))] }

// nothing marks a member that is left out.
type nothing struct{}

func object(members map[string]any) map[string]any {
	for name, value := range members {
		if _, absent := value.(nothing); absent {
			delete(members, name)
		}
	}
	return members
}

// size is a size of a mesh or a number of a run, often not given.
func (c *choices) size() any {
	return choose[any](c, nothing{}, nothing{}, 1, 2, 2, 3, 4, 4, 5, 6, 8, 8, 12, 16, 17, 24, 32, 64, 100, 1024, 1048576)
}

func (c *choices) mesh() map[string]any {
	return object(map[string]any{
		"strategy":          choose[any](c, nothing{}, nothing{}, nothing{}, "fsdp2", "megatron_fsdp", "ddp"),
		"world_size":        choose[any](c, 64, nothing{}, 1, 8, 16, 24, 32, 60, 64, 64, 128, 96, 1000, 1024, 1048576),
		"pp_size":           c.size(),
		"dp_size":           choose[any](c, nothing{}, nothing{}, c.size()),
		"dp_replicate_size": choose[any](c, nothing{}, c.size()),
		"dp_shard_size":     choose[any](c, nothing{}, nothing{}, c.size()),
		"cp_size":           c.size(),
		"tp_size":           c.size(),
		"ep_size":           c.size(),
	})
}

// run says some of the settings beside the mesh: those that decide most often, then any of the table.
func (c *choices) run() map[string]any {
	q := question{run: object(map[string]any{
		"framework":        choose[any](c, nothing{}, "nemo_automodel", "torchtitan", "megatron", "accelerate", "transformers"),
		"gpus_per_node":    choose[any](c, nothing{}, 8, 4, 1),
		"layers_per_stage": choose[any](c, nothing{}, nothing{}, 1, 2, 3, 7, 100),
		"pipeline_schedule": choose[any](c, nothing{}, "GPipe", "1F1B", "Interleaved1F1B", "LoopedBFS", "InterleavedZeroBubble",
			"ZBVZeroBubble", "DualPipeV"),
		"expert_tensor_parallel_size": choose[any](c, nothing{}, nothing{}, 1, 2, 4),
	})}
	names := slices.Sorted(maps.Keys(settings()))
	for range c.number(6) {
		if s := settings()[choose(c, names...)]; !s.ofMesh && s.Name != "framework" {
			q = q.with(s.Name, c.valueOf(&s))
		}
	}
	return q.run
}

// valueOf is a value that a setting takes.
func (c *choices) valueOf(s *setting) any {
	count := func() int { return max(s.Least, min(s.Most, choose(c, 0, 1, 2, 3, 4, 8, 12, 64, 4096, 1<<20))) }
	switch s.Kind {
	case "count":
		return count()
	case "decimal":
		return choose(c, 0.5, 1, 16)
	case "flag":
		return choose(c, true, false)
	case "version":
		return choose(c, "0.4.0", "0.5.0", "0.6.0", "1.14.0", "5.18.0", "0.18.0")
	case "set":
		return []string{choose(c, s.Words...)}
	case "names":
		return []string{choose(c, "q_proj", "mlp")}
	case "layout":
		return choose[any](c, "Et*40|t*40L", [][]string{{"embed", "layers.0"}, {"layers.1", "norm"}})
	case "name":
		return choose(c, append(slices.Clone(s.Words), "another")...)
	default: // a word
		return choose(c, s.Words...)
	}
}

// field is a number of a config, in one of the ways in which configs have it or lack it.
func (c *choices) field(usual ...any) any {
	return choose(c, append(usual, usual[0], nothing{}, nil, 0, 1, -1, 2.5, "x", map[string]any{"$opaque": "T"})...)
}

func (c *choices) config() map[string]any {
	inner := object(map[string]any{
		"model_type":           choose[any](c, nothing{}, "llama", "mixtral", "deepseek_v3", "nemotron-nas", "gemma2", "t5"),
		"num_attention_heads":  c.field(64, 32, 12, 40, 7),
		"num_key_value_heads":  c.field(8, 4, 64, 2, 7),
		"num_hidden_layers":    c.field(80, 32, 7, 61),
		"num_experts":          choose[any](c, nothing{}, c.field(8, 128, 7)),
		"num_experts_per_tok":  choose[any](c, nothing{}, c.field(2, 8, 200)),
		"intermediate_size":    c.field(28672, 11008, 10),
		"vocab_size":           c.field(128256, 50257),
		"tie_word_embeddings":  choose[any](c, nothing{}, false, true, nil, "x"),
		"is_encoder_decoder":   choose[any](c, nothing{}, nothing{}, false, true),
		"kv_lora_rank":         choose[any](c, nothing{}, nothing{}, 512, nil),
		"multi_query":          choose[any](c, nothing{}, nothing{}, true, false),
		"sliding_window":       choose[any](c, nothing{}, nothing{}, 4096, nil),
		"use_sliding_window":   choose[any](c, nothing{}, true, false),
		"layer_types":          choose[any](c, nothing{}, nothing{}, []string{"full_attention"}, []string{"sliding_attention", "full_attention"}, []string{"mamba"}, []string{"?"}),
		"_attn_implementation": choose[any](c, nothing{}, "sdpa", "eager"),
		"block_configs": choose[any](c, nothing{}, nothing{}, []any{
			map[string]any{"attention": map[string]any{"n_heads_in_group": c.field(8, 16, 64)}},
			map[string]any{"attention": map[string]any{"n_heads_in_group": 4, "no_op": choose(c, false, true)}},
		}),
	})
	if choose(c, false, false, true) {
		return map[string]any{"text_config": inner, "num_attention_heads": c.field(16)}
	}
	return inner
}

func (c *choices) truth() any {
	return choose[any](c, nothing{}, true, false, nil, map[string]any{"$raised": "RuntimeError"})
}

func (c *choices) plan() any {
	return choose[any](c, nothing{}, map[string]any{"layers.*": "colwise"}, map[string]any{}, nil)
}

func (c *choices) facts() map[string]any {
	config := c.config()
	values := object(map[string]any{
		"supports_tp": choose[any](c, nothing{}, true, false),
		"supports_pp": choose[any](c, nothing{}, true, false, nil),
		"supports_cp": choose[any](c, nothing{}, true, false),
		"supports_ep": choose[any](c, nothing{}, true, false),
	})
	return object(map[string]any{
		"class": choose[any](c,
			map[string]any{"name": "AForCausalLM", "mro": []string{"m.AForCausalLM"}},
			map[string]any{"name": "M", "mro": []string{"m.M", "nemo_automodel.components.moe.fsdp_mixin.MoEFSDPSyncMixin"}},
			map[string]any{"name": "DeepseekV4ForCausalLM"}, nothing{}, nil),
		"registry.tp_plan":                choose[any](c, nothing{}, false, true),
		"registry.custom_model":           choose[any](c, nothing{}, false, true),
		"_tp_plan":                        c.plan(),
		"_pp_plan":                        c.plan(),
		"_supports_sdpa":                  c.truth(),
		"config._attn_implementation":     choose[any](c, nothing{}, "sdpa", "flash_attention_2", nil),
		"backend":                         choose[any](c, nothing{}, false, true),
		"backend.attn":                    choose[any](c, nothing{}, "te", "sdpa", "flex", nil),
		"_owns_cp_attention":              c.truth(),
		"_supports_cp_sdpa":               c.truth(),
		"supports_gradient_checkpointing": c.truth(),
		"declared":                        choose[any](c, nothing{}, nothing{}, map[string]any{"source": "static", "values": values}, map[string]any{"source": "dynamic", "values": nil}),
		"counted_parameters":              choose[any](c, nothing{}, nothing{}, map[string]any{"count": 1 << 20}, map[string]any{"count": 1 << 30, "trainable": 1 << 20, "dtypes": map[string]any{"uint8": 1 << 29}}),
		"config":                          choose[any](c, config, config, config, config, nothing{}, nil),
	})
}
