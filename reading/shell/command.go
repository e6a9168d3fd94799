package shell

import "strings"

// command goes through one command.
func (r *runner) command(n *node) status {
	if r.left != staying || r.err != nil {
		return passed
	}
	switch n.kind {
	case simple:
		return r.simple(n)
	case group:
		return r.list(n.bodies[0])
	case subshell:
		result := passed
		r.inSubshell(func() { result = r.list(n.bodies[0]) })
		return result
	case ifCommand:
		return r.ifs(n, 0)
	case caseCommand:
		return r.cases(n)
	case forCommand:
		r.each(n)
	case loop:
		r.loop(n)
	case cFor:
		r.arithmetic(&n.exprs[0], true)
		r.loop(n)
	case function:
		r.funcs[n.name] = n.body
	case test:
		return r.decide(n.test)
	case arithCommand:
		return r.arithmeticStatus(&n.exprs[0])
	}
	return passed
}

func (r *runner) arithmeticStatus(w *word) status {
	v, why := r.arithmetic(w, true)
	switch {
	case why != nil:
		return unknown
	case v != 0:
		return passed
	}
	return failed
}

// ifs goes through the branches of an if from one on.
func (r *runner) ifs(n *node, from int) status {
	for i := from; i < len(n.conds); i++ {
		switch r.condition(n.conds[i]) {
		case passed:
			if r.body() {
				return r.guarded(func() status { return r.list(n.bodies[i]) })
			}
			return passed
		case unknown:
			// Of this branch and all that follow, one is taken; a later condition that is decided cuts the rest off.
			var all []func()
			exhaustive := n.hasElse
			for ; i < len(n.conds); i++ {
				body := n.bodies[i]
				if len(all) > 0 {
					if s := r.condition(n.conds[i]); s == failed {
						continue
					} else if s == passed {
						all = append(all, func() { r.list(body) })
						exhaustive = true
						r.branches(all, exhaustive)
						return passed
					}
				}
				all = append(all, func() { r.list(body) })
			}
			if n.hasElse {
				all = append(all, func() { r.list(n.bodies[len(n.bodies)-1]) })
			}
			r.branches(all, exhaustive)
			return passed
		}
		if r.left != staying {
			return passed
		}
	}
	if n.hasElse && r.body() {
		return r.guarded(func() status { return r.list(n.bodies[len(n.bodies)-1]) })
	}
	return passed
}

// condition decides a list that a branch or a loop hangs on. How a program ends is not known there.
func (r *runner) condition(l list) status {
	result := r.list(l)
	if result != passed || len(l) == 0 {
		return result
	}
	for i := range l {
		for _, c := range l[i].commands {
			if !r.decidable(c) {
				return unknown
			}
		}
	}
	return result
}

func (r *runner) decidable(n *node) bool {
	switch n.kind {
	case test, arithCommand:
		return true
	case simple:
		if len(n.words) == 0 {
			return false
		}
		text, _ := r.expand(&n.words[0]).first().Text()
		switch text {
		case "[", "test", "true", ":", "false":
			return true
		}
	}
	return false
}

func (r *runner) cases(n *node) status {
	subject := r.join(r.quoted(&n.words[0]))
	text, known := subject.Text()
	if !known && !countsAsEmpty(subject) || n.falls {
		var all []func()
		exhaustive := false
		for i := range n.bodies {
			body := n.bodies[i]
			all = append(all, func() { r.list(body) })
			for j := range n.patterns[i] {
				p := &n.patterns[i][j]
				exhaustive = exhaustive || p.src.text[p.start:p.end] == "*"
			}
		}
		r.branches(all, exhaustive)
		return passed
	}
	for i := range n.bodies {
		for j := range n.patterns[i] {
			matches, known := r.matches(&n.patterns[i][j], text)
			if !known {
				var rest []func()
				for k := i; k < len(n.bodies); k++ {
					body := n.bodies[k]
					rest = append(rest, func() { r.list(body) })
				}
				r.branches(rest, false)
				return passed
			}
			if matches {
				if r.body() {
					return r.guarded(func() status { return r.list(n.bodies[i]) })
				}
				return passed
			}
		}
	}
	return passed
}

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

// simple goes through a simple command.
func (r *runner) simple(n *node) status {
	var words []Arg
	declared := 0
	for i := range n.words {
		if n.words[i].src == nil { // an assignment among the words of declare
			declared++
			continue
		}
		if words = append(words, r.expand(&n.words[i])...); len(words) > maxWords {
			r.fail("a command with more than 10,000 words")
			return passed
		}
	}
	if len(words) == 0 {
		for i := range n.assigns {
			r.set(n.assigns[i].name, r.value(&n.assigns[i], false))
		}
		return passed
	}
	name, _ := words[0].Text()
	if declares(n) {
		return r.declare(name, words[1:], n.assigns)
	}
	// The variables that stand before a command are its own: they are as before once it is done.
	var own []Variable
	var before []*value
	for i := range n.assigns {
		a := &n.assigns[i]
		own = append(own, Variable{a.name, r.assigned(a)})
		before = append(before, r.vars[a.name])
		r.set(a.name, &value{items: []Arg{own[i].Value}, exported: true})
	}
	s := r.invoke(name, words, own, n)
	for i := len(own) - 1; i >= 0; i-- {
		if before[i] == nil {
			before[i] = &value{unset: true}
		}
		r.put(own[i].Name, before[i])
	}
	return s
}

