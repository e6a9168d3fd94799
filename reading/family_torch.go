package reading

import (
	"strings"

	"github.com/meshwise/meshwise/internal/text"
	"github.com/meshwise/meshwise/reading/tree"
)

// sayTorchtitan: run_train.sh takes the number of ranks from the environment.
func sayTorchtitan(b *builder) {
	if b.command == nil || b.launched || b.program != "run_train.sh" {
		return
	}
	b.launched = true
	per := b.envCount("NGPU")
	if per == nil {
		per = known(8, Default, nil)
	}
	b.say(statement{from: "NGPU", ranks: true, nodes: known(1, Default, nil), perNode: per, lead: per})
}

// finishTorchtitan makes fields of the keys of torchtitan. Its laws are in torchtitan/config and distributed/parallel_dims.py.
func finishTorchtitan(b *builder) {
	if b.toml {
		version := "0.2.2"
		for _, s := range b.stmts {
			if s.key == "model.tokenizer_path" || s.key == "training.compile" || s.key == "parallelism.pipeline_parallel_split_points" || s.key == "training.batch_size" {
				version = "0.1.0"
			}
		}
		b.set("run.framework_version", textValue(version), Derived, nil)
		b.note(NoteVersion, "torchtitan reads TOML up to version 0.2.2: from 0.3.0 on a Python registry is in its place", nil)
	} else {
		b.move("_model_name", "_tt.module")
		b.move("_model_flavor", "_tt.config")
		if s := b.by("_tt.module"); s != nil {
			b.Wants = append(b.Wants, Want{Kind: "registry", Name: s.text, Why: "sizes that no override names are those of a registry in Python"})
		}
	}
	b.titanBatch()
	if b.int("mesh.pp_size") == 1 {
		for _, f := range []string{"run.pipeline_schedule", "run.layers_per_stage", "run.stage_layout", "run.num_microbatches"} {
			if b.stated(f) {
				b.inert(b.by(f), "there is one stage (pp_size 1)")
			}
			b.clear(f)
		}
	} else if b.int("mesh.pp_size") > 1 {
		b.absent("run.pipeline_schedule", textValue("1F1B"))
		if s := b.by("_tt.schedule_csv"); s != nil && s.text != "" {
			b.set("run.pipeline_schedule", Value{}, Unknown, s)
		}
	}
	b.titanStrategy()
	if b.fields["run.recompute"] == nil && b.toml {
		b.absent("run.recompute", textValue("selective"))
	}
	if e := b.fields["_tt.compile"]; e != nil {
		on := e.value.Bool
		if list := b.fields["_tt.components"]; list != nil && on {
			on = contains(list.value, "model")
		}
		b.set("run.compile", boolValue(on), e.grade, e.by)
	}
	if e := b.fields["_tt.offload"]; e != nil {
		list := []string{}
		if e.value.Bool {
			list = []string{"params", "gradients", "optimizer"}
		}
		b.set("run.offload", textsValue(list), e.grade, e.by)
	}
	if e := b.fields["_tt.converters"]; e != nil {
		for _, c := range []string{"float8", "mx"} {
			if contains(e.value, c) {
				b.set("run.precision.fp8", textValue(c), e.grade, e.by)
			}
		}
	}
	if b.int("mesh.cp_size") > 1 {
		if e := b.fields["_tt.rotate"]; e != nil && e.value.Text == "alltoall" {
			b.set("run.cp_style", textValue("torch_alltoall"), e.grade, e.by)
		} else {
			b.absent("run.cp_style", textValue("torch_allgather"))
		}
	}
}

// contains reports whether a list, or a text with commas, has a word that begins so.
func contains(v Value, word string) bool {
	list := v.Texts
	if v.Kind == TextValue {
		list = text.Split(v.Text, ',')
	}
	for _, w := range list {
		if i := strings.LastIndexByte(w, '.'); strings.HasPrefix(w[i+1:], word) || strings.HasPrefix(w, word) {
			return true
		}
	}
	return false
}

// titanBatch: without a pipeline the local batch is one forward; with one it is cut into micro-batches.
func (b *builder) titanBatch() {
	local, length := b.fields["_tt.local"], b.int("run.sequence_length")
	if e := b.fields["_tt.tokens"]; e != nil && e.value.Int > 0 && length > 0 && e.value.Int%length == 0 {
		b.set("run.micro_batch_size", intValue(e.value.Int/length), e.grade, e.by)
		return
	}
	if e := b.fields["_tt.step_tokens"]; e != nil && e.value.Int > 0 && length > 0 && e.value.Int%length == 0 {
		b.set("run.global_batch_size", intValue(e.value.Int/length), e.grade, e.by)
	}
	if local == nil || local.value.Int == 0 {
		return
	}
	if b.int("mesh.pp_size") > 1 {
		micro := b.fields["_tt.pp_micro"]
		if micro == nil && !b.open {
			micro = &entry{value: intValue(1), grade: Default}
		}
		if micro != nil && micro.value.Int > 0 {
			b.set("run.micro_batch_size", micro.value, micro.grade, micro.by)
			if local.value.Int%micro.value.Int == 0 {
				b.put("run.num_microbatches", intValue(local.value.Int/micro.value.Int), Derived)
			}
		}
		return
	}
	if b.has("mesh.pp_size") {
		b.set("run.micro_batch_size", local.value, local.grade, local.by)
	}
}

