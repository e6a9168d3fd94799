package reading

import (
	"strings"

	"github.com/meshwise/meshwise/internal/text"
	"github.com/meshwise/meshwise/reading/tree"
)

// The laws of accelerate are in accelerate/commands/launch.py, state.py and parallelism_config.py; those of the Trainer in
// transformers/training_args.py; those of DeepSpeed in deepspeed/runtime/config.py.
const (
	// num_processes is the whole job.
	accelerateWorld laws = `
_world.all+ -> say:num_processes:_world.nodes::^_world.all
_world.all- _world.nodes+ -> say:num_machines:^_world.nodes::
`
	accelerateLaws laws = `
-> call:dropped call:deepspeed_file
_acc.use_fsdp -> _acc.type=fsdp<_acc.use_fsdp
_acc.use_deepspeed -> _acc.type=deepspeed<_acc.use_deepspeed
_acc.use_megatron -> _acc.type=megatron_lm<_acc.use_megatron
_acc.type? !_acc.type=deepspeed !_acc.type=megatron_lm -> -_offload.optimizer -_offload.params
_acc.type? !_acc.type=deepspeed _ds.stage+ -> inert:_ds.stage | distributed_type is not DEEPSPEED
_acc.type? !_acc.type=deepspeed run.gradient_accumulation+ -> inert:run.gradient_accumulation -run.gradient_accumulation | distributed_type is not DEEPSPEED
_acc.type=fsdp -> _fsdp.on=true<_acc.type call:fsdp
_acc.type=deepspeed -> run.sharding.engine=deepspeed<_acc.type run.sharding.stage<_ds.stage
_acc.type=deepspeed _ds.file- -> run.sharding.stage^=2
_acc.type=multi_gpu -> run.sharding.engine=ddp<_acc.type
_acc.type=megatron_lm -> @framework=megatron mesh.tp_size^=1 mesh.pp_size^=1 run.recompute^=none call:recompute
_acc.type=megatron_lm _acc.distributed -> run.sharding.engine=megatron_distributed_optimizer<_acc.distributed run.sharding.stage=1<_acc.distributed
_acc.type? !_acc.type=fsdp _fsdp.version+ -> inert:_fsdp.version | distributed_type is not FSDP
!_acc.type=megatron_lm -> call:accelerate_sizes
-> call:mixed
_acc.dynamo=no -> run.compile=false<_acc.dynamo
_acc.dynamo !_acc.dynamo=no -> run.compile=true<_acc.dynamo
-> call:offload
`
	// Version 1 of FSDP is the default, and is not fsdp2.
	fsdpLaws laws = `
_fsdp.version=2 -> mesh.strategy=fsdp2<_fsdp.version run.sharding.engine=fsdp2<_fsdp.on run.sharding.reshard_after_forward^=true
_fsdp.version=2 _fsdp.reshard=true -> run.sharding.reshard_after_forward=true<_fsdp.reshard
_fsdp.version=2 _fsdp.reshard=false -> run.sharding.reshard_after_forward=false<_fsdp.reshard
_fsdp.version=2 _fsdp.policy+ -> inert:_fsdp.policy | FSDP 2 has reshard_after_forward in its place
_fsdp.version- -> run.sharding.engine=fsdp1<_fsdp.on
_fsdp.version=1 -> run.sharding.engine=fsdp1<_fsdp.on
run.sharding.engine=fsdp1 -> run.sharding.policy<_fsdp.policy run.sharding.policy?=FULL_SHARD
-> _offload.params<_fsdp.offload
_fsdp.recompute _recompute.mode- -> run.recompute=full<_fsdp.recompute
_fsdp.recompute=false _recompute.mode- -> run.recompute=none<_fsdp.recompute
`
	// Where one size stands, the others are 1. Sequence parallelism is context parallelism by Ulysses.
	accelerateSizes laws = `
_acc.sp>1 mesh.cp_size>1 -> refuse:_acc.sp | accelerate refuses cp_size and sp_size together
_acc.sp>1 !mesh.cp_size>1 -> mesh.cp_size<_acc.sp run.cp_style=ulysses<mesh.cp_size
mesh.cp_size>1 run.cp_style- _acc.cp_comm=alltoall -> run.cp_style=torch_alltoall<_acc.cp_comm
mesh.cp_size>1 run.cp_style- _acc.cp_comm+ -> run.cp_style=torch_allgather<_acc.cp_comm
mesh.cp_size>1 -> run.cp_style^=torch_allgather
mesh.dp_replicate_size? -> call:ones
mesh.dp_shard_size? -> call:ones
mesh.tp_size? -> call:ones
mesh.cp_size? -> call:ones
_acc.sp? -> call:ones
`
	deepspeedLaws laws = `
-> run.sharding.engine^=deepspeed run.sharding.stage<_ds.stage
_ds.bf16=true -> run.precision.compute=bf16<_ds.bf16
_ds.bf16=auto -> run.precision.compute=auto<_ds.bf16
run.precision.compute- _ds.fp16=true -> run.precision.compute=fp16<_ds.fp16
run.precision.compute- _ds.fp16=auto -> run.precision.compute=auto<_ds.fp16
-> call:deepspeed_axes call:offload
`
	deepspeedAxes laws = `
_ds.sp>1 -> run.cp_style=ulysses<_ds.sp
_ds.sp? -> mesh.cp_size<_ds.sp
_ds.mics>1 -> mesh.dp_shard_size<<_ds.mics
_ds.hpz>1 -> mesh.dp_shard_size<<_ds.hpz
`
	// hfLaws are what all share that train by the Trainer.
	hfShardingLaws laws = `
_ds.file+ -> run.sharding.engine=deepspeed<_ds.file run.sharding.stage<_ds.stage call:deepspeed_axes
_ds.file+ _ds.fp16=true -> run.precision.compute=fp16<_ds.fp16
_ds.file+ _ds.bf16=true -> run.precision.compute=bf16<_ds.bf16
`
	hfPrecisionLaws laws = `
_hf.fp16 -> run.precision.compute=fp16<_hf.fp16
_hf.bf16 -> run.precision.compute=bf16<_hf.bf16
_hf.dtype? !_hf.dtype=auto -> run.precision.params<_hf.dtype
-> run.optimizer.name<_hf.optim
run.optimizer.name~8bit -> run.optimizer.state_bits=8<run.optimizer.name
run.optimizer.name~4bit -> run.optimizer.state_bits=4<run.optimizer.name
run.optimizer.name~paged_ -> run.optimizer.offload=true<run.optimizer.name
_quant.four -> run.quantization.bits=4<_quant.four run.quantization.method=bitsandbytes<_quant.four
_quant.eight -> run.quantization.bits=8<_quant.eight run.quantization.method=bitsandbytes<_quant.eight
`
	trainingLaws laws = `
-> call:hf_sharding call:hf
_peft.on -> run.peft.type=lora<_peft.on run.peft.rank<_peft.rank run.peft.alpha<_peft.alpha run.peft.targets<_peft.targets
_peft.on _peft.trl -> run.peft.rank?=16 run.peft.alpha?=32
_peft.on=false _peft.rank+ -> inert:_peft.rank | there is no adapter
-> call:accelerate_sizes call:recompute call:offload call:batch
`
	trlLaws laws = `
-> _peft.trl:=true _recompute.mode?=full call:training
`
)