// invoke does what a command does to the shell, or takes note of a program.
func (r *runner) invoke(name string, words []Arg, own []Variable, n *node) status {
	if body := r.funcs[name]; body != nil {
		return r.call(body, words)
	}
	if s, done := r.builtin(name, words, n); done {
		return s
	}
	return r.external(words, own)
}

// call goes through the body of a function.
func (r *runner) call(body *node, words []Arg) status {
	if r.depth >= maxDepth || !r.body() {
		return passed
	}
	args, own := r.args, len(r.locals)
	r.args = words[1:]
	r.depth++
	r.calls++
	s := r.command(body)
	r.calls--
	r.depth--
	r.args = args
	r.settle(returning)
	for i := len(r.locals) - 1; i >= own; i-- {
		r.put(r.locals[i].name, r.locals[i].before)
	}
	r.locals = r.locals[:own]
	return s
}

// declare is export, local, readonly, declare and typeset.
func (r *runner) declare(name string, words []Arg, assigns []assign) status {
	export := name == "export"
	local := r.calls > 0 && (name == "local" || name == "declare" || name == "typeset")
	for _, w := range words {
		local = local && argText([]Arg{w}, 0) != "-g"
	}
	values := make([]*value, len(assigns)) // all are made before the first is set
	for i := range assigns {
		values[i] = r.value(&assigns[i], export)
	}
	for i := range assigns {
		if local {
			r.local(assigns[i].name)
		}
		r.set(assigns[i].name, values[i])
	}
	for _, w := range words {
		text, _ := w.Text()
		switch {
		case text == "-x":
			export = true
		case text == "" || text[0] == '-' || w.Unknown() != nil && strings.IndexByte(text, '=') < 0:
		default:
			i := strings.IndexByte(text, '=')
			if i < 0 {
				i = len(text)
			}
			if local {
				r.local(text[:i])
			}
			if i < len(text) {
				r.set(text[:i], &value{items: []Arg{w.From(i + 1)}, exported: export})
			} else if v := r.get(text); v != nil && export {
				copied := *v
				copied.exported = true
				r.set(text, &copied)
			}
		}
	}
	return passed
}

// value is what an assignment gives its variable.
func (r *runner) value(a *assign, export bool) *value {
	old := r.get(a.name)
	v := &value{exported: export || old != nil && old.exported}
	switch {
	case a.array:
		v.isArray = true
		if a.add && old != nil {
			r.spend(len(old.items))
			v.items = append(v.items, old.items...)
		}
		for i := range a.list {
			v.items = append(v.items, r.expand(&a.list[i])...)
		}
		if a.indexed {
			v.items = computedItems(a.name)
		}
		r.spend(len(v.items))
	case a.index != nil:
		v.isArray = true
		i, why := r.arithmetic(a.index, false)
		if old != nil {
			v.items = append(v.items, old.items...)
			r.spend(len(old.items))
		}
		if why != nil || i < 0 || i > int64(len(v.items)) || r.several(v.items) {
			v.items = computedItems(a.name)
		} else if i == int64(len(v.items)) {
			v.items = append(v.items, r.assigned(a))
		} else {
			v.items[i] = r.assigned(a)
		}
	case a.add && old != nil && old.isArray:
		v.isArray = true
		v.items = append(v.items, old.items...)
		r.spend(len(old.items))
		if add := r.assigned(a); len(v.items) > 0 {
			v.items[0] = append(append(Arg{}, v.items[0]...), add...)
		} else {
			v.items = []Arg{add}
		}
	case a.add:
		v.items = []Arg{append(append(Arg{}, old.scalar()...), r.assigned(a)...)}
		r.spend(len(v.items[0]))
	default:
		v.items = []Arg{r.assigned(a)}
	}
	return v
}

// local gives a function a variable of its own: outside of it, the name is as before.
func (r *runner) local(name string) {
	before := r.vars[name]
	if before == nil {
		before = &value{unset: true}
	}
	r.locals = append(r.locals, undo{name, before})
	r.set(name, &value{unset: true})
}

// computedItems are those of an array of which nothing is known.
func computedItems(name string) []Arg {
	return []Arg{{{Place: nowhere, Use: nowhere, Var: name, Why: Computed, Many: true}}}
}

// assigned is the value of an assignment: its words are not split.
func (r *runner) assigned(a *assign) Arg {
	if a.array {
		return Arg{{Place: nowhere, Use: nowhere, Var: a.name, Why: Computed}}
	}
	return r.join(r.quoted(&a.value))
}
