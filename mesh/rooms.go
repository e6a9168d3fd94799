package mesh

import (
	"sync"

	"github.com/meshwise/meshwise/internal/version"
	"github.com/meshwise/meshwise/mesh/frameworks"
	"github.com/meshwise/meshwise/mesh/law"
	"github.com/meshwise/meshwise/mesh/rules"
)

// The words of package law that users of this package meet.
type (
	Axis       = law.Axis
	Run        = law.Run
	Said       = law.Said
	Model      = law.Model
	Framework  = law.Framework
	Rule       = law.Rule
	Stance     = law.Stance
	Severity   = law.Severity
	InputError = law.InputError
)

// NewModel resolves the facts of one model.
var NewModel = law.NewModel

// NewRun makes a run of what is said of it. An error is an [*InputError].
func NewRun(said ...Said) (Run, error) { return law.NewRun(said...) }

// Frameworks lists the frameworks, the default first.
func Frameworks() []*Framework { return law.Frameworks() }

// Rules lists every rule, in the order of a verdict.
func Rules() []*Rule { return allRules }

// ruling is a rule under the law of one framework: with one of its stances, made ready to be asked.
type ruling struct {
	*Rule
	stance *Stance
	// The expressions: when the rule applies, when the stance does, and what must hold.
	when, narrows, equation *law.Expr
	step                    *law.Expr // what a value that mends it is a multiple of; nil: not said
	since, until            version.Version
	bounded                 [2]bool // whether there is a since and an until
	// names is the terms that the expressions name, and reads every term that the answer hangs on under the framework's law.
	names, reads law.Terms
}

// room is a framework with the rules that it has.
type room struct {
	*Framework
	once    sync.Once // it is made ready when it is first asked: most processes ask one
	rulings []*ruling
	used    law.Terms // settings that a rule or the framework reads
}

var (
	allRules []*Rule
	rooms    []*room
)

func init() {
	law.Register(frameworks.All())
	allRules = rules.All()
	for _, f := range law.Frameworks() {
		rooms = append(rooms, &room{Framework: f})
	}
	sizes()
}

// prepare makes every rule of the framework ready, under each of its stances.
func (at *room) prepare() {
	known := map[law.Term]law.Terms{}
	reach := func(t law.Term) law.Terms {
		all, ok := known[t]
		if !ok {
			all = at.ReadsOf(t)
			known[t] = all
		}
		return all
	}
	for _, r := range allRules {
		for i := range r.Stances {
			if r.Stances[i].Framework != at.Name {
				continue
			}
			when := r.When
			if when == "" {
				when = r.Axis.Subject() + " > 1"
			}
			at.add(ruling{Rule: r, when: law.Compile(when), equation: law.Compile(r.Equation), step: law.Compile(r.Step)}, &r.Stances[i], reach)
		}
	}
}

// add makes a rule ready under one of the framework's stances. reach is what a term hangs on under its law.
func (at *room) add(r ruling, s *Stance, reach func(law.Term) law.Terms) {
	r.stance, r.narrows = s, law.Compile(s.When)
	r.since, r.bounded[0] = version.Parse(s.Since)
	r.until, r.bounded[1] = version.Parse(s.Until)
	for _, e := range []*law.Expr{r.when, r.narrows, r.equation} {
		if e != nil {
			r.names.Union(e.Reads())
			e.Reads().Each(func(t law.Term) { r.reads.Union(reach(t)) })
		}
	}
	if r.Axis != law.Memory {
		at.used.Union(r.reads)
	}
	at.rulings = append(at.rulings, &r)
}

// roomOf finds the room of a framework.
func roomOf(f *Framework) *room {
	for _, at := range rooms {
		if at.Framework == f {
			at.once.Do(at.prepare)
			return at
		}
	}
	panic("mesh: a framework without a room: " + f.Name)
}

// The terms of the sizes, which this package settles and searches.
var termWorld, termDP, termDPShard, termDPReplicate, termPP, termCP, termTP, termEP, termStrategy, termAttn, termClass, termSchedule, termSequenceParallel, termCards law.Term

// searchAxes are the axes that a search may change, in the order in which a mesh is read, and searchTerms their sizes.
var (
	searchAxes  = []Axis{law.PP, law.CP, law.TP, law.EP, law.DPReplicate}
	searchTerms []law.Term
	otherSizes  []law.Terms // for each of them, the sizes of all others, and those that follow from them
	estimates   law.Terms   // what an estimate reads
	dataTerms   law.Terms   // the sizes that follow from data parallelism
	completes   law.Terms   // what is read before any rule is asked: whose law applies, and the sizes that are completed
)

func sizes() {
	termWorld, termDP, termDPShard, termDPReplicate = law.Must("world_size"), law.Must("dp_size"), law.Must("dp_shard_size"), law.Must("dp_replicate_size")
	termPP, termCP, termTP, termEP = law.Must("pp_size"), law.Must("cp_size"), law.Must("tp_size"), law.Must("ep_size")
	termStrategy, termAttn, termClass = law.Must("strategy"), law.Must("attn"), law.Must("model_class")
	termCards = law.Must("cards_given")
	estimates = law.Frameworks()[0].ReadsOf(law.Must("memory_fit"))
	termSchedule, termSequenceParallel = law.Must("pipeline_schedule"), law.Must("sequence_parallel")
	searchTerms = []law.Term{termPP, termCP, termTP, termEP, termDPReplicate}
	dataTerms = law.SetOf("world_size", "dp_size", "dp_shard_size")
	completes = law.SetOf("framework", "framework_version", "transformers_version", "strategy", "world_size", "nodes", "gpus_per_node",
		"pp_size", "dp_size", "dp_replicate_size", "dp_shard_size", "cp_size", "tp_size", "ep_size")
	for i := range searchTerms {
		others := law.SetOf("world_size", "dp_size", "dp_shard_size")
		for j, t := range searchTerms {
			if j != i {
				others.Add(t)
			}
		}
		otherSizes = append(otherSizes, others)
	}
}
