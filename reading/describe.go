package reading

import (
	"strings"

	"github.com/meshwise/meshwise/internal/text"
)

// Format is a format that is read, for its documentation.
type Format struct {
	Name, Title, Framework string
	// Refuses says that the framework refuses keys that it does not know.
	Refuses bool
	Groups  []Group
	// Ignored counts the keys, and beginnings of keys, that are known and say nothing of the run.
	Ignored int
}

// Group is a part of the keys of a format.
type Group struct {
	Section string // what its keys begin with, in the file
	Shared  string // the name of the group, where several formats have it
	Keys    []Key
}

// Key is a key of a format, under all its names, and what it says.
type Key struct {
	Names []string
	// Fields are those of the mesh, the run or the model that it says, alone or with other keys.
	Fields []string
	// Default is what the framework fills in, in its own words.
	Default string
}

// shared are the groups of keys that several formats have.
var shared = []struct{ text, name string }{
	{megatronSizes, "Megatron's sizes"}, {megatronTraining, "Megatron's training"}, {trainingKeys, "the Trainer's arguments"},
	{automodelSizes, "NeMo Automodel's distributed"}, {primeTrainer, "prime-rl's trainer"}, {serveKeys, "flags of servers"},
}

// Formats lists the formats that have keys.
func Formats() []Format {
	var list []Format
	for _, f := range formats {
		if len(f.keys) == 0 {
			continue
		}
		out := Format{Name: f.name, Title: f.title, Framework: f.framework, Refuses: f.refuses}
		means := f.meanings()
		for _, c := range f.keys {
			t := parseTable(chunk{"", c.text})
			out.Ignored += len(t.ignored) + len(t.globs)
			if len(t.rules) == 0 {
				continue
			}
			g := Group{Section: c.section}
			for _, s := range shared {
				if s.text == c.text {
					g.Shared = s.name
				}
			}
			for i, r := range t.rules {
				says := []string{r.target}
				if r.target[0] == '_' {
					says = means[r.target]
				}
				if n := len(g.Keys); i > 0 && t.rules[i-1].target == r.target && t.rules[i-1].kind == r.kind && t.rules[i-1].arg == r.arg && r.absent == "" {
					g.Keys[n-1].Names = append(g.Keys[n-1].Names, r.key)
					continue
				}
				g.Keys = append(g.Keys, Key{Names: []string{r.key}, Fields: says, Default: r.absent})
			}
			out.Groups = append(out.Groups, g)
		}
		list = append(list, out)
	}
	return list
}

