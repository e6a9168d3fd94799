package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
)

// The exit codes.
const (
	exitValid   = 0
	exitInvalid = 1
	exitUsage   = 2
	exitEngine  = 3
)

// cli is one run of the command: its streams, and the flags of all commands.
type cli struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	flags          engineFlags
	noted          map[string]bool
}

// run runs the command line and returns the exit code.
func run(arguments []string, stdin io.Reader, stdout, stderr io.Writer) int {
	c := &cli{stdin: stdin, stdout: stdout, stderr: stderr}
	root := c.rootCommand()
	root.SetArgs(arguments)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	if err := verbFirst(root, arguments); err != nil {
		return c.exit(root, err)
	}
	at, err := root.ExecuteC()
	return c.exit(at, err)
}

// failure is an error with its exit code. Any other error is one of cobra's, about wrong usage.
type failure struct {
	exit   int
	code   string // the engine's, where it refused; else empty
	text   string // one line
	detail string // lines that are printed below, such as what the engine printed before it crashed
}

// Error returns the text, as it was put together: it may hold what a terminal must not see.
func (f *failure) Error() string { return f.text }

// errInvalid says that the answer, which is printed already, is no.
var errInvalid = errors.New("invalid")

// badInput is a failure of the user's: a flag, a file or an output.
func badInput(format string, arguments ...any) error {
	return &failure{exit: exitUsage, text: fmt.Sprintf(format, arguments...)}
}

// exit prints what went wrong and returns the exit code.
func (c *cli) exit(at *cobra.Command, err error) int {
	switch f := (*failure)(nil); {
	case err == nil:
		return exitValid
	case err == errInvalid:
		return exitInvalid
	case errors.As(err, &f):
		fmt.Fprintln(c.stderr, "meshwise: "+printable(f.text))
		for line := range strings.Lines(f.detail) {
			fmt.Fprintln(c.stderr, "  "+printable(strings.TrimRight(line, "\r\n")))
		}
		return f.exit
	}
	fmt.Fprintln(c.stderr, "meshwise: "+printable(strings.TrimSpace(err.Error())))
	fmt.Fprintf(c.stderr, "Run '%s --help' for usage.\n", at.CommandPath())
	return exitUsage
}

// note says on the standard error, once, what is to be known beside the answer. It is no failure.
func (c *cli) note(format string, arguments ...any) {
	text := printable(fmt.Sprintf(format, arguments...))
	if c.noted[text] {
		return
	}
	if c.noted == nil {
		c.noted = map[string]bool{}
	}
	c.noted[text] = true
	fmt.Fprintln(c.stderr, "meshwise: note: "+text)
}
