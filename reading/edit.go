package reading

import (
	"strings"

	"github.com/meshwise/meshwise/reading/tree"
)

// Edit is a change of one place of a file, and of nothing else.
type Edit struct {
	Place             // where it begins; of an argument vector, the file is empty
	Word       int    // the number of the argument, -1 for a file
	Start, End int    // the bytes of the file, or of the argument, that are replaced
	Old, New   string // what stands there, and what is to
}

// Setting is a field with the value that it is to have.
type Setting struct {
	Field string
	Value Value
}

// Unedited is a field that cannot be changed by an edit, and why.
type Unedited struct {
	Field, Why string
}

// Edits are the changes by which the files say other values of some fields, in their own form and words. A value that also
// says something else is changed where it is used; what no edit can change alone is said.
func (r *Reading) Edits(settings []Setting) (edits []Edit, not []Unedited) {
	for _, s := range settings {
		e, why := r.edit(s)
		if why != "" {
			not = append(not, Unedited{s.Field, why})
			continue
		}
		edits = append(edits, e)
	}
	return edits, not
}

// fieldOfKey is the field whose key says a field that several keys make.
func fieldOfKey(field string) string {
	switch field {
	case "run.recompute":
		return "_recompute.mode"
	case "mesh.world_size":
		return "_world.all"
	case "run.nodes":
		return "_world.nodes"
	case "run.gpus_per_node":
		return "_world.per"
	}
	return field
}

func (r *Reading) edit(want Setting) (Edit, string) {
	b := r.b
	s := b.by(want.Field)
	if s == nil {
		s = b.blank(want.Field)
	}
	if s == nil {
		return b.added(want)
	}
	word, ok := b.spell(b.ruleOf(s, want.Field), want.Value, s)
	if !ok {
		return Edit{}, "no word of " + b.format.title + " says " + quote(want.Value.String()) + " for " + s.shown
	}
	if s.node != nil && !s.at.IsWord() && s.at.End() <= s.at.Start() {
		return Edit{}, s.shown + " is a list, which is not changed"
	}
	places := []tree.Place{s.at}
	if s.use.In() {
		places = append(places, s.use)
	}
	why := s.shown + " stands in no file"
	for _, p := range places {
		if !p.In() && !p.IsWord() {
			continue
		}
		edit := b.replace(p, word, s)
		if b.shared(p, s) {
			why = "what " + s.shown + " says, other keys say as well"
			continue
		}
		if why = b.unlike(edit, want, "", word); why == "" {
			return edit, ""
		}
	}
	return Edit{}, why
}

// blank is a statement of a key that says a field, and that leaves it open: null, or -1.
func (b *builder) blank(field string) *stmt {
	for i := len(b.stmts) - 1; i >= 0; i-- {
		for _, k := range b.table.by[b.stmts[i].key] {
			if r := &b.table.rules[k]; r.target == field && b.stmts[i].node == nil {
				return b.stmts[i]
			}
		}
	}
	return nil
}

// isWorld reports whether a field is one of the world, which are said together.
func isWorld(field string) bool {
	return field == "mesh.world_size" || field == "run.nodes" || field == "run.gpus_per_node"
}

// shared reports whether another field takes its value from the same place.
func (b *builder) shared(p tree.Place, s *stmt) bool {
	for _, name := range b.order {
		if e := b.field(name); e != nil && e.by != nil && e.by != s && e.by.at == p && e.by.key != s.key {
			return true
		}
	}
	return false
}

// ruleOf is the rule by which a statement says a field.
func (b *builder) ruleOf(s *stmt, field string) *rule {
	var first *rule
	for _, i := range b.table.by[s.key] {
		r := &b.table.rules[i]
		if r.target == field || r.target == fieldOfKey(field) {
			return r
		}
		if first == nil {
			first = r
		}
	}
	return first
}

// spell is how a key says a value; what stands there shows how true is written.
func (b *builder) spell(r *rule, v Value, s *stmt) (string, bool) {
	w := v.String()
	if r == nil || v.Kind == RawValue || v.Kind == TextsValue {
		return w, v.Kind == IntValue && r == nil
	}
	switch r.kind {
	case "flag", "off", "given":
		if w != r.arg {
			return "", false
		}
		w = "true"
		if r.kind == "off" {
			w = "false"
		}
	case "words":
		for _, pair := range strings.Split(r.arg, ",") {
			if from, to, _ := strings.Cut(pair, ">"); to == w {
				w = from
				break
			}
		}
	}
	if (w == "true" || w == "false") && s != nil && (s.text == "True" || s.text == "False") {
		w = string(w[0]-'a'+'A') + w[1:]
	}
	return w, w != ""
}

