package reading

import (
	"strings"

	"github.com/meshwise/meshwise/internal/text"
	"github.com/meshwise/meshwise/reading/tree"
)

// sayAccelerate takes what accelerate says of the world: num_processes is the whole job.
func sayAccelerate(b *builder) {
	all, nodes := b.countIn("_world.all"), b.countIn("_world.nodes")
	if all == nil && (nodes == nil || nodes.by == nil) {
		return
	}
	s := statement{from: "num_processes", ranks: true, all: all, nodes: nodes, lead: all}
	if all == nil {
		s.nodes, s.perNode = nodes, nil
	}
	b.say(s)
}

// finishAccelerate makes fields of what several keys of accelerate say together. Its laws are in accelerate/commands/launch.py,
// state.py and parallelism_config.py.
func finishAccelerate(b *builder) {
	b.accelerateDropped()
	b.deepspeedFile("_ds.file", "cwd", false)
	kind := b.text("_acc.type")
	switch {
	case b.on("_acc.use_fsdp"):
		kind = "fsdp"
	case b.on("_acc.use_deepspeed"):
		kind = "deepspeed"
	case b.on("_acc.use_megatron"):
		kind = "megatron_lm"
	}
	b.accelerateEngine(kind)
	b.accelerateSizes()
	b.accelerateMixed(kind)
	if e := b.fields["_acc.dynamo"]; e != nil && e.value.Text != "" {
		b.set("run.compile", boolValue(e.value.Text != "no"), e.grade, e.by)
	}
	b.settleOffload(kind == "deepspeed")
}

func (b *builder) accelerateEngine(kind string) {
	by := b.by("_acc.type")
	engine := func(name string) {
		if b.fields["run.sharding.engine"] == nil {
			b.set("run.sharding.engine", textValue(name), Stated, by)
		}
	}
	switch kind {
	case "fsdp":
		b.fsdp(by)
		return
	case "deepspeed":
		engine("deepspeed")
		if b.has("_ds.stage") {
			b.move("_ds.stage", "run.sharding.stage")
		} else if !b.stated("_ds.file") {
			b.put("run.sharding.stage", intValue(2), Default)
		}
	case "megatron_lm":
		b.Framework = "megatron"
		b.settleRecompute(true)
		if b.on("_acc.distributed") {
			engine("megatron_distributed_optimizer")
			b.put2("run.sharding.stage", intValue(1), "_acc.distributed")
		}
		for _, axis := range []string{"mesh.tp_size", "mesh.pp_size"} {
			b.put(axis, intValue(1), Default)
		}
	case "multi_gpu":
		engine("ddp")
	}
	if kind != "fsdp" {
		for _, f := range []string{"_fsdp.version", "_fsdp.policy", "_fsdp.reshard", "_fsdp.offload", "_fsdp.recompute"} {
			if b.stated(f) {
				b.inert(b.by(f), "distributed_type is not FSDP")
				break
			}
		}
	}
}