// byCode are the fields that code makes of several keys, where no law says it.
const byCode = `
_model _model_name _model_flavor _model_builder _model_folder _model_revision _nm.config -> model
_nm.model_target -> model, run.model_class
_nm.config_target -> run.model_class
_world.nodes _world.per _world.all _hint.nodes _hint.per _prime.train_gpus _prime.deployment _nrl.colocated -> world
_nrl.gen_nodes _nrl.gen_gpus _nm.separate -> world
_recompute.mode _recompute.method _recompute.layers _recompute.modules _nrl.recompute _prime.ac _prime.ac_freq -> run.recompute
_fsdp.recompute _va.recompute -> run.recompute
_offload.params _offload.gradients _offload.optimizer _offload.activations _v.fsdp_params _v.fsdp_optimizer -> run.offload
_v.e_params _v.e_optimizer _v.e_gradients _v.m_params _v.m_optimizer _v.m_gradients _nrl.m_offload -> run.offload
_nrl.m_activations _prime.offload _fsdp.offload _v.offload_policy -> run.offload
_dynamic.on _dynamic.tokens _dynamic.sft _dynamic.sft_tokens -> run.dynamic_batch
_ds.file _hf.fsdp _hf.fsdp_config -> run.sharding
_ds.stage -> run.sharding.stage
_acc.mixed -> run.precision.compute
_acc.type _acc.use_fsdp _acc.use_deepspeed -> run.sharding.engine
_acc.sp -> mesh.cp_size
_fsdp.policy -> run.sharding.policy
_m.layers_per_virtual -> run.virtual_stages
_m.gqa _m.groups -> model.num_key_value_heads
_m.swiglu -> model.intermediate_size, model.gated_linear_unit
_m.no_bias -> model.add_bias_linear
_m.qkv_bias -> model.add_qkv_bias
_m.positions -> model.position_embedding_type
_m.dropout -> model.hidden_dropout
_m.shared_gate -> model.moe_shared_expert_gate
_m.unlike _m.gate -> model
_v.engine _v.strategy _lf.mca _lf.bridge _nrl.megatron _nrl.dtensor _acc.use_megatron -> framework
_v.prompt _v.response -> run.sequence_length
_tt.local _tt.tokens _tt.pp_micro -> run.micro_batch_size
_tt.step_tokens -> run.global_batch_size
_nm.local -> run.micro_batch_size, run.num_microbatches
_m.ce_impl -> run.fused_loss
_m.embedding_in_split -> run.first_stage_layers
_m.loss_in_split -> run.last_stage_layers
_m.precision_aware -> run.optimizer.state_bits
_fsdp.version -> mesh.strategy, run.sharding.engine
_fsdp.reshard -> run.sharding.reshard_after_forward
_v.mlora_rank -> run.peft.rank
_v.mlora_alpha -> run.peft.alpha
_tt.file _m.yaml _hf.accelerate_config -> the file
_tune.quantized -> run.peft.type
_serve.ep -> mesh.ep_size
_br.recipe -> wants
_nm.pipeline -> run.pipeline_schedule
_nm.teacher _teacher.model _critic.model _reward.model _reward.on _rollout.engine -> others
`

// meanings are the fields that each intermediate one leads to, by the laws.
func (f *format) meanings() map[string][]string {
	m := map[string][]string{}
	for _, line := range text.Split(byCode, '\n') {
		keys, says, _ := strings.Cut(line, " -> ")
		for _, key := range fields(keys) {
			m[key] = strings.Split(says, ", ")
		}
	}
	seen := map[laws]bool{}
	f.world.meanings(m, seen)
	f.laws.meanings(m, seen)
	return m
}

func (l laws) meanings(m map[string][]string, seen map[laws]bool) {
	if seen[l] {
		return
	}
	seen[l] = true
	for _, line := range text.Split(string(l), '\n') {
		rule, _, _ := strings.Cut(line, " | ")
		conditions, actions, _ := strings.Cut(rule, "->")
		var from []string
		for _, c := range fields(conditions) {
			c = strings.TrimLeft(c, "!")
			if end := strings.IndexAny(c, "=>~?+-"); end > 0 {
				c = c[:end]
			}
			from = append(from, c)
		}
		for _, a := range fields(actions) {
			if name, is := strings.CutPrefix(a, "call:"); is {
				for i := range calls {
					if calls[i].name == name {
						calls[i].laws.meanings(m, seen)
					}
				}
				continue
			}
			if rest, is := strings.CutPrefix(a, "other:"); is {
				_, prefix, _ := strings.Cut(rest, ":")
				for _, axis := range []string{"tp", "pp", "ep", "dp"} {
					m[prefix+"."+axis+"_size"] = []string{"others"}
				}
				continue
			}
			end := strings.IndexAny(a, "=<")
			if end <= 0 || a[0] == '-' || a[0] == '@' {
				continue
			}
			to := strings.TrimRight(a[:end], "?^:")
			sources := from
			if i := strings.LastIndexByte(a, '<'); i > 0 {
				sources = append(sources, a[i+1:])
			}
			if to[0] == '_' {
				continue
			}
			for _, s := range sources {
				if s != "" && s[0] == '_' && !has2(m[s], to) {
					m[s] = append(m[s], to)
				}
			}
		}
	}
}

func has2(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
