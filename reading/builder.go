package reading

import (
	"strconv"

	"github.com/meshwise/meshwise/reading/shell"
	"github.com/meshwise/meshwise/reading/tree"
)

// nowhere is the place of what stands in no file.
const nowhere = tree.Nowhere

// scalar is a value as it was stated, before a format gives it a meaning.
type scalar struct {
	typ  tree.Type
	text string
	int  int64
	bool bool
	node *tree.Node // of a map or a list
	bare bool       // a flag without a value, a key without one
	list []string   // the words of a flag that takes several

	why      shell.Why // it is not known
	or       []string  // what it may be
	grade    Grade
	at       tree.Place
	use      tree.Place // where the variable that holds it was named
	variable string     // that variable, or the one that would be needed
	from     string     // the key that it refers to
}

// stmt is one thing that the user states.
type stmt struct {
	key   string // normalised and dotted
	shown string // as it was written
	scalar
	keyAt tree.Place
}

// entry is what became of a field.
type entry struct {
	value Value
	grade Grade
	by    *stmt // nil for what nobody stated
	weak  bool
}

// source is a file at hand, read as far as its syntax.
type source struct {
	*File
	text *tree.Text
	tree *tree.Tree
}

// builder makes one reading.
type builder struct {
	req   *Request
	files []source
	main  int // the file that is being read, -1 for an argument vector
	*Reading

	format  *format
	table   *table
	fields  map[string]*entry
	order   []string // the names of fields, as they were first set
	stmts   []*stmt
	env     []shell.Variable // what the command sees
	command *shell.Command
	written []written // files that the script writes
	program string    // what a launcher starts, for messages
	// open says that what is absent is not the framework's default: something else fills it in, or may.
	open     bool
	registry bool // sizes that nothing names are those of a registry in Python
	// launched says that a launcher said, or should have said, how many ranks there are.
	launched bool
	world    []statement
	// dashes says that the keys that are read now have dashes where those of the table have underscores.
	dashes     bool
	references int // that were followed
	sections   int // that stand in one another where it is
	// Of a command: whether a word of its launcher is not known, whether a cluster tells the launcher how many ranks there
	// are, and whether srun or deepspeed starts it.
	unknownLaunch, cluster, srun, underDeepSpeed bool
	slurmTasks, mpi                              *statement
	mason                                        *stmt // the number of nodes that the launcher of open-instruct is told
	deepspeedRead                                bool  // its file or preset was
	accelerateOpen                               bool  // the settings of accelerate are named, and not at hand
	toml                                         bool  // of torchtitan: its old file is read
	configName                                   string
	root                                         *tree.Node       // of the document that is read
	podEnv                                       []shell.Variable // of the container
	reading                                      map[int]bool     // the files that are being read, by what includes them
}

func newBuilder(req *Request, files []source) *builder {
	return &builder{req: req, files: files, main: -1, Reading: &Reading{}, fields: map[string]*entry{}}
}

// locate makes a place for people of one in bytes.
func (b *builder) locate(p tree.Place) Place {
	if !p.In() || p.File() >= len(b.files) {
		return Place{}
	}
	f := &b.files[p.File()]
	out := Place{File: f.Name}
	out.Line, out.Column = f.text.LineColumn(p.Start())
	line, column := f.text.LineColumn(p.End())
	if line != out.Line { // what goes over several lines ends with its first
		_, column = f.text.LineColumn(f.text.Start(out.Line) + len(f.text.Line(out.Line)))
	}
	out.EndColumn = column
	return out
}

// field is what became of a field, nil where nobody said anything of it.
func (b *builder) field(name string) *entry { return b.fields[name] }

// set gives a field its value.
func (b *builder) set(name string, v Value, g Grade, by *stmt) *entry {
	e := b.fields[name]
	if e == nil {
		e = &entry{}
		b.fields[name] = e
		b.order = append(b.order, name)
	}
	e.value, e.grade, e.by = v, g, by
	return e
}

// clear takes a field away.
func (b *builder) clear(name string) { delete(b.fields, name) }

