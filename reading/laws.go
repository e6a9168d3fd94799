package reading

import (
	"strconv"
	"strings"

	"github.com/meshwise/meshwise/internal/text"
	"github.com/meshwise/meshwise/reading/tree"
)

// The laws of a format say what several of its keys mean together, and what the framework fills in. They are read line by
// line, in order:
//
//	condition… -> action… | message
//
// A condition is
//
//	f       f is true, a number or a text          f+    the user states it
//	f-      nobody says anything of it             f?    its value is known
//	f=w     it is this word or number              f>n   it is a number above n
//	f~w     it holds this text                     !c    the condition c is not so
//	@open   something else may fill in what is absent      @under:k  a key, or one below it, is stated
//	@program:x  the name of the program holds x
//	@launched, @command  a launcher said how many ranks there are; the reading is of a command
//
// and an action
//
//	f=w<g   f is w, with the grade and the place of g      f:=w  f is w, which follows from others
//	f<g     f takes over what g is                 f<<g  … where f is absent
//	f?=w    the framework's default, where absent  f^=w  what follows, where absent
//	f?<g    the default is the value of g          -f    f is nothing
//	inert:f, refuse:f, note:CODE:f   a note at the place of f, with the message
//	say:FROM:NODES:PER:ALL           a statement about the world: fields, numbers, $VARIABLES, x|1 for a default, ^x for the place
//	other:PART:g                     a mesh or a model that does not train: g.tp, g.model, …
//	@framework=w, @part=w            whose law applies; which of several models is read
//	call:NAME                        what is no matter of words: see call
//
// A list is written [a,b].
type laws string

// law carries out the laws of a format.
func (b *builder) law(l laws) {
	for _, line := range text.Split(string(l), '\n') {
		rule, message, _ := strings.Cut(line, " | ")
		conditions, actions, ok := strings.Cut(rule, "->")
		if !ok || !b.holds(conditions) {
			continue
		}
		for _, a := range fields(actions) {
			b.act(a, message)
		}
	}
}

func (b *builder) holds(conditions string) bool {
	for _, c := range fields(conditions) {
		want := true
		if c[0] == '!' {
			want, c = false, c[1:]
		}
		if b.condition(c) != want {
			return false
		}
	}
	return true
}

func (b *builder) condition(c string) bool {
	switch c {
	case "@open":
		return b.open
	case "@launched":
		return b.launched
	case "@command":
		return b.command != nil
	case "@toml":
		return b.toml
	}
	if key, is := strings.CutPrefix(c, "@under:"); is {
		return b.under(key) != nil
	}
	if name, is := strings.CutPrefix(c, "@program:"); is {
		return strings.Contains(b.program, name)
	}
	last := len(c) - 1
	switch c[last] {
	case '+':
		return b.stated(c[:last])
	case '-':
		return b.field(c[:last]) == nil
	case '?':
		return b.has(c[:last])
	}
	i := last
	for i > 0 && c[i] != '=' && c[i] != '>' && c[i] != '~' {
		i--
	}
	if i == 0 {
		v := b.value(c)
		return v.Bool || v.Int != 0 || v.Text != ""
	}
	v := b.value(c[:i])
	switch w := c[i+1:]; c[i] {
	case '>':
		n, _ := strconv.ParseInt(w, 10, 64)
		return v.Int > n
	case '~':
		return strings.Contains(v.Text, w)
	default:
		return v.Kind != NoValue && v.String() == w
	}
}

// under is the first statement of a key, or of one below it.
func (b *builder) under(key string) *stmt {
	for _, s := range b.stmts {
		if rest, is := strings.CutPrefix(s.key, key); is && (rest == "" || rest[0] == '.') && !s.empty() {
			return s
		}
	}
	return nil
}

// empty reports whether a statement says that there is nothing: null, an empty list.
func (s *stmt) empty() bool {
	return s.typ == tree.NullType || s.node != nil && s.node.Kind == tree.List && len(s.node.Children) == 0
}

