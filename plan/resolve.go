package plan

import (
	"strconv"

	"github.com/meshwise/meshwise/capabilities"
)

// Assumption is a value that was taken because none was said.
type Assumption struct {
	Setting string // the name of the setting, which is also its flag
	Value   string // what the middle of the estimate stands on
	Other   string // what else it may be: the interval spans both; empty where it spans nothing
}

// resolved is a run with its open settings closed: the middle, and the corners of least and of most memory among the
// values that each open setting may have.
type resolved struct {
	mid, low, high point
	open           bool // a corner differs from the middle
	batch          bool // sequence and microbatch are known
	steps          bool // and the global batch
	assumed        []Assumption
	unknown        []Missing // what leaves the answer unknown
	notes          []Missing // what is worth knowing, and leaves nothing unknown
	layers         float64   // of the model
}

// Bounds of what is computed with. Beyond them the answer is unknown.
const (
	MaxWorld    = 1 << 20
	MaxSequence = 1 << 24
	maxBatch    = 1 << 31
)

func (r *resolved) miss(what, why, settle string) {
	r.unknown = append(r.unknown, Missing{What: what, Why: why, Settle: settle})
}

// each sets a value in the middle and in both corners.
func (r *resolved) each(set func(p *point)) {
	set(&r.mid)
	set(&r.low)
	set(&r.high)
}

// word closes a setting that chooses one of several words. mid, low and high are places in the list, for where nothing
// was said.
func (r *resolved) word(setting, said string, list []string, mid, low, high int, set func(p *point, i int)) {
	if said != "" {
		i := index(list, said)
		if i < 0 {
			r.miss(setting, `"`+said+`" is none of `+join(list), setting)
			i = mid
		}
		r.each(func(p *point) { set(p, i) })
		return
	}
	set(&r.mid, mid)
	set(&r.low, low)
	set(&r.high, high)
	a := Assumption{Setting: setting, Value: list[mid]}
	for _, i := range []int{low, high} {
		if i != mid && list[i] != a.Other {
			if a.Other != "" {
				a.Other += ", "
			}
			a.Other += list[i]
			r.open = true
		}
	}
	r.assumed = append(r.assumed, a)
}

// truth closes a setting that is true or false.
func (r *resolved) truth(setting string, said capabilities.Truth, mid, low, high bool, set func(p *point, yes bool)) {
	if said != capabilities.Unknown {
		r.each(func(p *point) { set(p, said == capabilities.Yes) })
		return
	}
	set(&r.mid, mid)
	set(&r.low, low)
	set(&r.high, high)
	a := Assumption{Setting: setting, Value: strconv.FormatBool(mid)}
	if low != mid || high != mid {
		a.Other, r.open = strconv.FormatBool(!mid), true
	}
	r.assumed = append(r.assumed, a)
}

func join(list []string) string {
	out := ""
	for i, w := range list {
		if i > 0 {
			out += ", "
		}
		out += w
	}
	return out
}

// resolve closes what a run leaves open.
func (m *Model) resolve(run *Run) (r resolved) {
	d := defaultsOf(run.Framework)
	r.layers = float64(len(m.Layers))
	r.mesh(run, m)
	r.strategy(run, d)
	r.sharing(run, d)
	r.batches(run)
	r.recomputation(run)
	r.word("kernels", run.Kernels, kernelWords, int(d.kernels), int(transformerEngine), int(d.kernels), func(p *point, i int) { p.kernels = kernels(i) })
	r.word("fused_loss", run.Loss, lossWords, int(d.loss), int(lossFused), int(d.loss), func(p *point, i int) { p.loss = loss(i) })
	r.word("precision.compute", run.Compute, precisionWords, 0, 0, 0, func(p *point, i int) { p.precision = precision(i) })
	r.word("attn", run.Attention, attentionWords, 0, 0, 0, func(p *point, i int) { p.attention = attentionShares[i] })
	r.truth("tp_overlap", run.TPOverlap, d.overlap, d.overlap, d.overlap, func(p *point, yes bool) { p.overlap = yes })
	dropout := run.Dropout
	if dropout == capabilities.Unknown && m.Dropout {
		dropout = capabilities.Yes
	} else if dropout == capabilities.Unknown {
		dropout = capabilities.No // the config's own value
	}
	r.each(func(p *point) {
		p.dropout = dropout == capabilities.Yes
		p.stand = run.GradientFusion != capabilities.No
		p.whole = run.ReshardInPipeline != capabilities.Yes
		p.mtp = run.MTP == capabilities.Yes
		p.card = run.GPU
		p.node = float64(run.GPUsPerNode)
		if p.node <= 0 {
			p.node = 8
		}
		if run.Adapter != nil && run.Adapter.Rank > 0 && run.Adapter.Rank <= maxBatch {
			p.adapter = m.adapt(run.Adapter)
		}
	})
	r.expertTP(run)
	r.accumulation(run)
	if m.Positions > 0 && float64(run.SequenceLength) > m.Positions {
		r.notes = append(r.notes, Missing{
			What: "sequence_length", Settle: "sequence_length",
			Why: strconv.FormatInt(run.SequenceLength, 10) + " tokens are beyond the " + strconv.FormatInt(int64(m.Positions), 10) + " positions of the model",
		})
	}
	return r
}

