package reading

// Reading is what a file or a command says.
type Reading struct {
	Input     string // how the text was read: "shell", "accelerate", …
	Dialect   string // whose keys these are
	Framework string // whose law applies; empty where meshwise has none for it
	Part      string
	Model     Model
	Fields    []Field  // of mesh and run, in the order of the schema
	Unknown   []string // fields that are said, and whose value cannot be known here
	World     World
	Positions []Position
	Others    []Other
	Notes     []Note
	// NotUnderstood are the keys that are not known, in the order of the file.
	NotUnderstood []UnknownKey
	// Keys counts those that say something about the mesh, the run or the model; Ignored those that are known and do not.
	Keys, Ignored int
	// LeftOut counts the keys and notes beyond those that are listed.
	LeftOut int
	Wants   []Want
	// Open says that what is not said here is filled in by what was not read: the recipe that overrides change, a preset.
	Open bool
	// AnyLength says that the program does not hold sequences against the model's positions, as that of its framework does.
	AnyLength bool
	// Pads says that the program makes each batch as long as the axes need: the length is a bound.
	Pads bool
	// More are the readings of the other trainers that a script runs.
	More []*Reading

	b *builder // for edits
}

// Grade is how much a value is to be relied on.
type Grade uint8

// The grades, the strongest first.
const (
	Stated      Grade = iota
	Derived           // follows from others
	Default           // the framework's, or that of a ${X:-d}
	Placeholder       // stands there to be changed
	Hint              // a suggestion of the file's author: never in a verdict
	Unknown
)

var gradeNames = [...]string{"stated", "derived", "default", "placeholder", "hint", "unknown"}

func (g Grade) String() string { return gradeNames[g] }

// Field is one field of the mesh or the run.
type Field struct {
	Name  string // "mesh.tp_size", "run.precision.compute"
	Value Value
	Grade Grade
}

// Position is where the value of a field stands.
type Position struct {
	Field string // "mesh.tp_size", "model", "model.hidden_size"
	Place
	Key      string // as the user wrote it
	Text     string // the value's
	Variable string // that holds it, in a script
	From     string // the key that it refers to
}

// Place is a place in one of the files. Line is 0 for what stands in none: an argument, a variable.
type Place struct {
	File                    string
	Line, Column, EndColumn int
}

// Model is how the model is named.
type Model struct {
	HubID, Revision, Path, Folder, Name, Flavor, Builder string
	Config                                               []Field // numbers, in the names of config.json
}

// World is the world, and all that is said of it.
type World struct {
	Size       int // 0 where it is not known
	Grade      Grade
	From       string
	Statements []Statement
}

// Statement is one thing that is said of the world. What it does not say is 0.
type Statement struct {
	From                  string
	Nodes, PerNode, World int
	Grade                 Grade
	Place
}

// Other is a mesh in the same file that is not the one that trains.
type Other struct {
	Part      string
	Engine    string
	Model     Model
	Fields    []Field
	Positions []Position
}

// Note is something to know of a reading.
type Note struct {
	Code    string
	Message string
	Place
	Also Place // the other place, of what disagrees or stands twice
	// Violation says that the framework itself refuses the file for it, or goes silently wrong.
	Violation bool
	Fix       string
}

// UnknownKey is a key that is not known.
type UnknownKey struct {
	Key string
	Place
	Near    string // the key that may be meant
	Refused bool   // the framework refuses keys that it does not know
}

// Want is what a host may add before it asks again.
type Want struct {
	File       string   // as it is named
	RelativeTo string   // "cwd", "file" or "script"
	Candidates []string // where it may lie, the likeliest first; none where it leaves the folder
	Text       string   // what it holds, where the script writes it: the host makes the tree, under the name of the candidate
	Kind, Name string   // what is no file: a recipe, a runtime of a cluster
	Why        string
	Place
}

// The codes of notes.
const (
	NoteKeyTwice      = "reading.key_twice"
	NoteInert         = "reading.inert"
	NotePlaceholder   = "reading.placeholder"
	NoteDisagree      = "reading.disagree"
	NoteNeedsEnv      = "reading.needs_env"
	NoteUndecided     = "reading.undecided"
	NoteDroppedKey    = "reading.dropped_key"
	NoteRefused       = "reading.refused"
	NoteUnknown       = "reading.unknown_value"
	NoteLeaves        = "reading.leaves_folder"
	NoteElastic       = "reading.elastic"
	NoteHint          = "reading.hint"
	NoteVersion       = "reading.version"
	NoteNotUnderstood = "reading.not_understood"
	NoteLost          = "reading.lost"
	NoteWrongType     = "input.wrong_type"
)