// upper returns a text in capital letters.
func upper(s string) string {
	out := []byte(s)
	for i, c := range out {
		if c >= 'a' && c <= 'z' {
			out[i] = c - 'a' + 'A'
		}
	}
	return string(out)
}

func (b *builder) ones() {
	for _, f := range []string{"mesh.dp_replicate_size", "mesh.dp_shard_size", "mesh.tp_size", "mesh.cp_size"} {
		b.put(f, intValue(1), Default)
	}
}

// mixed is the precision. Under DeepSpeed what its file says holds; else that of accelerate.
func (b *builder) mixed() {
	e := b.field("_acc.mixed")
	if e != nil && e.by != nil && e.by.typ == tree.BoolType && !e.by.bool {
		n := b.note(NoteRefused, "mixed_precision: no is the boolean false to YAML, on which accelerate launch fails", e.by)
		n.Violation, n.Fix = true, "'no'"
		return
	}
	b.law("_acc.type=deepspeed _ds.fp16=true -> run.precision.compute=fp16<_ds.fp16 -_acc.mixed\n" +
		"_acc.type=deepspeed run.precision.compute- _ds.bf16=true -> run.precision.compute=bf16<_ds.bf16 -_acc.mixed\n" +
		"-> run.precision.compute<_acc.mixed")
	if b.field("_ds.file") == nil || b.deepspeedRead {
		b.law("-> run.precision.compute?=no")
	}
}

// dropped finds the keys that accelerate drops without a word, since they lack their prefix.
func (b *builder) dropped() {
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
		if fix := section + prefix + name; prefix != "" && len(b.table.by[fix]) > 0 {
			b.Notes = append(b.Notes, Note{Code: NoteDroppedKey, Place: u.Place, Violation: true, Fix: fix,
				Message: "accelerate drops " + u.Key + " without a word, since it lacks its prefix: " + fix + " is read"})
			continue
		}
		u.Refused = section == "" // only those at the top are refused
		kept = append(kept, u)
	}
	b.NotUnderstood = kept
}

// deepspeedPresets are files that frameworks bring along, by name.
const deepspeedPresets laws = `
_ds.file~zero -> _ds.known=true<_ds.file _ds.stage=0<_ds.file
_ds.file~zero1 -> _ds.stage=1<_ds.file
_ds.file~zero2 -> _ds.stage=2<_ds.file
_ds.file~zero3 -> _ds.stage=3<_ds.file
_ds.file~offload -> _offload.optimizer=true<_ds.file
_ds.file~zero3_offload -> _offload.params=true<_ds.file
_ds.file~zero3-offload -> _offload.params=true<_ds.file
`

