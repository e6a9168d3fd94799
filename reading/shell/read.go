package shell

import "strings"

// read assigns a heredoc where it is told to read all of it, and what nobody knows otherwise.
func (r *runner) read(words []Arg, n *node) {
	whole := false
	for i, w := range words {
		if text, known := w.Text(); known && len(text) > 1 && text[0] == '-' && strings.IndexByte(text, 'd') > 0 && i+1 < len(words) {
			end, _ := words[i+1].Text()
			whole = end == ""
		}
	}
	last := len(words) - 1
	if whole && last >= 0 && len(n.redirects) > 0 {
		if h := n.redirects[len(n.redirects)-1].body; h != nil {
			if name, known := words[last].Text(); known {
				r.set(name, &value{items: []Arg{r.trim(r.join(r.quoted(&h.body)))}})
				return
			}
		}
	}
	if !r.readWords(words, n) {
		r.clobber(words)
	}
}

// readWords assigns what "read" takes from a here-string that is known, and reports whether it does. The elements of an array
// are not known where the text is not.
func (r *runner) readWords(words []Arg, n *node) bool {
	array := ""
	var names []string
	for i := 0; i < len(words); i++ {
		text, known := words[i].Text()
		switch {
		case !known:
			return false
		case text == "-ra" || text == "-a" || text == "-rA":
			if i++; i < len(words) {
				array = argText(words, i)
			}
		case text == "-r":
		case text == "" || text[0] == '-':
			return false
		default:
			names = append(names, text)
		}
	}
	if array == "" && len(names) == 0 {
		return false
	}
	var items []Arg
	known := false
	if k := len(n.redirects); k > 0 && n.redirects[k-1].op == "<<<" {
		a := r.join(r.quoted(&n.redirects[k-1].word))
		separators, plain := r.separators()
		if known = a.Unknown() == nil && plain; known {
			items = splitAt(a, separators)
		}
	}
	if array != "" {
		if !known {
			items = computedItems(array)
		}
		r.set(array, &value{items: items, isArray: true})
		return true
	}
	if !known {
		return false
	}
	for i, name := range names {
		switch {
		case i == len(names)-1 && len(items) > i+1:
			r.clobber([]Arg{{{Text: name, Place: nowhere, Use: nowhere}}})
		case i < len(items):
			r.set(name, &value{items: []Arg{items[i]}})
		default:
			r.set(name, &value{items: []Arg{nil}})
		}
	}
	return true
}

// separators are the characters between words, and whether they are known.
func (r *runner) separators() (list string, known bool) {
	if v := r.get("IFS"); v != nil {
		return v.scalar().Text()
	}
	return " \t\n", true
}

// splitAt cuts a known text at separators. Of those that are blanks, several are as one.
func splitAt(a Arg, separators string) []Arg {
	var out []Arg
	var word Arg
	blank := false // the last word was ended by a blank, so that a separator behind it does not end one
	for _, s := range a {
		start := 0
		for i := 0; i < len(s.Text); i++ {
			c := s.Text[i]
			if strings.IndexByte(separators, c) < 0 {
				blank = false
				continue
			}
			if i > start {
				word = append(word, s.part(start, i))
			}
			start = i + 1
			if len(word) > 0 || !isBlank(c) && !blank {
				out = append(out, word)
			}
			word, blank = nil, isBlank(c)
		}
		if start < len(s.Text) {
			word = append(word, s.part(start, len(s.Text)))
		}
	}
	if len(word) > 0 {
		out = append(out, word)
	}
	return out
}
