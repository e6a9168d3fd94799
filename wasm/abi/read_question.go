package abi

import (
	"strconv"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/internal/jsonw"
	"github.com/meshwise/meshwise/mesh"
	"github.com/meshwise/meshwise/mesh/law"
	"github.com/meshwise/meshwise/reading"
	"github.com/meshwise/meshwise/render"
	"github.com/meshwise/meshwise/wasm/abi/strict"
)

// question is the files of a request to validate: the run that they say, below what the request says itself.
type question struct {
	*reading.Reading
	said    mesh.Run // by the request itself
	remarks []mesh.Remark
	hinges  []law.Term // settings that the files state, and whose value is not known
}

// question reads the member reading, and lays what the request says over it. It is nil where there is none.
func (r *reader) question(run *mesh.Run) *question {
	v := r.get("reading")
	if v.Kind() == capabilities.Absent {
		return nil
	}
	path := r.at("reading")
	inner := object(path, v)
	req, trainer := inner.toRead(), inner.integer("trainer", 0, 1<<20)
	if err := inner.done(); err != nil {
		r.fail(err)
	}
	if r.err != nil {
		return nil
	}
	reads, failed := reading.Read(req)
	if failed != nil {
		r.fail(unread(path, failed))
		return nil
	}
	if trainer > len(reads.More) {
		r.fail(&Error{Code: CodeOutOfRange, Path: path + "/trainer", Message: "expected an integer from 0 to " + strconv.Itoa(len(reads.More)) + ", got " + strconv.Itoa(trainer)})
		return nil
	}
	if trainer > 0 {
		reads = reads.More[trainer-1]
	}
	q := &question{Reading: reads, said: *run}
	*run = q.lay(*run)
	return q
}

// judged reports whether there is a law for what trains.
func (q *question) judged(run *mesh.Run) bool { return run.Framework != nil }

// lay puts what the files say below what the request says. What no setting takes is told, and left out.
func (q *question) lay(said mesh.Run) mesh.Run {
	var run mesh.Run
	if q.Framework != "" && law.FrameworkNamed(q.Framework) != nil {
		run.Framework = law.FrameworkNamed(q.Framework)
		_ = run.Say(law.Must("framework"), capabilities.StringValue(run.Framework.Name), law.Stated)
	}
	for i := range q.Fields {
		f := &q.Fields[i]
		t, ok := law.Named(render.SettingOf(f.Name))
		from := fromGrade(f.Grade)
		if !ok || t.Setting() == nil || from == law.NotGiven || said.Gives(t) {
			continue
		}
		if err := run.Say(t, valueOf(f.Value), from); err != nil {
			q.remarks = append(q.remarks, mesh.Remark{Code: err.Code, Message: t.Name() + ": " + err.Message, At: q.at(f.Name)})
		}
	}
	for _, field := range q.Unknown {
		t, ok := law.Named(render.SettingOf(field))
		if !ok || t.Setting() == nil || said.Gives(t) {
			continue
		}
		q.hinges = append(q.hinges, t)
		if t.OfMesh() && t.Setting().Kind == law.Count && t.Name() != "world_size" {
			_ = run.Say(t, capabilities.IntValue(1), law.Placeholder) // what is broken by it hinges on it
		}
	}
	for _, t := range said.Given() {
		_ = run.Say(t, said.Value(t), law.Stated) // it was taken before
	}
	length := law.Must("sequence_length")
	if q.Pads && !said.Gives(length) {
		run = mesh.Padded(run)
	}
	if t := law.Must("max_positions"); q.AnyLength && run.Gives(length) && !said.Gives(t) {
		_ = run.Say(t, run.Value(length), law.ByFile)
	}
	run.AllStated, run.Presets = !q.Open, q.Open
	return run
}

// at is where a field stands.
func (q *question) at(field string) mesh.At {
	for _, p := range q.Positions {
		if p.Field == field {
			return mesh.At{Setting: render.SettingOf(field), File: p.File, Line: p.Line, Column: p.Column, EndColumn: p.EndColumn, Key: p.Key, Text: p.Text}
		}
	}
	return mesh.At{}
}

// fromGrade is how a setting came to have its value. A hint is never taken.
func fromGrade(g reading.Grade) law.From {
	switch g {
	case reading.Stated, reading.Derived:
		return law.Stated
	case reading.Default:
		return law.ByFile
	case reading.Placeholder:
		return law.Placeholder
	}
	return law.NotGiven
}

