package law

import (
	"strings"

	"github.com/meshwise/meshwise/internal/text"
	"github.com/meshwise/meshwise/plan"
)

// plannerRow says what the planner makes of a setting that has a value.
type plannerRow struct {
	setting string
	read    func(p *planned, v Value)
}

// plannerReads are the settings that an estimate reads.
func plannerReads() (list []string) {
	for _, row := range plannerTable {
		list = append(list, row.setting)
	}
	return append(list, "world_size", "dp_size", "dp_replicate_size", "dp_shard_size", "pp_size", "cp_size", "tp_size", "ep_size",
		"expert_tensor_parallel_size", "strategy", "sharding.engine", "sharding.stage", "sharding.reshard_after_forward",
		"sequence_length", "micro_batch_size", "global_batch_size", "gradient_accumulation", "num_microbatches", "dynamic_batch",
		"virtual_stages", "layers_per_stage", "first_stage_layers", "last_stage_layers", "first_stage_less_layers", "last_stage_less_layers")
}

var plannerTable = []plannerRow{
	{"gpus_per_node", func(p *planned, v Value) { p.run.GPUsPerNode = v.N }},
	{"gpu", (*planned).gpu},
	{"card.memory", func(p *planned, v Value) { p.card.Memory = 1e9 * float64(v.N) }},
	{"card.bf16", func(p *planned, v Value) { p.card.BF16 = 1e12 * float64(v.N) }},
	{"card.fp8", func(p *planned, v Value) { p.card.FP8 = 1e12 * float64(v.N) }},
	{"card.hbm", func(p *planned, v Value) { p.card.HBM = 1e9 * float64(v.N) }},
	{"card.nvlink", func(p *planned, v Value) { p.card.NVLink = 1e9 * float64(v.N) }},
	{"card.nic", func(p *planned, v Value) { p.card.NIC = 1e9 * float64(v.N) }},
	{"card.domain", func(p *planned, v Value) { p.card.Domain = int(v.N) }},

	{"pipeline_schedule", func(p *planned, _ Value) { p.run.Schedule = p.text("pipeline_schedule") }},
	{"sequence_parallel", func(p *planned, v Value) { p.run.SequenceParallel = yesOrNo(v) }},
	{"attn", (*planned).attention},
	{"routing", func(p *planned, _ Value) { p.run.Routing = p.text("routing") }},
	{"tp_overlap", func(p *planned, v Value) { p.run.TPOverlap = yesOrNo(v) }},
	{"compile", func(p *planned, v Value) {
		if v.N == 1 {
			p.run.Kernels = "compiled"
		}
	}},
	{"kernels", func(p *planned, _ Value) { p.run.Kernels = p.text("kernels") }},
	{"fused_loss", (*planned).loss},
	{"precision.compute", (*planned).compute},
	{"precision.fp8", func(p *planned, v Value) {
		switch p.text("precision.fp8") {
		case "mxfp8":
			p.run.Compute = "mxfp8"
		case "nvfp4":
			p.run.Compute = "nvfp4"
		case "auto", "none", "null":
		default:
			p.run.Compute = "fp8"
		}
	}},
	{"precision.params", func(p *planned, _ Value) { p.run.Params = p.stored("precision.params") }},
	{"precision.gradients", func(p *planned, _ Value) { p.run.Gradients = p.stored("precision.gradients") }},
	{"optimizer.name", (*planned).optimizer},
	{"optimizer.state_bits", func(p *planned, v Value) {
		switch {
		case v.N <= 8:
			p.run.Optimizer = "adamw8bit"
		case v.N <= 16:
			p.run.Optimizer = "adamw_bf16"
		}
	}},
	{"optimizer.offload", func(p *planned, v Value) {
		if v.N == 1 {
			p.without("optimizer.offload", "what is kept in the machine's own memory is not estimated")
		}
	}},
	{"offload", func(p *planned, v Value) {
		if v.N != 0 {
			p.without("offload", "what is kept in the machine's own memory is not estimated")
		}
	}},
	{"peft.type", (*planned).adapter},
	{"peft.rank", func(*planned, Value) {}},
	{"peft.targets", func(*planned, Value) {}},
	{"quantization.method", func(*planned, Value) {}},
	{"quantization.bits", (*planned).quantized},
	{"recompute.mode", (*planned).recompute},
	{"recompute.method", func(*planned, Value) {}},
	{"recompute.layers", func(*planned, Value) {}},
	{"recompute.modules", func(*planned, Value) {}},
}