// fsdp makes fields of the keys of FSDP. Version 1 is the default, and is not fsdp2.
func (b *builder) fsdp(by *stmt) {
	version := b.int("_fsdp.version")
	if e := b.fields["_fsdp.version"]; e != nil && e.value.Kind == NoValue {
		return
	}
	if version == 2 {
		b.put2("mesh.strategy", textValue("fsdp2"), "_fsdp.version")
		if b.by("_fsdp.version") == nil {
			b.set("mesh.strategy", textValue("fsdp2"), Derived, by)
		}
		b.set("run.sharding.engine", textValue("fsdp2"), Stated, by)
		reshard := boolValue(true)
		if e := b.fields["_fsdp.reshard"]; e != nil {
			reshard = boolValue(e.value.Text == "true" || e.value.Text == "full_shard")
			b.set("run.sharding.reshard_after_forward", reshard, e.grade, e.by)
		} else {
			b.put("run.sharding.reshard_after_forward", reshard, Default)
		}
		if s := b.by("_fsdp.policy"); s != nil {
			b.inert(s, "FSDP 2 has reshard_after_forward in its place")
		}
	} else {
		b.set("run.sharding.engine", textValue("fsdp1"), Stated, by)
		if e := b.fields["_fsdp.policy"]; e != nil {
			b.move("_fsdp.policy", "run.sharding.policy")
		} else if e := b.fields["_fsdp.reshard"]; e != nil && strings.Contains(e.value.Text, "shard") {
			b.set("run.sharding.policy", textValue(upper(e.value.Text)), e.grade, e.by)
		} else {
			b.put("run.sharding.policy", textValue("FULL_SHARD"), Default)
		}
	}
	if e := b.fields["_fsdp.offload"]; e != nil {
		b.move("_fsdp.offload", "_offload.params")
	}
	if e := b.fields["_fsdp.recompute"]; e != nil && b.fields["_recompute.mode"] == nil {
		mode := "none"
		if e.value.Bool {
			mode = "full"
		}
		b.set("run.recompute", textValue(mode), e.grade, e.by)
	}
}

func upper(s string) string {
	out := []byte(s)
	for i, c := range out {
		if c >= 'a' && c <= 'z' {
			out[i] = c - 'a' + 'A'
		}
	}
	return string(out)
}

// accelerateSizes: where one size stands, the others are 1. Sequence parallelism is context parallelism by Ulysses.
func (b *builder) accelerateSizes() {
	any := false
	for _, f := range []string{"mesh.dp_replicate_size", "mesh.dp_shard_size", "mesh.tp_size", "mesh.cp_size", "_acc.sp"} {
		any = any || b.fields[f] != nil
	}
	if sp := b.fields["_acc.sp"]; sp != nil && sp.value.Int > 1 {
		if b.int("mesh.cp_size") > 1 {
			b.note(NoteRefused, "accelerate refuses cp_size and sp_size together", sp.by).Violation = true
		} else {
			b.set("mesh.cp_size", sp.value, sp.grade, sp.by)
			b.set("run.cp_style", textValue("ulysses"), sp.grade, sp.by)
		}
	} else if b.int("mesh.cp_size") > 1 && b.Framework != "megatron" {
		style := "torch_allgather"
		if b.text("_acc.cp_comm") == "alltoall" {
			style = "torch_alltoall"
		}
		if e := b.fields["_acc.cp_comm"]; e != nil {
			b.set("run.cp_style", textValue(style), e.grade, e.by)
		} else {
			b.put("run.cp_style", textValue(style), Default)
		}
	}
	if any && b.Framework != "megatron" {
		for _, f := range []string{"mesh.dp_replicate_size", "mesh.dp_shard_size", "mesh.tp_size", "mesh.cp_size"} {
			b.put(f, intValue(1), Default)
		}
	}
}

// accelerateMixed is the precision. Under DeepSpeed what its file says holds; else that of accelerate.
func (b *builder) accelerateMixed(kind string) {
	mixed := b.fields["_acc.mixed"]
	if mixed != nil && mixed.by != nil && mixed.by.typ == tree.BoolType && !mixed.by.bool {
		n := b.note(NoteRefused, "mixed_precision: no is the boolean false to YAML, on which accelerate launch fails", mixed.by)
		n.Violation, n.Fix = true, "'no'"
		return
	}
	if kind == "deepspeed" {
		for _, t := range []string{"fp16", "bf16"} {
			if e := b.fields["_ds."+t]; e != nil && e.value.Text == "true" {
				b.set("run.precision.compute", textValue(t), e.grade, e.by)
				return
			}
		}
	}
	if mixed != nil {
		b.move("_acc.mixed", "run.precision.compute")
	} else if b.fields["_ds.file"] == nil || b.deepspeedRead {
		b.absent("run.precision.compute", textValue("no"))
	}
}

