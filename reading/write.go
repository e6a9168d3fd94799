package reading

import (
	"strings"

	"github.com/meshwise/meshwise/internal/jsonw"
)

// Write writes the reading as an answer of kind "reading".
func (r *Reading) Write(w *jsonw.Writer) {
	w.Object()
	w.Field("kind", "reading")
	r.Members(w)
	w.End()
}

// Members writes the members of the reading into an object.
func (r *Reading) Members(w *jsonw.Writer) {
	w.Field("input", r.Input)
	w.Field("dialect", r.Dialect)
	orNull(w, "framework", r.Framework)
	w.Field("part", r.Part)
	w.Key("model")
	r.Model.write(w)
	writeFields(w, "mesh", r.Section("mesh"))
	writeFields(w, "run", r.Section("run"))
	w.Key("world")
	r.World.write(w)
	w.ObjectAt("grades")
	for _, f := range r.Fields {
		if f.Grade != Stated {
			w.Field(f.Name, f.Grade.String())
		}
	}
	for _, name := range r.Unknown {
		w.Field(name, Unknown.String())
	}
	for _, f := range r.Model.Config {
		if f.Grade != Stated {
			w.Field("model."+f.Name, f.Grade.String())
		}
	}
	w.End()
	writePositions(w, r.Positions)
	w.ArrayAt("others")
	for i := range r.Others {
		r.Others[i].write(w)
	}
	w.End()
	w.ArrayAt("notes")
	for i := range r.Notes {
		r.Notes[i].write(w)
	}
	w.End()
	w.ArrayAt("not_understood")
	for _, u := range r.NotUnderstood {
		w.String(u.Key)
	}
	w.End()
	w.ArrayAt("unknown_keys")
	for _, u := range r.NotUnderstood {
		w.Object()
		w.Field("key", u.Key)
		u.Place.write(w)
		w.Field("near", u.Near)
		if u.Refused {
			w.Key("refused")
			w.Bool(true)
		}
		w.End()
	}
	w.End()
	w.IntField("keys", r.Keys)
	w.IntField("ignored", r.Ignored)
	if r.LeftOut > 0 {
		w.IntField("left_out", r.LeftOut)
	}
	w.ArrayAt("wants")
	for i := range r.Wants {
		r.Wants[i].write(w)
	}
	w.End()
	if len(r.More) > 0 {
		w.ArrayAt("more")
		for _, m := range r.More {
			w.Object()
			m.Members(w)
			w.End()
		}
		w.End()
	}
}

func orNull(w *jsonw.Writer, name, s string) {
	w.Key(name)
	if s == "" {
		w.Null()
	} else {
		w.String(s)
	}
}

// writeFields writes fields as one object: "precision.compute" is a member of a member.
func writeFields(w *jsonw.Writer, name string, fields []Field) {
	w.ObjectAt(name)
	open := ""
	for _, f := range fields {
		section, own, nested := strings.Cut(f.Name, ".")
		if !nested {
			section, own = "", f.Name
		}
		if open != section {
			if open != "" {
				w.End()
			}
			if open = section; section != "" {
				w.ObjectAt(section)
			}
		}
		w.Key(own)
		f.Value.write(w)
	}
	if open != "" {
		w.End()
	}
	w.End()
}

func (m *Model) write(w *jsonw.Writer) {
	if m.empty() {
		w.Null()
		return
	}
	w.Object()
	w.Field("hub_id", m.HubID)
	w.Field("revision", m.Revision)
	w.Field("path", m.Path)
	w.Field("folder", m.Folder)
	w.Field("name", m.Name)
	w.Field("flavor", m.Flavor)
	w.Field("builder", m.Builder)
	if len(m.Config) > 0 {
		writeFields(w, "config", m.Config)
	}
	w.End()
}

func (m *Model) empty() bool {
	return m.HubID == "" && m.Path == "" && m.Folder == "" && m.Name == "" && m.Flavor == "" && m.Builder == "" && len(m.Config) == 0
}

func (x *World) write(w *jsonw.Writer) {
	w.Object()
	w.Key("world_size")
	if x.Size > 0 {
		w.Int(int64(x.Size))
	} else {
		w.Null()
	}
	w.Field("grade", x.Grade.String())
	orNull(w, "from", x.From)
	w.ArrayAt("statements")
	for _, s := range x.Statements {
		w.Object()
		w.Field("from", s.From)
		for _, n := range []struct {
			name  string
			value int
		}{{"nodes", s.Nodes}, {"gpus_per_node", s.PerNode}, {"world_size", s.World}} {
			if n.value > 0 {
				w.IntField(n.name, n.value)
			}
		}
		w.Field("grade", s.Grade.String())
		s.Place.write(w)
		w.End()
	}
	w.End()
	w.End()
}

// write writes the members of a place, none where it is not known.
func (p Place) write(w *jsonw.Writer) {
	w.Field("file", p.File)
	if p.Line > 0 {
		w.IntField("line", p.Line)
		w.IntField("column", p.Column)
		w.IntField("end_column", p.EndColumn)
	}
}

func writePositions(w *jsonw.Writer, list []Position) {
	w.ObjectAt("positions")
	for _, p := range list {
		w.ObjectAt(p.Field)
		p.Place.write(w)
		w.Field("key", p.Key)
		w.Field("text", p.Text)
		w.Field("variable", p.Variable)
		w.Field("from", p.From)
		w.End()
	}
	w.End()
}

func (o *Other) write(w *jsonw.Writer) {
	w.Object()
	w.Field("part", o.Part)
	w.Field("engine", o.Engine)
	if !o.Model.empty() {
		w.Key("model")
		o.Model.write(w)
	}
	if len(o.Fields) > 0 {
		var mesh []Field
		for _, f := range o.Fields {
			mesh = append(mesh, Field{strings.TrimPrefix(f.Name, "mesh."), f.Value, f.Grade})
		}
		writeFields(w, "mesh", mesh)
		writePositions(w, o.Positions)
	}
	w.End()
}

func (n *Note) write(w *jsonw.Writer) {
	w.Object()
	w.Field("code", n.Code)
	w.Field("message", n.Message)
	n.Place.write(w)
	if n.Also.File != "" {
		w.ObjectAt("also")
		n.Also.write(w)
		w.End()
	}
	if n.Violation {
		w.Key("violation")
		w.Bool(true)
	}
	w.Field("fix", n.Fix)
	w.End()
}

func (x *Want) write(w *jsonw.Writer) {
	w.Object()
	w.Field("file", x.File)
	w.Field("relative_to", x.RelativeTo)
	w.Strings("candidates", x.Candidates)
	w.Field("text", x.Text)
	w.Field("kind", x.Kind)
	w.Field("name", x.Name)
	w.Field("why", x.Why)
	if x.Place.Line > 0 {
		w.ObjectAt("at")
		x.Place.write(w)
		w.End()
	}
	w.End()
}

// WriteEdits writes edits as members of an object: those that are made, and the fields that none can change.
func WriteEdits(w *jsonw.Writer, edits []Edit, not []Unedited) {
	w.ArrayAt("edits")
	for i := range edits {
		e := &edits[i]
		w.Object()
		if e.Word >= 0 {
			w.IntField("argument", e.Word)
		}
		e.Place.write(w)
		w.IntField("start", e.Start)
		w.IntField("end", e.End)
		w.Key("old")
		w.String(e.Old)
		w.Key("new")
		w.String(e.New)
		w.End()
	}
	w.End()
	w.ArrayAt("unedited")
	for _, n := range not {
		w.Object()
		w.Field("field", n.Field)
		w.Field("why", n.Why)
		w.End()
	}
	w.End()
}
