package reading

import (
	"strings"

	"github.com/meshwise/meshwise/internal/text"
)

// finishMegatron makes fields of what several flags of Megatron say together. Its laws are in megatron/training/arguments.py
// and megatron/core/transformer/transformer_config.py.
func finishMegatron(b *builder) {
	b.megatronModel()
	b.megatronPipeline()
	b.megatronParallel()
	b.megatronPrecision()
	b.megatronSharding()
	b.settleRecompute(!b.open)
	b.settleOffload(false)
	b.derivedBatch()
}

func (b *builder) absent(name string, v Value) {
	if !b.open {
		b.put(name, v, Default)
	}
}

func (b *builder) megatronParallel() {
	tp, tpKnown := b.int("mesh.tp_size"), b.has("mesh.tp_size")
	if s := b.by("_m.sequence_parallel"); s != nil && b.on("_m.sequence_parallel") && tpKnown && tp == 1 {
		b.inert(s, "tensor parallelism is off (tp_size 1)")
		b.set("run.sequence_parallel", boolValue(false), Derived, nil)
	} else {
		b.move("_m.sequence_parallel", "run.sequence_parallel")
	}
	if b.int("mesh.cp_size") > 1 {
		if b.has("_m.cp_comm") {
			e := b.fields["_m.cp_comm"]
			style := e.value.String()
			b.set("run.cp_style", textValue(strings.ReplaceAll(style, "allgather", "all_gather")), e.grade, e.by)
		} else {
			b.absent("run.cp_style", textValue("p2p"))
		}
	}
	switch {
	case b.on("_m.deepep"):
		b.set("run.dispatcher", textValue("deepep"), Stated, b.by("_m.deepep"))
	case b.text("_m.dispatcher") == "flex" && b.has("_m.flex"):
		b.move("_m.flex", "run.dispatcher")
	case b.has("_m.dispatcher"):
		b.move("_m.dispatcher", "run.dispatcher")
	case b.has("model.num_local_experts"):
		b.absent("run.dispatcher", textValue("allgather"))
	}
	if b.int("mesh.ep_size") > 1 && tpKnown {
		b.absent("run.expert_tensor_parallel_size", intValue(tp))
	}
	if b.has("_m.attn") {
		b.move("_m.attn", "run.attn")
	} else {
		b.absent("run.attn", textValue("auto"))
	}
	if e := b.fields["_m.ce_fusion"]; e != nil && e.value.Bool {
		impl := b.text("_m.ce_impl")
		if impl == "" {
			impl = "native"
		}
		b.set("run.fused_loss", textValue(impl), e.grade, e.by)
	}
}

// megatronPipeline are the stages: a number of layers for each virtual one becomes their number.
func (b *builder) megatronPipeline() {
	layers, pp, per := b.int("model.num_hidden_layers"), b.int("mesh.pp_size"), b.int("_m.layers_per_virtual")
	if per > 0 && layers > 0 && pp > 0 && layers%(pp*per) == 0 {
		b.put("run.virtual_stages", intValue(layers/(pp*per)), Derived)
		b.fields["run.virtual_stages"].by = b.by("_m.layers_per_virtual")
	}
	if pp == 1 {
		for _, f := range []string{"run.first_stage_layers", "run.last_stage_layers", "run.virtual_stages"} {
			if b.stated(f) {
				b.inert(b.by(f), "there is one stage (pp_size 1)")
				b.clear(f)
			}
		}
	}
}

func (b *builder) megatronPrecision() {
	switch {
	case b.on("_m.bf16"):
		b.put2("run.precision.compute", textValue("bf16"), "_m.bf16")
	case b.on("_m.fp16"):
		b.put2("run.precision.compute", textValue("fp16"), "_m.fp16")
	case b.stated("_m.bf16") && !b.has("_m.bf16"), b.stated("_m.fp16") && !b.has("_m.fp16"):
	default:
		b.absent("run.precision.compute", textValue("fp32"))
	}
	b.absent("run.optimizer.name", textValue("adam"))
	if bits := bitsOf(b.text("_m.exp_avg")); bits > 0 && b.on("_m.precision_aware") {
		b.put2("run.optimizer.state_bits", intValue(bits), "_m.exp_avg")
	}
}

// put2 gives a field a value, and the place of another.
func (b *builder) put2(name string, v Value, like string) {
	if e := b.fields[like]; e != nil && b.fields[name] == nil {
		b.set(name, v, e.grade, e.by)
	}
}

