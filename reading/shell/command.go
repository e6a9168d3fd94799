package shell

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
	before := r.argument
	r.argument = false
	defer func() { r.argument = before }()
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
	if n.hasElse {
		return r.orOthers(n, len(n.bodies)-1, r.argument)
	}
	if r.argument && !n.hasElse {
		r.unlessSet(r.bodiesOf(n))
	}
	return passed
}

// orOthers goes through a branch. Where it gives up, since an argument chooses among the branches and nobody gave it, one of the others
// is meant.
func (r *runner) orOthers(n *node, i int, argument bool) status {
	if !r.body() {
		return passed
	}
	gaveUp := false
	s := r.guarded(func() status {
		s := r.list(n.bodies[i])
		gaveUp = r.left != staying && r.giveUp
		return s
	})
	if all := r.bodiesOf(n); gaveUp && argument && r.err == nil {
		r.unlessSet(append(all[:i:i], all[i+1:]...))
	}
	return s
}

// asksArgument reports whether a word is an argument of the script that nobody gave, be it with an empty default.
func (r *runner) asksArgument(w *word, value Arg) bool {
	if len(w.parts) == 1 && w.parts[0].kind == param && len(value) == 0 {
		name := w.parts[0].text
		return name[0] >= '1' && name[0] <= '9'
	}
	return value.isArgument()
}

func (r *runner) bodiesOf(n *node) []func() {
	var all []func()
	for _, body := range n.bodies {
		all = append(all, func() { r.list(body) })
	}
	return all
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
				return r.orOthers(n, i, r.asksArgument(&n.words[0], subject))
			}
		}
	}
	if subject.isArgument() {
		r.unlessSet(r.bodiesOf(n))
	}
	return passed
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
	r.write(name, words, n)
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
	if r.isLost(words[0]) {
		return passed
	}
	r.recorded = false
	if s, done := r.builtin(name, words, n); done {
		return s
	}
	if r.given(words, own, n) {
		return passed
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
