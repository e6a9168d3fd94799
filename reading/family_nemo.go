package reading

import (
	"strings"

	"github.com/meshwise/meshwise/internal/text"
	"github.com/meshwise/meshwise/reading/tree"
)

// sayAutomodel takes what the sections of a launcher say; what is there for continuous integration is a hint.
func sayAutomodel(b *builder) {
	nodes, per := b.countIn("_world.nodes"), b.countIn("_world.per")
	if n := b.envCountField("automodel.nproc"); n != nil {
		b.say(statement{from: "--nproc-per-node", ranks: true, nodes: known(1, Default, nil), perNode: n, lead: n})
		b.launched = true
	}
	if gpus := b.skyGPUs(); gpus != nil && per == nil {
		per = gpus
	}
	if nodes != nil || per != nil {
		b.say(statement{from: firstCount(nodes, per).by.shown, ranks: true, nodes: nodes, perNode: per, lead: firstCount(nodes, per)})
	}
	if nodes, per := b.countIn("_hint.nodes"), b.countIn("_hint.per"); nodes != nil || per != nil {
		b.say(statement{from: firstCount(nodes, per).by.shown, ranks: true, nodes: nodes, perNode: per, grade: Hint})
	}
}

func (b *builder) envCountField(field string) *count { return b.countIn("_" + field) }

// skyGPUs are the accelerators of a node, as the section skypilot has them.
func (b *builder) skyGPUs() *count {
	for _, s := range b.stmts {
		if s.key == "skypilot.accelerators" || s.key == "skypilot.resources.accelerators" {
			return b.accelerators(s)
		}
	}
	return nil
}

// finishAutomodel makes fields of the keys of NeMo Automodel. Its laws are in nemo_automodel/recipes and
// nemo_automodel/components/distributed.
func finishAutomodel(b *builder) {
	if s := b.by("_nm.target"); s != nil {
		b.inert(s, "NeMo Automodel reads distributed.strategy, and no class there")
	}
	b.automodelRefusals()
	b.automodelPipeline()
	b.automodelLength()
	b.automodelModel()
	b.automodelPrecision()
	if e := b.fields["_nm.peft"]; e != nil && e.value.Text != "" || b.has("run.peft.rank") {
		b.set("run.peft.type", textValue("lora"), Derived, b.firstStmt("peft._target_", "peft.dim"))
		b.absent("run.peft.rank", intValue(8))
		b.absent("run.peft.alpha", intValue(32))
	}
	b.hfQuantization()
	if b.has("run.quantization.bits") && b.text("run.peft.type") == "lora" {
		b.set("run.peft.type", textValue("qlora"), Derived, b.by("run.quantization.bits"))
	}
	if e := b.fields["_nm.loss"]; e != nil {
		switch {
		case strings.Contains(e.value.Text, "FusedLinearCrossEntropy"):
			b.set("run.fused_loss", textValue("cut_cross_entropy"), e.grade, e.by)
		case strings.Contains(e.value.Text, "TEParallelCrossEntropy"):
			b.set("run.fused_loss", textValue("te"), e.grade, e.by)
		case strings.Contains(e.value.Text, "ChunkedCrossEntropy"):
			b.set("run.fused_loss", textValue("chunked"), e.grade, e.by)
		}
	}
	if b.fields["_recompute.mode"] == nil {
		b.absent("_recompute.mode", textValue("none"))
	}
	b.settleRecompute(false)
	if b.text("run.recompute") == "selective" && b.text("mesh.strategy") == "megatron_fsdp" {
		b.note(NoteRefused, "NeMo Automodel refuses selective recomputation with megatron_fsdp", b.by("run.recompute")).Violation = true
	}
	if e := b.fields["_nm.offload"]; e != nil && e.value.Bool {
		b.set("run.offload", textsValue([]string{"params", "gradients", "optimizer"}), e.grade, e.by)
	}
	b.automodelTeacher()
}