func valueOf(v reading.Value) capabilities.Value {
	switch v.Kind {
	case reading.IntValue:
		return capabilities.IntValue(v.Int)
	case reading.BoolValue:
		return capabilities.BoolValue(v.Bool)
	case reading.TextValue:
		return capabilities.StringValue(v.Text)
	case reading.TextsValue:
		var list []capabilities.Value
		for _, s := range v.Texts() {
			list = append(list, capabilities.StringValue(s))
		}
		return capabilities.ArrayValue(list...)
	case reading.RawValue:
		if parsed, err := strict.Parse([]byte(v.Text)); err == nil {
			return parsed
		}
	}
	return capabilities.Value{}
}

// facts are the numbers of the model that the files themselves state, as a config; none where they state none.
func (q *question) facts() capabilities.Facts {
	if len(q.Model.Config) == 0 {
		return capabilities.Facts{}
	}
	var names []string
	var values []capabilities.Value
	for i := range q.Model.Config {
		names, values = append(names, q.Model.Config[i].Name), append(values, valueOf(q.Model.Config[i].Value))
	}
	return capabilities.Facts{capabilities.FactConfig: capabilities.ObjectValue(names, values)}
}

// place tells a verdict what the files say, and where. What no rule reads of a file is not told: a file says much.
func (q *question) place(v *mesh.Verdict) {
	v.Place(render.Places(q.Reading), append(q.remarks, render.Remarks(q.Reading)...))
	if v.Refused() {
		v.Valid = capabilities.No
	}
	if v.Hinges = q.hinges; q.hinges != nil && v.Valid == capabilities.Yes {
		v.Valid = capabilities.Unknown
	}
	var list []law.Term
	for _, t := range v.NotUsed {
		if q.said.Gives(t) {
			list = append(list, t)
		}
	}
	v.NotUsed = list
}

// writeRepair writes the changes of the files, in their own form and words, by which the run may start.
func (q *question) writeRepair(w *jsonw.Writer, v *mesh.Verdict) {
	settings := v.Repair()
	if len(settings) == 0 {
		return
	}
	var wanted []reading.Setting
	for _, s := range settings {
		field := "run." + s.Setting
		if law.Must(s.Setting).OfMesh() {
			field = "mesh." + s.Setting
		}
		if field == "run.recompute.mode" && q.Field("run.recompute") != nil {
			field = "run.recompute"
		}
		wanted = append(wanted, reading.Setting{Field: field, Value: toReading(s.Value)})
	}
	edits, not := q.Edits(wanted)
	w.ObjectAt("repair")
	w.ArrayAt("settings")
	for _, s := range settings {
		w.Object()
		w.Field("setting", s.Setting)
		w.Key("value")
		writeSimple(w, s.Value)
		w.End()
	}
	w.End()
	reading.WriteEdits(w, edits, not)
	w.End()
}

func toReading(v capabilities.Value) reading.Value {
	switch v.Kind() {
	case capabilities.Bool:
		return reading.Value{Kind: reading.BoolValue, Bool: v.IsTrue()}
	case capabilities.Int:
		n, _ := v.Int()
		return reading.Value{Kind: reading.IntValue, Int: n}
	}
	return reading.Value{Kind: reading.TextValue, Text: v.Text()}
}

// writeAt writes where files say what a finding rests on.
func writeAt(w *jsonw.Writer, list []mesh.At) {
	if len(list) == 0 {
		return
	}
	w.ArrayAt("at")
	for i := range list {
		w.Object()
		writePlace(w, &list[i])
		w.End()
	}
	w.End()
}

func writePlace(w *jsonw.Writer, a *mesh.At) {
	w.Field("setting", a.Setting)
	w.Field("file", a.File)
	if a.Line > 0 {
		w.IntField("line", a.Line)
		w.IntField("column", a.Column)
		w.IntField("end_column", a.EndColumn)
	}
	w.Field("key", a.Key)
	w.Field("text", clip(a.Text))
}

// writeRemarks writes what the files say of themselves.
func writeRemarks(w *jsonw.Writer, list []mesh.Remark) {
	w.ArrayAt("remarks")
	for i := range list {
		r := &list[i]
		w.Object()
		w.Field("code", r.Code)
		w.Field("message", r.Message)
		w.Key("refused")
		w.Bool(r.Refuses)
		if r.At.File != "" {
			w.ObjectAt("at")
			writePlace(w, &r.At)
			w.End()
		}
		w.Field("fix", r.Fix)
		w.End()
	}
	w.End()
}