// gpu takes a card by its name, in the words of its vendor too. The numbers that are given beside it come later.
func (p *planned) gpu(v Value) {
	said := p.text("gpu")
	if card, ok := plan.CardNamed(said); ok {
		p.card = card
		return
	}
	p.card = plan.Card{Name: said}
}

func (p *planned) attention(v Value) {
	switch said := p.text("attn"); {
	case said == "auto":
	case p.is("attn", "eager", "unfused", "local"):
		p.run.Attention = "unfused"
	default:
		p.run.Attention = "flash"
	}
}

func (p *planned) loss(v Value) {
	if said := p.word("fused_loss", "none", "eager", "cut_cross_entropy", "linear", "liger", "linear", "chunked", "linear", "native", "fused",
		"te", "fused", "auto", ""); v.Why == 0 || said == "" {
		p.run.Loss = said
	} else {
		p.without("fused_loss", "what "+said+" keeps is not known")
	}
}

// compute is the number format of products. Half precision of either kind takes the same room and time. Where it is mixed,
// the parameters that are kept are in float32.
func (p *planned) compute(v Value) {
	p.run.Compute = p.word("precision.compute", "bf16", "bfloat16", "fp16", "bfloat16", "bf16_mixed", "bfloat16", "fp16_mixed", "bfloat16", "auto", "")
	if p.is("precision.compute", "bf16_mixed", "fp16_mixed") {
		p.run.Params = "float32"
	}
}

func (p *planned) stored(setting string) string {
	return p.word(setting, "fp32", "float32", "bf16", "bfloat16", "fp16", "bfloat16", "auto", "")
}

// optimizer reads names such as adamw_torch_fused and paged_adamw_8bit too: of an optimizer its states count.
func (p *planned) optimizer(v Value) {
	switch said := text.Lower(p.text("optimizer.name")); {
	case strings.Contains(said, "adam") && strings.Contains(said, "8bit"):
		p.run.Optimizer = "adamw8bit"
	case strings.Contains(said, "adam"):
		p.run.Optimizer = "adamw"
	default:
		p.run.Optimizer = said
	}
}

// usualRank is the rank of an adapter where none is given (LoraConfig of PEFT).
const usualRank = 8

func (p *planned) adapter(v Value) {
	a := &plan.Adapter{Rank: p.number("peft.rank")}
	switch kind := p.text("peft.type"); {
	case kind == "none":
		return
	case v.Why != 0:
		p.without("peft.type", "what "+kind+" trains is not estimated")
		return
	case kind == "qlora" || p.number("quantization.bits") == 4:
		a.Base = "nf4"
	}
	if a.Rank == 0 {
		a.Rank = usualRank
		p.more = append(p.more, plan.Assumption{Setting: "peft.rank", Value: "8"})
	}
	if t := Must("peft.targets"); p.Gives(t) {
		a.Targets = strings.Split(p.text("peft.targets"), ", ")
	}
	p.run.Adapter = a
}

func (p *planned) quantized(v Value) {
	if v.N != 4 && v.N != 16 || v.N == 4 && !p.is("peft.type", "lora", "qlora", "dora") {
		p.without("quantization.bits", "frozen weights of so many bits are not estimated")
	}
}

func (p *planned) recompute(v Value) {
	r := &p.run.Recompute
	if r.Mode = p.text("recompute.mode"); r.Mode == "memory_budget" {
		p.without("recompute.mode", "what a memory budget leaves is not estimated")
	}
	if r.Mode == "full" && p.is("recompute.method", "block") {
		r.Layers = p.number("recompute.layers")
	}
	if t := Must("recompute.modules"); r.Mode == "selective" && p.Gives(t) {
		r.Modules = strings.Split(p.text("recompute.modules"), ", ")
	}
}

