package shell

import "strings"

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
		switch {
		case a.add && old != nil:
			r.spend(len(old.items))
			v.items = append(v.items, old.items...)
		case a.add && r.unread:
			v.items = computedItems(a.name + all)
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

// all is how the elements of an array are written that a file makes which is not read.
const all = "[@]"

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
