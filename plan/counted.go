package plan

import (
	"strconv"

	"github.com/meshwise/meshwise/capabilities"
)

// Counted is what a host counted of the parameters of a live model.
type Counted = capabilities.Counted

// Whole is how many parameters the model has: as counted where it is live, else as its class has them by its config. ok is
// false where it is not known.
func (m *Model) Whole() (n int64, ok bool) {
	if m.Counted.All > 0 && !m.Counted.Packed {
		return m.Counted.All, true
	}
	return m.Parameters()
}

// Active is how many parameters one token meets. What a live model has beyond its class, every token meets.
func (m *Model) Active() (n int64, ok bool) {
	whole, _ := m.Whole()
	ledger, _ := m.Parameters()
	n, ok = m.ActiveParameters()
	if whole < ledger || whole > ledger && m.AtLeast != "" {
		return 0, false
	}
	return n + whole - ledger, ok
}

// counted closes what a live model says by itself. Only where its parameters are on no meta device are their dtypes those of
// a run, and even then a framework may cast them: the interval stays.
func (c *closing) counted() {
	of := &c.m.Counted
	if of.All == 0 {
		return
	}
	ledger, known := c.m.Parameters()
	adapted := c.run.Adapter != nil || of.Trainable < of.All
	switch {
	case of.Trainable == 0:
		c.remark("are all frozen in the model, and the estimate trains them")
	case c.run.Adapter == nil && adapted:
		c.p.adapter = c.m.frozen()
		c.assume("peft", strconv.FormatInt(of.Trainable, 10)+" trainable parameters, as the model has them", "")
	}
	if known && !of.Packed && c.m.AtLeast == "" && (of.All < ledger || of.All > ledger && !adapted) {
		c.remark("of the model are " + strconv.FormatInt(of.All, 10) + ", of its class by its config " +
			strconv.FormatInt(ledger, 10) + ": the estimate is of the latter")
	}
}

// remark says something about the parameters that leaves nothing unknown.
func (c *closing) remark(why string) {
	if c.corner == middle {
		c.notes = append(c.notes, Missing{What: "parameters", Why: why})
	}
}

// storageDefault is the place of the dtype that parameters are kept in where nobody said it.
func (c *closing) storageDefault() int {
	if of := &c.m.Counted; of.Meta == 0 {
		if i := index(storage, of.Dtype); i >= 0 {
			return i
		}
	}
	return c.d.params
}

// frozen is a live model of which only some parameters train, as many in each layer.
func (m *Model) frozen() *adapter {
	out := &adapter{bytes: 2}
	switch {
	case m.Counted.Packed:
		out.bytes = nf4
	case m.Counted.Meta == 0 && m.Counted.Dtype == storage[0]:
		out.bytes = 4
	}
	for k := range m.Kinds {
		out.trainable[k] = float64(m.Counted.Trainable) / float64(len(m.Layers))
	}
	return out
}
