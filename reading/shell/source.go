package shell

import (
	"strings"

	"github.com/meshwise/meshwise/reading/tree"
)

// Why says why a text is not known.
type Why uint8

// The reasons.
const (
	Known     Why = iota
	Unset         // a variable of the environment that nobody stated; in a test it counts as empty
	Computed      // it comes of a program, or of an expansion that is not read
	Undecided     // it depends on a test that cannot be decided
)

// Seg is a piece of a value: a text, where it stands, and how it came here.
type Seg struct {
	Text  string
	Place tree.Place
	Exact bool       // the text stands at its place letter by letter
	Use   tree.Place // where the variable that brought it was named last; nowhere where no variable did
	Var   string     // that variable: the one whose assignment holds the text; of an unset one, its name
	Why   Why
	// Default says that the text stands for a variable that is not set: ${TP:-8}.
	Default bool
	// Many says that it may be no word, or several: what is not known, without quotes.
	Many bool
	// Or are what it may be, where that is undecided.
	Or []Arg
}

const nowhere = tree.Nowhere

// part returns a piece of a known segment.
func (s *Seg) part(start, end int) *Seg {
	own := *s
	s = &own
	s.Text = s.Text[start:end]
	if s.Exact {
		s.Place = s.Place.Part(start, end)
	}
	return s
}

// Arg is a word of a command, or a value.
type Arg []*Seg

// Text is the text of a word. It is known where no piece is unknown.
func (a Arg) Text() (text string, known bool) {
	if len(a) == 1 {
		return a[0].Text, a[0].Why == Known
	}
	known = true
	n := 0
	for i := range a {
		known = known && a[i].Why == Known
		n += len(a[i].Text)
	}
	var b strings.Builder
	b.Grow(n)
	for i := range a {
		b.WriteString(a[i].Text)
	}
	return b.String(), known
}

// Unknown returns the first piece that is not known, nil where all are.
func (a Arg) Unknown() *Seg {
	for i := range a {
		if a[i].Why != Known {
			return a[i]
		}
	}
	return nil
}

// From returns a word without the bytes before an offset.
func (a Arg) From(offset int) Arg {
	for i := range a {
		if n := len(a[i].Text); offset > n || offset == n && i+1 < len(a) {
			offset -= n
			continue
		}
		if a[i].Why != Known {
			return a[i:]
		}
		return append(Arg{a[i].part(offset, len(a[i].Text))}, a[i+1:]...)
	}
	return nil
}

// source is a text to parse: that of a file, or what a value was put together to, for eval and bash -c.
type source struct {
	text string
	// Each span begins somewhere in the text and stands somewhere in a file. An unknown piece is one byte, hole.
	at   []int
	segs []*Seg
}

const hole = '\x01'

func fileSource(file int, text string) *source {
	return &source{text, []int{0}, []*Seg{{Place: tree.At(file, 0, len(text)), Exact: true, Use: nowhere}}}
}

func argSource(a Arg) *source {
	s := &source{}
	var b strings.Builder
	for _, seg := range a {
		s.at = append(s.at, b.Len())
		s.segs = append(s.segs, seg)
		if seg.Why != Known {
			b.WriteByte(hole)
		} else {
			b.WriteString(seg.Text)
		}
	}
	s.text = b.String()
	return s
}

// span is the number of the span that an offset is in.
func (s *source) span(offset int) int {
	low, high := 0, len(s.at)
	for low+1 < high {
		if middle := (low + high) / 2; s.at[middle] <= offset {
			low = middle
		} else {
			high = middle
		}
	}
	return low
}

// next is where the span ends that an offset is in.
func (s *source) next(offset int) int {
	if i := s.span(offset) + 1; i < len(s.at) {
		return s.at[i]
	}
	return len(s.text)
}

// seg returns what stands at some bytes of the text.
func (s *source) seg(start, end int) *Seg {
	low := s.span(start)
	if len(s.segs) == 0 {
		return &Seg{Place: nowhere, Use: nowhere}
	}
	own := *s.segs[low]
	g := &own
	if g.Why == Known && g.Exact {
		offset := start - s.at[low]
		g.Place = g.Place.Part(offset, offset+end-start)
	}
	if g.Why == Known {
		g.Text = s.text[start:end]
	}
	return g
}

func (s *source) place(start, end int) tree.Place { return s.seg(start, end).Place }