// mesh takes the sizes of the axes.
func (r *resolved) mesh(run *Run, m *Model) {
	me := run.Mesh
	if me.WorldSize < 1 {
		r.miss("world_size", "is not given", "world_size")
		me.WorldSize = 1
	}
	sizes := []struct {
		name  string
		value int64
	}{
		{"world_size", me.WorldSize}, {"tp_size", me.TP}, {"pp_size", me.PP}, {"cp_size", me.CP}, {"ep_size", me.EP},
		{"expert_tensor_parallel_size", me.ExpertTP}, {"dp_replicate_size", me.DPReplicate}, {"virtual_stages", run.VirtualStages},
	}
	for _, s := range sizes {
		if s.value < 0 || s.value > MaxWorld {
			r.miss(s.name, strconv.FormatInt(s.value, 10)+" is not between 1 and "+strconv.Itoa(MaxWorld), s.name)
			return
		}
	}
	if me.DP() == 0 {
		r.miss("world_size", strconv.FormatInt(me.WorldSize, 10)+" ranks are no multiple of tp·pp·cp", "world_size")
		return
	}
	if n := int64(len(m.Layers)); n > 0 && (one(me.PP) > n || one(run.VirtualStages) > n) {
		r.miss("pp_size", "there are more stages than layers", "pp_size")
		return
	}
	r.each(func(p *point) {
		p.n, p.tp, p.pp, p.cp = float64(me.WorldSize), float64(one(me.TP)), float64(one(me.PP)), float64(one(me.CP))
		p.ep, p.etp, p.replicate = float64(one(me.EP)), float64(one(me.ExpertTP)), float64(one(me.DPReplicate))
		p.vpp = float64(one(run.VirtualStages))
	})
	r.stages(me, m)
	kind := oneForwardOneBackward
	if r.mid.vpp > 1 {
		kind = interleaved
	}
	if run.Schedule != "" {
		i := index(scheduleWords, run.Schedule)
		if i < 0 {
			r.miss("pipeline_schedule", `"`+run.Schedule+`" is none of `+join(scheduleWords), "pipeline_schedule")
		} else {
			kind = scheduleKinds[i]
		}
	}
	r.each(func(p *point) { p.schedule = kind })
}

// stages takes a layout that the user gives.
func (r *resolved) stages(me Mesh, m *Model) {
	if len(me.StageLayers) == 0 {
		return
	}
	total, sizes := int64(0), make([]float64, 0, len(me.StageLayers))
	for _, n := range me.StageLayers {
		if n < 0 || n > MaxLayers {
			total = -1
			break
		}
		total += n
		sizes = append(sizes, float64(n))
	}
	if int64(len(sizes)) != one(me.PP) || len(m.Layers) > 0 && total != int64(len(m.Layers)) {
		r.miss("layers_per_stage", "does not name every layer once", "layers_per_stage")
		return
	}
	r.each(func(p *point) { p.sizes = sizes })
}

// strategy closes how states are kept.
func (r *resolved) strategy(run *Run, d defaults) {
	r.word("mesh.strategy", string(run.Strategy), strategyWords, int(d.strategy), int(d.strategy), int(d.strategy), func(p *point, i int) { p.strategy = strategy(i) })
	storage := []string{"float32", "bfloat16"}
	set := func(p *point, i int) { p.fp32 = i == 0 }
	if s := r.mid.strategy; s == fsdp2 || s == zero3 || s == ddp {
		r.word("precision.params", run.Params, storage, d.params, 1, 0, set)
	} else if run.Params != "" {
		r.word("precision.params", run.Params, storage, 1, 1, 1, set)
	}
	switch s := r.mid.strategy; {
	case s == megatron || s == megatronZero2 || s == megatronDDP || s == megatronFSDP || s == zero1 || s == zero2:
		r.word("precision.gradients", run.Gradients, storage, 0, 1, 0, func(p *point, i int) { p.gradient = choose(i == 0, 4, 2) })
	case run.Gradients != "":
		r.word("precision.gradients", run.Gradients, storage, 0, 0, 0, func(p *point, i int) { p.gradient = choose(i == 0, 4, 2) })
	}
	adamw, sgd := 0, 4
	r.word("optimizer", run.Optimizer, optimizerWords, adamw, sgd, adamw, func(p *point, i int) {
		p.optimizer = optimizerBytes[i]
		p.narrow = true
	})
	r.each(func(p *point) { p.master = run.MasterWeights == capabilities.Yes })
}

