package law

// Forget drops what was computed from settings that have changed.
func (c *Case) Forget() {
	c.estimate = nil
	for i := range c.quantities {
		c.quantities[i].done = false
	}
	for i := range c.Room.fills {
		c.empty(c.Room.fills[i].term)
	}
}

// empty takes back what the framework filled in.
func (c *Case) empty(t Term) {
	if c.settings[t].From == Filled {
		c.settings[t] = cell{}
	}
}

// Hanging is what hangs on some settings under a framework's law, and is dropped when these alone change.
type Hanging struct {
	quantities []int
	filled     []Term
}

// HangingOn finds what hangs on some settings: what reads them, and what reads that.
func (f *Framework) HangingOn(changed Terms) (h Hanging) {
	var all Terms
	all.Union(changed)
	for more := true; more; {
		more = false
		add := func(t Term) {
			if !all.Has(t) {
				all.Add(t)
				more = true
			}
		}
		for i := range quantities {
			if quantities[i].meets(all) {
				add(Term(len(settings) + i))
			}
		}
		for i := range f.compiled().fills {
			if fill := &f.fills[i]; fill.when.meets(all) || fill.is.meets(all) {
				add(fill.term)
			}
		}
	}
	f.filled.Each(func(t Term) {
		if all.Has(t) {
			h.filled = append(h.filled, t)
		}
	})
	for i := range quantities {
		if all.Has(Term(len(settings) + i)) {
			h.quantities = append(h.quantities, i)
		}
	}
	return h
}

// meets reports whether a way to find the quantity reads any of some terms.
func (q *Quantity) meets(some Terms) bool {
	for _, w := range q.ways() {
		if w.when.meets(some) || w.is.meets(some) {
			return true
		}
		if w.Reads == nil {
			continue
		}
		for _, name := range w.Reads() {
			if some.Has(Must(name)) {
				return true
			}
		}
	}
	return false
}

// ForgetWhat is [Case.Forget] of what hangs on the settings that have changed.
func (c *Case) ForgetWhat(h *Hanging) {
	c.estimate = nil
	for _, i := range h.quantities {
		c.quantities[i].done = false
	}
	for _, t := range h.filled {
		c.empty(t)
	}
}

// Veil makes unknown what some settings are, and all that hangs on them. What is known of the case then is so whatever they are;
// but it still knows whether they were given.
func (c *Case) Veil(changed Terms, h *Hanging) {
	unknown := Value{Why: Missing}
	veil := func(t Term) { c.settings[t] = cell{Value: unknown, From: Stated} }
	changed.Each(veil)
	for _, t := range h.filled {
		if !c.Gives(t) {
			veil(t)
		}
	}
	for _, i := range h.quantities {
		c.quantities[i] = quantityCell{Value: unknown, done: true}
	}
}
