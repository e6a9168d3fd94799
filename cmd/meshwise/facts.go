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
}

const inputLong = `A file of facts is told from a config by the names in it: it has a member under the name of a probe, such as "config"
or "class" ('meshwise describe' lists them), and neither "model_type" nor "architectures". --input decides it otherwise.

A config says nothing of the class that it names. What is known of that class is from the catalogue inside the engine
('meshwise architectures' lists it), and the answer says so; --no-catalogue leaves it unknown.`

func (f *modelFlags) register(cmd *cobra.Command) {
	f.input.register(cmd, "input", "what FILE holds", "auto", "config", "facts")
	cmd.Flags().BoolVar(&f.noCatalogue, "no-catalogue", false, "answer from FILE alone, without what the catalogue knows of its class")
}

// addModel reads the file that the argument names, and adds it to the request as it is.
func (s *session) addModel(r *request, argument string, f *modelFlags) error {
	input := f.input.value
	m, err := s.readModel(argument)
	if err != nil {
		return err
	}
	r.model = m
	names, ok := isOneObject(m.data)
	if !ok {
		return s.refuse(m)
	}
	if input == "auto" {
		if input, err = s.guess(names); err != nil {
			return err
		}
	}
	switch {
	case input == "facts":
		r.add("facts", string(m.data), m.label)
	default:
		r.add("facts", `{"config":`+string(m.data)+`}`, m.label)
		r.from("/facts/config", m.label)
	}
	if f.noCatalogue {
		r.add("catalogue", "false", "--no-catalogue")
	}
	if m.path != "" {
		r.addString("file", filepath.ToSlash(m.path), m.label)
	}
	return nil
}

// guess tells facts from a config by the names of the members.
func (s *session) guess(names []string) (input string, err error) {
	if slices.Contains(names, "model_type") || slices.Contains(names, "architectures") {
		return "config", nil
	}
	description, err := s.ask(newRequest("describe"))
	if err != nil {
		return "", err
	}
	for _, probe := range description.Get("probes.#.fact").Array() {
		if slices.Contains(names, probe.Str) {
			return "facts", nil
		}
	}
	return "config", nil
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