// accelerateDropped finds the keys that accelerate drops without a word, since they lack their prefix.
func (b *builder) accelerateDropped() {
	kept := b.NotUnderstood[:0]
	for _, u := range b.NotUnderstood {
		section, name := cutLast(u.Key)
		prefix := ""
		switch section {
		case "parallelism_config.":
			prefix = "parallelism_config_"
		case "megatron_lm_config.":
			prefix = "megatron_lm_"
		}
		if prefix != "" && !strings.HasPrefix(name, prefix) && len(b.table.by[section+prefix+name]) > 0 {
			b.Notes = append(b.Notes, Note{Code: NoteDroppedKey, Place: u.Place, Violation: true, Fix: section + prefix + name,
				Message: "accelerate drops " + u.Key + " without a word, since it lacks its prefix: " + section + prefix + name + " is read"})
			continue
		}
		u.Refused = section == "" // only those at the top are refused
		kept = append(kept, u)
	}
	b.NotUnderstood = kept
}

// deepspeedPresets are files that frameworks bring along, by name.
var deepspeedPresets = []struct {
	name  string
	stage int64
	list  []string
}{
	{"zero0", 0, nil}, {"zero1", 1, nil}, {"zero2", 2, nil}, {"zero3", 3, nil},
	{"zero2_offload", 2, []string{"_offload.optimizer"}}, {"zero3_offload", 3, []string{"_offload.optimizer", "_offload.params"}},
}

// deepspeedFile reads the file of DeepSpeed that a field names, or the preset. What a trainer states wins over "auto".
func (b *builder) deepspeedFile(field, relativeTo string, presets bool) {
	e := b.fields[field]
	if e == nil || e.by == nil {
		return
	}
	if e.by.node != nil && e.by.node.Kind == tree.Map {
		b.deepspeedNode(e.by.at.file, e.by.node)
		return
	}
	name := e.value.Text
	if name == "" {
		return
	}
	if presets {
		for _, p := range deepspeedPresets {
			if p.name == name {
				b.set("_ds.stage", intValue(p.stage), e.grade, e.by)
				for _, f := range p.list {
					b.set(f, boolValue(true), e.grade, e.by)
				}
				b.deepspeedRead = true
				return
			}
		}
	}
	if strings.HasPrefix(name, "{") {
		return
	}
	if i, ok := b.wantFile(name, relativeTo, "the settings of DeepSpeed", e.by); ok {
		if root := b.treeOf(i); root != nil {
			b.deepspeedNode(i, root)
		}
	}
}

// deepspeedNode reads settings of DeepSpeed that stand in another file, or belong to a trainer.
func (b *builder) deepspeedNode(file int, root *tree.Node) {
	b.deepspeedRead = true
	table, format, stmts := b.table, b.format, b.stmts
	b.table, b.stmts = parseTable(chunk{"", deepspeedKeys}), nil
	own := *format
	own.refuses = false
	b.format = &own
	b.fileStatements(file, root, "")
	for _, s := range b.stmts {
		if s.typ == tree.TextType && s.text == "auto" && s.node == nil { // the trainer fills it in
			b.Keys++
			continue
		}
		for _, i := range b.table.by[s.key] {
			if r := &b.table.rules[i]; b.stated(r.target) && b.by(r.target) != s && r.target != "_ds.stage" {
				b.disagreeWith(r.target, s)
			}
		}
		b.state(s)
	}
	b.put("_ds.stage", intValue(0), Default)
	b.table, b.format, b.stmts = table, format, stmts
}

// disagreeWith notes that two places give one field different values.
func (b *builder) disagreeWith(field string, s *stmt) {
	e := b.fields[field]
	if e.value.Kind != IntValue || s.typ != tree.IntType || e.value.Int == s.int || e.by == nil {
		return
	}
	n := b.note(NoteDisagree, s.shown+" is "+s.text+", and "+e.by.shown+" is "+e.value.String(), s)
	n.Also = b.locate(e.by.at)
}