// strategy is how states are kept: as the sharding says, else the mesh, else the framework by itself.
func (p *planned) strategy() {
	whole := p.Gives(Must("sharding.reshard_after_forward")) && p.number("sharding.reshard_after_forward") == 0
	staged := p.Gives(Must("sharding.stage"))
	switch engine, stage := p.text("sharding.engine"), p.number("sharding.stage"); {
	case !p.Gives(Must("sharding.engine")) && !staged:
		p.byMesh()
	case engine == "megatron_distributed_optimizer":
		p.run.Strategy = plan.Megatron
	case engine == "megatron_fsdp":
		p.run.Strategy = plan.MegatronFSDP
	case engine == "ddp":
		p.run.Strategy = p.ddp()
	case engine == "nanotron":
		p.run.Strategy = plan.Zero1
	case engine == "fsdp1" || engine == "fsdp2":
		p.run.Strategy = plan.FSDP2
	case !staged:
		p.byMesh()
	default:
		p.run.Strategy = [...]plan.Strategy{plan.DDP, plan.Zero1, plan.Zero2, plan.Zero3}[stage]
	}
	if p.run.Strategy == plan.FSDP2 && whole {
		p.run.Strategy = plan.FSDPZero2
	}
}

func (p *planned) byMesh() {
	t := Must("strategy")
	switch said := p.Word(t); {
	case p.Room.DDP != "" && !p.Gives(t):
	case said == DDP && !p.Gives(t) && p.WorldAssumed:
		p.run.StrategyOpen = true // nothing is said of how it is launched, and the launcher's config may shard
	case said == MegatronFSDP:
		p.run.Strategy = plan.MegatronFSDP
	case said == DDP:
		p.run.Strategy = p.ddp()
	case said == FSDP2:
		p.run.Strategy = plan.FSDP2
	}
}

func (p *planned) ddp() plan.Strategy {
	if p.Room.DDP != "" {
		return p.Room.DDP
	}
	return plan.DDP
}

// batches takes the batches, and the one that follows from the others:
//
//	global = dp · micro · passes, where passes is the accumulation or the microbatches of a pipeline
//
// Where a batch is told in tokens, a rank holds them as one sequence: no longer one is in it.
func (p *planned) batches() {
	r := &p.run
	r.SequenceLength, r.MicroBatchSize, r.GlobalBatchSize = p.number("sequence_length"), p.number("micro_batch_size"), p.number("global_batch_size")
	dp := r.Mesh.DP()
	passes := max(1, p.number("gradient_accumulation"))
	if p.Gives(Must("num_microbatches")) {
		passes *= max(1, p.number("num_microbatches"))
	}
	told := p.Gives(Must("gradient_accumulation")) || p.Gives(Must("num_microbatches"))
	switch {
	case dp == 0 || !told:
	case r.GlobalBatchSize == 0 && r.MicroBatchSize > 0 && passes <= maxBatch:
		r.GlobalBatchSize = dp * r.MicroBatchSize * passes
	case r.MicroBatchSize == 0 && r.GlobalBatchSize > 0 && r.GlobalBatchSize%(dp*passes) == 0:
		r.MicroBatchSize = r.GlobalBatchSize / (dp * passes)
	}
	if tokens := p.number("dynamic_batch"); tokens > 0 && r.MicroBatchSize == 0 {
		r.SequenceLength, r.MicroBatchSize, r.GlobalBatchSize = tokens, 1, 0
	}
}

// stages takes the virtual stages of a rank, and the layers of the first and the last where they have numbers of their own.
func (p *planned) stages() {
	r := &p.run
	r.VirtualStages = p.number("virtual_stages")
	pp := r.Mesh.PP
	if n := p.Value(Must("num_stages")); r.VirtualStages == 0 && n.Why == 0 && pp > 0 && n.N%pp == 0 && p.Gives(Must("layers_per_stage")) {
		r.VirtualStages = n.N / pp
	}
	first, last := p.number("first_stage_layers"), p.number("last_stage_layers")
	layers := p.Value(Must("num_hidden_layers"))
	if first == 0 && last == 0 || pp < 2 || pp > plan.MaxLayers || r.VirtualStages > 1 || layers.Why != 0 {
		return
	}
	list := make([]int64, pp)
	list[0], list[pp-1] = first, last
	left, free := layers.N-first-last, pp
	for _, n := range []int64{first, last} {
		if n > 0 {
			free--
		}
	}
	if left < 0 || free <= 0 || left%free != 0 {
		return // a rule says so
	}
	for i := range list {
		if list[i] == 0 {
			list[i] = left / free
		}
	}
	r.Mesh.StageLayers = list
}
