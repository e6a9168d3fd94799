package capabilities

import "strings"

// Counted is what a host counted of a live model: elements of its parameters, those that are shared once.
type Counted struct {
	All       int64
	Trainable int64
	Meta      int64  // on the meta device, where a dtype is what a script has not changed yet
	Dtype     string // of most frozen elements where some are frozen, else of most; empty where there are none
	Packed    bool   // some are stored as integers, of which one holds several parameters
}

// Counted is what was counted of the parameters; ok is false where they were not, or could not be.
func (f Facts) Counted() (c Counted, ok bool) {
	seen := f[factParameters]
	if seen.Kind() != Object {
		return c, false
	}
	c.All, _ = seen.Get("count").Int()
	if c.Trainable, ok = seen.Get("trainable").Int(); !ok { // not said: all of them
		c.Trainable = c.All
	}
	c.Meta, _ = seen.Get("meta").Int()
	most, dtypes := int64(0), seen.Get("dtypes")
	for i := range dtypes.Len() {
		n, _ := dtypes.At(i).Int()
		if n > most {
			most, c.Dtype = n, dtypes.Key(i)
		}
		c.Packed = c.Packed || n > 0 && strings.Contains(dtypes.Key(i), "int")
	}
	return c, c.All > 0
}
