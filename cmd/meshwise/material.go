package main

import (
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/meshwise/meshwise/internal/jsonw"
	"github.com/meshwise/meshwise/reading"
	"github.com/meshwise/meshwise/reading/tree"
)

// readFlags say what is known beside the files.
type readFlags struct {
	with, overrides, env []string
	shell                bool
	part                 text
}

// filesHeading is the heading that help gives the flags.
const filesHeading = "files and commands"

func (f *readFlags) register(cmd *cobra.Command) {
	flags := pflag.NewFlagSet("", pflag.ContinueOnError)
	flags.SortFlags = false
	flags.StringArrayVar(&f.with, "with", nil, "a `FILE` that belongs to the question, such as the accelerate YAML beside a script")
	flags.StringArrayVar(&f.overrides, "override", nil, "a `WORD` that you would add to the command, as the framework has it: --distributed.tp_size=8")
	flags.StringArrayVar(&f.env, "env", nil, "`NAME=VALUE` of a variable that a script uses")
	flags.BoolVar(&f.shell, "env-from-shell", false, "take the variables of this shell's environment")
	f.part.kind = "NAME"
	flags.Var(&f.part, "part", "which of several models is asked about: actor, critic, policy, …; usually the one that trains")
	flags.VisitAll(func(flag *pflag.Flag) {
		flag.Annotations = map[string][]string{sectionKey: {filesHeading}}
		cmd.Flags().AddFlag(flag)
		if flag.Name != "with" {
			complete(cmd, flag.Name, cobra.NoFileCompletions)
		}
	})
}

// given reports whether any of the flags was given.
func (f *readFlags) given() string {
	switch {
	case len(f.with) > 0:
		return "--with"
	case len(f.overrides) > 0:
		return "--override"
	case len(f.env) > 0:
		return "--env"
	case f.part.value != "":
		return "--part"
	}
	return ""
}

// material is what a reading is made of.
type material struct {
	files   []*loaded
	argv    []string
	command bool // argv is a command that was given, with words or without
	members []saidBeside
}

// saidBeside is one member of a request to read, with what the user wrote for it.
type saidBeside struct{ name, json, label string }

// material puts together what is asked about with what the flags say.
func (s *session) material(f *readFlags, input string, first *loaded, argv []string, command bool) (*material, error) {
	m := &material{argv: argv, command: command}
	if first != nil {
		m.files = append(m.files, first)
	}
	for _, path := range f.with {
		file, err := s.load(path)
		if err != nil {
			return nil, err
		}
		m.files = append(m.files, file)
	}
	if len(f.overrides) > 0 {
		m.say("overrides", jsonStrings(f.overrides), "--override")
	}
	env, err := f.environment()
	if err != nil {
		return nil, err
	}
	if env != "{}" {
		m.say("env", env, "--env")
	}
	if input != "" && input != "auto" {
		m.say("input", quote(input), "--input")
	}
	if f.part.value != "" {
		m.say("part", quote(f.part.value), "--part")
	}
	return m, nil
}

// sayWorld adds what settings say of the world, and whose law holds: a reading is made with these.
func (m *material) sayWorld(said []given) {
	for _, g := range said {
		switch g.member {
		case "nodes", "gpus_per_node", "world_size":
			m.say(g.member, number(g.value), g.label)
		case "framework":
			m.say(g.member, quote(g.value), g.label)
		}
	}
}

// flagsSaid are the settings that the flags of a verb say.
func flagsSaid(cmd *cobra.Command) []given {
	sections := settingsOf(everySetting)
	return append(givenFlags(cmd, sections, true), givenFlags(cmd, sections, false)...)
}

func (m *material) say(name, json, label string) {
	m.members = append(m.members, saidBeside{name, json, label})
}

// environment is the variables as a JSON object: those of the shell where that is asked for, and those that were stated.
func (f *readFlags) environment() (string, error) {
	stated := map[string]string{}
	var names []string
	say := func(pair string) {
		name, value, _ := strings.Cut(pair, "=")
		if _, twice := stated[name]; !twice {
			names = append(names, name)
		}
		stated[name] = value
	}
	if f.shell {
		for _, pair := range os.Environ() {
			if !strings.HasPrefix(pair, "=") && strings.Contains(pair, "=") { // Windows keeps the folder of each drive so
				say(pair)
			}
		}
		slices.Sort(names)
	}
	for _, pair := range f.env {
		if name, _, ok := strings.Cut(pair, "="); !ok || name == "" {
			return "", badInput("--env: expected NAME=VALUE, such as NNODES=4, got %q", pair)
		}
		say(pair)
	}
	var w jsonw.Writer
	w.Object()
	for _, name := range names {
		w.Key(name)
		w.String(stated[name])
	}
	w.End()
	return string(w.Bytes()), nil
}

// parts writes the members of a request to read.
func (m *material) parts() ([]saidBeside, error) {
	var list []saidBeside
	if len(m.files) > 0 {
		var w jsonw.Writer
		w.Array()
		for _, f := range m.files {
			made, err := f.file()
			if err != nil {
				return nil, err
			}
			writeFile(&w, &made)
		}
		w.End()
		list = append(list, saidBeside{"files", string(w.Bytes()), ""})
	}
	if m.command {
		list = append(list, saidBeside{"argv", jsonStrings(m.argv), "the command"})
	}
	return append(list, m.members...), nil
}

// writeFile writes a file as docs/abi.md describes it.
func writeFile(w *jsonw.Writer, f *reading.File) {
	w.Object()
	w.Field("name", f.Name)
	w.Key("text")
	w.String(f.Text)
	switch {
	case f.HasRows:
		var rows []byte
		for i := range f.Rows {
			rows = tree.AppendRow(rows, &f.Rows[i])
		}
		w.Field("syntax", syntaxName(f.Syntax))
		w.Key("rows")
		w.String(string(rows))
	case f.Refused != nil:
		w.Field("syntax", syntaxName(f.Syntax))
		w.ObjectAt("refused")
		w.Field("message", f.Refused.Message)
		if f.Refused.Line > 0 {
			w.IntField("line", f.Refused.Line)
		}
		if f.Refused.Column > 0 {
			w.IntField("column", f.Refused.Column)
		}
		w.End()
	}
	w.End()
}

func syntaxName(s tree.Syntax) string {
	if s == tree.TOML {
		return "toml"
	}
	return "yaml"
}

func jsonStrings(list []string) string {
	var w jsonw.Writer
	w.Array()
	for _, s := range list {
		w.String(s)
	}
	w.End()
	return string(w.Bytes())
}

// addTo adds the material to a request: as its own members, or as those of its member "reading".
func (m *material) addTo(r *request, trainer int) error {
	parts, err := m.parts()
	if err != nil {
		return err
	}
	for i, f := range m.files {
		label := f.label()
		for _, at := range []string{"/files/", "/reading/files/"} {
			r.from(at+itoa(i), label)
		}
	}
	if trainer == unwrapped {
		for _, p := range parts {
			r.add(p.name, p.json, p.label)
		}
		return nil
	}
	var w jsonw.Writer
	w.Object()
	for _, p := range parts {
		w.Key(p.name)
		w.Raw(p.json)
		r.from("/reading/"+p.name, p.label)
	}
	if trainer > 0 {
		w.IntField("trainer", trainer)
	}
	w.End()
	r.add("reading", string(w.Bytes()), "")
	return nil
}

// unwrapped asks for the members of a reading in the request itself.
const unwrapped = -1

func itoa(n int) string { return strconv.Itoa(n) }
