package mesh

import (
	"strconv"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/internal/yield"
	"github.com/meshwise/meshwise/mesh/law"
	"github.com/meshwise/meshwise/plan"
)

// Planned is the runs of a world that a plan recommends.
type Planned struct {
	Model     string
	Framework *Framework
	World     int
	Ledger    *plan.Model
	Answer    plan.Answer
	Runs      []PlannedRun
	Nearest   *PlannedRun // where nothing fits: the run that lacks least
}

// PlannedRun is a run of a plan, with all that it decides written down.
type PlannedRun struct {
	*plan.Choice
	Mesh    Mesh
	Decided []Said // what the plan decides beside the sizes, and what the framework must be told
	Verdict Verdict
}

// Plan ranks the runs of a world: which meshes are legal is asked of the rules, and the rest of the planner. What the run
// gives is kept. limit is how many runs are told at most; 0 is ten.
func Plan(m *Model, run Run, limit int) (Planned, error) {
	c, err := complete(m, &run)
	if err != nil {
		return Planned{}, err
	}
	if c.WorldAssumed {
		return Planned{}, &InputError{Code: "input.missing_field", Field: "world_size", Message: "a plan needs the number of ranks"}
	}
	p := Planned{Model: m.Report.Model, Framework: c.Room, World: int(c.Size(law.World)), Ledger: m.Ledger()}
	w := &planWorld{model: m, run: withoutCard(run), legal: NewSeries(m)}
	question, more, beyond := c.Planned()
	question.Mesh = plan.Mesh{WorldSize: c.Size(law.World)}
	question.GlobalBatchSize, question.MicroBatchSize = run.Number(law.Must("global_batch_size")), run.Number(law.Must("micro_batch_size"))
	question.VirtualStages = run.Number(law.Must("virtual_stages"))
	if !run.Gives(termSequenceParallel) { // the planner's choice, and not the framework's default
		question.SequenceParallel = capabilities.Unknown
	}
	if !run.Gives(termStrategy) && !run.Gives(law.Must("sharding.engine")) && !run.Gives(law.Must("sharding.stage")) {
		question.Strategy = "" // the framework's, and not what it makes of a world without a mesh
	}
	if question.GPU != nil && question.GPU.Memory == 0 {
		beyond = append(beyond, law.NoSuchCard(question.GPU))
	}
	if beyond != nil {
		p.Answer.Unknown = beyond
		return p, nil
	}
	p.Answer = p.Ledger.Plan(plan.Question{Run: question, Limit: limit}, w)
	p.Answer.Assumed = append(more, p.Answer.Assumed...)
	if w.err != nil {
		return p, w.err
	}
	for i := range p.Answer.Choices {
		p.Runs = append(p.Runs, w.told(&p.Answer.Choices[i], &run))
	}
	if p.Runs == nil && p.Answer.Unknown == nil {
		p.Answer.Change = w.moreRanks(p.Answer.Change, p.Ledger, question)
	}
	if p.Answer.Nearest != nil {
		nearest := w.told(p.Answer.Nearest, &run)
		p.Nearest = &nearest
	}
	return p, nil
}

// withoutCard is a run that no rule about memory speaks of: the planner looks at that by itself.
func withoutCard(run Run) Run {
	for _, t := range run.Given() {
		if group, _ := t.Setting().Member(); group == "card" || t.Name() == "gpu" {
			run = run.Without(t)
		}
	}
	return run
}

// planWorld tells the planner which meshes are legal.
type planWorld struct {
	model *Model
	run   Run
	legal *Series
	turns yield.Counter
	err   error
}

// mostDoublings bounds how many larger worlds are looked at where nothing fits.
const mostDoublings = 6

