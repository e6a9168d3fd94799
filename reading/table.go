package reading

import (
	"strings"

	"github.com/meshwise/meshwise/internal/text"
)

// format is one format: its keys, and whose law applies to them.
type format struct {
	name      string // also the dialect's
	framework string
	title     string // for people
	schema    schema
	keys      []chunk
	refuses   bool   // the framework refuses keys that it does not know
	ignores   string // else what it does with them, for messages
	world     laws   // what it says of the world
	laws      laws   // what several keys say together
	beside    bool   // its files stand beside those of a trainer: a launcher's, an engine's, a cluster's
	presets   bool   // it has files of DeepSpeed by name
	pads      bool   // its program makes each batch as long as the axes need
	anyLength bool   // its program does not hold sequences against the model's positions, as that of its framework does
	trains    string // keys of which one stands where something is trained: without any, nothing is taken as the default
}

// chunk is a part of a table, and what its keys begin with: formats share those of a framework.
type chunk struct{ section, text string }

// A rule says what one key states.
type rule struct {
	key    string
	target string // a field; one that begins with _ is only seen by the family
	weak   bool   // it gives way to another key of the same target
	kind   string
	arg    string // of the kind, behind ":"
	absent string // the framework's default, behind "="
}

// table is the keys of one format.
type table struct {
	rules   []rule
	by      map[string][]int // the rules of a key
	ignored map[string]bool
	globs   []string        // what ignored keys begin with
	above   map[string]bool // the sections that keys of the table stand in
}

// parseTable reads the keys of a format. A line is
//
//	key[|key…]  target  kind[:argument]  [=default]
//
// and "[x]" in a key may be left out. "[section]" alone on a line is what the keys below begin with, and a line that begins
// with "-" lists keys that are known and say nothing about the run; one that ends in "*" stands for all that begin like it.
// A target that begins with "~" gives way to another key of the same target.
func parseTable(chunks ...chunk) *table {
	t := &table{by: map[string][]int{}, ignored: map[string]bool{}, above: map[string]bool{}}
	for _, c := range chunks {
		t.parse(c)
	}
	return t
}

func (t *table) parse(c chunk) {
	section := c.section
	for _, line := range text.Split(c.text, '\n') {
		words := fields(line)
		switch {
		case len(words) == 0 || words[0] == "#":
		case words[0] == "-":
			for _, w := range words[1:] {
				if n := len(w) - 1; w[n] == '*' {
					t.globs = append(t.globs, section+w[:n])
				} else {
					t.ignored[section+w] = true
				}
			}
		case len(words) == 1:
			if section = c.section + words[0][1:len(words[0])-1]; section != c.section {
				section += "."
			}
		default:
			r := rule{target: words[1], kind: words[2]}
			if r.target[0] == '~' {
				r.target, r.weak = r.target[1:], true
			}
			if i := strings.IndexByte(r.kind, ':'); i > 0 {
				r.kind, r.arg = r.kind[:i], r.kind[i+1:]
			}
			if len(words) > 3 {
				r.absent = words[3][1:]
			}
			for _, key := range text.Split(words[0], '|') {
				t.add(section, key, r)
				r.absent = "" // the first name has the default
			}
		}
	}
}

func (t *table) add(section, key string, r rule) {
	if i := strings.IndexByte(key, '['); i >= 0 {
		end := i + strings.IndexByte(key[i:], ']')
		t.add(section, key[:i]+key[i+1:end]+key[end+1:], r)
		r.absent = ""
		t.add(section, key[:i]+key[end+1:], r)
		return
	}
	r.key = section + key
	t.by[r.key] = append(t.by[r.key], len(t.rules))
	for i := strings.LastIndexByte(r.key, '.'); i > 0; i = strings.LastIndexByte(r.key[:i], '.') {
		t.above[r.key[:i]] = true
	}
	t.rules = append(t.rules, r)
}

// fields splits a line at its spaces and tabs.
func fields(line string) []string {
	var words []string
	for i := 0; i < len(line); {
		if line[i] == ' ' || line[i] == '\t' {
			i++
			continue
		}
		j := i
		for j < len(line) && line[j] != ' ' && line[j] != '\t' {
			j++
		}
		words = append(words, line[i:j])
		i = j
	}
	return words
}

