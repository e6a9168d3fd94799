package shell

import (
	"github.com/meshwise/meshwise/internal/yield"
	"github.com/meshwise/meshwise/reading/tree"
)

// The limits of one script.
const (
	maxBodies  = 400     // branches, loops and functions that are gone through
	maxDepth   = 16      // of calls, sourced files and evaluated texts
	maxRounds  = 16      // of a loop
	maxWords   = 10_000  // of one command
	maxEffort  = 2 << 20 // pieces of values that are looked at
	maxRecords = 200     // commands that are of interest
	maxLost    = 8       // flags behind one that do not reach it
)

// Variable is a variable that the caller states.
type Variable struct {
	Name  string
	Value Arg
}

// Options say what a script is read with.
type Options struct {
	// File is the number of the script, and Name its name; its folder is where it sources from.
	File int
	Name string
	// Arguments are those of the script.
	Arguments []Arg
	// Variables are set before it begins.
	Variables []Variable
	// Source returns a file that the script sources or runs, if it is at hand.
	Source func(path string) (file int, text string, ok bool)
	// Interesting reports whether a command, wrappers taken off, is one to record.
	Interesting func(words []Arg) bool
}

// Command is a command that a script runs.
type Command struct {
	Words []Arg
	// Environment are the variables that it sees: those of the script that are exported, and its own.
	Environment []Variable
	// Wrappers are the commands around it, the outermost first, as far as their own words: srun, nsys profile.
	Wrappers [][]Arg
	// Maybe says that it depends on a test that cannot be decided.
	Maybe bool
	// Lost are the commands right behind it that are no programs but flags or settings, each by its first word: they were meant
	// for this one, and do not reach it.
	Lost []Arg
	// Folder is where it is run, as far as the script says it; "." where it went nowhere, "" where that is not known.
	Folder string
}

// Want is a file that a script reads and that was not at hand.
type Want struct {
	Path  string
	Place tree.Place
	Runs  bool // as a script of its own
}

// Result is what a script does.
type Result struct {
	Commands []Command
	Wants    []Want
	Written  []Written
	// Stopped is why a script was not followed to its end, though it runs something before.
	Stopped *SyntaxError
}

// Written is a file that the script itself writes. It is sure where it is written once, whatever tests there are.
type Written struct {
	Path   string
	Text   Arg
	Sure   bool
	adrift bool // it lies in a folder that is not known
}

// value is what a variable holds. Values are not changed once they are set.
type value struct {
	items    []Arg
	isArray  bool
	unset    bool
	exported bool
}

type undo struct {
	name   string
	before *value
}

// status is how a command ended, as far as that is known.
type status uint8

const (
	failed  status = iota
	passed         // or a program of which nothing is known, which is taken to do what it should
	unknown        // a test that cannot be decided
)

type runner struct {
	*Options
	vars     map[string]*value
	names    []string // in the order of their first assignment
	journal  []undo
	funcs    map[string]*node
	args     []Arg
	script   string // the name of the file that is being read
	main     string // and that of the first
	folder   Arg    // the working directory
	result   Result
	bodies   int
	depth    int
	lists    int // that stand in one another where it is
	words    int // and words
	effort   int
	maybe    int // branches that may not be taken, around what is being read
	left     leaving
	mayLeave leaving // a branch that may be taken left so: what follows is not gone through for sure
	giveUp   bool    // it leaves because something that it needs is missing
	err      *SyntaxError
	locals   []undo         // of the functions that are being gone through
	calls    int            // how many they are
	around   [][]Arg        // the wrappers around what is being read
	written  map[string]Arg // scripts that the script itself writes
	argument bool           // a test was decided by an argument of the script that nobody gave
	recorded bool           // the last command was, as one of interest
	unread   bool           // a file that was sourced is not at hand: arrays that nobody else makes are its own
}

// leaving is why the commands that follow are not run.
type leaving uint8

const (
	staying leaving = iota
	continuing
	breaking
	returning
	exiting
)

// Run goes through a script.
func Run(text string, o Options) (Result, *SyntaxError) {
	r := newRunner(&o)
	return r.text(fileSource(o.File, text))
}

// RunWords goes through one command whose words are known, such as a command line.
func RunWords(words []Arg, o Options) (Result, *SyntaxError) {
	r := newRunner(&o)
	if len(words) > 0 {
		r.external(words, nil)
	}
	return r.result, r.err
}

// RunText goes through a text that is part of another file, such as a command in a manifest.
func RunText(text Arg, o Options) (Result, *SyntaxError) {
	r := newRunner(&o)
	return r.text(argSource(text))
}

