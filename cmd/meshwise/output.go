package main

import (
	"io"
	"os"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/meshwise/meshwise/render"
)

// outputFlags say how an answer is printed, and where.
type outputFlags struct {
	format text
	color  choice
	pretty bool
	file   text
}

// register adds the flags.
func (o *outputFlags) register(cmd *cobra.Command) {
	o.format = text{"text", "NAME"}
	cmd.Flags().Var(&o.format, "format", "how the answer is printed")
	complete(cmd, "format", completeFormat)
	o.color.register(cmd, "color", "colour in text", "auto", "always", "never")
	o.registerPlain(cmd)
}

// registerPlain adds the flags of a command that prints JSON only.
func (o *outputFlags) registerPlain(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&o.pretty, "pretty", false, "indent JSON")
	o.file.kind = "FILE"
	cmd.Flags().VarP(&o.file, "output", "o", "print to a file")
}

// add asks the engine for the format. JSON is the answer itself.
func (o *outputFlags) add(s *session, r *request) error {
	if o.format.value == "json" {
		return nil
	}
	if o.pretty {
		return badInput("--pretty needs --format json")
	}
	switch o.format.value {
	case "text":
		if columns := o.columns(s.stdout); columns > 0 {
			r.add("width", itoa(columns), "")
		}
		if o.colored(s.stdout) {
			r.addString("format", "ansi", "--color")
			return nil
		}
	default:
		description, err := s.ask(newRequest("describe"))
		if err != nil {
			return err
		}
		if known := formats(description); !slices.Contains(known, o.format.value) {
			return badInput("--format: expected one of %s, got %q", strings.Join(known, ", "), o.format.value)
		}
	}
	r.addString("format", o.format.value, "--format")
	return nil
}

// formats lists the values of --format. Colour is a flag of its own here, and JSON no format of the engine's: it is what
// every answer is.
func formats(description answer) []string {
	list := []string{"text", "json"}
	for _, f := range description.Get("formats").Array() {
		if f.Str != "text" && f.Str != "ansi" {
			list = append(list, f.Str)
		}
	}
	return list
}

// colored decides about colour: a flag decides it, else NO_COLOR (https://no-color.org), else whether the output is a
// terminal that knows colours.
func (o *outputFlags) colored(stdout io.Writer) bool {
	switch {
	case o.color.value != "auto":
		return o.color.value == "always"
	case os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb":
		return false
	}
	return o.onTerminal(stdout)
}

// onTerminal reports whether the answer goes to a terminal.
func (o *outputFlags) onTerminal(stdout io.Writer) bool {
	file, ok := stdout.(*os.File)
	return ok && o.file.value == "" && term.IsTerminal(int(file.Fd()))
}

// columns is the width of the terminal that the answer goes to, within what is read well; 0 where it goes to none.
func (o *outputFlags) columns(stdout io.Writer) int {
	if !o.onTerminal(stdout) {
		return 0
	}
	const most = 160
	width, _, err := term.GetSize(int(stdout.(*os.File).Fd()))
	if err != nil || width <= 0 {
		return 0
	}
	return min(max(width, render.MinWidth), most)
}

// print prints an answer: what the engine rendered, or the answer itself.
func (o *outputFlags) print(s *session, a answer) error {
	if o.format.value == "json" {
		return o.printJSON(s.stdout, a.raw)
	}
	return o.write(s.stdout, []byte(a.Get("rendered").Str))
}

// printJSON prints the engine's own bytes, or the same value as people and terminals need it.
func (o *outputFlags) printJSON(stdout io.Writer, raw []byte) error {
	v := jsontext.Value(raw).Clone()
	if o.pretty {
		if err := v.Indent(jsontext.WithIndent("  ")); err != nil {
			return &failure{exit: exitEngine, text: "the engine's answer is no JSON: " + err.Error()}
		}
	}
	if o.onTerminal(stdout) {
		v = printableJSON(v)
	}
	return o.write(stdout, v)
}

// write writes whole lines.
func (o *outputFlags) write(stdout io.Writer, text []byte) error {
	if len(text) > 0 && text[len(text)-1] != '\n' {
		text = append(text, '\n')
	}
	if o.file.value != "" {
		if err := os.WriteFile(o.file.value, text, 0o666); err != nil {
			return badInput("--output: %s: %v", name(o.file.value), cause(err))
		}
		return nil
	}
	if _, err := stdout.Write(text); err != nil {
		return badInput("the answer cannot be printed: %v", cause(err))
	}
	return nil
}
