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
