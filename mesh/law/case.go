package law

import (
	"sync/atomic"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/internal/printable"
	"github.com/meshwise/meshwise/internal/version"
	"github.com/meshwise/meshwise/plan"
)

// Model is one model, ready to be held against many runs: its facts are resolved once.
type Model struct {
	Name   string // as messages call it: nothing in it moves a cursor
	Facts  capabilities.Facts
	Report capabilities.Report
	values []Value                    // of the terms of the model
	ledger atomic.Pointer[plan.Model] // nil until it is asked for
}

// NewModel resolves the facts of one model.
func NewModel(facts capabilities.Facts) *Model {
	r := capabilities.Derive(facts, 1, 1)
	m := &Model{Name: printable.Visible(r.Model), Facts: facts, Report: r, values: make([]Value, len(terms)-int(firstModel))}
	for t := firstModel; int(t) < len(terms); t++ {
		v := &m.values[t-firstModel]
		if terms[t].kind == ofNumber {
			if q := m.number(t); q.Known {
				v.N = q.Value
			} else {
				v.Why = Missing
			}
			continue
		}
		switch m.finding(t).Is {
		case capabilities.Yes:
			v.N = 1
		case capabilities.Unknown:
			v.Why = Missing
		}
	}
	return m
}

func (m *Model) number(t Term) *capabilities.Number { return &m.Report.Numbers[terms[t].row] }

func (m *Model) finding(t Term) *capabilities.Finding { return modelFlags[terms[t].row].of(&m.Report) }

// Case is one model in one run: what a rule is asked about. Sizes are settled, or [Unsettled] where they cannot be.
type Case struct {
	*Model
	Room    *Framework      // compiled
	Version version.Version // of the framework, as stated or as it is known best
	// WorldAssumed says that no world size was given, and the smallest that holds the other sizes was taken.
	WorldAssumed bool
	// AllStated says that what was not given was left to the framework's default on purpose, as a file of its format does.
	AllStated bool

	run        *Run
	settings   []cell
	quantities []quantityCell
	estimate   *plan.Estimate // nil until it is asked for
	trial      *Case
}

type quantityCell struct {
	Value
	way  *Way // by which it was found; nil before that
	done bool
}

// NewCase begins a case with what was said.
func NewCase(m *Model, r *Run) (c Case) {
	c.Begin(m, r)
	return c
}

// Begin is [NewCase] in the memory of a case that is no longer needed.
func (c *Case) Begin(m *Model, r *Run) {
	r.Try()
	cells, values := c.settings, c.quantities
	if cells == nil {
		cells, values = make([]cell, len(settings)), make([]quantityCell, len(quantities))
	} else {
		clear(cells)
		clear(values)
	}
	*c = Case{Model: m, Room: r.Room().compiled(), run: r, settings: cells, quantities: values, trial: c.trial}
	c.AllStated = r.AllStated
	for i := range r.given {
		c.settings[r.given[i].term] = r.given[i].cell
	}
	c.Version = c.Room.Newest()
	if said := c.settings[versionTerm].text; said != "" {
		c.Version, _ = version.Parse(said)
	}
	for i, t := range [...]Term{versionTerm, transformersTerm} { // where none is stated, that which the law was read of
		if s := &c.settings[t]; s.From == NotGiven {
			*s = c.Room.newest[i]
		}
	}
}

// Said is the run that the case was made of.
func (c *Case) Said() *Run { return c.run }

// Clone is a copy that can be changed by itself.
func (c *Case) Clone() Case {
	var d Case
	c.copyTo(&d)
	return d
}

// Trial is a copy that can be changed by itself, until the next trial of the case takes its memory.
func (c *Case) Trial() *Case {
	if c.trial == nil {
		c.trial = &Case{}
	}
	c.copyTo(c.trial)
	return c.trial
}

func (c *Case) copyTo(d *Case) {
	settings, quantities, trial := d.settings[:0], d.quantities[:0], d.trial
	*d = *c
	d.settings, d.quantities, d.trial = append(settings, c.settings...), append(quantities, c.quantities...), trial
}

// Settle gives a size the value that follows from the others; 0 where it cannot be settled. [Case.Forget] must follow.
func (c *Case) Settle(t Term, n int64) {
	d := cell{Value: Value{N: n}, From: Derived}
	if was := &c.settings[t]; was.From >= Stated && was.N == n {
		return
	}
	if n == 0 {
		d.Why = Unsettled
	}
	c.settings[t] = d
}

// State gives a setting a value as if the user had said it. [Case.Forget] must follow.
func (c *Case) State(t Term, n int64) {
	c.settings[t] = cell{Value: Value{N: n}, From: Stated}
}

// Value is the value of a term.
func (c *Case) Value(t Term) Value {
	switch {
	case t >= firstModel:
		return c.Model.values[t-firstModel]
	case int(t) < len(settings):
		if s := &c.settings[t]; s.From != NotGiven {
			return s.Value
		}
		return c.fill(t)
	}
	q := &c.quantities[int(t)-len(settings)]
	if !q.done {
		q.Value, q.way = quantities[int(t)-len(settings)].find(c)
		q.done = true
	}
	return q.Value
}

// fill is what the framework fills in where a setting was not given.
func (c *Case) fill(t Term) Value {
	at := int(c.Room.fillAt[t])
	if at == 0 {
		return Value{Why: NotSaid}
	}
	for i := at - 1; i < len(c.Room.fills) && c.Room.fills[i].term == t; i++ {
		f := &c.Room.fills[i]
		if f.when != "" {
			if v := f.when.Evaluate(c); v.Why != 0 || v.N == 0 {
				continue
			}
		}
		v := f.is.Evaluate(c)
		c.settings[t] = cell{Value: v, From: Filled}
		return v
	}
	return Value{Why: NotSaid}
}

// From says how a setting came to have its value.
func (c *Case) From(t Term) From {
	c.Value(t)
	return c.settings[t].From
}

// Gives reports whether the user said the setting.
func (c *Case) Gives(t Term) bool { return c.settings[t].From >= Stated }

// Size is the settled size of an axis, or of the world; 0 where it is not settled.
func (c *Case) Size(a Axis) int64 {
	for i := range axisTerms {
		if axisTerms[i].axis == a {
			return c.Settled(axisTerms[i].size)
		}
	}
	return 0
}

// Settled is the settled value of a size; 0 where it is not settled.
func (c *Case) Settled(t Term) int64 {
	v := c.Value(t)
	if v.Why != 0 {
		return 0
	}
	return v.N
}
