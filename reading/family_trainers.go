package reading

import (
	"strings"

	"github.com/meshwise/meshwise/internal/text"
	"github.com/meshwise/meshwise/reading/shell"
)

// sayParts takes nodes and ranks of each as the world, where a table put them there.
func sayParts(b *builder) {
	nodes, per := b.countIn("_world.nodes"), b.countIn("_world.per")
	if nodes == nil && per == nil || b.launched && (nodes == nil || nodes.by == nil) && (per == nil || per.by == nil) {
		return
	}
	s := statement{from: "the cluster", ranks: true, nodes: nodes, perNode: per, lead: firstCount(per, nodes)}
	if s.lead.by != nil {
		s.from = s.lead.by.shown
	}
	b.say(s)
}

// sayAll takes a number of workers as the world.
func sayAll(b *builder) {
	if all := b.countIn("_world.all"); all != nil && all.by != nil {
		b.say(statement{from: all.by.shown, ranks: true, all: all, lead: all})
	}
}

// finishAxolotl makes fields of the keys of axolotl. Its laws are in axolotl/utils/schemas/validation.py and distributed.py.
func finishAxolotl(b *builder) {
	b.axolotlSharding()
	if e := b.fields["_ax.bf16"]; e != nil && e.value.Text != "" {
		switch e.value.Text {
		case "true", "full":
			b.set("run.precision.compute", textValue("bf16"), e.grade, e.by)
			if e.value.Text == "full" {
				b.set("run.precision.params", textValue("bf16"), e.grade, e.by)
			}
		case "auto":
			b.set("run.precision.compute", textValue("auto"), e.grade, e.by)
		}
	}
	if e := b.fields["_ax.fp16"]; e != nil && e.value.Text == "true" && !b.has("run.precision.compute") {
		b.set("run.precision.compute", textValue("fp16"), e.grade, e.by)
	}
	if e := b.fields["_ax.checkpointing"]; e != nil {
		mode := "none"
		switch e.value.Text {
		case "true", "unsloth":
			mode = "full"
		case "offload", "offload_disk":
			mode = "full"
			b.set("_offload.activations", boolValue(true), e.grade, e.by)
		}
		b.set("run.recompute", textValue(mode), e.grade, e.by)
	} else if b.fields["run.recompute"] == nil {
		b.absent("run.recompute", textValue("none"))
	}
	b.axolotlPlugins()
	if b.int("mesh.cp_size") > 1 {
		b.put2("run.cp_style", textValue("ring_varlen_llama3"), "mesh.cp_size")
		if e := b.fields["run.attn"]; e != nil && e.by != nil && !strings.HasPrefix(e.value.Text, "flash") {
			b.note(NoteRefused, "axolotl refuses context parallelism without flash attention", e.by).Violation = true
		}
	}
	if b.int("mesh.dp_shard_size") > 1 && b.by("_hf.fsdp") == nil && !b.hasKey("fsdp_config") {
		b.note(NoteRefused, "axolotl refuses dp_shard_size without fsdp_config", b.by("mesh.dp_shard_size")).Violation = true
	}
	b.hfQuantization()
	if b.has("run.quantization.bits") && b.text("run.peft.type") == "" {
		b.inert(b.by("run.quantization.bits"), "there is no adapter")
	}
	b.hfOptimizer()
	b.settleOffload(b.text("run.sharding.engine") == "deepspeed")
	b.derivedBatch()
}

// hasKey reports whether a key, or one below it, is stated.
func (b *builder) hasKey(key string) bool {
	for _, s := range b.stmts {
		if s.key == key || strings.HasPrefix(s.key, key+".") {
			return true
		}
	}
	return false
}

func (b *builder) axolotlSharding() {
	switch {
	case b.fields["_ds.file"] != nil:
		b.hfSharding("cwd", false)
	case b.hasKey("fsdp") || b.hasKey("fsdp_config"):
		by := b.firstStmt("fsdp_version", "fsdp", "fsdp_config")
		if b.fields["_fsdp.version"] == nil && (b.has("mesh.tp_size") || b.has("mesh.cp_size") || b.has("mesh.dp_shard_size") || b.has("mesh.dp_replicate_size")) {
			b.set("_fsdp.version", intValue(2), Derived, nil)
		}
		b.fsdp(by)
	case b.int("_fsdp.version") == 2 && b.int("mesh.dp_shard_size") > 1:
		b.fsdp(b.by("_fsdp.version"))
	}
}

// firstStmt is the first statement of one of the keys, or of one below it.
func (b *builder) firstStmt(keys ...string) *stmt {
	for _, key := range keys {
		for _, s := range b.stmts {
			if s.key == key || strings.HasPrefix(s.key, key+".") {
				return s
			}
		}
	}
	return nil
}

