package render

import (
	"strconv"

	"github.com/meshwise/meshwise/mesh"
	"github.com/meshwise/meshwise/reading"
)

// Reading renders what a file or a command says.
func Reading(r *reading.Reading, o Options) string {
	return o.write(func(p page) {
		if o.Brief {
			p.aside("", "", ReadingHeadline(r))
		} else {
			readingPage(p, r)
		}
	}, func() []check { return []check{readingCheck(r)} })
}

// ReadingHeadline is a reading in one line.
func ReadingHeadline(r *reading.Reading) string {
	text := reading.TitleOf(r.Dialect)
	if text == "" {
		text = r.Input
	}
	text += ": " + count(len(r.Fields), "setting", "settings") + " read"
	if r.World.Size > 0 {
		text += ", " + rankCount(r.World.Size)
	}
	if r.Framework == "" {
		text += "; meshwise has no law of what trains here, so nothing is judged"
	}
	return text
}

var fieldColumns = []column{{title: "setting", exact: true}, {title: "value", exact: true}, {title: "grade"}, {title: "at", exact: true, below: true}}

// readingPage says each setting with its place, then what is to be known of the file.
func readingPage(p page, r *reading.Reading) {
	p.headline(neutral, ReadingHeadline(r))
	if words := modelNamed(&r.Model); words != nil {
		p.literal("model", words...)
	}
	if len(r.Fields) > 0 {
		p.section("what it says")
		t := &table{columns: fieldColumns}
		for i := range r.Fields {
			f := &r.Fields[i]
			t.row()
			t.say(SettingOf(f.Name))
			t.say(f.Value.String())
			t.say(f.Grade.String())
			t.say(placeOf(r, f.Name))
		}
		p.table(t)
	}
	remarksSection(p, Remarks(r))
	if len(r.NotUnderstood) > 0 {
		var words []string
		for i := range r.NotUnderstood {
			u := &r.NotUnderstood[i]
			word := u.Key
			if u.Line > 0 {
				word += " (line " + strconv.Itoa(u.Line) + ")"
			}
			if u.Near != "" {
				word += ", did you mean " + u.Near + "?"
			}
			words = append(words, word)
		}
		p.literal("not understood", few(words)...)
	}
	for i := range r.Wants {
		w := &r.Wants[i]
		p.field("wants", w.File+w.Name+": "+w.Why)
	}
	for _, m := range r.More {
		p.section("another trainer")
		p.note(ReadingHeadline(m))
	}
}

func modelNamed(m *reading.Model) (words []string) {
	for _, s := range []string{m.HubID, m.Path, m.Folder, m.Name, m.Flavor, m.Builder} {
		if s != "" {
			words = append(words, s)
		}
	}
	if len(m.Config) > 0 {
		words = append(words, count(len(m.Config), "number", "numbers")+" of the config")
	}
	return words
}

// SettingOf is the setting that a field of a reading says: "tp_size" of "mesh.tp_size".
func SettingOf(field string) string {
	for i := range len(field) {
		if field[i] == '.' {
			if name := field[i+1:]; name != "recompute" {
				return name
			}
			return "recompute.mode"
		}
	}
	return field
}

func placeOf(r *reading.Reading, field string) string {
	for i := range r.Positions {
		if p := &r.Positions[i]; p.Field == field {
			return placed(&mesh.At{File: p.File, Line: p.Line, Column: p.Column, Key: p.Key, Text: p.Text})
		}
	}
	return ""
}

// Places are where the files say the settings.
func Places(r *reading.Reading) (list []mesh.At) {
	for i := range r.Positions {
		p := &r.Positions[i]
		list = append(list, mesh.At{
			Setting: SettingOf(p.Field), File: p.File, Line: p.Line, Column: p.Column, EndColumn: p.EndColumn, Key: p.Key, Text: p.Text,
		})
	}
	return list
}

// Remarks are what the files say of themselves.
func Remarks(r *reading.Reading) (list []mesh.Remark) {
	for i := range r.Notes {
		n := &r.Notes[i]
		list = append(list, mesh.Remark{Code: n.Code, Message: n.Message, Fix: n.Fix, Refuses: n.Violation,
			At: mesh.At{File: n.File, Line: n.Line, Column: n.Column, EndColumn: n.EndColumn}})
	}
	for i := range r.NotUnderstood {
		u := &r.NotUnderstood[i]
		if !u.Refused && u.Near == "" {
			continue
		}
		m := mesh.Remark{Code: reading.NoteNotUnderstood, Message: u.Key + " is no key that is known here",
			At: mesh.At{File: u.File, Line: u.Line, Column: u.Column, EndColumn: u.EndColumn}}
		if u.Refused { // what is not known here may be known to a newer version, or to a fork
			m.Message += ", and what reads the file refuses keys that it does not know"
		}
		if u.Near != "" {
			m.Message += "; did you mean " + u.Near + "?"
		}
		list = append(list, m)
	}
	return list
}

func readingCheck(r *reading.Reading) check {
	c := check{subject: "reading of " + r.Input, answer: ReadingHeadline(r), passes: true}
	for _, m := range Remarks(r) {
		c.findings = append(c.findings, remarkFinding(&m))
	}
	return c
}
