// Package names finds a name among others. A map would cost an instance of the module some thousand instructions for each name
// that is put into it, and each search a few hundred.
package names

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
	slot := t.slot(list, list[at])
	if t[slot] != 0 {
		return false
	}
	t[slot] = uint16(at + 1)
	return true
}

// Find is the place of a name in the list, -1 where it is not there.
func (t Table) Find(list []string, name string) int { return int(t[t.slot(list, name)]) - 1 }

// slot is where the place of a name is noted, or may be.
func (t Table) slot(list []string, name string) int {
	most := len(t) - 1
	for slot := hashOf(name) & most; ; slot = (slot + 1) & most {
		if at := t[slot]; at == 0 || list[at-1] == name {
			return slot
		}
	}
}

// hashOf is a number that a name has: a few of its letters tell most names apart.
func hashOf(name string) int {
	size := len(name)
	if size == 0 {
		return 0
	}
	return size + 7*int(name[0]) + 151*int(name[size/4]) + 37*int(name[size/2]) + 83*int(name[size*3/4]) + 13*int(name[size-1])
}
