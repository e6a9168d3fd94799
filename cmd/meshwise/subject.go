package main

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/tidwall/gjson"

	"github.com/meshwise/meshwise/mesh/law"
)

// The verbs that ask about a model take a file of a run as well: it names the model, and says what is known of the run.

// takes says which settings of a file a verb takes.
type takes uint8

const (
	allOfRun  takes = iota // the run as it is
	freeSizes              // the run without the sizes of its axes, which the verb is asked for
)

// addSubject adds the model that an argument names, or the one that a file of a run names; what such a file says of the run is
// taken for flags that were not given. It is called before the flags are added to the request.
func (s *session) addSubject(cmd *cobra.Command, r *request, argument string, f *modelFlags, what takes) error {
	k := &checker{session: s, checkFlags: &checkFlags{input: *f}, cmd: cmd}
	file, err := k.runFile(argument)
	if err != nil {
		return err
	}
	if file == nil {
		if f.model.value != "" {
			return badInput("--model: %s is a model itself", name(argument))
		}
		return s.addModel(r, argument, f)
	}
	m, err := s.material(&readFlags{}, "", file, nil, false)
	if err != nil {
		return err
	}
	m.sayWorld(flagsSaid(cmd))
	a, err := s.follow(m)
	if err != nil {
		return err
	}
	s.takeSettings(cmd, file, a, what)
	r.addString("file", file.name, file.label())
	if f.model.value != "" {
		named, err := s.readModel(f.model.value, f.download)
		if err != nil {
			return err
		}
		return s.addRead(r, named, f)
	}
	named, why := k.modelOf(&question{material: m, reading: a}, a.Get("model"))
	if named == nil && len(a.Get("model.config").Map()) > 0 {
		named = &model{label: file.label(), data: []byte(a.Get("model.config").Raw)}
	}
	if named == nil {
		if why == "" {
			why = "it names no model"
		}
		return badInput("%s: %s; --model names it: a config.json, a folder or an id", file.label(), why)
	}
	return s.addRead(r, named, f)
}

// runFile loads an argument that is a file of a run; nil is anything else.
func (k *checker) runFile(argument string) (*loaded, error) {
	if argument == "-" || k.input.input.value != "auto" {
		return nil, nil
	}
	if kind, err := kindOfPath(argument); err != nil || kind != aFile {
		return nil, nil // it is told where the model is read
	}
	if strings.HasSuffix(strings.ToLower(argument), ".json") {
		return nil, nil
	}
	f, err := k.load(argument)
	if err != nil || f.isObject() || notText(f.data) != "" {
		return nil, nil
	}
	return f, nil
}

// takeSettings takes what a file says for the flags that were not given, and tells it. What its framework fills in stays the
// framework's own.
func (s *session) takeSettings(cmd *cobra.Command, file *loaded, a answer, what takes) {
	var taken []string
	take := func(setting *law.Setting, value string) {
		f := cmd.Flags().Lookup(flagOf(setting))
		if f == nil || f.Changed || len(f.Annotations[sectionKey]) == 0 {
			return
		}
		if err := cmd.Flags().Set(f.Name, value); err == nil {
			taken = append(taken, flagOf(setting)+" "+value)
		}
	}
	if framework := a.Get("framework").Str; framework != "" {
		take(settingWritten("framework"), framework)
	}
	eachSetting(law.Settings(), func(section *law.Section, setting *law.Setting) {
		if section.Mesh && what == freeSizes && setting.Name != "world_size" && setting.Name != "strategy" {
			return
		}
		of := "run."
		if section.Mesh {
			of = "mesh."
		}
		switch a.Get("grades." + gjson.Escape(of+setting.Name)).Str {
		case "", "stated", "derived":
		default:
			return
		}
		switch v := a.Get(of + setting.Name); {
		case v.IsArray():
			var words []string
			for _, w := range v.Array() {
				words = append(words, w.String())
			}
			take(setting, strings.Join(words, ","))
		case v.Exists() && v.Type != gjson.Null && !v.IsObject():
			take(setting, v.String())
		}
	})
	if len(taken) > 0 {
		s.note("%s says %s", file.label(), strings.Join(taken, ", "))
	}
}
