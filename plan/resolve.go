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
}

// closing closes the settings of one of the three points.
type closing struct {
	*resolved
	m      *Model
	run    *Run
	d      defaults
	corner corner
	p      point
}

type corner uint8

const (
	middle corner = iota
	least
	most
)

// Bounds of what is computed with. Beyond them the answer is unknown.
const (
	MaxWorld    = 1 << 20
	MaxSequence = 1 << 24
	maxBatch    = 1 << 31
)

// resolve closes what a run leaves open.
func (m *Model) resolve(run *Run) (r resolved) {
	for at := middle; at <= most; at++ {
		c := closing{resolved: &r, m: m, run: run, d: defaultsOf(run.Framework), corner: at}
		c.all()
		switch at {
		case middle:
			r.mid = c.p
		case least:
			r.low = c.p
		case most:
			r.high = c.p
		}
	}
	if r.mid.adapter != nil {
		r.notes = append(r.notes, Missing{What: "peft", Why: "activations are those of the whole model, which is at most what is kept"})
	}
	if m.Positions > 0 && float64(run.SequenceLength) > m.Positions {
		r.notes = append(r.notes, Missing{
			What: "sequence_length", Settle: "sequence_length",
			Why: strconv.FormatInt(run.SequenceLength, 10) + " tokens are beyond the " + strconv.FormatInt(int64(m.Positions), 10) + " positions of the model",
		})
	}
	return r
}

func (c *closing) all() {
	run, d, p := c.run, c.d, &c.p
	if c.m.Least != nil {
		of := func(m *Model) string { return strconv.FormatInt(int64(m.Vocabulary), 10) }
		c.assume("vocab_size", of(c.m), of(c.m.Least)+" to "+of(c.m.Most))
	}
	c.mesh()
	c.strategy()
	p.sp = p.tp > 1 && c.truth("sequence_parallel", run.SequenceParallel, d.sp, true, d.sp)
	c.batches()
	c.recomputation()
	p.kernels = kernels(c.word("kernels", run.Kernels, kernelWords, int(d.kernels), int(transformerEngine), int(d.kernels)))
	p.loss = loss(c.word("fused_loss", run.Loss, lossWords, int(d.loss), int(lossFused), int(d.loss)))
	p.precision = precision(c.word("precision.compute", run.Compute, precisionWords, 0, 0, 0))
	p.attention = attentionShares[c.word("attn", run.Attention, attentionWords, 0, 0, 0)]
	p.overlap = c.truth("tp_overlap", run.TPOverlap, d.overlap, d.overlap, d.overlap)
	p.dropout = run.Dropout == capabilities.Yes || run.Dropout == capabilities.Unknown && c.m.Dropout // as the config has it
	p.stand = run.GradientFusion != capabilities.No
	p.whole = run.ReshardInPipeline != capabilities.Yes
	p.mtp = run.MTP == capabilities.Yes
	p.card = run.GPU
	if p.node = float64(run.GPUsPerNode); p.node <= 0 {
		p.node = 8
	}
	if a := run.Adapter; a != nil && a.Rank > 0 && a.Rank <= maxBatch {
		p.adapter = c.m.adapt(a)
	}
	c.counted()
	if run.Mesh.ExpertTP == 0 && p.strategy.pads() && p.tp > 1 && c.m.Experts > 0 { // Megatron's is that of the rest
		p.etp = p.tp
		c.assume("expert_tensor_parallel_size", "tp_size", "")
	}
	if c.m.Experts > 0 { // the interval is wider under natural routing
		c.word("routing", run.Routing, routingWords, 0, 0, 1)
	}
	// FSDP2 accumulates whole gradients in the dtype of their reduction since torch 2.5, in their own in 2.15.
	if p.strategy == fsdp2 && p.pp > 1 && p.fp32 {
		p.wide = c.truth("reduce_dtype_accumulation", run.WideAccumulation, true, false, true)
	}
	if run.Mesh.Open && p.n > 0 {
		c.larger()
	}
}

// larger lets a world that was not given be as large as any: more ranks shard what each keeps, and share the global batch.
func (c *closing) larger() {
	c.assume("world_size", strconv.FormatInt(c.run.Mesh.WorldSize, 10), "more")
	if c.corner == least {
		c.p.n *= quotient(MaxWorld, c.p.n)
		c.p.m, c.p.adds = 1, false
	}
}

// mesh takes the sizes of the axes.
func (c *closing) mesh() {
	me, run, p := c.run.Mesh, c.run, &c.p
	if me.WorldSize < 1 {
		c.miss("world_size", "is not given", "world_size")
		me.WorldSize = 1
	}
	sizes := [...]int64{me.WorldSize, me.TP, me.PP, me.CP, me.EP, me.ExpertTP, me.DPReplicate, run.VirtualStages}
	names := [...]string{"world_size", "tp_size", "pp_size", "cp_size", "ep_size", "expert_tensor_parallel_size", "dp_replicate_size", "virtual_stages"}
	for i, n := range sizes {
		if n < 0 || n > MaxWorld {
			c.miss(names[i], strconv.FormatInt(n, 10)+" is not between 1 and "+strconv.Itoa(MaxWorld), names[i])
			return
		}
	}
	if me.DP() == 0 {
		c.miss("world_size", strconv.FormatInt(me.WorldSize, 10)+" ranks are no multiple of tp·pp·cp", "world_size")
		return
	}
	if n := int64(len(c.m.Layers)); n > 0 && (one(me.PP) > n || one(run.VirtualStages) > n) {
		c.miss("pp_size", "there are more stages than layers", "pp_size")
		return
	}
	p.n, p.tp, p.pp, p.cp = float64(me.WorldSize), float64(one(me.TP)), float64(one(me.PP)), float64(one(me.CP))
	p.ep, p.etp, p.replicate = float64(one(me.EP)), float64(one(me.ExpertTP)), float64(one(me.DPReplicate))
	p.vpp = float64(one(run.VirtualStages))
	c.stages()
	if p.vpp > 1 {
		p.schedule = interleaved
	}
	if run.Schedule != "" {
		p.schedule = scheduleKinds[c.word("pipeline_schedule", run.Schedule, scheduleWords, 0, 0, 0)]
	}
}

