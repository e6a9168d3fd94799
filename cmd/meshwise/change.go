package main

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/tidwall/gjson"
)

// The engine says which bytes of which file would have to be others; here they are shown and written.

// edit is one change of a file, or of one word of a command.
type edit struct {
	file       string // empty for a word of the command
	word       int
	start, end int
	old, new   string
	line       int
}

// changed is a file, or a command, with what its changes would make of it.
type changed struct {
	file          *loaded
	edits         []edit
	before, after []byte
	command       bool
}

// change shows and writes the changes that the answers hold, and asks again where any was written.
func (k *checker) change(all []*judged) ([]*judged, error) {
	list, err := k.changes(all)
	if err != nil {
		return nil, err
	}
	if k.diff {
		var out []byte
		for _, c := range list {
			out = append(out, c.diff()...)
		}
		if err := k.output.write(k.stdout, out); err != nil {
			return nil, err
		}
	}
	if !k.fix {
		return all, nil
	}
	var files []*changed
	for _, c := range list {
		switch {
		case c.command:
			k.note("a command is not written anywhere; this one would work: %s", shellWords(strings.Split(strings.TrimSuffix(string(c.after), "\n"), "\n")))
		case c.file.path == "":
			k.note("the standard input is not written; --diff shows what would work")
		default:
			files = append(files, c)
		}
	}
	if len(files) == 0 {
		return all, nil
	}
	again, err := k.tried(all, files)
	if err != nil {
		return nil, err
	}
	if err := writeFiles(files); err != nil {
		return nil, err
	}
	for _, c := range files {
		for _, e := range c.edits {
			k.note("%s:%d: %s was changed to %s", c.file.label(), e.line, shown(e.old), shown(e.new))
		}
	}
	return again, nil
}

// tried asks the questions again about the files as they would be. Nothing is written where one of them could not be read any
// more.
func (k *checker) tried(all []*judged, files []*changed) ([]*judged, error) {
	for _, c := range files {
		for _, j := range all {
			if j.material == nil {
				continue
			}
			for _, f := range j.material.files {
				if f.path == c.file.path {
					f.data = c.after
				}
			}
		}
	}
	var list []*judged
	for _, j := range all {
		var a answer
		var err error
		if j.material != nil {
			err = k.followAgain(j.material)
		}
		if err == nil {
			a, err = k.judge(j.question)
		}
		if err != nil {
			return nil, badInput("nothing was written: the changes would leave what cannot be used: %v", err)
		}
		list = append(list, &judged{j.question, a})
	}
	return list, nil
}

// changes collects the changes of all answers, by file. What no change can mend is told.
func (k *checker) changes(all []*judged) (list []*changed, err error) {
	for _, j := range all {
		if j.material == nil {
			if j.fails() {
				k.note("%s is a model: there is no file of a run to change", j.label)
			}
			continue
		}
		repair := j.answer.Get("repair")
		for _, u := range repair.Get("unedited").Array() {
			k.note("%s: %s is not changed: %s", j.heading(), u.Get("field").Str, u.Get("why").Str)
		}
		for _, v := range repair.Get("edits").Array() {
			if err := collect(&list, j, editOf(v)); err != nil {
				return nil, err
			}
		}
	}
	for _, c := range list {
		if err := c.apply(); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func editOf(v gjson.Result) edit {
	e := edit{file: v.Get("file").Str, word: int(v.Get("argument").Int()), start: int(v.Get("start").Int()), end: int(v.Get("end").Int()),
		old: v.Get("old").Str, new: v.Get("new").Str, line: int(v.Get("line").Int())}
	return e
}

// collect adds an edit to those of its file. The same edit for another trainer of a script is one.
func collect(list *[]*changed, j *judged, e edit) error {
	if e.file == "" && e.word >= len(j.material.argv) {
		return badInput("--override: %q would have to be %q: change it yourself", e.old, e.new)
	}
	for _, c := range *list {
		if c.command && e.file == "" || !c.command && e.file == c.file.name {
			if !slices.Contains(c.edits, e) {
				c.edits = append(c.edits, e)
			}
			return nil
		}
	}
	c := &changed{edits: []edit{e}}
	if e.file == "" {
		c.command = true
		c.file = &loaded{name: "command"}
		c.before = []byte(strings.Join(j.material.argv, "\n") + "\n")
		*list = append(*list, c)
		return nil
	}
	for _, f := range j.material.files {
		if f.name == e.file {
			c.file, c.before = f, f.data
		}
	}
	if c.file == nil {
		return &failure{exit: exitEngine, text: "the engine changes a file that it was not given: " + name(e.file)}
	}
	*list = append(*list, c)
	return nil
}

// apply makes the file as its changes would have it.
func (c *changed) apply() error {
	if c.command {
		words := strings.Split(strings.TrimSuffix(string(c.before), "\n"), "\n")
		for _, e := range c.edits {
			words[e.word] = e.new
		}
		c.after = []byte(strings.Join(words, "\n") + "\n")
		return nil
	}
	slices.SortStableFunc(c.edits, func(a, b edit) int { return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end)) })
	at := 0
	for _, e := range c.edits {
		switch {
		case e.start < at:
			return badInput("%s:%d: two changes of one place: make them one after the other", c.file.label(), e.line)
		case e.end < e.start || e.end > len(c.before) || string(c.before[e.start:e.end]) != e.old:
			return &failure{exit: exitEngine, text: fmt.Sprintf("%s:%d: the engine expects %q at the bytes %d to %d", c.file.label(), e.line, e.old, e.start, e.end)}
		}
		c.after = append(append(c.after, c.before[at:e.start]...), e.new...)
		at = e.end
	}
	c.after = append(c.after, c.before[at:]...)
	return nil
}