// axolotlPlugins are those that fuse the loss, and the one that gives experts an axis of their own.
func (b *builder) axolotlPlugins() {
	e := b.fields["_ax.plugins"]
	experts := false
	if e != nil {
		list := e.value.Texts
		if e.value.Kind == TextValue {
			list = []string{e.value.Text}
		}
		for _, p := range list {
			switch {
			case strings.Contains(p, "CutCrossEntropy"):
				b.set("run.fused_loss", textValue("cut_cross_entropy"), e.grade, e.by)
			case strings.Contains(p, "liger") && !b.has("run.fused_loss") && b.ligerLoss():
				b.set("run.fused_loss", textValue("liger"), e.grade, e.by)
			case strings.Contains(p, "expert_parallel"):
				experts = true
			}
		}
	}
	if s := b.by("mesh.ep_size"); s != nil {
		if experts {
			b.set("run.ep_in_product", boolValue(true), Derived, s)
		} else {
			b.inert(s, "the plugin expert_parallel is not among the plugins")
			b.clear("mesh.ep_size")
		}
	}
}

// ligerLoss reports whether Liger's loss is switched on.
func (b *builder) ligerLoss() bool {
	for _, s := range b.stmts {
		if s.key == "liger_fused_linear_cross_entropy" || s.key == "liger_cross_entropy" {
			if on, _ := truthOf(s); on {
				return true
			}
		}
	}
	return false
}

// sayLLaMAFactory takes the world from the environment of its command: it starts torchrun with it.
func sayLLaMAFactory(b *builder) {
	sayAll(b)
	if b.command == nil || b.launched {
		return
	}
	b.sayEnvironment(known(1, Default, nil))
}

// sayEnvironment is NPROC_PER_NODE and NNODES, of those that start torchrun by themselves.
func (b *builder) sayEnvironment(nodes *count) {
	b.launched = true
	per := b.envCount("NPROC_PER_NODE")
	if n := b.envCount("NNODES"); n != nil {
		nodes = n
	}
	from := "NPROC_PER_NODE"
	if per == nil {
		per, from = b.visible(), "CUDA_VISIBLE_DEVICES"
	}
	if per == nil && (nodes == nil || nodes.by == nil) {
		return
	}
	b.say(statement{from: from, ranks: true, nodes: nodes, perNode: per, lead: firstCount(per, nodes)})
}

// finishLLaMAFactory makes fields of the keys of LLaMA-Factory. Its laws are in llamafactory/hparams/parser.py.
func finishLLaMAFactory(b *builder) {
	megatron := b.firstStmt("tensor_model_parallel_size", "pipeline_model_parallel_size", "context_parallel_size", "expert_model_parallel_size", "use_mca", "use_megatron_bridge")
	if b.text("_lf.stage") == "pt" {
		b.put("run.packing", boolValue(true), Default)
	} else if b.on("_lf.neat") {
		b.put2("run.packing", boolValue(true), "_lf.neat")
	} else if b.fields["run.packing"] == nil {
		b.absent("run.packing", boolValue(false))
	}
	b.lfPEFT()
	b.hfOptimizer()
	if e := b.fields["_lf.pure_bf16"]; e != nil && e.value.Bool {
		b.put2("run.precision.params", textValue("bf16"), "_lf.pure_bf16")
		b.put2("run.precision.compute", textValue("bf16"), "_lf.pure_bf16")
	}
	if e := b.fields["_lf.mixed"]; e != nil && megatron != nil {
		b.move("_lf.mixed", "run.precision.compute")
	}
	if megatron != nil {
		b.lfMegatron(megatron)
		return
	}
	for _, axis := range []string{"mesh.tp_size", "mesh.pp_size", "mesh.cp_size", "mesh.ep_size"} {
		b.clear(axis)
	}
	b.hfSharding("cwd", false)
	b.hfPrecision()
	if e := b.fields["_lf.no_recompute"]; e != nil && e.value.Kind == BoolValue {
		mode := "full"
		if e.value.Bool {
			mode = "none"
		}
		b.set("run.recompute", textValue(mode), e.grade, e.by)
	}
	b.settleOffload(true)
	b.derivedBatch()
}

func (b *builder) lfPEFT() {
	switch kind := b.fields["_lf.type"]; {
	case kind == nil || kind.value.Text == "":
	case kind.value.Text == "lora" || kind.value.Text == "oft":
		b.set("run.peft.type", kind.value, kind.grade, kind.by)
		if b.has("run.quantization.bits") {
			b.set("run.peft.type", textValue("qlora"), Derived, b.by("run.quantization.bits"))
			b.put("run.quantization.method", textValue("bitsandbytes"), Default)
		}
		b.move("_peft.rank", "run.peft.rank")
		b.move("_peft.targets", "run.peft.targets")
		if b.has("_peft.alpha") {
			b.move("_peft.alpha", "run.peft.alpha")
		} else if r := b.int("run.peft.rank"); r > 0 && !b.stated("_peft.alpha") {
			b.put("run.peft.alpha", intValue(2*r), Default)
		}
	default:
		if s := b.by("_peft.rank"); s != nil {
			b.inert(s, "finetuning_type is "+kind.value.Text)
		}
	}
}

