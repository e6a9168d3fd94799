package mesh

import (
	"sync"
	"sync/atomic"

	"github.com/meshwise/meshwise/internal/names"
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
	at     *room
	stance *Stance
	// The expressions: when the rule applies, by its number among the room's, when the stance does, and what must hold.
	when              int
	narrows, equation law.Program
	since, until      version.Version
	bounded           [2]bool // whether there is a since and an until
	hangs             atomic.Pointer[hangs]
}

// hangs is the terms that the expressions of a ruling name, and every term that its answer hangs on under the framework's law.
type hangs struct{ names, reads law.Terms }

// room is a framework with the rules that it has.
type room struct {
	*Framework
	ready   func() // makes it ready when it is first asked: most processes ask one
	rulings []*ruling
	whens   []law.Program // when rules apply, each once: many speak of the same runs
	usedBy  sync.Once
	used    law.Terms // settings that a rule or the framework reads

	hanging func() []law.Hanging // what hangs on the sizes of each stage of a search

	reaching sync.Mutex
	reach    map[law.Term]law.Terms // what a term hangs on, as far as it was asked
}

var (
	allRules []*Rule
	rooms    []*room
)

func init() {
	law.Register(frameworks.All())
	if !law.ProgramsFit() {
		panic("mesh: settings, numbers or words have come or gone: run `make docs`")
	}
	allRules = rules.All()
	for _, f := range law.Frameworks() {
		at := &room{Framework: f}
		at.ready = sync.OnceFunc(at.prepare) // where it fails, it fails for all who ask
		at.hanging = sync.OnceValue(at.hangings)
		rooms = append(rooms, at)
	}
	sizes()
}

// prepare makes every rule of the framework ready, under each of its stances.
func (at *room) prepare() {
	found := at.stances()
	at.rulings, at.whens = make([]*ruling, len(found)), make([]law.Program, 0, len(found))
	rulings := make([]ruling, len(found)) // one piece of memory for all of them
	texts, places := make([]string, 0, len(found)), names.Make(len(found))
	for i := range found {
		r, before := &rulings[i], &rulings[max(0, i-1)]
		at.rulings[i] = r
		r.Rule, r.stance, r.at, r.equation = found[i].rule, found[i].stance, at, law.ProgramOf(found[i].rule.Equation)
		if r.stance.When != "" {
			r.narrows = law.ProgramOf(r.stance.When)
		}
		if r.stance.Since != "" || r.stance.Until != "" {
			r.since, r.bounded[0] = version.Parse(r.stance.Since)
			r.until, r.bounded[1] = version.Parse(r.stance.Until)
		}
		if i > 0 && r.When == "" && before.When == "" && r.Axis == before.Axis { // rules of an axis stand together
			r.when = before.when
			continue
		}
		condition := r.Condition()
		if r.when = places.Find(texts, condition); r.when < 0 {
			r.when = len(texts)
			texts, at.whens = append(texts, condition), append(at.whens, law.ProgramOf(condition))
			places.Add(texts, r.when)
		}
	}
}

// stances lists the framework's stances, each with its rule.
func (at *room) stances() (found []stanceOf) {
	found = make([]stanceOf, 0, len(allRules))
	for _, r := range allRules {
		for i := range r.Stances {
			if s := &r.Stances[i]; s.Framework == at.Name {
				found = append(found, stanceOf{r, s})
			}
		}
	}
	return found
}

type stanceOf struct {
	rule   *Rule
	stance *Stance
}

func (r *ruling) names() law.Terms { return r.hang().names }

func (r *ruling) reads() law.Terms { return r.hang().reads }

// hang finds what the ruling hangs on when that is first asked: a verdict on a run that passes asks it of few.
func (r *ruling) hang() *hangs {
	if h := r.hangs.Load(); h != nil {
		return h
	}
	h := &hangs{}
	for _, p := range r.programs() {
		h.names.Union(p.Reads())
	}
	h.reads = r.at.hangsOn(h.names)
	r.hangs.Store(h)
	return h
}

func (r *ruling) programs() [3]law.Program {
	return [...]law.Program{r.at.whens[r.when], r.narrows, r.equation}
}