// diff is the change as a unified diff, which patch -p1 and git apply take.
func (c *changed) diff() []byte {
	path := strings.TrimPrefix(filepath.ToSlash(filepath.Clean(c.file.name)), "/")
	out := diff.Diff("a/"+path, c.before, "b/"+path, c.after)
	if _, rest, found := bytes.Cut(out, []byte("\n")); found && bytes.HasPrefix(out, []byte("diff ")) {
		return rest // a line that is no part of the format
	}
	return out
}

// writeFiles writes all files or none: each beside its place first, and, where nobody changed the file since it was read, in
// its place. The mode is kept; a link stays one.
func writeFiles(files []*changed) (err error) {
	temporary := make([]string, len(files))
	targets := make([]string, len(files))
	defer func() {
		for _, path := range temporary {
			if path != "" {
				os.Remove(path) // what is in its place by now has another name
			}
		}
	}()
	for i, c := range files {
		if targets[i], err = filepath.EvalSymlinks(c.file.path); err == nil {
			temporary[i], err = writeBeside(targets[i], c.after)
		}
		if err != nil {
			return badInput("%s: nothing was written: %v", c.file.label(), cause(err))
		}
	}
	for i, c := range files {
		now, err := os.ReadFile(targets[i])
		if err != nil {
			return badInput("%s: nothing was written: %v", c.file.label(), cause(err))
		}
		if !bytes.Equal(now, c.before) {
			return badInput("%s: nothing was written: the file changed since it was read", c.file.label())
		}
	}
	for i, c := range files {
		if err := os.Rename(temporary[i], targets[i]); err != nil {
			written := "nothing was written"
			if i > 0 {
				written = "only the files before it were written"
			}
			return badInput("%s: %s: %v", c.file.label(), written, cause(err))
		}
		temporary[i] = ""
	}
	return nil
}

// writeBeside writes a file with the mode of another one into its folder.
func writeBeside(path string, data []byte) (temporary string, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return "", err
	}
	_, err = file.Write(data)
	if err == nil {
		err = file.Chmod(info.Mode().Perm())
	}
	if err == nil {
		err = file.Sync()
	}
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err != nil {
		os.Remove(file.Name())
		return "", err
	}
	return file.Name(), nil
}

// shown is a text of a file as a note shows it.
func shown(s string) string {
	switch s = strings.TrimRight(s, "\r\n"); {
	case strings.TrimSpace(s) == "":
		return "nothing"
	case strings.Contains(s, "\n"):
		return fmt.Sprintf("%q", s)
	}
	return strings.TrimSpace(s)
}

// shellWords writes words as a POSIX shell reads them.
func shellWords(words []string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = w
		if w == "" || strings.Trim(w, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-=+./:,@%") != "" {
			quoted[i] = "'" + strings.ReplaceAll(w, "'", `'\''`) + "'"
		}
	}
	return strings.Join(quoted, " ")
}