// knows reports whether a key is known and says nothing about the run.
func (t *table) ignores(key string) bool {
	if t.ignored[key] {
		return true
	}
	for _, g := range t.globs {
		if strings.HasPrefix(key, g) || len(g) == len(key)+1 && strings.HasPrefix(g, key) && g[len(key)] == '.' {
			return true
		}
	}
	return false
}

// near returns the key of the table that a misspelt one of the same section is likely to mean, "" where there is none.
func (t *table) near(key string) string {
	section, name := cutLast(key)
	if len(name) < 4 || len(name) > 60 {
		return ""
	}
	best, at := "", 3
	for i := range t.rules {
		s, n := cutLast(t.rules[i].key)
		if s != section || n == name || len(n)-len(name) > 2 || len(name)-len(n) > 2 || len(n) > 60 {
			continue
		}
		if d := distance(name, n, at); d < at {
			best, at = t.rules[i].key, d
		}
	}
	return best
}

// cutLast splits a key into its section and its own name.
func cutLast(key string) (section, name string) {
	i := strings.LastIndexByte(key, '.')
	return key[:i+1], key[i+1:]
}

// distance counts the letters that are put in, left out, changed or swapped between two names, up to a limit.
func distance(a, b string, limit int) int {
	var before, row, next [64]int
	for j := range len(b) + 1 {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		next[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			next[j] = min(row[j]+1, next[j-1]+1, row[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				next[j] = min(next[j], before[j-2]+1)
			}
			least = min(least, next[j])
		}
		if least >= limit {
			return limit
		}
		before, row = row, next
	}
	return row[len(b)]
}

// apply gives the statements their meaning, in their order, and fills in what the framework does.
func (b *builder) apply() {
	for _, s := range b.stmts {
		b.state(s)
	}
	if b.open {
		return
	}
	b.defaults()
}

func (b *builder) defaults() {
	for i := range b.table.rules {
		r := &b.table.rules[i]
		if r.absent == "" || b.field(r.target) != nil {
			continue
		}
		s := &stmt{key: r.key, shown: r.key, scalar: scalar{text: r.absent, at: nowhere}}
		if v, state := b.convert(r, s); state == taken {
			b.set(r.target, v, Default, nil)
		}
	}
}

// state gives one statement its meaning.
func (b *builder) state(s *stmt) {
	rules := b.table.by[s.key]
	if len(rules) == 0 {
		if b.table.ignores(s.key) {
			b.Ignored++
		} else {
			b.notUnderstood(s)
		}
		return
	}
	b.Keys++
	for _, i := range rules {
		b.follow(&b.table.rules[i], s)
	}
}

func (b *builder) notUnderstood(s *stmt) {
	if len(b.NotUnderstood) >= maxListed {
		b.LeftOut++
		return
	}
	u := UnknownKey{Key: s.shown, Place: b.locate(s.keyAt), Refused: b.format.refuses}
	if len(b.NotUnderstood) < maxNear {
		u.Near = b.table.near(s.key)
	}
	b.NotUnderstood = append(b.NotUnderstood, u)
}

// maxListed bounds how many keys and notes are listed, so that an answer does not grow with a file of nothing but keys.
const maxListed = 1000

// maxNear bounds for how many unknown keys a near one is looked for.
const maxNear = 64

// follow gives a field what a statement says of it.
func (b *builder) follow(r *rule, s *stmt) {
	e := b.field(r.target)
	if r.weak && e != nil && !e.weak && e.by != nil {
		b.inert(s, e.by.shown+" stands for it")
		return
	}
	if s.why != shellKnown {
		b.unknown(s)
		b.set(r.target, Value{}, Unknown, s).weak = r.weak
		return
	}
	v, state := b.convert(r, s)
	switch state {
	case taken:
		b.set(r.target, v, s.grade, s).weak = r.weak
	case notKnown:
		b.set(r.target, Value{}, Unknown, s).weak = r.weak
	case notGiven:
		if e != nil && !r.weak { // a later null takes an earlier value away
			b.clear(r.target)
		}
	}
}