// put gives a field a value that follows from others, where nobody stated it.
func (b *builder) put(name string, v Value, g Grade) {
	if b.fields[name] == nil {
		b.set(name, v, g, nil)
	}
}

// move takes the value of one field over into another, with its place.
func (b *builder) move(from, to string) {
	if e := b.fields[from]; e != nil {
		b.clear(from)
		b.set(to, e.value, e.grade, e.by)
	}
}

// has reports whether a field is known.
func (b *builder) has(name string) bool {
	e := b.fields[name]
	return e != nil && e.value.Kind != NoValue
}

// stated reports whether the user stated a field, be it to a value that is not known.
func (b *builder) stated(name string) bool {
	e := b.fields[name]
	return e != nil && e.by != nil
}

// value is the value of a field, none where it has none.
func (b *builder) value(name string) Value {
	if e := b.fields[name]; e != nil {
		return e.value
	}
	return Value{}
}

// int is the integer that a field is, 0 where it is none.
func (b *builder) int(name string) int64 {
	if e := b.fields[name]; e != nil {
		return e.value.Int
	}
	return 0
}

func (b *builder) text(name string) string {
	if e := b.fields[name]; e != nil {
		return e.value.Text
	}
	return ""
}

// on reports whether a field is true.
func (b *builder) on(name string) bool {
	e := b.fields[name]
	return e != nil && e.value.Bool
}

// by is who stated a field.
func (b *builder) by(name string) *stmt {
	if e := b.fields[name]; e != nil {
		return e.by
	}
	return nil
}

func (b *builder) note(code, message string, s *stmt) *Note {
	n := Note{Code: code, Message: message}
	if s != nil {
		n.Place = b.locate(s.at)
	}
	for i := range b.Notes { // what several commands come by is said once
		if o := &b.Notes[i]; o.Code == code && o.Message == message && o.Place == n.Place {
			return o
		}
	}
	if len(b.Notes) >= maxListed {
		b.LeftOut++
		return &n
	}
	b.Notes = append(b.Notes, n)
	return &b.Notes[len(b.Notes)-1]
}

// inert says that a statement has no effect, and why.
func (b *builder) inert(s *stmt, why string) {
	if s != nil {
		b.note(NoteInert, s.shown+" has no effect: "+why, s)
	}
}

// unknown says why a value that would be needed is not known.
func (b *builder) unknown(s *stmt) {
	switch s.why {
	case shell.Unset:
		if s.variable != "" && s.variable[0] >= '1' && s.variable[0] <= '9' {
			b.note(NoteNeedsEnv, s.shown+" is argument "+s.variable+" of the script, which nobody gave: ask with the whole command, as in -- bash SCRIPT …", s)
			return
		}
		b.note(NoteNeedsEnv, s.shown+" is that of "+s.variable+", a variable that is not set: state it with --env "+s.variable+"=…", s)
	case shell.Undecided:
		m := s.shown + " depends on a test that cannot be decided here"
		if anyText(s.or) {
			m += ": it may be "
			for i, or := range s.or {
				if i > 0 {
					m += " or "
				}
				if or == "" {
					or = "nothing"
				}
				m += quote(or)
			}
		}
		b.note(NoteUndecided, m, s)
	case shell.Computed:
		if isPlaceholder(s.variable) && s.variable[0] == '<' {
			b.note(NotePlaceholder, s.shown+" is "+quote(s.variable)+", which stands there to be replaced", s)
			return
		}
		b.note(NoteUnknown, s.shown+" is the result of "+quote(s.variable)+", which is not run", s)
	}
}

func anyText(list []string) bool {
	for _, t := range list {
		if t != "" {
			return true
		}
	}
	return false
}

// quote puts a word of the user into quotes, shortened.
func quote(s string) string {
	const most = 60
	if len(s) > most {
		cut := most
		for cut > 0 && s[cut]&0xC0 == 0x80 {
			cut--
		}
		s = s[:cut] + "…"
	}
	return "'" + s + "'"
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// wrongType says that a value is none that its key takes.
func (b *builder) wrongType(s *stmt, want string) {
	b.note(NoteWrongType, s.shown+" is "+quote(s.text)+", not "+want, s)
}
