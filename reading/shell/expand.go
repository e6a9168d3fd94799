package shell

import (
	"strconv"
	"strings"

	"github.com/meshwise/meshwise/internal/yield"
)

// fields are the words that one word becomes.
type fields struct {
	all []Arg
	cur Arg
	has bool   // a word has begun, be it empty
	ifs string // what separates words; "" for blanks
}

// separates reports whether a character ends a word.
func (f *fields) separates(c byte) bool {
	if f.ifs == "" {
		return isBlank(c)
	}
	return strings.IndexByte(f.ifs, c) >= 0
}

func (f *fields) end() {
	if f.has {
		f.all = append(f.all, f.cur)
	}
	f.cur, f.has = nil, false
}

// split adds what an expansion without quotes gives: words between its blanks.
// More says that the word has other parts.
func (f *fields) split(a Arg, more bool) {
	for i, s := range a {
		if s.Why != Known {
			if s.Why == Undecided && s.apart() && a[i+1:].beginsApart(more) {
				f.end()
			}
			own := *s
			own.Many = true
			f.cur, f.has = append(f.cur, &own), true
			continue
		}
		for i := 0; i < len(s.Text); {
			if f.separates(s.Text[i]) {
				f.end()
				i++
				continue
			}
			j := i
			for j < len(s.Text) && !f.separates(s.Text[j]) {
				j++
			}
			f.cur, f.has = append(f.cur, s.part(i, j)), true
			i = j
		}
	}
}

// apart reports whether a piece, whatever it is, begins with a blank or is nothing.
func (s *Seg) apart() bool {
	if len(s.Or) == 0 {
		return false
	}
	for _, or := range s.Or {
		if text, known := or.Text(); !known && text == "" || text != "" && (!isBlank(text[0]) || or[0].Why != Known) {
			return false
		}
	}
	return true
}

// beginsApart reports whether what follows a piece that may be nothing is no part of the word before it.
func (a Arg) beginsApart(more bool) bool {
	for _, s := range a {
		if s.Why == Known && s.Text != "" {
			return isBlank(s.Text[0])
		}
		if s.Why != Known && !s.apart() {
			return false
		}
	}
	return !more
}

type words []Arg

func (w words) first() Arg {
	if len(w) > 0 {
		return w[0]
	}
	return nil
}

// expand makes the words of one.
func (r *runner) expand(w *word) words {
	if list, ok := r.bracesOf(w); ok {
		return list
	}
	var f fields
	if r.get("IFS") != nil {
		f.ifs, _ = r.separators()
	}
	r.into(&f, w, false)
	f.end()
	r.spend(len(f.all))
	return f.all
}

// into adds what the parts of a word give. Inside of an expansion, text without quotes is split as well.
func (r *runner) into(f *fields, w *word, inside bool) {
	r.words++
	yield.Deep(r.words)
	for i := range w.parts {
		p := &w.parts[i]
		if p.kind == literal && inside && !p.quoted {
			f.split(Arg{r.literal(w, p)}, false)
			continue
		}
		if p.kind == literal {
			f.cur, f.has = append(f.cur, r.literal(w, p)), true
			continue
		}
		if p.kind == param && r.isList(p) {
			r.listInto(f, w, p)
			continue
		}
		if p.kind == param && !p.quoted && r.stands(p) { // its argument may have quotes of its own
			n := len(f.all)
			cur := len(f.cur)
			r.into(f, p.arg, true)
			if p.op[len(p.op)-1] == '-' {
				for j := n; j < len(f.all); j++ {
					if j > n {
						cur = 0
					}
					defaults(f.all[j][min(cur, len(f.all[j])):])
				}
				if len(f.all) > n {
					cur = 0
				}
				defaults(f.cur[min(cur, len(f.cur)):])
			}
			continue
		}
		a := r.part(w, p)
		if !r.spend(len(a) + 1) {
			break
		}
		if p.quoted {
			f.cur, f.has = append(f.cur, a...), true
		} else {
			r.spendText(a)
			f.split(a, len(w.parts) > 1)
		}
	}
	r.words--
}

func (r *runner) spendText(a Arg) {
	n := 0
	for i := range a {
		n += len(a[i].Text)
	}
	r.spend(n / 16)
}

func (r *runner) literal(w *word, p *part) *Seg {
	g := w.src.seg(p.start, p.end)
	g.Text, g.Exact = p.text, g.Exact && p.exact
	return g
}

// isList reports whether a parameter is all elements of an array, or all arguments.
func (r *runner) isList(p *part) bool {
	return !p.length && (p.op == "" || p.op == keysOf) && (p.index == allIndex && !(p.star && p.quoted) || p.text == "@" || p.text == "*" && !p.quoted)
}

