package law

import "github.com/meshwise/meshwise/internal/text"

// Kind is what kind of value a setting has.
type Kind uint8

// The kinds.
const (
	Count   Kind = iota // an integer from Least to Most
	Flag                // true or false
	Word                // one of Words, in any case
	Name                // a name; Words are those that the rules know, and others are the user's own
	Set                 // several of Words
	Names               // several names, which are the user's own
	Version             // the version of a package
	Layout              // a text, or a list of lists of names, in the framework's own form
	Decimal             // a number that no rule computes with
)

// String returns the name of k in the description of the engine.
func (k Kind) String() string {
	return [...]string{"count", "flag", "word", "name", "set", "names", "version", "layout", "decimal"}[k]
}

// Setting is one thing that a user decides of a run. This is the only place where a setting is listed: requests, flags,
// keywords, types, controls and documents are made from the table, or read it.
type Setting struct {
	// Name is the setting's name on the wire. A dot leads into a group: "precision.params".
	Name string
	Kind Kind
	// Least and Most bound a count.
	Least, Most int64
	Unit        string // of a count: "ranks", "tokens", "layers"
	Words       []string
	// Auto says that "auto" may be said too: whatever runs the job chooses, and no rule knows what.
	Auto bool
	// Flags are other names of its flag. The first is its short name in text: "tp".
	Flags []string
	Text  string
}

// Section is some settings that are about one thing, under the heading that help and documents give them.
type Section struct {
	Title string
	// Mesh says that the settings are members of a request's mesh, and not of its run.
	Mesh     bool
	Settings []Setting
}

// The bounds of counts. MaxSize is the largest size of an axis and of a world.
const (
	MaxSize   = 1 << 20
	maxTokens = 1 << 26
	maxBatch  = 1 << 24
	maxLayers = 1 << 14
)

// Settings lists every setting, in the order of requests and help. The list is shared, and not to be changed.
func Settings() []Section { return sections }

// rows are the settings of a section, while it is made.
type rows []Setting

func made(by func(*rows)) []Setting {
	t := make(rows, 0, 24)
	by(&t)
	return t
}

func (t *rows) add(s Setting) *Setting {
	*t = append(*t, s)
	return &(*t)[len(*t)-1]
}

// size is a size of an axis.
func (t *rows) size(name, text string, flags ...string) {
	t.add(Setting{Name: name, Kind: Count, Least: 1, Most: MaxSize, Unit: "ranks", Text: text, Flags: flags})
}

func (t *rows) count(name, unit string, least, most int64, text string) {
	t.add(Setting{Name: name, Kind: Count, Least: least, Most: most, Unit: unit, Text: text})
}

// chosen is a count that whatever runs the job may choose by itself.
func (t *rows) chosen(name, unit string, most int64, text string) {
	t.add(Setting{Name: name, Kind: Count, Least: 1, Most: most, Unit: unit, Auto: true, Text: text})
}

func (t *rows) flag(name, text string) {
	t.add(Setting{Name: name, Kind: Flag, Text: text})
}

func (t *rows) word(name, text string, words ...string) *Setting {
	return t.add(Setting{Name: name, Kind: Word, Words: words, Text: text})
}

func (t *rows) name(name, text string, words ...string) *Setting {
	return t.add(Setting{Name: name, Kind: Name, Words: words, Text: text})
}

func (s *Setting) orAuto() *Setting { s.Auto = true; return s }

func (s *Setting) alias(flags ...string) { s.Flags = flags }

// Flag is the setting's name on a command line: with dashes for underscores and dots.
func (s *Setting) Flag() string { return text.Replace(s.Name, "_", "-", ".", "-") }