// sharing closes sequence parallelism.
func (r *resolved) sharing(run *Run, d defaults) {
	if r.mid.tp <= 1 {
		r.each(func(p *point) { p.sp = false })
		return
	}
	r.truth("sequence_parallel", run.SequenceParallel, d.sp, true, d.sp, func(p *point, yes bool) { p.sp = yes })
}

// batches takes the sequence and the batches, and derives the number of microbatches.
func (r *resolved) batches(run *Run) {
	for _, s := range []struct {
		name        string
		value, most int64
	}{{"sequence_length", run.SequenceLength, MaxSequence}, {"micro_batch_size", run.MicroBatchSize, MaxWorld}, {"global_batch_size", run.GlobalBatchSize, maxBatch}} {
		if s.value < 0 || s.value > s.most {
			r.miss(s.name, strconv.FormatInt(s.value, 10)+" is not between 1 and "+strconv.FormatInt(s.most, 10), s.name)
			return
		}
	}
	r.batch = run.SequenceLength > 0 && run.MicroBatchSize > 0
	r.each(func(p *point) {
		p.seq, p.mbs, p.gbs = float64(run.SequenceLength), float64(one(run.MicroBatchSize)), float64(run.GlobalBatchSize)
		p.m = max(1, float64(p.pp*p.vpp))
	})
	r.low.m = 1
	if run.GlobalBatchSize == 0 || run.MicroBatchSize == 0 || r.mid.n == 0 {
		return
	}
	each := run.Mesh.DP() * run.MicroBatchSize
	if each <= 0 || run.GlobalBatchSize%each != 0 {
		r.miss("global_batch_size", strconv.FormatInt(run.GlobalBatchSize, 10)+" sequences are no whole number of microbatches: "+
			strconv.FormatInt(run.Mesh.DP(), 10)+" data-parallel ranks take "+strconv.FormatInt(run.MicroBatchSize, 10)+" each", "global_batch_size")
		return
	}
	m := float64(run.GlobalBatchSize / each)
	r.steps = r.batch
	r.each(func(p *point) { p.m = m })
}

// recomputation closes what is computed again: none and full where it was not said.
func (r *resolved) recomputation(run *Run) {
	part := 1.0
	if rc := run.Recompute; rc.Mode == "full" && rc.Layers > 0 && r.mid.pp > 0 {
		part = min(1, float64(rc.Layers)/max(1, r.stageLayers(run)))
	}
	r.each(func(p *point) { p.part = part })
	switch rc := run.Recompute; rc.Mode {
	case "":
		r.low.recompute = recomputeFull
		r.open = true
		r.assumed = append(r.assumed, Assumption{Setting: "recompute", Value: "none", Other: "full"})
	case "none":
	case "full":
		r.each(func(p *point) { p.recompute = recomputeFull })
	case "op":
		r.each(func(p *point) { p.recompute = recomputeOps })
	case "selective":
		what := noRecompute
		for _, name := range rc.Modules {
			i := index(moduleWords, name)
			if i < 0 {
				r.miss("recompute", `"`+name+`" is none of `+join(moduleWords), "recompute")
				continue
			}
			what |= 1 << i
		}
		if len(rc.Modules) == 0 {
			what = recomputeAttention
		}
		r.each(func(p *point) { p.recompute = what })
	default:
		r.miss("recompute", `"`+rc.Mode+`" is none of none, selective, op, full`, "recompute")
	}
}

// stageLayers is the number of layers of a stage.
func (r *resolved) stageLayers(run *Run) float64 {
	if len(run.Mesh.StageLayers) > 0 {
		most := int64(0)
		for _, n := range run.Mesh.StageLayers {
			most = max(most, n)
		}
		return float64(most)
	}
	return r.layers / r.mid.pp
}

// expertTP takes the tensor parallelism of experts: Megatron's is that of the rest unless it is set.
func (r *resolved) expertTP(run *Run) {
	if run.Mesh.ExpertTP == 0 && r.mid.strategy.pads() && r.mid.tp > 1 && run.Mesh.EP > 0 {
		r.each(func(p *point) { p.etp = p.tp })
		r.assumed = append(r.assumed, Assumption{Setting: "expert_tensor_parallel_size", Value: "tp_size"})
	}
}

// accumulation closes in which dtype FSDP2 accumulates whole gradients in a pipeline: that of their reduction since torch
// 2.5, their own in 2.15.
func (r *resolved) accumulation(run *Run) {
	if r.mid.strategy != fsdp2 || r.mid.pp <= 1 || !r.mid.fp32 && !r.high.fp32 {
		return
	}
	r.truth("reduce_dtype_accumulation", run.WideAccumulation, true, false, true, func(p *point, yes bool) { p.wide = yes })
}