// bitsOf is how many bits a type of numbers has, 0 where that is not known.
func bitsOf(name string) int64 {
	switch {
	case name == "fp32":
		return 32
	case name == "bf16" || name == "fp16":
		return 16
	case strings.HasPrefix(name, "fp8") || name == "uint8" || name == "int8":
		return 8
	}
	return 0
}

func (b *builder) megatronSharding() {
	switch {
	case b.on("_m.fsdp"):
		b.put2("mesh.strategy", textValue("megatron_fsdp"), "_m.fsdp")
		b.put2("run.sharding.engine", textValue("megatron_fsdp"), "_m.fsdp")
		policy := b.text("_m.fsdp_policy")
		if policy == "" {
			policy = "no_shard"
		}
		for stage, name := range []string{"no_shard", "optim", "optim_grads", "optim_grads_params"} {
			if name == policy {
				b.put2("run.sharding.stage", intValue(int64(stage)), "_m.fsdp")
			}
		}
		b.put2("run.sharding.policy", textValue(policy), "_m.fsdp")
	case b.on("_m.torch_fsdp2"):
		b.put2("mesh.strategy", textValue("fsdp2"), "_m.torch_fsdp2")
		b.put2("run.sharding.engine", textValue("fsdp2"), "_m.torch_fsdp2")
	case b.on("_m.distributed"):
		b.put2("run.sharding.engine", textValue("megatron_distributed_optimizer"), "_m.distributed")
		b.put2("run.sharding.stage", intValue(1), "_m.distributed")
	case b.fields["_m.distributed"] == nil || b.has("_m.distributed"):
		b.absent("run.sharding.engine", textValue("ddp"))
		b.absent("run.sharding.stage", intValue(0))
	}
}

// megatronModel makes the numbers of a config of the flags: what is absent is Megatron's.
func (b *builder) megatronModel() {
	heads, hidden := b.int("model.num_attention_heads"), b.int("model.hidden_size")
	if hidden == 0 && heads == 0 && !b.has("model.num_hidden_layers") {
		return // the model is named by something else
	}
	switch {
	case b.on("_m.mla"):
		for _, d := range []struct {
			from, to string
			n        int64
		}{{"_m.kv_lora_rank", "model.kv_lora_rank", 32}, {"_m.qk_head_dim", "model.qk_nope_head_dim", 128},
			{"_m.qk_rope", "model.qk_rope_head_dim", 64}, {"_m.v_head_dim", "model.v_head_dim", 128}} {
			b.move(d.from, d.to)
			b.absent(d.to, intValue(d.n))
		}
	case b.on("_m.gqa") || b.open && b.has("_m.groups"):
		b.move("_m.groups", "model.num_key_value_heads")
	case heads > 0 && !b.open && !b.stated("_m.gqa"):
		b.put("model.num_key_value_heads", intValue(heads), Derived)
	}
	if b.open {
		return
	}
	if hidden > 0 && !b.stated("model.intermediate_size") {
		n := 4 * hidden
		if b.on("_m.swiglu") {
			n = 4 * hidden * 2 / 3 / 64 * 64
		}
		b.put("model.intermediate_size", intValue(n), Derived)
	}
	if heads > 0 && hidden%heads == 0 && !b.on("_m.mla") && !b.stated("model.head_dim") {
		b.put("model.head_dim", intValue(hidden/heads), Derived)
	}
	b.absent("model.tie_word_embeddings", boolValue(true))
	if b.has("model.num_local_experts") {
		b.absent("model.num_experts_per_tok", intValue(2))
		if n := b.int("model.intermediate_size"); n > 0 {
			b.put("model.moe_intermediate_size", intValue(n), Derived)
		}
	}
	if s := b.by("_m.old_size"); s != nil {
		b.inert(s, "Megatron refuses this old name: --tensor-model-parallel-size is the new one")
	}
}