func (b *builder) act(a, message string) {
	verb, rest, isVerb := strings.Cut(a, ":")
	switch {
	case a[0] == '-':
		b.clear(a[1:])
	case isVerb && rest[0] != '=':
		b.do(verb, rest, message)
	case a[0] == '@':
		name, w, _ := strings.Cut(a, "=")
		if name == "@part" {
			b.Part = w
		} else {
			b.Framework = w
		}
	default:
		b.give(a)
	}
}

// give gives a field a value.
func (b *builder) give(a string) {
	i := strings.IndexAny(a, "=<")
	name, op := a[:i], a[i]
	sign := name[len(name)-1]
	if sign == '?' || sign == '^' || sign == ':' {
		name = name[:len(name)-1]
	}
	w := a[i+1:]
	if op == '<' {
		switch {
		case sign == '?':
			if v := b.value(w); v.Kind != NoValue && !b.open {
				b.put(name, v, Default)
			}
		case w[0] != '<':
			b.move(w, name)
		case b.field(name) == nil:
			b.move(w[1:], name)
		}
		return
	}
	like := ""
	if j := strings.IndexByte(w, '<'); j > 0 {
		w, like = w[:j], w[j+1:]
	}
	v := wordValue(w)
	switch {
	case like != "":
		if e := b.field(like); e != nil {
			b.set(name, v, e.grade, e.by)
		}
	case sign == ':':
		b.set(name, v, Derived, nil)
	case sign == '^':
		b.put(name, v, Derived)
	case !b.open:
		b.put(name, v, Default)
	}
}

func (b *builder) do(verb, rest, message string) {
	switch verb {
	case "call":
		b.call(rest)
	case "inert":
		b.inert(b.by(rest), message)
	case "refuse":
		b.note(NoteRefused, message, b.by(rest)).Violation = true
	case "note":
		code, f, _ := strings.Cut(rest, ":")
		b.note(code, message, b.by(f))
	case "say":
		b.sayLaw(text.Split(rest, ':'))
	case "other":
		part, prefix, _ := strings.Cut(rest, ":")
		b.other(part, prefix+".")
	}
}

// sayLaw takes a statement about the world from the parts of a law.
func (b *builder) sayLaw(parts []string) {
	s := statement{from: parts[0], ranks: true}
	written := false
	for i, p := range parts[1:] {
		p, lead := strings.CutPrefix(p, "^")
		name, absent, _ := strings.Cut(p, "|")
		var c *count
		if variable, is := strings.CutPrefix(name, "$"); is {
			variable, visible, _ := strings.Cut(variable, ",")
			if c = b.envCount(variable); c == nil && visible != "" {
				c = b.visible()
			}
		} else if name != "" {
			c = b.countIn(name)
		}
		if c == nil && absent != "" && (!strings.HasPrefix(name, "$") || s.nodes == nil || s.nodes.known) { // an environment that says the nodes may say the rest
			n, _ := strconv.ParseInt(absent, 10, 64)
			c = known(n, Default, nil)
		}
		written = written || c != nil && c.by != nil
		if lead && c != nil && c.by != nil {
			s.lead, s.from = c, c.by.shown
		}
		switch i {
		case 0:
			s.nodes = c
		case 1:
			s.perNode = c
		default:
			s.all = c
		}
	}
	if _, _, whole := s.size(); whole || written {
		b.say(s)
	}
}

// other adds a model that does not train, with its sizes: they are none of the mesh that does.
func (b *builder) other(part, prefix string) {
	o := Other{Part: part, Engine: b.text(prefix + "engine")}
	if name := b.text(prefix + "model"); name != "" && !isPlaceholder(name) {
		if b.isPath(name) {
			o.Model.Path = name
		} else if isHubID(name) {
			o.Model.HubID = name
		}
	}
	for _, axis := range []string{"strategy", "pp_size", "dp_size", "dp_replicate_size", "dp_shard_size", "cp_size", "tp_size", "ep_size"} {
		e := b.field(prefix + axis)
		if e == nil || e.value.Kind == NoValue {
			continue
		}
		o.Fields = append(o.Fields, Field{"mesh." + axis, e.value, e.grade})
		if p, ok := b.positionOf("mesh."+axis, e); ok {
			o.Positions = append(o.Positions, p)
		}
	}
	if len(o.Fields) > 0 || !o.Model.empty() {
		b.Others = append(b.Others, o)
	}
}
