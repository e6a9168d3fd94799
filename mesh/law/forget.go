package law

// Forget drops what was computed from settings that have changed.
func (c *Case) Forget() {
	c.estimate = nil
	for i := range c.quantities {
		c.quantities[i].done = false
	}
	c.Room.compiled().filled.Each(c.empty)
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

// HangingOn finds what hangs on some settings.
func (f *Framework) HangingOn(changed Terms) (h Hanging) {
	f.compiled().filled.Each(func(t Term) {
		if f.ReadsOf(t).Meets(changed) {
			h.filled = append(h.filled, t)
		}
	})
	for i := range quantities {
		if f.ReadsOf(Term(len(settings) + i)).Meets(changed) {
			h.quantities = append(h.quantities, i)
		}
	}
	return h
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