// automodelRefusals: an unknown key below distributed is refused, elsewhere it is not.
func (b *builder) automodelRefusals() {
	for i := range b.NotUnderstood {
		u := &b.NotUnderstood[i]
		if strings.HasPrefix(u.Key, "distributed.") {
			u.Refused = true
		}
	}
}

func (b *builder) automodelPipeline() {
	pp := b.int("mesh.pp_size")
	pipeline := []string{"run.pipeline_schedule", "run.layers_per_stage", "run.stage_rounding", "run.stage_layout"}
	if s := b.by("_nm.pp_batch"); s != nil {
		b.inert(s, "step_scheduler.local_batch_size stands in its place")
	}
	if pp <= 1 {
		if s := b.by("_nm.pipeline"); s != nil && pp == 1 {
			b.inert(s, "there is one stage (pp_size 1)")
		}
		for _, f := range pipeline {
			b.clear(f)
		}
		b.move("_nm.local", "run.micro_batch_size")
		return
	}
	if b.by("_nm.pipeline") == nil && !b.hasKey("distributed.pipeline") && !b.hasKey("fsdp.pipeline") {
		n := b.note("pp.no_pipeline_block", "NeMo Automodel refuses pp_size "+itoa(pp)+" without a section distributed.pipeline", b.by("mesh.pp_size"))
		n.Violation = true
	}
	b.absent("run.pipeline_schedule", textValue("1F1B"))
	if s := b.by("_nm.schedule_csv"); s != nil && s.text != "" {
		b.set("run.pipeline_schedule", Value{}, Unknown, s)
	}
	micro := b.fields["_nm.pp_micro"]
	if micro == nil {
		micro = &entry{value: intValue(1), grade: Default}
	}
	if micro.value.Int == 0 {
		return
	}
	b.set("run.micro_batch_size", micro.value, micro.grade, micro.by)
	if e := b.fields["_nm.local"]; e != nil && e.value.Int > 0 && e.value.Int%micro.value.Int == 0 {
		n := e.value.Int / micro.value.Int
		b.set("run.num_microbatches", intValue(n), Derived, e.by)
		if n < pp {
			b.note(NoteRefused, "NeMo Automodel refuses fewer micro-batches ("+itoa(n)+") than stages ("+itoa(pp)+")", e.by).Violation = true
		}
	}
}

func (b *builder) automodelLength() {
	if e := b.fields["_nm.packed"]; e != nil && e.value.Int > 0 {
		b.set("run.packing", boolValue(true), e.grade, e.by)
		b.set("run.sequence_length", e.value, e.grade, e.by)
	} else if e == nil || e.by != nil {
		b.absent("run.packing", boolValue(false))
	}
	if !b.has("run.sequence_length") && b.int("mesh.pp_size") > 1 {
		b.move("_nm.pp_seq_len", "run.sequence_length")
	}
}

// automodelModel: the model may be named below its config, as a text there, or by its numbers.
func (b *builder) automodelModel() {
	if b.has(modelField) {
		return
	}
	for _, s := range b.stmts {
		if s.key == "model.config" && s.node == nil && s.typ == tree.TextType && s.text != "" {
			b.set(modelField, textValue(s.text), s.grade, s)
			return
		}
	}
	numbers := false
	for _, s := range b.stmts {
		name, inConfig := strings.CutPrefix(s.key, "model.config.")
		if inConfig && s.node == nil && strings.IndexByte(name, '.') < 0 && name[0] != '_' {
			switch s.typ {
			case tree.IntType:
				b.set("model."+name, intValue(s.int), s.grade, s)
				numbers = true
			case tree.BoolType:
				b.set("model."+name, boolValue(s.bool), s.grade, s)
			}
		}
	}
	if !numbers {
		if e := b.fields["_nm.model_target"]; e != nil {
			b.move("_nm.model_target", "_model_builder")
		}
	}
}