// finishDeepSpeed is a file of DeepSpeed by itself. "auto" is what the Trainer says, and so not known.
func finishDeepSpeed(b *builder) {
	b.put("run.sharding.engine", textValue("deepspeed"), Derived)
	b.move("_ds.stage", "run.sharding.stage")
	for _, t := range []string{"bf16", "fp16"} {
		if e := b.fields["_ds."+t]; e != nil && (e.value.Text == "true" || e.value.Text == "auto") && !b.has("run.precision.compute") {
			v := t
			if e.value.Text == "auto" {
				v = "auto"
			}
			b.set("run.precision.compute", textValue(v), e.grade, e.by)
		}
	}
	b.sequenceParallel("_ds.sp")
	b.hierarchical()
	b.settleOffload(true)
}

func (b *builder) sequenceParallel(field string) {
	if e := b.fields[field]; e != nil && e.value.Int > 0 {
		b.set("mesh.cp_size", e.value, e.grade, e.by)
		if e.value.Int > 1 {
			b.set("run.cp_style", textValue("ulysses"), e.grade, e.by)
		}
	}
}

// hierarchical is ZeRO within groups of ranks: they are what the parameters are sharded over.
func (b *builder) hierarchical() {
	for _, f := range []string{"_ds.mics", "_ds.hpz"} {
		if e := b.fields[f]; e != nil && e.value.Int > 1 {
			b.put2("mesh.dp_shard_size", e.value, f)
		}
	}
}

// finishTraining makes fields of the arguments of the Trainer.
func finishTraining(b *builder) {
	b.hfSharding("cwd", false)
	b.hfPrecision()
	b.hfOptimizer()
	b.hfPEFT("lora")
	b.accelerateSizes()
	if b.format.name == "trl" && b.fields["_recompute.mode"] == nil && !b.open {
		b.put("_recompute.mode", textValue("full"), Default)
	}
	b.settleRecompute(!b.open)
	b.settleOffload(b.text("run.sharding.engine") == "deepspeed")
	b.derivedBatch()
}

// hfPrecision is bf16 or fp16, where the Trainer is told so; the type of the parameters is another matter.
func (b *builder) hfPrecision() {
	for _, t := range []string{"bf16", "fp16"} {
		if b.on("_hf." + t) {
			b.put2("run.precision.compute", textValue(t), "_hf."+t)
		}
	}
	if e := b.fields["_hf.dtype"]; e != nil && e.value.Text != "" && e.value.Text != "auto" {
		b.move("_hf.dtype", "run.precision.params")
	}
}

// hfOptimizer takes the bits of the states out of the name of an optimizer.
func (b *builder) hfOptimizer() {
	e := b.fields["_hf.optim"]
	if e == nil || e.value.Text == "" {
		return
	}
	b.move("_hf.optim", "run.optimizer.name")
	name := e.value.Text
	switch {
	case strings.Contains(name, "8bit") || strings.HasSuffix(name, "_8bit"):
		b.put2("run.optimizer.state_bits", intValue(8), "run.optimizer.name")
	case strings.Contains(name, "4bit"):
		b.put2("run.optimizer.state_bits", intValue(4), "run.optimizer.name")
	}
	if strings.HasPrefix(name, "paged_") {
		b.put2("run.optimizer.offload", boolValue(true), "run.optimizer.name")
	}
}

// hfPEFT is LoRA, quantized or not.
func (b *builder) hfPEFT(kind string) {
	if b.on("_peft.on") {
		b.put2("run.peft.type", textValue(kind), "_peft.on")
		b.move("_peft.rank", "run.peft.rank")
		b.move("_peft.alpha", "run.peft.alpha")
		b.move("_peft.targets", "run.peft.targets")
		b.absent("run.peft.rank", intValue(16))
		b.absent("run.peft.alpha", intValue(32))
	} else if s := b.by("_peft.rank"); s != nil && b.stated("_peft.on") {
		b.inert(s, "there is no adapter")
	}
	b.hfQuantization()
}

