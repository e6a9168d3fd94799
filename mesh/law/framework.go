package law

import (
	"sync"

	"github.com/meshwise/meshwise/internal/version"
	"github.com/meshwise/meshwise/plan"
)

// Framework is a room: all that is one framework's own. Rules and the completion of sizes ask it, and name no framework.
type Framework struct {
	Name    string   // on the wire: "nemo_automodel"
	Aliases []string // names that are read for it too
	Text    string   // as people call it
	// Versions are those that its law was read of, the oldest first. The law of the newest holds where none is stated.
	Versions []string
	// Commit is what was read of its repository, where the stances name no version of their own.
	Repository, Commit string

	// Transformers is the version of transformers that it is used with, where none is stated.
	Transformers string

	// IsTransformers says that its version is that of transformers, whose classes it runs.
	IsTransformers bool

	// Fills is what it takes where a setting was not given.
	Fills []Fill
	// Infers says that it finds the size of data parallelism by itself: the ranks that the other axes leave.
	Infers bool
	// LeavesIdle says that ranks which fill no whole copy of the model may stay idle.
	LeavesIdle bool
	// IdleAtOne says that it builds no mesh where every size that is written is 1: all ranks are then one group of data
	// parallelism, however many they are.
	IdleAtOne bool
	// Extended says that a program may give it an axis of experts of its own (ep_in_product), which it has none for.
	Extended bool
	// Orders is how it numbers its ranks. The first whose condition holds counts.
	Orders []Order

	Keys    []Key
	Dialect Dialect
	// Choices are settings of which it has some words only: nothing else is offered.
	Choices []Choice

	// Classes are the packages whose model classes it trains, its own first. A framework that builds its models by itself
	// has none: what a class of another package has, such as a plan, says nothing about it.
	Classes []string
	// DDP is how it keeps states under strategy ddp, in the planner's words; empty: as torch's DDP does. A framework that has a
	// way of its own keeps them so only where ddp was asked for.
	DDP plan.Strategy
	// Serves says that it answers with a model, and trains none: what a training run needs says nothing of it.
	Serves bool
	// Extends says that it adds to the classes of others: registered plans, and attention by Transformer Engine.
	Extends bool
	// Builds is what it can build, where it builds its models by itself; of classes of others, those that it treats by itself.
	Builds []Builder
	// BuildsNone are model types of a kind that it has no builder for.
	BuildsNone []string

	// Offers finds values of settings that were not given under which a rule that names them may hold.
	Offers []Offer
	// Start is how a job is started with it. It is called for sizes that the framework accepts.
	Start func(*Start)

	versions []version.Version
	ready    func()         // lists its fills when it is first asked: most processes ask one framework
	fills    []compiledFill // those of one setting behind each other
	fillAt   []uint16       // of each setting: where its fills begin, counted from 1; 0: it has none
	filled   Terms          // the settings of the fills
	newest   [2]cell        // its own newest version, and that of transformers, as what a run does not state
}

// Choice is the words of a setting that a framework has.
type Choice struct {
	Setting string
	Of      []string
}

// Has reports whether the framework has a word of a setting.
func (f *Framework) Has(setting, word string) bool {
	for i := range f.Choices {
		if c := &f.Choices[i]; c.Setting == setting {
			return indexOf(c.Of, word) >= 0
		}
	}
	return true
}

// Order is an order in which ranks are numbered.
type Order struct {
	When string // an expression; empty: always
	// Axes are those of the mesh, slowest first: the last varies fastest with the rank.
	Axes []Axis
	// Flattened are axes that span several of these.
	Flattened []Span
	// Experts is the axes of the mesh that the experts of one pipeline stage live on, slowest first. It is there where
	// ep_size is above 1.
	Experts []Axis

	when Program
}

// Span is an axis made of several others.
type Span struct {
	Axis Axis
	Of   []Axis
}

// Fill is what a framework takes where a setting was not given.
type Fill struct {
	Setting string
	Is      string // an expression
	When    string // an expression; empty: always
}

type compiledFill struct {
	term     Term
	is, when Program
}

// commonFills hold in every framework that says nothing else: what is not asked for is 1.
var commonFills = []Fill{
	{Setting: "pp_size", Is: "1"}, {Setting: "cp_size", Is: "1"}, {Setting: "tp_size", Is: "1"}, {Setting: "ep_size", Is: "1"},
	{Setting: "dp_replicate_size", Is: "1"}, {Setting: "expert_tensor_parallel_size", Is: "1"},
	{Setting: "first_stage_less_layers", Is: "0"}, {Setting: "last_stage_less_layers", Is: "0"},
	{Setting: "strategy", Is: `"fsdp2"`}, {Setting: "max_positions", Is: "max_position_embeddings"},
	{Setting: "attention_dp_size", Is: "1"}, {Setting: "decode_cp_size", Is: "1"}, {Setting: "redundant_experts", Is: "0"},
}

// Offer is settings with a function that finds values of them which may mend a rule. The user is told that the run needs
// them.
type Offer struct {
	Settings []string
	Find     func(*Case) [][]int64 // each has a value for each setting

	terms []Term
}

// Terms is the settings of the offer.
func (o *Offer) Terms() []Term { return o.terms }

