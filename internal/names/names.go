// Package names finds a name among others. A map would cost an instance of the module some thousand instructions for each name
// that is put into it, and each search a few hundred.
package names

import "github.com/meshwise/meshwise/internal/text"

// Table says where each of a list of names stands in the list. The list is kept by who has it, and only grows.
type Table []uint16 // the place of a name, from 1, at its hash or behind it; 0: free

// Make makes a table for at most so many names, which are fewer than 2^15. A list whose names strangers choose should be short:
// they can choose names that are all found in one place.
func Make(most int) Table {
	size := 2
	for size < 2*most {
		size *= 2
	}
	return make(Table, size)
}

// Of is the table of a list of names, each of which stands there once.
func Of(list []string) Table {
	t := Make(len(list))
	for i := range list {
		t.Add(list, i)
	}
	return t
}

// Add notes where a name stands. It reports whether the name is the only one of its kind.
func (t Table) Add(list []string, at int) bool {
	most := len(t) - 1
	for slot := hashOf(list[at]) & most; ; slot = (slot + 1) & most {
		switch there := int(t[slot]) - 1; {
		case there < 0:
			t[slot] = uint16(at + 1)
			return true
		case text.Same(list[there], list[at]):
			return false
		}
	}
}

// Find is the place of a name in the list, -1 where it is not there.
func (t Table) Find(list []string, name string) int {
	most := len(t) - 1
	for slot := hashOf(name) & most; ; slot = (slot + 1) & most {
		if at := int(t[slot]) - 1; at < 0 || text.Same(list[at], name) {
			return at
		}
	}
}

// hashOf is a number that a name has: its length and its ends tell most names apart.
func hashOf(name string) int {
	size := len(name)
	if size < 8 {
		h := size
		for i := range size {
			h = 31*h + int(name[i])
		}
		return h
	}
	const spread = 0x9e3779b97f4a7c15 // see [text.Digest]
	h := (text.Eight(name, 0) + uint64(size)) * spread
	return int((h>>32 ^ h ^ text.Eight(name, size-8)) * spread >> 40)
}