// moreRanks finds the smallest larger world in which something fits, doubling it.
func (w *planWorld) moreRanks(found []plan.Change, ledger *plan.Model, q plan.Run) []plan.Change {
	for i := range found {
		if found[i].Setting == termWorld.Name() {
			return found
		}
	}
	larger := *w
	for range mostDoublings {
		if q.Mesh.WorldSize *= 2; q.Mesh.WorldSize > law.MaxSize {
			break
		}
		larger.run = w.run.With(termWorld, q.Mesh.WorldSize).Without(law.Must("nodes"))
		if a := ledger.Plan(plan.Question{Run: q, Limit: 1}, &larger); len(a.Choices) > 0 {
			return append(found, plan.Change{Setting: termWorld.Name(), Value: strconv.FormatInt(q.Mesh.WorldSize, 10)})
		}
	}
	return found
}

// Meshes visits every mesh of the world that passes.
func (w *planWorld) Meshes(visit func(plan.Mesh) bool) {
	more := true
	_, w.err = eachMesh(w.model, w.run, w.worthPlanning, nil, func(l Listed) {
		if more && (l.EP == 1 || w.model.Ledger().Experts > 0) { // without experts it spreads nothing
			more = visit(planned(&l.Mesh))
		}
	})
}

// worthPlanning leaves out replicas of shards beyond a few: each number of them has the speed of any other, and needs more
// memory. Under DDP every rank is one.
func (w *planWorld) worthPlanning(a Axis, size int64) bool {
	return a != law.DPReplicate || w.run.Text(termStrategy) == law.DDP || size <= 8 && size&(size-1) == 0
}

func planned(m *Mesh) plan.Mesh {
	return plan.Mesh{
		WorldSize: int64(m.World), TP: int64(m.TP), PP: int64(m.PP), CP: int64(m.CP), EP: int64(m.EP), DPReplicate: int64(m.DPReplicate),
	}
}

// Legal asks the rules about a run with all that it decides.
func (w *planWorld) Legal(r plan.Run) (needs []string, ok bool) {
	w.turns.Every(32)
	v, err := w.legal.Judge(w.whole(&w.run, &r))
	if err != nil || v.Valid == capabilities.No {
		return nil, false
	}
	for i := range v.Warnings {
		for _, n := range v.Warnings[i].Needs {
			needs = append(needs, n.Setting.Name())
		}
	}
	return needs, true
}

// whole is a run of the planner in the words of the settings, beside what was said.
func (w *planWorld) whole(said *Run, r *plan.Run) Run {
	run := *said
	for _, s := range law.Decided(r) {
		t := law.Must(s.Setting)
		optional := t == termSchedule || t == termSequenceParallel
		if said.Gives(t) || optional && run.Room().Key(s.Setting) == nil {
			continue // said, or the framework has no word for it
		}
		run = say(run, s)
	}
	return run
}

// say gives a setting a value that the engine made itself, and so no wrong one.
func say(run Run, s Said) Run {
	if err := run.Say(law.Must(s.Setting), s.Value, law.Stated); err != nil {
		panic("mesh: " + s.Setting + ": " + err.Message)
	}
	return run
}

// told completes a choice: what the rules make of it, and what its framework must be told beside its sizes.
func (w *planWorld) told(c *plan.Choice, said *Run) PlannedRun {
	run := w.whole(said, &c.Run)
	p := PlannedRun{Choice: c}
	for {
		v, err := Validate(w.model, run, 0)
		if err != nil {
			return p // a size that was given contradicts the plan's
		}
		p.Verdict, p.Mesh = v, v.Mesh
		more := run
		for i := range v.Warnings {
			for _, n := range v.Warnings[i].Needs {
				more = say(more, Said{Setting: n.Setting.Name(), Value: n.Setting.Setting().ValueOf(n.Value)})
			}
		}
		if len(more.Given()) == len(run.Given()) {
			break
		}
		run = more
	}
	for _, t := range run.Given() {
		if !said.Gives(t) && !t.OfMesh() {
			p.Decided = append(p.Decided, Said{Setting: t.Name(), Value: run.Value(t)})
		}
	}
	return p
}