func (b *builder) hfQuantization() {
	for _, q := range []struct {
		field string
		bits  int64
	}{{"_quant.four", 4}, {"_quant.eight", 8}} {
		if b.on(q.field) {
			b.put2("run.quantization.bits", intValue(q.bits), q.field)
			b.put2("run.quantization.method", textValue("bitsandbytes"), q.field)
		}
	}
}

// hfSharding is what the Trainer is told of FSDP and DeepSpeed.
func (b *builder) hfSharding(relativeTo string, presets bool) {
	if b.fields["_ds.file"] != nil {
		b.deepspeedFile("_ds.file", relativeTo, presets)
		by := b.by("_ds.file")
		b.set("run.sharding.engine", textValue("deepspeed"), Stated, by)
		if b.deepspeedRead {
			b.move("_ds.stage", "run.sharding.stage")
		}
		for _, t := range []string{"fp16", "bf16"} {
			if e := b.fields["_ds."+t]; e != nil && e.value.Text == "true" {
				b.put2("run.precision.compute", textValue(t), "_ds."+t)
			}
		}
		b.sequenceParallel("_ds.sp")
		b.hierarchical()
		return
	}
	var words string
	for _, s := range b.stmts {
		switch {
		case s.key == "fsdp" && s.node == nil && s.typ == tree.TextType:
			words = text.Lower(s.text)
			if words != "" && words != "true" && words != "false" {
				b.set("_hf.fsdp", textValue(words), s.grade, s)
			}
		case s.key == "fsdp" && s.node != nil && s.node.Kind == tree.List:
			for _, c := range s.node.Children {
				words += " " + text.Lower(c.Text)
			}
			b.set("_hf.fsdp", textValue(words), s.grade, s)
		case s.key == "fsdp_config" && s.node != nil && s.node.Kind == tree.Map:
			b.fsdpConfig(s)
		case s.key == "fsdp_config" && s.node == nil && s.typ == tree.TextType && s.text != "" && s.text[0] != '{':
			b.set("_hf.fsdp_config", textValue(s.text), s.grade, s)
			if i, ok := b.wantFile(s.text, "cwd", "the settings of FSDP", s); ok && b.treeOf(i) != nil {
				own := *s
				own.node, own.at.file = b.treeOf(i), i
				b.fsdpConfig(&own)
			}
		}
	}
	if s := b.by("_hf.fsdp"); s != nil {
		for _, p := range []string{"full_shard", "shard_grad_op", "no_shard", "hybrid_shard_zero2", "hybrid_shard"} {
			if strings.Contains(words, p) && b.fields["_fsdp.policy"] == nil {
				b.set("_fsdp.policy", textValue(upper(p)), s.grade, s)
				break
			}
		}
		if strings.Contains(words, "offload") {
			b.set("_offload.params", boolValue(true), s.grade, s)
		}
		b.fsdp(s)
		if b.fields["_fsdp.version"] != nil && b.int("_fsdp.version") == 2 {
			b.clear("_fsdp.policy")
		}
	}
}

// fsdpConfig reads the settings of FSDP in the Trainer's spelling: with the prefix fsdp_ or without it.
func (b *builder) fsdpConfig(s *stmt) {
	table := parseTable(chunk{"", accelerateKeys})
	for _, c := range s.node.Children {
		key := "fsdp_config." + c.Key
		own := &stmt{key: key, shown: "fsdp_config." + c.Key, keyAt: b.nodePlace(s.at.file, c.KeyAt, tree.Plain, c.Key)}
		own.scalar = b.scalarOf(s.at.file, c, s.node)
		for _, i := range table.by[key] {
			b.follow(&table.rules[i], own)
		}
	}
}