func newRunner(o *Options) *runner {
	r := &runner{Options: o, vars: map[string]*value{}, funcs: map[string]*node{}, args: o.Arguments, script: o.Name, main: o.Name}
	r.folder = Arg{{Text: ".", Place: nowhere, Use: nowhere}}
	r.set("HOME", &value{items: []Arg{{{Text: "~", Place: nowhere, Use: nowhere}}}}) // always set; who follows a path knows to what
	for _, v := range o.Variables {
		r.set(v.Name, &value{items: []Arg{v.Value}, exported: true})
	}
	return r
}

func (r *runner) text(src *source) (Result, *SyntaxError) {
	if len(src.text) > tree.MaxBytes {
		return r.result, &SyntaxError{src.place(0, 0), tree.CodeTooLarge, "a script has at most 1 MiB"}
	}
	l, err := parse(src)
	if err != nil {
		return r.result, err
	}
	r.list(l)
	if r.bodies > maxBodies && len(r.result.Commands) > 0 {
		r.result.Stopped, r.err = r.err, nil
	}
	return r.result, r.err
}

// spend counts work, and reports whether some is left.
func (r *runner) spend(n int) bool {
	if r.effort += n; r.effort > maxEffort && r.err == nil {
		r.fail("a script whose variables and commands grow beyond what is read")
	}
	return r.err == nil
}

func (r *runner) fail(message string) {
	if r.err == nil {
		r.err = &SyntaxError{tree.At(r.File, 0, 0), tree.CodeTooLarge, message}
	}
	r.left = exiting
}

// body counts a branch, a round or a call, and reports whether it may be gone through.
func (r *runner) body() bool {
	if r.bodies++; r.bodies > maxBodies {
		r.fail("a script of more than 400 branches, loops and calls is not followed to its end: give the command that it runs, with its values, behind --")
	}
	return r.left == staying
}

func (r *runner) get(name string) *value {
	if v := r.vars[name]; v != nil && !v.unset {
		return v
	}
	return nil
}

func (r *runner) set(name string, v *value) {
	before := r.vars[name]
	if before == nil {
		r.names = append(r.names, name)
	} else if before.exported && !v.unset && !v.exported {
		copied := *v
		copied.exported = true
		v = &copied
	}
	r.put(name, v)
}

// put gives a variable its value as it is.
func (r *runner) put(name string, v *value) {
	r.journal = append(r.journal, undo{name, r.vars[name]})
	r.vars[name] = v
}

// rollback undoes what was set since a point of the journal.
func (r *runner) rollback(mark int) {
	for i := len(r.journal) - 1; i >= mark; i-- {
		u := r.journal[i]
		if u.before == nil {
			r.vars[u.name] = &value{unset: true}
		} else {
			r.vars[u.name] = u.before
		}
	}
	r.journal = r.journal[:mark]
}

// list goes through commands, and returns how the last one ended.
func (r *runner) list(l list) status {
	r.lists++
	defer func() { r.lists-- }()
	yield.Deep(r.lists)
	result := passed
	op := ";"
	for i := range l {
		it := &l[i]
		if r.left != staying {
			return result
		}
		switch {
		case op == "&&" && result == failed, op == "||" && result == passed:
		case op != ";" && op != "&" && result != unknown:
			result = r.guarded(func() status { return r.pipeline(&it.pipeline, it.op == "&") })
		case (op == "&&" || op == "||") && result == unknown:
			r.branches([]func(){func() { r.pipeline(&it.pipeline, it.op == "&") }}, false)
		default:
			result = r.pipeline(&it.pipeline, it.op == "&")
		}
		op = it.op
		if r.mayLeave != staying && i+1 < len(l) {
			rest := l[i+1:]
			r.unsure(func() { r.list(rest) })
			return passed
		}
	}
	return result
}

// settle ends what commands leave by one way, or by a lesser one: a loop, a function.
func (r *runner) settle(by leaving) {
	if r.left <= by {
		r.left = staying
	}
	if r.mayLeave <= by {
		r.mayLeave = staying
	}
}

func (r *runner) pipeline(p *pipeline, background bool) status {
	result := passed
	if len(p.commands) == 1 && !background {
		result = r.command(p.commands[0])
	} else {
		for _, c := range p.commands {
			r.inSubshell(func() { result = r.command(c) })
		}
		if result == failed || len(p.commands) > 1 && result == passed {
			result = passed
		}
	}
	if p.negated && result != unknown {
		result = passed - result
	}
	return result
}