// stages takes a layout that the user gives.
func (c *closing) stages() {
	me, layers := c.run.Mesh, int64(len(c.m.Layers))
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
	if int64(len(sizes)) != one(me.PP) || layers > 0 && total != layers {
		c.miss("layers_per_stage", "does not name every layer once", "layers_per_stage")
		return
	}
	c.p.sizes = sizes
}

// storage are the dtypes that parameters and gradients are kept in.
var storage = []string{"float32", "bfloat16"}

// strategy closes how states are kept.
func (c *closing) strategy() {
	run, d, p := c.run, c.d, &c.p
	usual, sharded := d.strategy, d.strategy
	if run.StrategyOpen {
		usual, sharded = ddp, fsdp2
	}
	p.strategy = strategy(c.word("strategy", string(run.Strategy), strategyWords, int(usual), int(sharded), int(usual)))
	switch s := p.strategy; {
	case s == fsdp2 || s == zero3 || s == ddp:
		p.fp32 = c.word("precision.params", run.Params, storage, c.storageDefault(), 1, 0) == 0
	case run.Params != "":
		p.fp32 = c.word("precision.params", run.Params, storage, 1, 1, 1) == 0
	}
	switch s := p.strategy; {
	case s.pads() || s == zero1 || s == zero2:
		p.gradient = choose(c.word("precision.gradients", run.Gradients, storage, 0, 1, 0) == 0, 4, 2)
	case run.Gradients != "":
		p.gradient = choose(c.word("precision.gradients", run.Gradients, storage, 0, 0, 0) == 0, 4, 2)
	}
	const adamw, sgd = 0, 4
	p.optimizer = optimizerBytes[c.word("optimizer", run.Optimizer, optimizerWords, adamw, sgd, adamw)]
	p.master = run.MasterWeights == capabilities.Yes
}

// batches takes the sequence and the batches, and derives the number of microbatches.
func (c *closing) batches() {
	run, p := c.run, &c.p
	sizes := [...]int64{run.SequenceLength, run.MicroBatchSize, run.GlobalBatchSize}
	limits := [...]int64{MaxSequence, MaxWorld, maxBatch}
	names := [...]string{"sequence_length", "micro_batch_size", "global_batch_size"}
	for i, n := range sizes {
		if n < 0 || n > limits[i] {
			c.miss(names[i], strconv.FormatInt(n, 10)+" is not between 1 and "+strconv.FormatInt(limits[i], 10), names[i])
			return
		}
	}
	c.batch = run.SequenceLength > 0 && run.MicroBatchSize > 0 && c.m.routes()
	p.seq, p.mbs, p.gbs = float64(run.SequenceLength), float64(one(run.MicroBatchSize)), float64(run.GlobalBatchSize)
	p.m = 1
	if c.corner != least { // as many as a pipeline holds
		p.m = max(1, p.pp*p.vpp)
	}
	p.adds = c.corner != least
	if run.GlobalBatchSize == 0 || run.MicroBatchSize == 0 || p.n == 0 {
		return
	}
	dp := run.Mesh.DP()
	each := dp * run.MicroBatchSize
	if each <= 0 || run.GlobalBatchSize%each != 0 {
		c.miss(names[2], strconv.FormatInt(run.GlobalBatchSize, 10)+" sequences are no whole number of microbatches: "+
			strconv.FormatInt(dp, 10)+" data-parallel ranks take "+strconv.FormatInt(run.MicroBatchSize, 10)+" each", names[2])
		return
	}
	p.m = float64(run.GlobalBatchSize / each)
	p.adds = p.m > 1
	c.steps = c.batch
}

// recomputation closes what is computed again: none and full where it was not said.
func (c *closing) recomputation() {
	rc, p := c.run.Recompute, &c.p
	p.part = 1
	switch rc.Mode {
	case "":
		c.assume("recompute", "none", "full")
		if c.corner == least {
			p.recompute = recomputeFull
		}
	case "none":
	case "full":
		p.recompute = recomputeFull
		if rc.Layers > 0 && p.pp > 0 {
			p.part = min(1, float64(rc.Layers)/max(1, c.deepest()))
		}
	case "op":
		p.recompute = recomputeOps
	case "selective":
		for _, name := range rc.Modules {
			if i := index(moduleWords, name); i >= 0 {
				p.recompute |= 1 << i
			} else {
				c.miss("recompute", `"`+name+`" is none of `+join(moduleWords), "recompute")
			}
		}
		if len(rc.Modules) == 0 {
			p.recompute = recomputeAttention
		}
	default:
		c.miss("recompute", `"`+rc.Mode+`" is none of none, selective, op, full`, "recompute")
	}
}

// deepest is the number of layers of the deepest stage.
func (c *closing) deepest() float64 {
	n := float64(len(c.m.Layers)) / c.p.pp
	for _, given := range c.p.sizes {
		n = max(n, given)
	}
	return n
}
