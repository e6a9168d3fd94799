package shell

import "github.com/meshwise/meshwise/reading/tree"

// heredocOf is what a command reads from a heredoc or a here-string, where one stands last.
func (r *runner) heredocOf(n *node) (Arg, bool) {
	for i := len(n.redirects) - 1; i >= 0; i-- {
		switch d := &n.redirects[i]; {
		case d.body != nil:
			return r.join(r.quoted(&d.body.body)), true
		case d.op == "<<<":
			return r.join(r.quoted(&d.word)), true
		}
	}
	return nil, false
}

// write takes note of a file that a command writes, a script that is run later: cat with a heredoc, echo, tee.
func (r *runner) write(name string, words []Arg, n *node) {
	var path, text Arg
	add := false
	for i := range n.redirects {
		if d := &n.redirects[i]; d.op == ">" || d.op == ">>" {
			path, add = r.join(r.quoted(&d.word)), d.op == ">>"
		}
	}
	ok := false
	switch name {
	case "cat":
		if len(words) == 1 {
			text, ok = r.heredocOf(n)
		}
	case "tee":
		if text, ok = r.heredocOf(n); ok && len(words) == 2 {
			path = words[1]
		}
	case "echo":
		if words = words[1:]; len(words) > 0 {
			if flag, _ := words[0].Text(); flag == "-e" || flag == "-n" {
				words = words[1:]
			}
		}
		text, ok = append(r.join(words), &Seg{Text: "\n", Place: nowhere, Use: nowhere}), path != nil
	}
	if name == "sed" && len(words) > 2 {
		for _, w := range words[1:] {
			if file, known := w.Text(); known {
				r.rewritten(Join(r.folder, file))
			}
		}
	}
	file, known := path.Text()
	if known && !ok && file != "" {
		r.rewritten(Join(r.folder, file))
	}
	if !ok || !known || file == "" {
		return
	}
	adrift := r.folder.Unknown() != nil && file[0] != '/'
	file = Join(r.folder, file)
	if r.written == nil {
		r.written = map[string]Arg{}
	}
	if add {
		text = append(append(Arg{}, r.written[file]...), text...)
	}
	if r.spend(len(text)) && len(r.written) < maxRecords {
		again := r.rewritten(file)
		r.written[file] = text
		if !again {
			r.result.Written = append(r.result.Written, Written{file, text, r.maybe == 0 && r.mayLeave == staying, adrift})
		}
	}
}

// rewritten notes that a file which the script writes is changed later: what it says when it is read is not known.
func (r *runner) rewritten(file string) bool {
	for i := range r.result.Written {
		if w := &r.result.Written[i]; w.Path == file {
			w.Sure = false
			return true
		}
	}
	return false
}

// Places returns where the bytes of a text stand.
func (a Arg) Places() func(start, end int) tree.Place { return argSource(a).place }

// trimEnd drops the ends of lines at the end of a text, as $(…) does.
func (r *runner) trimEnd(a Arg) Arg {
	for n := len(a); n > 0 && a[n-1].Why == Known; n-- {
		last := a[n-1]
		end := len(last.Text)
		for end > 0 && last.Text[end-1] == '\n' {
			end--
		}
		if end > 0 {
			return append(append(Arg{}, a[:n-1]...), last.part(0, end))
		}
		a = a[:n-1]
	}
	return a
}