func (b *builder) automodelPrecision() {
	b.absent("run.precision.compute", textValue("bf16"))
	b.absent("run.precision.reduce", textValue("fp32"))
}

// automodelTeacher is a model to learn from. With a mesh of its own, the world is not the student's.
func (b *builder) automodelTeacher() {
	e := b.fields["_nm.teacher"]
	model := b.otherModel("_teacher.model")
	if e == nil && model.HubID == "" && model.Path == "" {
		return
	}
	o := Other{Part: "teacher", Model: model}
	for _, s := range b.stmts {
		if name, below := strings.CutPrefix(s.key, "teacher_distributed."); below && s.typ == tree.IntType && s.int > 0 && strings.HasSuffix(name, "_size") {
			b.set("_teacher."+name, intValue(s.int), s.grade, s)
			b.otherField(&o, "_teacher."+name, "mesh."+name)
		}
	}
	b.Others = append(b.Others, o)
	if b.on("_nm.separate") {
		b.clear("mesh.world_size")
		b.World.Size, b.World.Grade = 0, Unknown
		b.note(NoteUnknown, "with separate meshes, the world is that of teacher and student together", b.by("_nm.separate"))
	}
}

// sayNeMoRL: the cluster, less what is set aside for generation.
func sayNeMoRL(b *builder) {
	nodes, per := b.countIn("_world.nodes"), b.countIn("_world.per")
	if nodes == nil && per == nil {
		return
	}
	if e := b.fields["_nrl.colocated"]; e != nil && !e.value.Bool && e.value.Kind == BoolValue {
		nodes, per = b.apart(nodes, per)
	}
	b.say(statement{from: "cluster", ranks: true, nodes: nodes, perNode: per, lead: firstCount(nodes, per)})
}

// apart takes off what generation has for itself: nodes, or GPUs of the only one.
func (b *builder) apart(nodes, per *count) (*count, *count) {
	take := func(from, off *count) *count {
		if !from.ok() || !off.ok() || off.n >= from.n {
			return &count{by: from.by}
		}
		return known(from.n-off.n, max(from.grade, Derived), from.by)
	}
	if nodes.ok() && nodes.n == 1 {
		if off := b.countIn("_nrl.gen_gpus"); off != nil && per != nil {
			return nodes, take(per, off)
		}
	} else if off := b.countIn("_nrl.gen_nodes"); off != nil && nodes != nil {
		return take(nodes, off), per
	}
	return &count{}, per
}

func finishNeMoRL(b *builder) {
	b.Part = "policy"
	megatron, dtensor := b.on("_nrl.megatron"), b.on("_nrl.dtensor")
	if megatron && dtensor {
		b.note(NoteRefused, "NeMo RL refuses megatron_cfg and dtensor_cfg enabled together", b.by("_nrl.megatron")).Violation = true
	}
	switch {
	case megatron:
		b.Framework = "megatron"
		b.nemoRLMegatron()
	case dtensor:
		b.Framework = "nemo_automodel"
		b.nemoRLTensor()
	default:
		for _, axis := range []string{"tp", "pp", "cp", "ep"} {
			b.clear("mesh." + axis + "_size")
		}
	}
	if b.on("_dynamic.on") {
		b.dynamicBatch("_dynamic.on", "_dynamic.tokens")
	}
	o := Other{Part: "rollout", Engine: b.text("_rollout.engine")}
	for _, axis := range []string{"tp", "pp", "ep"} {
		b.otherField(&o, "_rollout."+axis, "mesh."+axis+"_size")
	}
	if len(o.Fields) > 0 {
		b.Others = append(b.Others, o)
	}
}

