package shell

import (
	"strconv"
	"strings"

	"github.com/meshwise/meshwise/reading/tree"
)

// substitute is the value of $(…): of expr, of pwd, and of the ways to name the folder of the script. Nothing else is run,
// and so all else is unknown.
func (r *runner) substitute(w *word, p *part, place tree.Place) Arg {
	unknown := Arg{{Place: place, Use: nowhere, Why: Computed, Var: w.src.text[p.start:min(p.end, p.start+80)]}}
	if a, ok := r.hosts(p.list, place); ok {
		return a
	}
	folder := r.folder
	var out Arg
	for i := range p.list {
		it := &p.list[i]
		if len(it.commands) != 1 || it.negated || it.op == "||" || it.op == "&" {
			return unknown
		}
		n := it.commands[0]
		if n.kind != simple || len(n.assigns) > 0 {
			return unknown
		}
		var list []Arg
		for i := range n.words {
			list = append(list, r.expand(&n.words[i])...)
		}
		if len(list) == 0 {
			return unknown
		}
		name, _ := list[0].Text()
		list = list[1:]
		if name == "cat" && len(list) == 0 && len(p.list) == 1 {
			if text, ok := r.heredocOf(n); ok {
				return r.trimEnd(text)
			}
		}
		for len(list) > 0 {
			flag, _ := list[0].Text()
			if flag != "--" && flag != "-P" && flag != "-f" && flag != "-e" && flag != "-m" && flag != "-L" {
				break
			}
			list = list[1:]
		}
		switch name {
		case "cd":
			if len(list) != 1 {
				return unknown
			}
			path, known := list[0].Text()
			if !known {
				return unknown
			}
			folder = Arg{{Text: Join(folder, path), Place: place, Use: nowhere}}
		case "pwd":
			out = folder
		case "which": // the path of a program says no more than its name
			if len(list) != 1 {
				return unknown
			}
			out = list[0]
		case "command":
			if flag := argText(list, 0); len(list) != 2 || flag != "-v" {
				return unknown
			}
			out = list[1]
		case "dirname", "basename", "realpath", "readlink":
			if len(list) != 1 {
				return unknown
			}
			path, known := list[0].Text()
			if !known || path == "" {
				return unknown
			}
			out = Arg{{Text: pathPart(name, path), Place: place, Use: nowhere}}
		case "expr":
			v, why := r.expr(list)
			if why != nil {
				return Arg{{Place: place, Use: nowhere, Why: why.Why, Var: why.Var, Or: why.Or}}
			}
			out = Arg{{Text: v, Place: place, Use: nowhere}}
		default:
			return unknown
		}
	}
	if out == nil {
		return unknown
	}
	return out
}

func pathPart(name, path string) string {
	if name != "dirname" && name != "basename" {
		return CleanPath("", path)
	}
	path = strings.TrimRight(path, "/")
	i := strings.LastIndexByte(path, '/')
	if name == "basename" {
		return path[i+1:]
	}
	switch {
	case i < 0:
		return "."
	case i == 0:
		return "/"
	}
	return path[:i]
}

// expr does the sums of the program of that name.
func (r *runner) expr(list []Arg) (string, *Seg) {
	var b strings.Builder
	for _, a := range list {
		if u := a.Unknown(); u != nil {
			return "", u
		}
		text, _ := a.Text()
		if _, err := strconv.ParseInt(text, 10, 64); err != nil && (len(text) != 1 || strings.IndexByte("+-*/%()", text[0]) < 0) {
			return "", &Seg{Why: Computed, Var: "expr"}
		}
		b.WriteString(text)
		b.WriteByte(' ')
	}
	e := evaluator{r: r, text: b.String()}
	v := e.all()
	if e.why != nil {
		return "", e.why
	}
	return strconv.FormatInt(v, 10), nil
}
