package law

import "github.com/meshwise/meshwise/internal/names"

// index numbers names and finds them again.
type index struct {
	names []string
	table names.Table
}

// newIndex makes an index for at most so many names.
func newIndex(most int) index { return index{make([]string, 0, most), names.Make(most)} }

// find is the number of a name.
func (x *index) find(name string) (n int, ok bool) {
	n = x.table.Find(x.names, name)
	return n, n >= 0
}

// add numbers a name, if it has no number yet.
func (x *index) add(name string) {
	if len(x.names) == cap(x.names) {
		panic("law: there are more names than the index is made for")
	}
	x.names = append(x.names, name)
	if last := len(x.names) - 1; !x.table.Add(x.names, last) {
		x.names = x.names[:last]
	}
}
