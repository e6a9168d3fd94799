package law

// index numbers names and finds them again. It is made when the engine starts, where a map would cost an instance some
// thousand instructions for each name.
type index struct {
	names []string
	slots []uint16 // the number of a name, from 1, at its hash or behind it; 0: free. At most half of them are taken.
}

// newIndex makes an index for at most so many names.
func newIndex(most int) index {
	size := 1
	for size < 2*most {
		size *= 2
	}
	return index{make([]string, 0, most), make([]uint16, size)}
}

// find is the number of a name.
func (x *index) find(name string) (n int, ok bool) {
	n = int(x.slots[x.slot(name)])
	return n - 1, n > 0
}

// add numbers a name that is not there yet.
func (x *index) add(name string) {
	at := x.slot(name)
	if x.slots[at] != 0 {
		return
	}
	if 2*len(x.names) >= len(x.slots) {
		panic("law: there are more names than the index is made for")
	}
	x.names = append(x.names, name)
	x.slots[at] = uint16(len(x.names))
}

// slot is where a name stands, or where it may be put.
func (x *index) slot(name string) int {
	most := len(x.slots) - 1
	hash := len(name)
	if hash > 0 { // a few of its letters tell most of them apart
		hash += int(name[0])*7 + int(name[len(name)/4])*151 + int(name[len(name)/2])*37 + int(name[len(name)*3/4])*83 + int(name[len(name)-1])*13
	}
	for at := hash & most; ; at = (at + 1) & most {
		if n := x.slots[at]; n == 0 || x.names[n-1] == name {
			return at
		}
	}
}
