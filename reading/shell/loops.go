package shell

// each goes through a for loop. One over words that are not known may do anything to the variables that it sets.
func (r *runner) each(n *node) {
	words := r.args
	if n.each {
		words = nil
		for i := range n.words {
			words = append(words, r.expand(&n.words[i])...)
		}
	}
	known := len(words) <= maxRounds
	for _, w := range words {
		known = known && w.Unknown() == nil
	}
	if !known {
		r.set(n.name, &value{items: []Arg{{{Place: nowhere, Use: nowhere, Var: n.name, Why: Computed}}}})
		r.branches([]func(){func() { r.list(n.bodies[0]) }}, false)
		r.settle(breaking)
		return
	}
	r.rounds(n, words)
	r.settle(breaking)
}

func (r *runner) rounds(n *node, words []Arg) {
	for i, w := range words {
		if !r.body() {
			return
		}
		r.set(n.name, &value{items: []Arg{w}})
		r.list(n.bodies[0])
		r.settle(continuing)
		if r.left != staying {
			return
		}
		if r.mayLeave != staying {
			r.unsure(func() { r.rounds(n, words[i+1:]) })
			return
		}
	}
}

// loop goes through a while, an until or a for of expressions.
func (r *runner) loop(n *node) {
	s := unknown
	if len(n.conds) > 0 {
		s = r.condition(n.conds[0])
		if n.until && s != unknown {
			s = passed - s
		}
	}
	if s == failed {
		return
	}
	r.branches([]func(){func() {
		if s == passed { // it is gone through at least once
			r.maybe--
			defer func() { r.maybe++ }()
		}
		r.list(n.bodies[0])
	}}, false)
	r.settle(breaking)
}
