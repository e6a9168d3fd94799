package reading

import (
	"strings"
)

// modelField is where a model's name stands, before it is known to be a path or an id.
const modelField = "_model"

// settleModel makes the model of what was said of it.
func (b *builder) settleModel() {
	e := b.field(modelField)
	if e != nil && e.value.Text != "" {
		name := e.value.Text
		switch {
		case isPlaceholder(name):
			b.note(NotePlaceholder, e.by.shown+" is "+quote(name)+", which stands there to be replaced", e.by)
		case b.isPath(name):
			b.Model.Path = name
		default:
			if id, revision, has := strings.Cut(name, "@"); has && isHubID(id) {
				name, b.Model.Revision = id, revision
			}
			if !isHubID(name) {
				b.note(NoteUnknown, quote(name)+" is neither a path nor the id of a model", e.by)
				break
			}
			b.Model.HubID = name
		}
		if e.by != nil && (b.Model.Path != "" || b.Model.HubID != "") {
			b.position("model", e)
		}
	}
	take := func(field string, to *string) {
		if v := b.text(field); v != "" {
			*to = v
			if b.Model.HubID == "" && b.Model.Path == "" {
				b.position("model", b.field(field))
			}
		}
	}
	take("_model_name", &b.Model.Name)
	take("_model_flavor", &b.Model.Flavor)
	take("_model_builder", &b.Model.Builder)
	take("_model_folder", &b.Model.Folder)
	if v := b.text("_model_revision"); v != "" {
		b.Model.Revision = v
	}
	if b.changesModel() {
		return
	}
	for _, name := range b.order {
		if field, is := strings.CutPrefix(name, "model."); is && b.has(name) {
			e := b.field(name)
			b.Model.Config = append(b.Model.Config, Field{field, e.value, e.grade})
			b.position(name, e)
		}
	}
}

// changesModel reports whether the numbers of the model change one that something else describes: a recipe, a preset, what
// the name means. They make no model of their own, in which what is absent would be none.
func (b *builder) changesModel() bool {
	if b.open && (b.format == &formatBridge || b.format == &formatPrimus) {
		return true
	}
	named := !b.Model.empty() || b.format.schema == words
	return named && !b.has("model.num_hidden_layers") && !b.has("model.hidden_size") && !b.has("model.num_attention_heads")
}

// isPath reports whether a model is named by a path, not by an id.
func (b *builder) isPath(name string) bool {
	switch {
	case name[0] == '/' || name[0] == '~' || strings.HasPrefix(name, "./") || strings.HasPrefix(name, "../"), name == "." || name == "..":
		return true
	case len(name) > 2 && name[1] == ':' && (name[2] == '\\' || name[2] == '/'):
		return true
	case strings.Count(name, "/") > 1:
		return true // no id has two
	}
	_, known := b.fileNamed([]string{name + "/config.json"})
	return known
}

// isHubID reports whether a name has the form of an id: name, or organisation/name.
func isHubID(name string) bool {
	parts := 0
	for _, part := range strings.Split(name, "/") {
		if parts++; part == "" || part[0] == '.' || part[0] == '-' || parts > 2 {
			return false
		}
		for i := range len(part) {
			if c := part[i]; !isLetter(c) && (c < '0' || c > '9') && c != '.' && c != '_' && c != '-' {
				return false
			}
		}
	}
	return len(name) <= 200
}

// position says where a field's value stands.
func (b *builder) position(field string, e *entry) {
	if p, ok := b.positionOf(field, e); ok {
		b.Positions = append(b.Positions, p)
	}
}

func (b *builder) positionOf(field string, e *entry) (Position, bool) {
	if e == nil || e.by == nil {
		return Position{}, false
	}
	s := e.by
	p := Position{Field: field, Place: b.locate(s.at), Key: s.shown, Text: s.text, From: s.from}
	if p.Line == 0 && s.keyAt.In() {
		p.Place = b.locate(s.keyAt)
	}
	if s.use.In() || s.variable != "" && s.variable != s.shown {
		p.Variable = s.variable
	}
	return p, p.File != "" || s.shown != ""
}
