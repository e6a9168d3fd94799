package main

import (
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"
)

// modelFlags say what a file holds, and what is known of the model beside it.
type modelFlags struct {
	input       choice
	noCatalogue bool
	download    bool
	model       text // of a file of a run; check has a flag of its own
}

const factsLong = `A file of facts is told from a config by the names in it: it has a member under the name of a probe, such as "config"
or "class" ('meshwise describe' lists them), and neither "model_type" nor "architectures". --input decides it otherwise.

A config says nothing of the class that it names. What is known of that class is from the catalogue inside the engine
('meshwise architectures' lists it), and the answer says so; --no-catalogue leaves it unknown.`

const inputLong = factsLong + `

A model is also named by its id on the Hugging Face Hub, such as meta-llama/Llama-3.1-8B, with @REVISION behind it or not:
its config.json is then taken from the cache on this disk, and with --download from the Hub.

A recipe or a launch script may stand in its place: it names the model, and what it says of the run is taken for flags that
were not given.`

func (f *modelFlags) register(cmd *cobra.Command) {
	f.input.register(cmd, "input", "what FILE holds", "auto", "config", "facts")
	f.model.kind = "MODEL"
	cmd.Flags().Var(&f.model, "model", "the model of a file of a run that names none that can be had: a file, a folder or an id")
	f.registerRest(cmd)
}

func (f *modelFlags) registerRest(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&f.download, "download", false, "ask the Hugging Face Hub for a config.json that the cache lacks")
	cmd.Flags().BoolVar(&f.noCatalogue, "no-catalogue", false, "answer from FILE alone, without what the catalogue knows of its class")
}

// addModel reads the model that the argument names, and adds it to the request as it is.
func (s *session) addModel(r *request, argument string, f *modelFlags) error {
	m, err := s.readModel(argument, f.download)
	if err != nil {
		return err
	}
	if m.path != "" {
		r.addString("file", filepath.ToSlash(m.path), m.label)
	}
	return s.addRead(r, m, f)
}

// addRead adds a model that was read.
func (s *session) addRead(r *request, m *model, f *modelFlags) error {
	r.model = m
	names, ok := isOneObject(m.data)
	if !ok {
		return s.refuse(m)
	}
	facts := f.input.value == "facts"
	if !facts && f.input.value != "config" {
		var err error
		if facts, err = s.areFacts(names); err != nil {
			return err
		}
	}
	if facts {
		r.add("facts", string(m.data), m.label)
	} else {
		r.add("facts", `{"config":`+string(m.data)+`}`, m.label)
		r.from("/facts/config", m.label)
	}
	if f.noCatalogue {
		r.add("catalogue", "false", "--no-catalogue")
	}
	return nil
}

// isConfig reports whether an object names a model as a config does.
func isConfig(names []string) bool {
	return slices.Contains(names, "model_type") || slices.Contains(names, "architectures")
}

// areFacts tells facts from a config by the names of the members.
func (s *session) areFacts(names []string) (bool, error) {
	if isConfig(names) {
		return false, nil
	}
	description, err := s.ask(newRequest("describe"))
	if err != nil {
		return false, err
	}
	for _, probe := range description.Get("probes.#.fact").Array() {
		if slices.Contains(names, probe.Str) {
			return true, nil
		}
	}
	return false, nil
}

// refuse asks the engine what is wrong with a file that is not one JSON object. The file alone is then the request, so
// that nothing is spliced.
func (s *session) refuse(m *model) error {
	_, err := s.ask(&request{raw: m.data, model: m, origins: []origin{{"", m.label}}})
	if err != nil {
		return err
	}
	return badInput("%s: is not one JSON object", m.label)
}