func (b *builder) titanStrategy() {
	if b.open && !b.has("mesh.dp_shard_size") && !b.has("mesh.dp_replicate_size") {
		return
	}
	strategy := "fsdp2"
	if b.int("mesh.dp_shard_size") == 1 && b.int("mesh.dp_replicate_size") > 1 {
		strategy = "ddp"
	}
	b.put("mesh.strategy", textValue(strategy), Derived)
	if e := b.fields["_tt.reshard"]; e != nil && (e.value.Text == "always" || e.value.Text == "never") && strategy == "fsdp2" {
		b.set("run.sharding.reshard_after_forward", boolValue(e.value.Text == "always"), e.grade, e.by)
	}
}

// finishTorchtune makes fields of the keys of torchtune. It shards with FSDP 2.
func finishTorchtune(b *builder) {
	b.torchtunePEFT()
	if b.has("run.micro_batch_size") {
		b.put("mesh.strategy", textValue("fsdp2"), Derived)
		b.put("run.sharding.engine", textValue("fsdp2"), Derived)
	}
	if s := b.text("_tune.loss"); strings.Contains(s, "Chunked") {
		b.put2("run.fused_loss", textValue("chunked"), "_tune.loss")
	}
	b.settleRecompute(false)
	b.settleOffload(false)
}

func (b *builder) torchtunePEFT() {
	e := b.fields["_model_builder"]
	if e == nil || !strings.Contains(e.value.Text, "lora_") {
		return
	}
	kind := "lora"
	if strings.Contains(e.value.Text, "qlora_") || b.on("_tune.quantized") {
		kind = "qlora"
		b.put2("run.quantization.bits", intValue(4), "_model_builder")
	}
	b.put2("run.peft.type", textValue(kind), "_model_builder")
}

// sayNanotron: the sizes make the world.
func sayNanotron(b *builder) {
	n := int64(1)
	g := Stated
	for _, f := range []string{"mesh.dp_size", "mesh.tp_size", "mesh.pp_size", "mesh.cp_size"} {
		e := b.fields[f]
		if e == nil || e.value.Int == 0 {
			return
		}
		if e.by != nil {
			g = max(g, e.grade)
		}
		if n *= e.value.Int; n > maxNumber {
			return
		}
	}
	by := *b.by("mesh.dp_size")
	by.shown = "parallelism"
	b.say(statement{from: "parallelism", ranks: true, all: known(n, g, &by)})
}

func finishNanotron(b *builder) {
	if b.text("_nano.tp_mode") == "reduce_scatter" {
		b.put2("run.sequence_parallel", boolValue(true), "_nano.tp_mode")
	} else if e := b.fields["_nano.tp_mode"]; e != nil {
		b.set("run.sequence_parallel", boolValue(false), e.grade, e.by)
	}
	if e := b.fields["run.sharding.stage"]; e != nil {
		b.set("run.sharding.engine", textValue("nanotron"), e.grade, e.by)
	}
	b.settleRecompute(false)
	if dp, micro, n := b.int("mesh.dp_size"), b.int("run.micro_batch_size"), b.int("run.gradient_accumulation"); dp > 0 && micro > 0 && n > 0 && dp <= maxNumber/micro && dp*micro <= maxNumber/n {
		b.put("run.global_batch_size", intValue(dp*micro*n), Derived)
	}
}

// sayPrime: the nodes that train, or the GPUs of one that do. Those that generate are not among them.
func sayPrime(b *builder) {
	nodes, per, gpus := b.countIn("_world.nodes"), b.countIn("_world.per"), b.countIn("_prime.train_gpus")
	if b.launched {
		return
	}
	switch {
	case nodes != nil:
		if per == nil {
			per = known(8, Default, nil)
		}
		b.say(statement{from: "deployment.num_train_nodes", ranks: true, nodes: nodes, perNode: per, lead: nodes})
	case gpus != nil:
		b.say(statement{from: "deployment.num_train_gpus", ranks: true, nodes: known(1, Default, nil), perNode: gpus, lead: gpus})
	case b.text("_prime.deployment") == "multi_node":
	default:
		if !b.open {
			b.say(statement{from: "deployment.num_train_gpus", ranks: true, nodes: known(1, Default, nil), perNode: known(1, Default, nil)})
		}
	}
}

func finishPrime(b *builder) {
	b.Part = "trainer"
	b.put("mesh.strategy", textValue("fsdp2"), Derived)
	for _, s := range b.stmts {
		if (s.key == "trainer.model.ep" || s.key == "model.ep") && s.typ == tree.IntType && s.int > 0 {
			b.set("mesh.ep_size", intValue(s.int), s.grade, s)
		}
	}
	if e := b.fields["run.fused_loss"]; e != nil && e.value.Kind == TextValue {
		e.value = textValue("chunked")
	} else if e == nil && !b.open && b.hasKey("orchestrator") {
		b.put("run.fused_loss", textValue("chunked"), Default)
	}
	if b.int("mesh.cp_size") > 1 {
		b.move("_prime.cp_style", "run.cp_style")
	}
	if b.fields["_recompute.mode"] == nil && b.on("_prime.ac") {
		b.put2("_recompute.mode", textValue("full"), "_prime.ac")
	}
	if b.int("_prime.ac_freq") > 1 {
		b.clear("_recompute.mode") // only some layers
	}
	b.settleRecompute(false)
	if e := b.fields["_prime.offload"]; e != nil && e.value.Bool {
		for _, what := range []string{"params", "gradients", "optimizer"} {
			b.set("_offload."+what, boolValue(true), e.grade, e.by)
		}
	}
	b.settleOffload(false)
	b.absent("run.optimizer.offload", boolValue(true))
	b.hfPEFT("lora")
	b.rollout("rollout", "vllm", "_rollout.tp")
}