// replace puts a word into a place, with the quotes that stand there.
func (b *builder) replace(p tree.Place, word string, s *stmt) Edit {
	if p.IsWord() {
		edit := Edit{Word: p.Start(), Old: b.wordAt(p.Start()), New: word}
		if eq := strings.IndexByte(edit.Old, '='); eq >= 0 && edit.Old != s.text {
			edit.New = edit.Old[:eq+1] + word
		}
		edit.End = len(edit.Old)
		return edit
	}
	edit := Edit{Place: b.locate(p), Word: -1, Start: p.Start(), End: p.End(), New: word}
	edit.Old = b.files[p.File()].Text[p.Start():p.End()]
	if n := len(edit.Old); n > 1 && (edit.Old[0] == '"' || edit.Old[0] == '\'') && edit.Old[n-1] == edit.Old[0] {
		edit.New = edit.Old[:1] + word + edit.Old[:1]
	} else if t := b.files[p.File()].tree; t != nil && t.Syntax != tree.YAML && !bareLiteral(word) {
		edit.New = `"` + word + `"`
	}
	return edit
}

func (b *builder) wordAt(i int) string {
	if n := len(b.req.Argv); i >= n {
		return b.req.Overrides[i-n]
	}
	return b.req.Argv[i]
}

// bareLiteral reports whether a word stands without quotes in TOML and JSON.
func bareLiteral(word string) bool {
	if word == "true" || word == "false" || word == "null" {
		return true
	}
	for i := range len(word) {
		if c := word[i]; (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return word != ""
}

// patch is a value of a tree that an edit would change, or a key that it would add.
type patch struct {
	file int
	at   tree.Place
	key  string
	word string
}

// node is a node as an edit would make it.
func (p *patch) node(n *tree.Node, syntax tree.Syntax) *tree.Node {
	own := *n
	own.Text = p.word
	if n.Kind != tree.Quoted {
		own.Kind = tree.Plain
		if syntax != tree.YAML {
			own.Kind = tree.Quoted
			if p.word == "true" || p.word == "false" {
				own.Kind = tree.Boolean
			} else if bareLiteral(p.word) {
				own.Kind = tree.Integer
			}
		}
	}
	return &own
}

// unlike reads what an edit makes, where the engine can, and says what else would change.
func (b *builder) unlike(edit Edit, want Setting, key, word string) string {
	req := *b.req
	if edit.Word >= 0 {
		req.Argv = append([]string{}, req.Argv...)
		if edit.Word >= len(req.Argv) {
			return "" // an override, whose words the user gave
		}
		req.Argv[edit.Word] = edit.New
	} else {
		i, ok := b.fileNamed([]string{edit.File})
		if !ok {
			return ""
		}
		if req.Files[i].HasRows { // a library of the host would have to read it: its tree is changed in its place
			req.patch = &patch{file: i, at: tree.At(i, edit.Start, edit.End), key: key, word: word}
		} else {
			req.Files, req.trial = append([]File{}, req.Files...), true
			f := &req.Files[i]
			f.Text = f.Text[:edit.Start] + edit.New + f.Text[edit.End:]
		}
	}
	after, err := Read(&req)
	if err != nil {
		return "the edit would leave what cannot be read: " + err.Message
	}
	for _, f := range b.Fields {
		g := after.Field(f.Name)
		switch {
		case f.Name == want.Field:
			if g == nil || g.Value != want.Value {
				return "the edit would not say it"
			}
		case f.Grade == Default && (g == nil || g.Grade != Stated): // what nobody states follows from what is stated
		case f.Grade == Derived || isWorld(f.Name) && (isWorld(want.Field) || b.World.From == "parallelism"): // the sizes make it
		case g == nil || g.Value != f.Value:
			return "the edit would change " + f.Name + " as well"
		}
	}
	if g := after.Field(want.Field); g == nil || g.Value != want.Value {
		return "the edit would not say it"
	}
	return ""
}

// Request is what was read.
func (r *Reading) Request() *Request { return r.b.req }

// Files counts the files that were read.
func (r *Reading) Files() int { return len(r.b.files) }
