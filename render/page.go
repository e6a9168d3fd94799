package render

// A page is what people read. It takes raw words, escapes them, and decides how they look; who writes to it decides what
// is said, and in which order.
type page interface {
	// headline is the answer in one line.
	headline(t tone, text string)
	// note is a sentence below the headline or inside a section.
	note(text string)
	// section starts a part of the answer, such as its violations.
	section(title string)
	// item starts a finding inside a section: its code, and in a word what it is.
	item(code string, t tone, label string)
	// field is a labelled sentence of an item.
	field(label, text string)
	// literal is a labelled list of things to be read letter by letter, such as paths and flags.
	literal(label string, values ...string)
	// snippet is lines to copy into a file of the given language, below the field before it.
	snippet(language, code string)
	// table lines up what is alike.
	table(t *table)
	// aside is a line about the whole answer, with a label and a code where there are any. It is not wrapped, so that tools
	// find it in one line.
	aside(label, code, text string)
	// String returns the page, ending in one newline.
	String() string
}

// tone is how something is meant. It never stands alone: the words say the same.
type tone uint8

const (
	neutral tone = iota
	good         // it runs
	bad          // it does not
	open         // not known
	risky        // a warning
	alarm        // a wrong result that nothing stops
	strong       // a heading
	faint        // a label
	exact        // to be read letter by letter
)

// String names a tone of an answer on the wire.
func (t tone) String() string {
	switch t {
	case good:
		return "good"
	case bad:
		return "bad"
	case open:
		return "open"
	case risky:
		return "risky"
	case alarm:
		return "alarm"
	default:
		return "neutral"
	}
}

// mark is the sign in front of a headline.
func (t tone) mark() string {
	switch t {
	case good:
		return "✓ "
	case bad, alarm:
		return "✗ "
	case open:
		return "? "
	case risky:
		return "! "
	default:
		return ""
	}
}
