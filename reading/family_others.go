package reading

// sayOpenRLHF: under Ray the actor has a world of its own; a launcher says it otherwise.
func sayOpenRLHF(b *builder) {
	if !b.launched {
		sayParts(b)
	}
}

func finishOpenRLHF(b *builder) {
	if b.fields["_world.nodes"] != nil || b.has("_rollout.tp") {
		b.Part = "actor"
	}
	b.put("run.sharding.engine", textValue("deepspeed"), Derived)
	b.dynamicBatch("_dynamic.on", "_dynamic.tokens")
	b.hfPrecision()
	b.absent("run.precision.compute", textValue("bf16"))
	if b.int("_peft.rank") > 0 {
		b.put2("run.peft.type", textValue("lora"), "_peft.rank")
		b.move("_peft.rank", "run.peft.rank")
		b.move("_peft.alpha", "run.peft.alpha")
		b.move("_peft.targets", "run.peft.targets")
	}
	b.hfQuantization()
	b.hierarchical()
	if b.int("mesh.cp_size") > 1 {
		b.put2("run.cp_style", textValue("ring"), "mesh.cp_size")
	}
	b.settleRecompute(!b.open)
	b.settleOffload(true)
	b.verlOthers()
}

// sayBridge: the flags of its performance scripts give the world.
func sayBridge(b *builder) {
	all, per := b.countIn("_world.all"), b.countIn("_world.per")
	if all == nil || all.by == nil || b.launched {
		return
	}
	s := statement{from: "num_gpus", ranks: true, all: all, perNode: per, lead: all}
	b.say(s)
}

// finishBridge is an override of a recipe: what it does not name is the recipe's, and not known.
func finishBridge(b *builder) {
	name := ""
	if s := b.by("_br.recipe"); s != nil {
		name = s.text
	}
	b.Wants = append(b.Wants, Want{Kind: "recipe", Name: name, Why: "an override changes a recipe in Python: what it does not name is the recipe's"})
	if e := b.fields["_br.reduce"]; e != nil && e.value.Kind == BoolValue {
		reduce := "bf16"
		if e.value.Bool {
			reduce = "fp32"
		}
		b.set("run.precision.reduce", textValue(reduce), e.grade, e.by)
	}
	if e := b.fields["_br.mixed"]; e != nil {
		b.move("_br.mixed", "run.precision.compute")
	}
	if s := b.by("_m.ce_fusion"); s != nil && !b.on("_m.ce_fusion") {
		b.clear("run.fused_loss")
	}
	finishMegatron(b)
}

// finishServe is a mesh that serves. With expert parallelism, all ranks of tensor and data parallelism hold experts.
func finishServe(b *builder) {
	b.Part = "rollout"
	if tp, dp := b.int("mesh.tp_size"), b.int("mesh.dp_size"); b.on("_serve.ep") && tp > 0 && dp > 0 && tp <= maxNumber/dp {
		b.set("mesh.ep_size", intValue(tp*dp), Derived, b.by("_serve.ep"))
	}
}
