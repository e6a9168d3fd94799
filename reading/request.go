package reading

import "github.com/meshwise/meshwise/reading/tree"

// Request is what is to be read.
type Request struct {
	// Files are those at hand; the first is the one that was asked about.
	Files []File
	// Argv is a command line, instead of a first file.
	Argv []string
	// Overrides are what the user would add to the command, in the framework's words.
	Overrides []string
	// Env are the variables that the user states. Those of the machine are not among them.
	Env []Variable
	// Input is the format, empty where it is to be found out.
	Input string
	// Framework is whose law applies, empty where the format says it.
	Framework string
	// Part is which of several models is asked about, empty for the one that trains.
	Part string
	// Nodes, PerNode and World are what the user asks of the world, over all that is written; 0 where nothing.
	Nodes, PerNode, World int

	patch *patch // what an edit would make of a tree
	trial bool   // of a text
}

// Variable is a variable of the environment.
type Variable struct{ Name, Value string }

// File is a file at hand. One in YAML or TOML has the rows that a library of the host made of it.
type File struct {
	Name string // its path, relative to the working directory
	Text string
	// Rows are those of YAML and TOML.
	Syntax  tree.Syntax
	Rows    []tree.Row
	HasRows bool
	// Refused is where a library of the host stopped, in place of rows.
	Refused *tree.Error
}

// Error is why nothing can be read.
type Error struct {
	Code         string // "input.no_format", "input.ambiguous", "input.syntax", …
	File         string
	Line, Column int // from 1; 0 where no place is known
	Message      string
}

func (e *Error) Error() string { return e.Code + ": " + e.Message }

// The codes of errors.
const (
	CodeNoFormat  = "input.no_format"
	CodeAmbiguous = "input.ambiguous"
	CodeSyntax    = tree.CodeSyntax
	CodeTemplate  = tree.CodeTemplate
	CodeTooDeep   = tree.CodeTooDeep
	CodeTooLarge  = tree.CodeTooLarge
	CodeNotUTF8   = "input.not_utf8"
	CodeUnknown   = "input.unknown_value"
)
