package law

import (
	"strings"

	"github.com/meshwise/meshwise/capabilities"
)

// From says how a setting came to have its value.
type From uint8

// The ways. What is below Stated was not given.
const (
	NotGiven    From = iota
	Filled           // the framework's own default
	Derived          // it follows from the other sizes
	Stated           // the user said it
	ByFile           // the format of the user's file fills it in
	Placeholder      // a value that stands for another: the file says so
)

// Said is one setting with what the user says of it.
type Said struct {
	Setting string
	Value   capabilities.Value
}

// Run is what a user asks about: the settings that were given. The zero value gives none. A Run is never changed after it
// was made; With and Without make others.
type Run struct {
	Framework *Framework // nil: the default
	// AllStated says that what was not given was left to the framework's default on purpose, as a file of its format does.
	AllStated bool
	// Presets says that what was not given is filled in by something that nobody read, before the framework does.
	Presets bool
	// Tried counts the cases that were made of this run and of those that were made of it, which is what a search costs: the
	// same in every host. Nil where nobody counts.
	Tried *int
	given []given // in the order of the settings
}

// Try counts a case.
func (r *Run) Try() {
	if r.Tried != nil {
		*r.Tried++
	}
}

type given struct {
	term Term
	cell
}

// NewRun makes a run of what is said of it. An error is an [*InputError].
func NewRun(said ...Said) (Run, error) {
	var r Run
	for _, s := range said {
		t, ok := Named(s.Setting)
		if !ok || t.Setting() == nil {
			return r, &InputError{"input.unknown_field", s.Setting, "there is no such setting"}
		}
		if err := r.Say(t, s.Value, Stated); err != nil {
			return r, err
		}
	}
	return r, nil
}

// Say gives a setting a value, and says how it came to have it. A value that is null was not given.
func (r *Run) Say(t Term, said capabilities.Value, from From) *InputError {
	if said.Kind() == capabilities.Null || said.Kind() == capabilities.Absent {
		return nil
	}
	if t == frameworkTerm && said.Kind() == capabilities.String {
		if f := FrameworkNamed(said.Text()); f != nil {
			said = capabilities.StringValue(f.Name)
		}
	}
	c, err := t.Setting().parse(said)
	if err != nil {
		return err
	}
	c.From = from
	if t == frameworkTerm {
		r.Framework = FrameworkNamed(words.names[c.N])
	}
	r.set(t, c)
	return nil
}

func (r *Run) set(t Term, c cell) {
	at := len(r.given)
	for at > 0 && r.given[at-1].term >= t {
		at--
	}
	kept := r.given[at:]
	if len(kept) > 0 && kept[0].term == t {
		kept = kept[1:]
	}
	list := append(make([]given, 0, len(r.given)+1), r.given[:at]...)
	if c.From != NotGiven {
		list = append(list, given{t, c})
	}
	r.given = append(list, kept...)
}

// With is the run with another value of a setting that is a number or a flag; 0 for a count takes it away.
func (r Run) With(t Term, n int64) Run {
	c := cell{Value: Value{N: n}, From: Stated}
	if n == 0 && t.Setting().Kind == Count && t.Setting().Least > 0 {
		c.From = NotGiven
	}
	r.set(t, c)
	return r
}

// Adjust is the run with another number of a setting that was given, which keeps how it was given.
func (r Run) Adjust(t Term, n int64) Run {
	for i := range r.given {
		if c := r.given[i].cell; r.given[i].term == t {
			c.N = n
			r.set(t, c)
			break
		}
	}
	return r
}

// Without is the run without a setting.
func (r Run) Without(t Term) Run {
	r.set(t, cell{})
	return r
}

// Number is the number of a setting that was given as one, 0 if it was not.
func (r *Run) Number(t Term) int64 {
	for i := range r.given {
		if r.given[i].term == t && r.given[i].Why == 0 {
			return r.given[i].N
		}
	}
	return 0
}

// Text is what was given of a setting in words, empty if it was not.
func (r *Run) Text(t Term) string {
	for i := range r.given {
		if g := &r.given[i]; g.term == t {
			return t.Setting().show(&g.cell)
		}
	}
	return ""
}

// Value is what was given of a setting, absent if it was not.
func (r *Run) Value(t Term) capabilities.Value {
	for i := range r.given {
		g, s := &r.given[i], t.Setting()
		switch {
		case g.term != t:
		case s.Kind == Names || s.Kind == Set:
			var list []capabilities.Value
			for _, name := range strings.Split(s.show(&g.cell), ", ") {
				list = append(list, capabilities.StringValue(name))
			}
			return capabilities.ArrayValue(list...)
		case g.text != "":
			return capabilities.StringValue(g.text)
		default:
			return s.ValueOf(g.N)
		}
	}
	return capabilities.Value{}
}

// Gives reports whether a setting was given.
func (r *Run) Gives(t Term) bool {
	for i := range r.given {
		if r.given[i].term == t {
			return true
		}
	}
	return false
}

// Given lists the settings that were given, in the order of the table.
func (r *Run) Given() []Term {
	list := make([]Term, len(r.given))
	for i := range r.given {
		list[i] = r.given[i].term
	}
	return list
}

// Like reports whether two runs differ in no more than some settings. In what else they differ is added to these.
func (r *Run) Like(other *Run, but *Terms) bool {
	like := r.Room() == other.Room() && r.AllStated == other.AllStated && r.Presets == other.Presets
	for x, y := r.given, other.given; len(x) > 0 || len(y) > 0; {
		var t Term
		switch {
		case len(y) == 0 || len(x) > 0 && x[0].term < y[0].term:
			t, x = x[0].term, x[1:]
		case len(x) == 0 || y[0].term < x[0].term:
			t, y = y[0].term, y[1:]
		default:
			same := x[0] == y[0]
			t, x, y = x[0].term, x[1:], y[1:]
			if same {
				continue
			}
		}
		if !but.Has(t) {
			but.Add(t)
			like = false
		}
	}
	return like
}

// Room is the framework whose law applies.
func (r *Run) Room() *Framework {
	if r.Framework == nil {
		return frameworks[0]
	}
	return r.Framework
}

// Member names the setting within its group: "params" of "precision.params", with the group before it. A setting of no
// group is its own member.
func (s *Setting) Member() (group, member string) {
	if i := strings.IndexByte(s.Name, '.'); i >= 0 {
		return s.Name[:i], s.Name[i+1:]
	}
	return "", s.Name
}

// Short names the member of a group that a value without members means: "mode" of "recompute". It is empty where there is
// none.
func Short(group string) string {
	for _, s := range shortForms {
		if s[0] == group {
			return s[1]
		}
	}
	return ""
}