// Serves reports whether the rule names all of the offer's settings among those that a run may need.
func (o *Offer) Serves(r *Rule) bool {
	for _, name := range o.Settings {
		if indexOf(r.Needs, name) < 0 {
			return false
		}
	}
	return true
}

var (
	frameworks       []*Framework
	frameworkTerm    Term
	versionTerm      Term
	transformersTerm Term
)

// Register names the frameworks, the default first. It is called once, before anything else is asked.
func Register(list []*Framework) {
	frameworks = list
	frameworkTerm, versionTerm, transformersTerm = Must("framework"), Must("framework_version"), Must("transformers_version")
	row := frameworkTerm.Setting()
	for _, f := range list {
		row.Words = append(row.Words, f.Name)
		words.add(f.Name)
		f.compile()
	}
}

// Frameworks lists the frameworks, the default first. The list is shared, and not to be changed.
func Frameworks() []*Framework { return frameworks }

// FrameworkNamed finds a framework by its name, or by another name that is read for it; nil if there is none.
func FrameworkNamed(name string) *Framework {
	for _, f := range frameworks {
		if f.Name == name || indexOf(f.Aliases, name) >= 0 {
			return f
		}
	}
	return nil
}

func (f *Framework) compile() {
	f.ready = sync.OnceFunc(f.list) // where it fails, it fails for all who ask
	for i := range f.Builds {
		words.add(f.Builds[i].Name)
	}
	for i := range f.Offers {
		for _, name := range f.Offers[i].Settings {
			f.Offers[i].terms = append(f.Offers[i].terms, Must(name))
		}
	}
	for _, s := range f.Versions {
		v, ok := version.Parse(s)
		if !ok {
			panic("law: " + f.Name + ": no version: " + s)
		}
		f.versions = append(f.versions, v)
	}
}

// compiled lists the fills once.
func (f *Framework) compiled() *Framework {
	f.ready()
	return f
}

func (f *Framework) list() {
	for _, list := range [][]Fill{f.Fills, commonFills} {
		for _, fill := range list {
			c := compiledFill{Must(fill.Setting), ProgramOf(fill.Is), ProgramOf(fill.When)}
			at := len(f.fills)
			for at > 0 && f.fills[at-1].term > c.term {
				at--
			}
			f.fills = append(f.fills, c)
			copy(f.fills[at+1:], f.fills[at:])
			f.fills[at] = c
			f.filled.Add(c.term)
		}
	}
	f.fillAt = make([]uint16, len(settings))
	for i := range f.fills {
		if at := &f.fillAt[f.fills[i].term]; *at == 0 {
			*at = uint16(i + 1)
		}
	}
	for i := range f.Orders {
		f.Orders[i].when = ProgramOf(f.Orders[i].When)
	}
	for i, newest := range [...]string{f.Versions[len(f.Versions)-1], f.Transformers} {
		if v, ok := version.Parse(newest); ok {
			f.newest[i] = cell{Value: Value{N: versionNumber(v)}, From: Derived, text: newest}
		}
	}
}

// Newest is the newest version whose law was read.
func (f *Framework) Newest() version.Version { return f.versions[len(f.versions)-1] }

// Key is the framework's own name of a setting; nil where it lacks it.
func (f *Framework) Key(setting string) *Key {
	for i := range f.Keys {
		if f.Keys[i].Setting == setting {
			return &f.Keys[i]
		}
	}
	return nil
}

// Fill is what the framework takes where a setting was not given, empty where it takes nothing.
func (f *Framework) Fill(t Term) Program {
	for i := range f.compiled().fills {
		if f.fills[i].term == t {
			return f.fills[i].is
		}
	}
	return ""
}

// ReadsOf is every term that a term hangs on under the framework's law, with itself.
func (f *Framework) ReadsOf(t Term) Terms {
	var all Terms
	f.collect(t, &all)
	return all
}

func (f *Framework) collect(t Term, all *Terms) {
	if all.Has(t) {
		return
	}
	all.Add(t)
	each := func(p Program) { p.Reads().Each(func(u Term) { f.collect(u, all) }) }
	switch row := &terms[t]; row.kind {
	case ofSetting:
		for i := range f.compiled().fills {
			if f.fills[i].term == t {
				each(f.fills[i].when)
				each(f.fills[i].is)
			}
		}
	case ofQuantity:
		for _, w := range quantities[row.row].ways() {
			each(w.when)
			each(w.is)
			if w.Reads != nil {
				for _, name := range w.Reads() {
					f.collect(Must(name), all)
				}
			}
		}
	}
}

// Order is the order of the ranks of a case, nil where the framework has none.
func (c *Case) Order() *Order {
	for i := range c.Room.Orders {
		o := &c.Room.Orders[i]
		if o.when == "" {
			return o
		}
		if v := o.when.Evaluate(c); v.Why == 0 && v.N == 1 {
			return o
		}
	}
	return nil
}

// RunsTransformers is the version of transformers that a run states, or that follows from the framework; else it is empty.
func (r *Run) RunsTransformers() string {
	room := r.Room()
	said := r.Text(transformersTerm)
	if said == "" && room.IsTransformers {
		if said = r.Text(versionTerm); said == "" {
			said = room.Transformers
		}
	}
	return said
}
