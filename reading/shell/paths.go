package shell

import "strings"

func (r *runner) cd(words []Arg) {
	for i := range r.result.Written { // what lies in a folder that is not known is left behind
		if w := &r.result.Written[i]; w.adrift {
			w.Sure = false
		}
	}
	for len(words) > 0 {
		text, known := words[0].Text()
		if known && strings.HasPrefix(text, "-") && text != "-" {
			words = words[1:]
			continue
		}
		if r.maybe > 0 || !known || text == "-" {
			break
		}
		r.folder = Arg{{Text: Join(r.folder, text), Place: words[0][0].Place, Use: nowhere}}
		return
	}
	r.folder = Arg{{Place: nowhere, Use: nowhere, Why: Computed}}
}

// Join is the path of a file in a folder.
func Join(folder Arg, path string) string {
	base, _ := folder.Text()
	return CleanPath(base, path)
}

// source goes through a file that is sourced, or run by a shell of its own.
func (r *runner) source(path Arg, args []Arg, runs bool) {
	name, known := path.Text()
	if !known || name == "" || r.folder.Unknown() != nil && name[0] != '/' {
		r.unread = r.unread || !runs && holdsMore(name)
		return
	}
	name = Join(r.folder, name)
	if r.depth >= maxDepth || !r.body() {
		return
	}
	if text, is := r.written[name]; is {
		saved := r.args
		r.args = args[1:]
		r.evaluate(text)
		r.args = saved
		r.settle(returning)
		if r.left == exiting && runs && r.err == nil {
			r.left = staying
		}
		return
	}
	if r.Source != nil {
		if file, text, ok := r.Source(name); ok {
			l, err := parse(fileSource(file, text))
			if err != nil {
				r.err = err
				return
			}
			script, saved := r.script, r.args
			r.script = name
			if len(args) > 1 || runs {
				r.args = args[1:]
			}
			r.depth++
			r.list(l)
			r.depth--
			r.script, r.args = script, saved
			r.settle(returning)
			if runs && r.left == exiting && r.err == nil {
				r.left = staying
			}
			return
		}
	}
	r.unread = r.unread || !runs && holdsMore(name)
	if len(r.result.Wants) < maxRecords {
		place := path[0].Place
		for _, s := range path { // what is always set, as HOME is, stands nowhere
			if !place.In() {
				place = s.Place
			}
		}
		r.result.Wants = append(r.result.Wants, Want{name, place, runs})
	}
}

// holdsMore reports whether a file that is sourced may hold more than an environment: that of a user or of a machine, and the
// script that activates one, make no lists of words.
func holdsMore(name string) bool {
	base := name[strings.LastIndexByte(name, '/')+1:]
	return base != "activate" && !strings.HasPrefix(base, ".") && !strings.HasPrefix(name, "/etc/")
}

// CleanPath joins a folder and a path, and takes "." and ".." out.
func CleanPath(folder, path string) string {
	if path == "" || path[0] != '/' && (path[0] != '~' || len(path) > 1 && path[1] != '/') {
		path = folder + "/" + path
		if folder == "" {
			path = path[1:]
		}
	}
	rooted := path != "" && path[0] == '/'
	var parts []string
	for path != "" {
		name := path
		if i := strings.IndexByte(path, '/'); i >= 0 {
			name, path = path[:i], path[i+1:]
		} else {
			path = ""
		}
		switch {
		case name == "" || name == ".":
		case name == ".." && len(parts) > 0 && parts[len(parts)-1] != "..":
			parts = parts[:len(parts)-1]
		case name == ".." && rooted:
		default:
			parts = append(parts, name)
		}
	}
	out := strings.Join(parts, "/")
	if rooted {
		return "/" + out
	}
	if out == "" {
		return "."
	}
	return out
}