// several reports whether one of some words may be no word, or several.
func (r *runner) several(words []Arg) bool {
	if !r.spend(len(words) / 8) {
		return true
	}
	for _, w := range words {
		if u := w.Unknown(); u != nil && u.Many {
			return true
		}
	}
	return false
}

func (r *runner) elements(p *part) ([]Arg, bool) {
	if p.text == "@" || p.text == "*" {
		return r.args, true
	}
	v := r.get(p.text)
	switch {
	case v == nil:
		return nil, false
	case p.op == keysOf && r.several(v.items):
		return computedItems(p.text), true
	case p.op == keysOf:
		keys := make([]Arg, len(v.items))
		for i := range keys {
			keys[i] = Arg{{Text: strconv.Itoa(i), Place: nowhere, Use: nowhere}}
		}
		return keys, true
	}
	return v.items, true
}

// keysOf is the operation of ${!a[@]}, whose words are the indices of an array.
const keysOf = "![@]"

func (r *runner) listInto(f *fields, w *word, p *part) {
	items, set := r.elements(p)
	if !set && r.unread && p.index == allIndex {
		f.cur, f.has = append(f.cur, &Seg{Place: w.src.place(p.start, p.end), Use: nowhere, Var: p.text + all, Why: Computed, Many: true}), true
		return
	}
	if !set {
		f.cur, f.has = append(f.cur, r.unset(w, p)), true
		return
	}
	if len(w.parts) > 1 && r.several(items) { // what stands around it is part of the first word and the last, whichever these are
		f.cur, f.has = append(f.cur, &Seg{Place: w.src.place(p.start, p.end), Use: nowhere, Var: p.text, Why: Computed, Many: true}), true
		return
	}
	for i, item := range items {
		if !r.spend(len(item) + 1) {
			return
		}
		if i > 0 {
			f.end()
		}
		if p.quoted {
			f.cur, f.has = append(f.cur, item...), true
		} else {
			r.spendText(item)
			f.split(item, len(w.parts) > 1)
		}
	}
}

func (r *runner) unset(w *word, p *part) *Seg {
	place := w.src.place(p.start, p.end)
	return &Seg{Place: place, Use: place, Var: p.text, Why: Unset}
}

// quoted makes one value of a word: what stands in quotes, an assignment, or a heredoc. The words of a list are several.
func (r *runner) quoted(w *word) []Arg {
	r.words++
	yield.Deep(r.words)
	var out Arg
	for i := range w.parts {
		p := &w.parts[i]
		switch {
		case p.kind == literal:
			out = append(out, r.literal(w, p))
		case p.kind == param && r.isList(p):
			items, set := r.elements(p)
			if !set {
				out = append(out, r.unset(w, p))
			}
			out = append(out, r.join(items)...)
		default:
			out = append(out, r.part(w, p)...)
		}
		if !r.spend(len(out)) {
			break
		}
	}
	r.words--
	return []Arg{out}
}

// join makes one word of several.
func (r *runner) join(list []Arg) Arg {
	if len(list) == 1 {
		return list[0]
	}
	var out Arg
	r.spend(len(list))
	for i, a := range list {
		blank := &Seg{Text: " ", Place: nowhere, Use: nowhere}
		if u := a.Unknown(); i > 0 && u != nil && u.Many && len(a) == 1 { // where it is nothing, there is no blank
			own := *u
			own.Or = nil
			for _, or := range u.Or {
				if len(or) > 0 {
					or = append(Arg{blank}, or...)
				}
				own.Or = append(own.Or, or)
			}
			out = append(out, &own)
			continue
		}
		if i > 0 {
			out = append(out, blank)
		}
		out = append(out, a...)
	}
	return out
}

// part is the value of an expansion.
func (r *runner) part(w *word, p *part) Arg {
	place := w.src.place(p.start, p.end)
	switch p.kind {
	case unread:
		g := w.src.seg(p.start, p.end)
		if g.Why != Known {
			return Arg{g}
		}
		return Arg{{Place: place, Use: nowhere, Why: Computed, Var: w.src.text[p.start:p.end]}}
	case command:
		return r.substitute(w, p, place)
	case arithmetic:
		n, why := r.arithmetic(p.arg, false)
		if why != nil {
			return Arg{{Place: place, Use: nowhere, Why: why.Why, Var: why.Var, Or: why.Or}}
		}
		return Arg{{Text: strconv.FormatInt(n, 10), Place: place, Use: nowhere, Default: r.tainted(p.arg)}}
	}
	return r.parameter(w, p, place)
}