// deepspeedFile reads the file of DeepSpeed that is named, or a preset. What a trainer states wins over "auto".
func (b *builder) deepspeedFile() {
	e := b.field("_ds.file")
	if e == nil || e.by == nil {
		return
	}
	name := e.value.Text
	switch {
	case e.by.node != nil && e.by.node.Kind == tree.Map:
		b.deepspeedNode(e.by.at.File(), e.by.node)
	case name == "" || name[0] == '{':
	case b.format.presets && strings.HasPrefix(strings.TrimPrefix(name, "default-"), "zero") && strings.IndexByte(name, '.') < 0 && len(name) <= len("zero3_offload"):
		b.law(deepspeedPresets)
		b.deepspeedRead = true
	default:
		if i, ok := b.wantFile(name, "cwd", "the settings of DeepSpeed", e.by); ok {
			if root := b.treeOf(i); root != nil {
				b.deepspeedNode(i, root)
			}
		}
	}
}

// deepspeedNode reads settings of DeepSpeed that stand in another file, or belong to a trainer.
func (b *builder) deepspeedNode(file int, root *tree.Node) {
	b.deepspeedRead = true
	table, format, stmts := b.table, b.format, b.stmts
	own := *format
	own.refuses = false
	b.format, b.table, b.stmts = &own, parseTable(chunk{"", deepspeedKeys}), nil
	b.fileStatements(file, root, "")
	for _, s := range b.stmts {
		if s.typ == tree.TextType && s.text == "auto" && s.node == nil { // the trainer fills it in
			b.Keys++
			continue
		}
		for _, i := range b.table.by[s.key] {
			if e := b.field(b.table.rules[i].target); e != nil && e.by != nil && e.value.Kind == IntValue && s.typ == tree.IntType && e.value.Int != s.int {
				n := b.note(NoteDisagree, s.shown+" is "+s.text+", and "+e.by.shown+" is "+e.value.String(), s)
				n.Also = b.locate(e.by.at)
			}
		}
		if b.saysAgain(s) {
			b.Keys++
			continue
		}
		b.state(s)
	}
	b.put("_ds.stage", intValue(0), Default)
	b.table, b.format, b.stmts = table, format, stmts
}

// saysAgain reports whether a file repeats a number that the trainer states itself, where its place is the one to change.
func (b *builder) saysAgain(s *stmt) bool {
	for _, i := range b.table.by[s.key] {
		e := b.field(b.table.rules[i].target)
		if e == nil || e.by == nil || e.value.Kind != IntValue || s.typ != tree.IntType || e.value.Int != s.int {
			return false
		}
	}
	return len(b.table.by[s.key]) > 0
}

// hfSharding is what the Trainer is told of FSDP and DeepSpeed.
func (b *builder) hfSharding() {
	if b.field("_ds.file") != nil {
		b.deepspeedFile()
		b.law(hfShardingLaws)
		return
	}
	var list string
	for _, s := range b.stmts {
		switch {
		case s.key == "fsdp":
			list = text.Lower(s.text)
			if s.node != nil {
				for _, c := range s.node.Children {
					list += " " + text.Lower(c.Text)
				}
			}
			if b.format.presets && (list == "fsdp2" || strings.HasSuffix(list, ".json")) {
				list = b.swiftFSDP(s, list)
			}
			if list != "" && list != "false" && s.why == 0 {
				b.set("_fsdp.on", textValue(list), s.grade, s)
			}
		case s.key == "fsdp_config" && s.node != nil && s.node.Kind == tree.Map:
			b.fsdpConfig(s.at.File(), s.node)
		case s.key == "fsdp_config" && s.typ == tree.TextType && s.text != "" && s.text[0] != '{':
			if i, ok := b.wantFile(s.text, "cwd", "the settings of FSDP", s); ok && b.treeOf(i) != nil {
				b.fsdpConfig(i, b.treeOf(i))
			}
		}
	}
	e := b.field("_fsdp.on")
	if e == nil {
		return
	}
	if b.int("_fsdp.version") != 2 {
		for _, p := range []string{"full_shard", "shard_grad_op", "no_shard", "hybrid_shard_zero2", "hybrid_shard"} {
			if strings.Contains(list, p) && b.field("_fsdp.policy") == nil {
				b.set("_fsdp.policy", textValue(upper(p)), e.grade, e.by)
			}
		}
	}
	if strings.Contains(list, "offload") {
		b.set("_offload.params", boolValue(true), e.grade, e.by)
	}
	b.law(fsdpLaws)
}

// fsdpConfig reads the settings of FSDP in the Trainer's spelling: with the prefix fsdp_ or without it.
func (b *builder) fsdpConfig(file int, n *tree.Node) {
	table := parseTable(chunk{"", accelerateKeys})
	for _, c := range n.Children {
		s := &stmt{key: "fsdp_config." + c.Key, shown: "fsdp_config." + c.Key, keyAt: c.KeyAt}
		s.scalar = b.scalarOf(file, c, n)
		for _, i := range table.by[s.key] {
			b.follow(&table.rules[i], s)
		}
	}
}
