package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/meshwise/meshwise/mesh/law"
)

var update = flag.Bool("update", false, "write the file of commands that the Python package carries")

// commandsFile tells the command of the Python package its verbs, flags and words, so that none is written twice.
var commandsFile = filepath.Join("..", "..", "bindings", "python", "src", "meshwise", "_cli", "commands.json")

// commandEntry is a command as the file has it.
type commandEntry struct {
	Verb     string      `json:"verb"`
	Use      string      `json:"use"`
	Expected string      `json:"expected,omitempty"` // its arguments, as the refusal of others says it: "one FILE"
	Least    int         `json:"least,omitempty"`    // how many there are
	Most     int         `json:"most,omitempty"`
	Short    string      `json:"short"`
	Long     string      `json:"long,omitempty"`
	Example  string      `json:"example"`
	Flags    []flagEntry `json:"flags"`
}

// flagEntry is a flag as the file has it. One without a value is a switch.
type flagEntry struct {
	Flag    string   `json:"flag"`
	Short   string   `json:"short,omitempty"`
	Value   string   `json:"value,omitempty"`
	Usage   string   `json:"usage"`
	Default string   `json:"default,omitempty"`
	Many    bool     `json:"many,omitempty"`
	Words   []string `json:"words,omitempty"` // the values that this command itself knows
	Of      string   `json:"of,omitempty"`    // the object of the request, with the name of the member in it
	Member  string   `json:"member,omitempty"`
	Kind    string   `json:"kind,omitempty"`    // of the setting, as the engine's description has it
	Names   []string `json:"names,omitempty"`   // other names of the flag
	Theirs  []string `json:"theirs,omitempty"`  // and those that frameworks have for it, which may be meant by another word
	Section string   `json:"section,omitempty"` // the heading that help gives it
}

// TestCommandsFile holds the file to the commands as they are. `go test ./cmd/meshwise -run CommandsFile -update` writes it.
func TestCommandsFile(t *testing.T) {
	want := commandsJSON(t)
	if *update {
		if err := os.WriteFile(commandsFile, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(commandsFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not that of the commands: go test ./cmd/meshwise -run CommandsFile -update", commandsFile)
	}
	for _, word := range []string{`"verb": "check"`, `"member": "tp_size"`, "ranks that share each weight matrix (tensor parallelism)"} {
		if !strings.Contains(string(got), word) {
			t.Errorf("%s lacks %s", commandsFile, word)
		}
	}
}

func commandsJSON(t *testing.T) []byte {
	root := (&cli{}).rootCommand()
	root.InitDefaultHelpCmd()
	root.InitDefaultVersionFlag()
	var file struct {
		Root  commandEntry   `json:"root"`
		Verbs []commandEntry `json:"verbs"`
	}
	file.Root = entryOf(root)
	for _, cmd := range root.Commands() {
		file.Verbs = append(file.Verbs, entryOf(cmd))
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(file); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func entryOf(cmd *cobra.Command) commandEntry {
	cmd.InitDefaultHelpFlag()
	fillHelp(cmd)
	entry := commandEntry{Verb: cmd.Name(), Use: cmd.UseLine(), Short: cmd.Short, Long: cmd.Long, Example: cmd.Example}
	if cmd.Args != nil {
		entry.countArguments(cmd)
	}
	persistent := cmd.PersistentFlags()
	cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if persistent.Lookup(f.Name) == nil { // those choose an engine, and there is one alone in Python
			entry.Flags = append(entry.Flags, flagEntryOf(f))
		}
	})
	return entry
}

// countArguments finds out how many arguments a command takes by giving it some.
func (e *commandEntry) countArguments(cmd *cobra.Command) {
	const tooMany, many = 3, 1024
	e.Least, e.Most = -1, 0
	for n := range tooMany + 1 {
		err := cmd.Args(cmd, make([]string, n))
		if err == nil {
			if e.Most = n; e.Least < 0 {
				e.Least = n
			}
		} else if e.Expected == "" || n == tooMany {
			e.Expected, _, _ = strings.Cut(strings.TrimPrefix(err.Error(), "expected "), ", got ")
		}
	}
	switch {
	case e.Most == tooMany && e.Least > 0:
		e.Most = many
	case e.Most == 0 || e.Most == tooMany:
		e.Expected, e.Least, e.Most = "", 0, 0
	}
}

func flagEntryOf(f *pflag.Flag) flagEntry {
	value, usage := pflag.UnquoteUsage(f)
	entry := flagEntry{Flag: f.Name, Short: f.Shorthand, Value: value, Usage: usage}
	switch f.Value.Type() {
	case "bool":
	case "stringArray":
		entry.Many = true
	default:
		entry.Default = f.DefValue
	}
	if c, ok := f.Value.(*choice); ok {
		entry.Words = c.words
	}
	if heading := f.Annotations[sectionKey]; len(heading) > 0 {
		entry.Section = heading[0]
	}
	eachSetting(law.Settings(), func(section *law.Section, s *law.Setting) {
		if flagOf(s) != f.Name || len(f.Annotations[sectionKey]) == 0 {
			return
		}
		entry.Of, entry.Member, entry.Kind = "run", s.Name, s.Kind.String()
		if section.Mesh {
			entry.Of = "mesh"
		}
		theirs := frameworkWords()
		names := append([]string{s.Flag()}, s.Flags...)
		for word, of := range theirs {
			if of.Name == s.Name {
				names = append(names, word)
			}
		}
		slices.Sort(names)
		for _, name := range slices.Compact(names) {
			own, _ := settingCalled(law.Settings(), name)
			switch {
			case name == f.Name || own != nil && own.Name != s.Name:
			case theirs[name] != nil:
				entry.Theirs = append(entry.Theirs, name)
			default:
				entry.Names = append(entry.Names, name)
			}
		}
	})
	return entry
}