// values is every term on whose value the answer hangs: not on whether it is given alone.
func (r *ruling) values() law.Terms {
	var names law.Terms
	for _, p := range r.programs() {
		names.Union(p.Values())
	}
	return r.at.hangsOn(names)
}

// hangsOn is every term on which some terms hang.
func (at *room) hangsOn(names law.Terms) (all law.Terms) {
	names.Each(func(t law.Term) { all.Union(at.readsOf(t)) })
	return all
}

// readsOf is [law.Framework.ReadsOf], found once.
func (at *room) readsOf(t law.Term) law.Terms {
	at.reaching.Lock()
	defer at.reaching.Unlock()
	all, ok := at.reach[t]
	if !ok {
		if at.reach == nil {
			at.reach = map[law.Term]law.Terms{}
		}
		all = at.ReadsOf(t)
		at.reach[t] = all
	}
	return all
}

// uses reports whether a rule of the framework reads a setting.
func (at *room) uses(t law.Term) bool {
	at.usedBy.Do(func() {
		for _, r := range at.rulings {
			if r.Axis != law.Memory {
				at.used.Union(r.reads())
			}
		}
	})
	return at.used.Has(t)
}

// roomOf finds the room of a framework.
func roomOf(f *Framework) *room {
	for _, at := range rooms {
		if at.Framework == f {
			at.ready()
			return at
		}
	}
	panic("mesh: a framework without a room: " + f.Name)
}

// The terms of the sizes, which this package settles and searches.
var termWorld, termDP, termDPShard, termDPReplicate, termPP, termCP, termTP, termEP, termStrategy, termStage, termEPInProduct, termAttn, termClass, termSchedule, termSequenceParallel, termCards law.Term

// searchAxes are the axes that a search may change, in the order in which a mesh is read, and searchTerms their sizes.
var (
	searchAxes  = []Axis{law.PP, law.CP, law.TP, law.EP, law.DPReplicate}
	searchTerms []law.Term
	otherSizes  []law.Terms // for each of them, the sizes of all others, and those that follow from them
	stageTerms  []law.Terms // for each of them, what changes once it is stated and those before it are
	dataTerms   law.Terms   // the sizes that follow from data parallelism
	sizeTerms   law.Terms   // those and the sizes of the axes
	completes   law.Terms   // what is read before any rule is asked: whose law applies, and the sizes that are completed
)

// estimates is what an estimate reads.
var estimates = sync.OnceValue(func() law.Terms { return law.Frameworks()[0].ReadsOf(law.Must("memory_fit")) })

func sizes() {
	termWorld, termDP, termDPShard, termDPReplicate = law.Must("world_size"), law.Must("dp_size"), law.Must("dp_shard_size"), law.Must("dp_replicate_size")
	termPP, termCP, termTP, termEP = law.Must("pp_size"), law.Must("cp_size"), law.Must("tp_size"), law.Must("ep_size")
	termStrategy, termAttn, termClass = law.Must("strategy"), law.Must("attn"), law.Must("model_class")
	termStage, termEPInProduct = law.Must("sharding.stage"), law.Must("ep_in_product")
	termCards = law.Must("cards_given")
	termSchedule, termSequenceParallel = law.Must("pipeline_schedule"), law.Must("sequence_parallel")
	searchTerms = []law.Term{termPP, termCP, termTP, termEP, termDPReplicate}
	dataTerms = law.SetOf("world_size", "dp_size", "dp_shard_size")
	sizeTerms.Union(dataTerms)
	for _, t := range searchTerms {
		sizeTerms.Add(t)
	}
	completes = law.SetOf("framework", "framework_version", "transformers_version", "strategy", "world_size", "nodes", "gpus_per_node",
		"pp_size", "dp_size", "dp_replicate_size", "dp_shard_size", "cp_size", "tp_size", "ep_size")
	for _, t := range searchTerms {
		var changes law.Terms
		changes.Add(t)
		if follows, has := follower(t); has {
			changes.Add(follows)
		}
		stageTerms = append(stageTerms, changes)
	}
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
