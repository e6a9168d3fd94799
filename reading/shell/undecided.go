package shell

// unsure goes through what follows a branch that may have left.
func (r *runner) unsure(f func()) {
	before := r.mayLeave
	r.mayLeave = staying
	r.branches([]func(){f}, false)
	r.mayLeave = max(r.mayLeave, before)
}

// guarded goes through what a test decides on. A script that gives up there, since nobody stated a variable or gave an
// argument, would not if they had: it is read on.
func (r *runner) guarded(f func() status) status {
	s := f()
	if r.left != staying && r.giveUp && r.err == nil {
		r.left, r.giveUp = staying, false
	}
	return s
}

// inSubshell goes through what changes no variable of this shell, and does not end it.
func (r *runner) inSubshell(f func()) {
	mark, left, may, folder := len(r.journal), r.left, r.mayLeave, r.folder
	f()
	r.rollback(mark)
	r.mayLeave = may
	if r.err == nil {
		r.left = left
	}
	r.folder = folder
}

// branches goes through branches none of which is known to be taken, and leaves undecided what they would set. Exhaustive
// says that one of them is.
func (r *runner) branches(all []func(), exhaustive bool) {
	mark := len(r.journal)
	var names []string
	seen := map[string]bool{}
	ends := make([]map[string]*value, 0, len(all))
	folder := r.folder
	for _, branch := range all {
		if !r.body() {
			break
		}
		r.maybe++
		branch()
		r.maybe--
		r.folder = folder
		if r.err != nil {
			return
		}
		end := map[string]*value{}
		for _, u := range r.journal[mark:] {
			if !seen[u.name] {
				seen[u.name] = true
				names = append(names, u.name)
			}
			end[u.name] = r.vars[u.name]
		}
		left := r.left
		if r.giveUp {
			left = exiting
		}
		r.left, r.giveUp = staying, false
		r.rollback(mark)
		if left != exiting { // a branch that ends the script leaves nothing
			r.mayLeave = max(r.mayLeave, left)
			ends = append(ends, end)
		} else {
			exhaustive = exhaustive && len(all) > 1
		}
	}
	for _, name := range names {
		before := r.vars[name]
		var values []*value
		for _, end := range ends {
			if v := end[name]; v != nil {
				values = append(values, v)
			} else {
				values = append(values, before)
			}
		}
		if !exhaustive {
			values = append([]*value{before}, values...)
		}
		if len(values) > 0 && r.spend(len(values)) {
			r.set(name, r.undecided(name, values))
		}
	}
}

// undecided is a value that is one of several: what they begin with alike is known, the rest is not.
func (r *runner) undecided(name string, values []*value) *value {
	shortest, array, exported := -1, false, false
	for _, v := range values {
		if v == nil {
			v = &value{}
		}
		array = array || v.isArray
		exported = exported || v.exported
		if shortest < 0 || len(v.items) < shortest {
			shortest = len(v.items)
		}
	}
	out := &value{isArray: array, exported: exported}
	if array {
		same := 0
		for same < shortest && r.alike(values, func(v *value) Arg { return v.items[same] }) {
			same++
		}
		out.items = append(out.items, values[0].itemsOrNone()[:same]...)
		rest := &Seg{Place: nowhere, Use: nowhere, Var: name, Why: Undecided, Many: true}
		differ := false
		for _, v := range values {
			var or Arg
			for _, item := range v.itemsOrNone()[same:] {
				differ = true
				or = append(append(or, item...), &Seg{Text: " ", Place: nowhere, Use: nowhere})
			}
			rest.Or = append(rest.Or, or)
			if !rest.Place.In() && len(or) > 0 {
				rest.Place = or[0].Place
			}
		}
		if differ {
			out.items = append(out.items, Arg{rest})
		}
		return out
	}
	same := 0
	first := values[0].scalar()
	for same < len(first) && r.alike(values, func(v *value) Arg {
		if s := v.scalar(); same < len(s) {
			return s[same : same+1]
		}
		return nil
	}) {
		same++
	}
	out.items = []Arg{append(Arg{}, first[:same]...)}
	rest := &Seg{Place: nowhere, Use: nowhere, Var: name, Why: Undecided}
	differ := false
	for _, v := range values {
		or := v.scalar()[same:]
		differ = differ || len(or) > 0
		rest.Or = append(rest.Or, or)
		if !rest.Place.In() && len(or) > 0 {
			rest.Place = or[0].Place
		}
	}
	if differ {
		out.items[0] = append(out.items[0], rest)
	}
	return out
}

// isArgument reports whether a value is an argument of the script that nobody gave, and no more.
func (a Arg) isArgument() bool {
	for _, s := range a {
		if s.Why == Unset && s.Var != "" && s.Var[0] >= '1' && s.Var[0] <= '9' {
			return true
		}
	}
	return false
}

// unlessSet goes through branches that an argument chooses among, which nobody gave: what they would set is undecided. What has a
// value without them keeps it, as it has it where the script is run without that argument.
func (r *runner) unlessSet(all []func()) {
	mark := len(r.journal)
	r.branches(all, len(all) > 1)
	if r.err != nil {
		return
	}
	kept := map[string]bool{}
	for _, u := range append([]undo{}, r.journal[min(mark, len(r.journal)):]...) {
		if u.before != nil && !u.before.unset && !kept[u.name] {
			kept[u.name] = true
			r.put(u.name, u.before)
		}
	}
}

func (v *value) itemsOrNone() []Arg {
	if v == nil {
		return nil
	}
	return v.items
}

// scalar is the value of a variable that is no array, the first of one that is.
func (v *value) scalar() Arg {
	if v == nil || len(v.items) == 0 {
		return nil
	}
	return v.items[0]
}

// alike reports whether some piece of all values is the same text.
func (r *runner) alike(values []*value, piece func(*value) Arg) bool {
	var first Arg
	for i, v := range values {
		a := piece(v)
		if i == 0 {
			first = a
		}
		if !r.spend(len(a)) || len(a) != len(first) {
			return false
		}
		for j := range a {
			if a[j].Text != first[j].Text || a[j].Why != first[j].Why || a[j].Why != Known && a[j].Var != first[j].Var {
				return false
			}
		}
	}
	return first != nil
}