func (b *builder) nemoRLMegatron() {
	if e := b.fields["_nrl.recompute"]; e == nil || !e.value.Bool { // it gates the granularity
		for _, f := range []string{"_recompute.mode", "_recompute.method", "_recompute.layers", "_recompute.modules"} {
			b.clear(f)
		}
		if e != nil {
			b.set("_recompute.mode", textValue("none"), e.grade, e.by)
		}
	} else if b.fields["_recompute.mode"] == nil {
		b.set("_recompute.mode", textValue("full"), e.grade, e.by)
	}
	b.megatronParallel()
	if e := b.fields["run.attn"]; e != nil && e.by == nil {
		b.clear("run.attn")
	}
	b.megatronPipeline()
	b.megatronSharding()
	b.settleRecompute(true)
	b.move("_nrl.m_offload", "_offload.optimizer")
	b.move("_nrl.m_activations", "_offload.activations")
	b.settleOffload(false)
	b.move("_nrl.m_optimizer", "run.optimizer.name")
	if b.on("_nrl.fp8_on") {
		b.move("_nrl.fp8", "run.precision.fp8")
	}
	if b.on("_nrl.m_peft") {
		b.put2("run.peft.type", textValue("lora"), "_nrl.m_peft")
		b.move("_nrl.m_rank", "run.peft.rank")
		b.move("_nrl.m_alpha", "run.peft.alpha")
	}
}

func (b *builder) nemoRLTensor() {
	for _, axis := range []string{"pp", "ep"} {
		if e := b.fields["mesh."+axis+"_size"]; e != nil {
			b.clear("mesh." + axis + "_size")
		}
	}
	b.clear("run.expert_tensor_parallel_size")
	for _, axis := range []string{"tp", "cp", "ep", "dp_replicate"} {
		b.move("_nd."+axis, "mesh."+axis+"_size")
	}
	b.put("mesh.strategy", textValue("fsdp2"), Derived)
	b.move("_nd.sp", "run.sequence_parallel")
	if e := b.fields["_nd.recompute"]; e != nil && e.value.Kind == BoolValue {
		mode := "none"
		if e.value.Bool {
			mode = "full"
		}
		b.set("run.recompute", textValue(mode), e.grade, e.by)
	}
	if e := b.fields["_nd.offload"]; e != nil && e.value.Bool {
		b.set("run.offload", textsValue([]string{"params", "gradients", "optimizer"}), e.grade, e.by)
	}
	b.move("_nrl.optimizer", "run.optimizer.name")
	if b.on("_peft.on") {
		b.hfPEFT("lora")
	}
	for _, f := range []string{"run.first_stage_layers", "run.last_stage_layers", "run.dispatcher", "run.sharding.engine", "run.sharding.stage"} {
		b.clear(f)
	}
}

// accelerators reads the GPUs of a node as SkyPilot has them: "H100:8", or {H100: 8}; of several kinds, where all have one
// number.
func (b *builder) accelerators(s *stmt) *count {
	number := func(w string) int64 {
		_, n, has := strings.Cut(w, ":")
		if !has {
			return 1
		}
		c := b.countOf(&stmt{key: s.key, shown: s.shown, scalar: scalar{text: text.Trim(n), at: s.at, use: nowhere}})
		if !c.ok() {
			return 0
		}
		return c.n
	}
	unknown := &count{by: s}
	if s.node == nil {
		if n := number(s.text); n > 0 {
			return known(n, s.grade, s)
		}
		return unknown
	}
	n := int64(-1)
	for _, c := range s.node.Children {
		w := c.Text
		if s.node.Kind == tree.Map {
			w = c.Key
			if c.Kind == tree.Plain && c.Text != "" {
				w += ":" + c.Text
			}
		}
		if m := number(w); n >= 0 && m != n {
			return unknown
		} else {
			n = m
		}
	}
	if n <= 0 {
		return unknown
	}
	own := *s
	if len(s.node.Children) == 1 {
		own.at = b.nodePlace(s.at.file, s.node.Children[0].At, s.node.Children[0].Kind, s.node.Children[0].Text)
	}
	return known(n, s.grade, &own)
}