// settleRecompute makes one field of what several keys say of it. What recomputes each layer on its own is "full".
func (b *builder) settleRecompute(defaults bool) {
	mode := b.fields["_recompute.mode"]
	if mode == nil || mode.value.Kind == NoValue {
		if mode == nil && defaults {
			b.put("run.recompute", textValue("none"), Default)
		}
		return
	}
	method, layers := b.text("_recompute.method"), b.int("_recompute.layers")
	name := mode.value.Text
	switch {
	case name == "full" && method != "" && (method != "uniform" || layers != 1 && b.stated("_recompute.layers")):
		b.set("run.recompute.mode", mode.value, mode.grade, mode.by)
		b.move("_recompute.method", "run.recompute.method")
		b.move("_recompute.layers", "run.recompute.layers")
	case name == "selective" && b.has("_recompute.modules"):
		b.set("run.recompute.mode", mode.value, mode.grade, mode.by)
		e := b.fields["_recompute.modules"]
		if e.value.Kind == TextValue {
			e.value = textsValue(text.Split(e.value.Text, ' '))
		}
		b.move("_recompute.modules", "run.recompute.modules")
	default:
		b.set("run.recompute", mode.value, mode.grade, mode.by)
	}
}

// settleOffload makes a list of what is kept in the memory of the host.
func (b *builder) settleOffload(optimizerFirst bool) {
	order := []string{"params", "gradients", "optimizer", "activations"}
	if optimizerFirst { // as DeepSpeed has it
		order = []string{"optimizer", "params", "gradients", "activations"}
	}
	list := []string{}
	g, said, known := Default, false, true
	var by *stmt
	for _, what := range order {
		e := b.fields["_offload."+what]
		if e == nil {
			continue
		}
		said = true
		known = known && e.value.Kind != NoValue
		if e.value.Bool {
			list = append(list, what)
		}
		if e.by != nil && (by == nil || e.value.Bool) {
			by, g = e.by, e.grade
		}
	}
	if said && known {
		b.set("run.offload", textsValue(list), g, by)
	}
}

// derivedBatch is the global batch that a micro batch makes, where nobody states one.
func (b *builder) derivedBatch() {
	dp := b.dataParallel()
	micro := b.int("run.micro_batch_size")
	if dp == 0 || micro == 0 || b.fields["run.global_batch_size"] != nil {
		return
	}
	accumulation := max(1, b.int("run.gradient_accumulation"))
	if micro <= maxNumber/dp && micro*dp <= maxNumber/accumulation {
		b.put("run.global_batch_size", intValue(micro*dp*accumulation), Derived)
	}
}

// dataParallel is how many ranks see different data, 0 where that is not known.
func (b *builder) dataParallel() int64 {
	world := b.int("mesh.world_size")
	if world == 0 || b.World.Grade >= Placeholder {
		return 0
	}
	product := int64(1)
	for _, axis := range []string{"mesh.tp_size", "mesh.pp_size", "mesh.cp_size"} {
		if b.stated(axis) && !b.has(axis) || b.open && !b.has(axis) {
			return 0
		}
		if n := b.int(axis); n > 0 {
			product *= n
		}
		if product > world {
			return 0
		}
	}
	if world%product != 0 {
		return 0
	}
	return world / product
}

// finishSlime is Megatron's, with a world and a model that slime names, and with engines for the rollout.
func finishSlime(b *builder) {
	b.Part = "actor"
	b.dynamicBatch("_dynamic.on", "_dynamic.tokens")
	finishMegatron(b)
	b.rollout("rollout", "sglang", "_rollout.tp")
}

// dynamicBatch takes tokens a rank in place of a micro batch, where the run is told to.
func (b *builder) dynamicBatch(on, tokens string) {
	if b.on(on) && b.has(tokens) {
		b.move(tokens, "run.dynamic_batch")
		if s := b.by("run.micro_batch_size"); s != nil {
			b.inert(s, "the batch is made of tokens, by "+b.by(on).shown)
		}
		b.clear("run.micro_batch_size")
	}
}

// rollout adds the engines that generate: their size is none of the mesh that trains.
func (b *builder) rollout(part, engine, tp string) {
	o := Other{Part: part, Engine: engine}
	b.otherField(&o, tp, "mesh.tp_size")
	if len(o.Fields) > 0 || o.Engine != "" && len(o.Fields) > 0 {
		b.Others = append(b.Others, o)
	}
}

func (b *builder) otherField(o *Other, from, to string) {
	e := b.fields[from]
	if e == nil || e.value.Kind == NoValue {
		return
	}
	o.Fields = append(o.Fields, Field{to, e.value, e.grade})
	if p, ok := b.positionOf(to, e); ok {
		o.Positions = append(o.Positions, p)
	}
}
