package abi

import (
	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/mesh"
	"github.com/meshwise/meshwise/mesh/law"
	"github.com/meshwise/meshwise/render"
	"github.com/meshwise/meshwise/wasm/abi/strict"
)

// run reads the settings of a request: the sizes of its mesh, and what is known of the run beside them.
func (r *reader) run() (run mesh.Run) {
	for _, part := range []struct {
		name string
		mesh bool
	}{{"mesh", true}, {"run", false}} {
		v := r.get(part.name)
		if v.Kind() == capabilities.Absent {
			continue
		}
		if err := readSettings(&run, r.at(part.name), v, part.mesh); err != nil {
			r.fail(err)
		}
	}
	run.AllStated = r.oneWord("defaults", []string{"assumed", "stated"}) == "stated"
	return run
}

// readSettings adds the settings of one object to a run.
func readSettings(run *mesh.Run, path string, v capabilities.Value, ofMesh bool) *Error {
	if v.Kind() != capabilities.Object {
		return wrongType(path, "an object", v)
	}
	for i := range v.Len() {
		if err := readSetting(run, path, v.Key(i), v.At(i), ofMesh); err != nil {
			return err
		}
	}
	return nil
}

// readSetting reads one member: a setting, or a group of them. A group that is no object means its first word: "recompute":
// "full" is {"mode": "full"}.
func readSetting(run *mesh.Run, path, key string, v capabilities.Value, ofMesh bool) *Error {
	if t, ok := settingOf("", key, ofMesh); ok {
		return say(run, path, key, t, v)
	}
	members := membersOf(key, ofMesh)
	switch {
	case key == "" || members == nil:
		return unknownField(path, key, membersOf("", ofMesh))
	case v.Kind() == capabilities.Null:
		return nil
	case v.Kind() != capabilities.Object:
		if short := law.Short(key); short != "" {
			t, _ := settingOf(key, short, ofMesh)
			return say(run, path, key, t, v)
		}
		return wrongType(strict.Member(path, key), "an object", v)
	}
	for i := range v.Len() {
		t, ok := settingOf(key, v.Key(i), ofMesh)
		if !ok {
			return unknownField(strict.Member(path, key), v.Key(i), members)
		}
		if err := say(run, strict.Member(path, key), v.Key(i), t, v.At(i)); err != nil {
			return err
		}
	}
	return nil
}

// say gives a setting the value of a member of an object.
func say(run *mesh.Run, path, key string, t law.Term, v capabilities.Value) *Error {
	if err := run.Say(t, v, law.Stated); err != nil {
		return &Error{Code: Code(err.Code), Path: strict.Member(path, key), Message: err.Message}
	}
	return nil
}

// settingOf finds a setting by its group and its member.
func settingOf(group, member string, ofMesh bool) (law.Term, bool) {
	name := member
	if group != "" {
		name = group + "." + member
	}
	t, ok := law.Named(name)
	if !ok || t.Setting() == nil || t.OfMesh() != ofMesh {
		return 0, false
	}
	g, _ := t.Setting().Member()
	return t, g == group
}

// membersOf lists what may stand in a group; of the empty group, in the object itself.
func membersOf(group string, ofMesh bool) (list []string) {
	for _, section := range law.Settings() {
		if section.Mesh != ofMesh {
			continue
		}
		for i := range section.Settings {
			g, member := section.Settings[i].Member()
			if group == "" && g != "" {
				member = g
			}
			if (g == group || group == "") && (len(list) == 0 || list[len(list)-1] != member) {
				list = append(list, member)
			}
		}
	}
	return list
}

// inputError gives the path of a run that is no question.
func inputError(err error, r *reader) *Error {
	e, ok := err.(*mesh.InputError)
	if !ok {
		return &Error{Code: CodeInternal, Message: err.Error()}
	}
	path := r.at("mesh")
	if t, ok := law.Named(e.Field); ok && t.Setting() != nil && !t.OfMesh() {
		path = r.at("run")
	}
	if e.Field != "" {
		path += "/" + e.Field
	}
	return &Error{Code: Code(e.Code), Path: path, Message: e.Message}
}

// output reads how the answer is to be rendered, and the name of the file that the facts are from.
func (r *reader) output() render.Options {
	return render.Options{
		Format: render.Format(r.oneWord("format", render.Formats())),
		File:   r.word("file"),
		Width:  r.integer("width", render.MinWidth, render.MaxWidth),

		Version: Version,
	}
}
