package tree

// Kind is what a row of a tree is.
type Kind byte

// The kinds of rows. YAML has maps, lists, plain, quoted and block scalars and aliases; TOML and JSON have types.
const (
	Map     Kind = 'm'
	List    Kind = 'l'
	Plain   Kind = 'p' // a plain scalar of YAML: its text is what stands there
	Quoted  Kind = 'q' // a string in quotes
	Block   Kind = 'b' // a block scalar of YAML, literal or folded
	Alias   Kind = 'a' // an alias of YAML: its text is the number of the row that has the anchor
	Integer Kind = 'i'
	Float   Kind = 'f'
	Boolean Kind = 't'
	Null    Kind = 'n' // of JSON
	Date    Kind = 'd' // any of the dates and times of TOML
	Complex Kind = 'k' // a key that is no scalar, in place of its member
)

// Row is one node of a file, as a host sends it. Rows are listed as they stand in the file, a parent before its children.
//
// The rows of a YAML file say where they stand. No library of TOML tells, so there the engine looks in the text; the members
// of a table of TOML are sorted by their keys, and the text of a float or a date is empty: its literal is in the text.
type Row struct {
	Parent             int // the row of its map or list, -1 for the root of a document
	Kind               Kind
	Key                string // of a member of a map
	Text               string // of a scalar
	Tag                string // of YAML, where one is written: "!!str", "!env"
	Line, Column       int    // of the value, from 1; a column counts code points
	KeyLine, KeyColumn int    // of the key of a member
}

// Syntax is the language of a file.
type Syntax byte

// The languages.
const (
	YAML Syntax = iota
	TOML
	JSONSyntax
)

// Limits of one file.
const (
	MaxBytes = 1 << 20
	MaxNodes = 100_000 // after aliases are replaced by what they stand for
	MaxDepth = 64
)

// Error is why a text cannot be read.
type Error struct {
	Code         string // "input.syntax", "input.template", "input.too_deep", "input.too_large"
	Message      string // one line, without a place
	Line, Column int    // from 1; 0 where no place is known
}

// The codes of errors in a text.
const (
	CodeSyntax   = "input.syntax"
	CodeTemplate = "input.template"
	CodeTooDeep  = "input.too_deep"
	CodeTooLarge = "input.too_large"
)