// lfMegatron is LLaMA-Factory on Megatron, which it uses where its environment says so.
func (b *builder) lfMegatron(by *stmt) {
	b.Framework = "megatron"
	on := b.on("_lf.mca") || b.on("_lf.bridge")
	for _, name := range []string{"USE_MCA", "USE_MEGATRON_BRIDGE"} {
		if s := b.envStmt(name); s != nil && s.text != "" && s.text != "0" && text.Lower(s.text) != "false" {
			on = true
		}
	}
	if !on {
		b.note(NoteNeedsEnv, "the sizes of Megatron hold where the environment has USE_MCA=1 or USE_MEGATRON_BRIDGE=1", by)
	}
	if b.int("mesh.tp_size") == 1 && b.on("_m.sequence_parallel") {
		b.inert(b.by("_m.sequence_parallel"), "tensor parallelism is off (tp_size 1)")
		b.set("run.sequence_parallel", boolValue(false), Derived, nil)
	} else {
		b.move("_m.sequence_parallel", "run.sequence_parallel")
	}
	b.hfPrecision()
	b.megatronPipeline()
	if b.on("_m.distributed") {
		b.megatronSharding()
	}
	b.move("_m.dispatcher", "run.dispatcher")
	b.settleRecompute(false)
}

// saySwift takes the world from the environment of a command of ms-swift. Without NPROC_PER_NODE it starts one process.
func saySwift(b *builder) {
	if b.command == nil || b.launched {
		return
	}
	b.launched = true
	per, nodes := b.envCount("NPROC_PER_NODE"), b.envCount("NNODES")
	if per == nil && nodes == nil {
		b.say(statement{from: "one process", ranks: true, nodes: known(1, Default, nil), perNode: known(1, Default, nil)})
		return
	}
	if nodes == nil {
		nodes = known(1, Default, nil)
	}
	if per == nil {
		per = known(1, Default, nil)
	}
	b.say(statement{from: "NPROC_PER_NODE", ranks: true, nodes: nodes, perNode: per, lead: firstCount(per, nodes)})
}

// finishSwift makes fields of the flags of ms-swift.
func finishSwift(b *builder) {
	b.swiftPEFT()
	b.hfSharding("cwd", true)
	b.hfPrecision()
	b.hfOptimizer()
	if e := b.fields["_sw.fsdp"]; e != nil && e.value.Text == "fsdp2" {
		b.set("mesh.strategy", textValue("fsdp2"), e.grade, e.by)
		b.set("run.sharding.engine", textValue("fsdp2"), e.grade, e.by)
	}
	if b.int("mesh.cp_size") > 1 {
		b.put2("run.cp_style", textValue("ulysses_then_ring"), "mesh.cp_size")
	}
	if b.on("_sw.padding_free") && !b.stated("run.packing") {
		b.put2("run.packing", boolValue(true), "_sw.padding_free")
	}
	b.settleRecompute(false)
	b.settleOffload(true)
	b.swiftBatch()
	b.rollout("rollout", "vllm", "_rollout.tp")
}

// swiftBatch: without accumulation steps, ms-swift takes as many as make 16 sequences a step.
func (b *builder) swiftBatch() {
	if dp, micro := b.dataParallel(), b.int("run.micro_batch_size"); dp > 0 && micro > 0 && !b.stated("run.gradient_accumulation") && micro <= maxNumber/dp {
		b.put("run.gradient_accumulation", intValue((15+micro*dp)/(micro*dp)), Default)
	}
	b.derivedBatch()
}

func (b *builder) swiftPEFT() {
	kind := b.fields["_sw.tuner"]
	if kind == nil || kind.value.Text == "" || kind.value.Text == "full" {
		for _, f := range []string{"_peft.rank", "_peft.alpha"} {
			if s := b.by(f); s != nil {
				b.inert(s, "all parameters are trained")
			}
		}
		return
	}
	b.set("run.peft.type", kind.value, kind.grade, kind.by)
	b.move("_peft.rank", "run.peft.rank")
	b.move("_peft.alpha", "run.peft.alpha")
	b.move("_peft.targets", "run.peft.targets")
	if kind.value.Text == "lora" && b.has("run.quantization.bits") {
		b.set("run.peft.type", textValue("qlora"), Derived, b.by("run.quantization.bits"))
	}
}

// finishSwiftMegatron is ms-swift on Megatron.
func finishSwiftMegatron(b *builder) {
	b.swiftPEFT()
	b.clear("_m.bf16")
	if !b.stated("run.packing") && b.on("_sw.padding_free") {
		b.put2("run.packing", boolValue(true), "_sw.padding_free")
	}
	if b.fields["_m.ce_fusion"] == nil {
		b.set("_m.ce_fusion", boolValue(true), Default, nil)
	}
	if b.fields["_m.dispatcher"] == nil && b.int("mesh.ep_size") > 1 {
		b.set("_m.dispatcher", textValue("alltoall"), Default, nil)
	}
	precision := b.fields["_m.fp16"]
	finishMegatron(b)
	if precision == nil { // the model's own, where none is named
		if e := b.fields["run.precision.compute"]; e != nil && e.by == nil {
			b.clear("run.precision.compute")
		}
	}
	b.rollout("rollout", "vllm", "_rollout.tp")
}

// environment says what a variable of the command is, for formats that read one.
func (b *builder) environment(name string) string {
	if s := b.envStmt(name); s != nil && s.why == shell.Known {
		return s.text
	}
	return ""
}
