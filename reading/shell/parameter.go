package shell

import (
	"strconv"
	"strings"

	"github.com/meshwise/meshwise/reading/tree"
)

// stands reports whether the argument of ${x:-d} or ${x:+d} stands for it.
func (r *runner) stands(p *part) bool {
	if p.arg == nil || p.length || p.op != ":-" && p.op != "-" && p.op != ":+" && p.op != "+" {
		return false
	}
	a, set := r.variable(p, nowhere)
	empty := !set || p.op[0] == ':' && countsAsEmpty(a)
	if u := a.Unknown(); u != nil && u.Why != Unset && !empty {
		return false
	}
	return empty == (p.op[len(p.op)-1] == '-')
}

// defaults marks pieces as what stands for a variable that is not set.
func defaults(a Arg) {
	for i, s := range a { // they may be shared with a variable
		own := *s
		own.Default = true
		a[i] = &own
	}
}

// tainted reports whether an expression reads a variable that holds a default.
func (r *runner) tainted(w *word) bool {
	for i := range w.parts {
		if p := &w.parts[i]; p.kind == param && p.op == "" {
			for _, s := range r.get(p.text).scalar() {
				if s.Default {
					return true
				}
			}
		} else if p.kind == param && strings.HasSuffix(p.op, "-") && countsAsEmpty(r.get(p.text).scalar()) {
			return true
		} else if p.kind == literal && r.taintedNames(p.text) {
			return true
		}
	}
	return false
}

func (r *runner) taintedNames(text string) bool {
	for i := 0; i < len(text); i++ {
		j := i
		for j < len(text) && isNameByte(text[j], j > i) {
			j++
		}
		if j > i {
			for _, s := range r.get(text[i:j]).scalar() {
				if s.Default {
					return true
				}
			}
			i = j
		}
	}
	return false
}

// countsAsEmpty reports whether a value is empty where an unset variable is.
func countsAsEmpty(a Arg) bool {
	for i := range a {
		if a[i].Why != Known && a[i].Why != Unset || a[i].Text != "" {
			return false
		}
	}
	return true
}

// parameter is the value of ${…}.
func (r *runner) parameter(w *word, p *part, place tree.Place) Arg {
	if p.length {
		return r.lengthOf(p, place)
	}
	a, set := r.variable(p, place)
	empty := !set || strings.HasPrefix(p.op, ":") && countsAsEmpty(a)
	if unknown := a.Unknown(); p.op != "" && unknown != nil && unknown.Why != Unset && !empty {
		if op := p.op; op == "!" || (strings.HasPrefix(op, ":") || op == "+") && len(a) == 1 {
			return Arg{{Place: place, Use: place, Var: unknown.Var, Why: unknown.Why, Many: p.isAll()}}
		}
	}
	switch p.op {
	case "":
	case ":-", "-", ":=", "=":
		if empty {
			a = r.join(r.quoted(p.arg))
			defaults(a)
			if strings.HasSuffix(p.op, "=") {
				r.set(p.text, &value{items: []Arg{a}})
			}
			return a
		}
	case ":+", "+":
		if empty {
			return nil
		}
		return r.join(r.quoted(p.arg))
	case ":?", "?":
		set = set || !empty
	default:
		return Arg{{Place: place, Use: place, Var: p.text, Why: Computed, Many: p.isAll()}}
	}
	if !set {
		return Arg{r.unset(w, p)}
	}
	out := make(Arg, len(a))
	for i, s := range a {
		own := *s
		own.Use = place
		if own.Var == "" {
			own.Var = p.text
		}
		out[i] = &own
	}
	return out
}

// isAll reports whether an expansion is of all elements of a list: what it is cut down to may be none of them, or several.
func (p *part) isAll() bool { return p.index == allIndex && !p.star || p.text == "@" }

// ranks are variables that each process of a job has: they are set, to what differs.
const ranks = " RANK LOCAL_RANK NODE_RANK GROUP_RANK SLURM_PROCID SLURM_NODEID SLURM_LOCALID OMPI_COMM_WORLD_RANK SKYPILOT_NODE_RANK PET_NODE_RANK "

// variable is what a parameter names, before anything is done with it.
func (r *runner) variable(p *part, place tree.Place) (a Arg, set bool) {
	known := func(text string) (Arg, bool) { return Arg{{Text: text, Place: place, Use: nowhere}}, true }
	computed := Arg{{Place: place, Use: place, Var: p.text, Why: Computed}}
	switch name := p.text; {
	case name == "0":
		return known(r.main)
	case name == "BASH_SOURCE":
		return known(r.script)
	case name == "#":
		if len(r.args) == 0 && r.depth == 0 || r.several(r.args) { // those of the script are not known
			return computed, true
		}
		return known(strconv.Itoa(len(r.args)))
	case name == "@" || name == "*":
		return r.join(r.args), len(r.args) > 0
	case name == "PWD":
		return r.folder, true
	case len(name) == 1 && strings.IndexByte("?$!-_", name[0]) >= 0, name == "RANDOM", name == "SECONDS", name == "HOSTNAME", name == "LINENO":
		return computed, true
	case name[0] >= '0' && name[0] <= '9':
		i, err := strconv.Atoi(name)
		switch {
		case err != nil:
			return nil, false
		case r.several(r.args[:min(i, len(r.args))]):
			return computed, true
		case i > 0 && i <= len(r.args):
			return r.args[i-1], true
		}
		return nil, false
	}
	v := r.get(p.text)
	if v == nil {
		if p.op == "" && strings.Contains(ranks, " "+p.text+" ") {
			return computed, true
		}
		return nil, false
	}
	switch p.index { // an array that the script itself left empty is not unset, but for ${a-d}
	case nil:
		return v.scalar(), len(v.items) > 0 || p.op == ""
	case allIndex:
		return r.join(v.items), len(v.items) > 0 || p.op == ""
	}
	i, why := r.arithmetic(p.index, false)
	if i < 0 {
		i += int64(len(v.items))
	}
	switch {
	case why != nil || r.several(v.items):
		return computed, true
	case i < 0 || i >= int64(len(v.items)):
		return nil, p.op == ""
	}
	return v.items[i], true
}

func (r *runner) lengthOf(p *part, place tree.Place) Arg {
	n, stands := 0, false
	unknown := Arg{{Place: place, Use: place, Var: p.text, Why: Computed}}
	if p.index == allIndex || p.text == "@" || p.text == "*" {
		items, _ := r.elements(p)
		if n = len(items); r.several(items) {
			unknown[0].Why = Undecided
			return unknown
		}
		for _, a := range items {
			stands = stands || len(a) > 0 && a[0].Default
		}
	} else {
		a, _ := r.variable(p, place)
		text, known := a.Text()
		if !known && !countsAsEmpty(a) {
			return unknown
		}
		n = len(text)
	}
	return Arg{{Text: strconv.Itoa(n), Place: place, Use: nowhere, Default: stands}}
}
