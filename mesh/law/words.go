package law

import (
	"strconv"
	"strings"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/internal/text"
)

// show writes the value of a setting as a user would.
func (s *Setting) show(c *cell) string {
	switch {
	case c.text != "":
		return c.text
	case c.Why&NotSaid != 0:
		return "not given"
	case c.Why != 0:
		return "unsettled"
	case s.Kind == Flag:
		return strconv.FormatBool(c.N == 1)
	case s.Kind == Word || s.Kind == Name:
		return words.names[c.N]
	case s.Kind == Layout:
		return evenLayout(c.N)
	case s.Kind == Set:
		var members []string
		for i, w := range s.Words {
			if c.N>>i&1 == 1 {
				members = append(members, w)
			}
		}
		return strings.Join(members, ", ")
	default:
		return strconv.FormatInt(c.N, 10)
	}
}

// ValueOf is a value of the setting as plain data: the number, the flag or the word.
func (s *Setting) ValueOf(n int64) capabilities.Value {
	switch s.Kind {
	case Flag:
		return capabilities.BoolValue(n == 1)
	case Word, Name:
		return capabilities.StringValue(words.names[n])
	case Layout:
		return capabilities.StringValue(evenLayout(n))
	default:
		return capabilities.IntValue(n)
	}
}

// WordOf is the value that stands for a word of the setting.
func (s *Setting) WordOf(word string) (n int64, ok bool) {
	for _, w := range s.Words {
		if w == word {
			return wordID(w), true
		}
	}
	return 0, false
}

// Show writes the value of a setting in the case.
func (c *Case) Show(t Term) string {
	v := c.Value(t)
	d := c.settings[t]
	d.Value = v
	return t.Setting().show(&d)
}

// Word is the word that a setting has in the case, empty where it has none.
func (c *Case) Word(t Term) string {
	if v := c.Value(t); v.Why == 0 {
		return t.Setting().show(&cell{Value: v})
	}
	return ""
}

// field and value are the name of a term in the words of the model's config, and its value.
func (c *Case) field(t Term) (field, value string) {
	switch row := &terms[t]; row.kind {
	case ofSetting:
		return row.name, c.Show(t)
	case ofNumber:
		q := c.Model.number(t)
		if !q.Known {
			return q.Field, "unknown"
		}
		return q.Field, strconv.FormatInt(q.Value, 10)
	}
	v := c.Value(t)
	switch {
	case v.Why&NotSaid != 0:
		return t.Name(), "not settled by what was given"
	case v.Why&Unsettled != 0:
		return t.Name(), "unsettled"
	case v.Why != 0:
		return t.Name(), "unknown"
	case t.isTruth():
		return t.Name(), strconv.FormatBool(v.N == 1)
	case terms[t].kind == ofQuantity && quantities[terms[t].row].Word:
		return t.Name(), words.names[v.N]
	default:
		return t.Name(), strconv.FormatInt(v.N, 10)
	}
}

// Spell is an expression with the value of every term behind its name: "num_key_value_heads (8) % tp_size (16) == 0".
func (c *Case) Spell(expression string) string {
	var b strings.Builder
	written := 0
	eachName(expression, func(t Term, name string, end int) {
		field, value := c.field(t)
		b.WriteString(expression[written : end-len(name)])
		b.WriteString(field)
		b.WriteString(" (")
		b.WriteString(value)
		b.WriteString(")")
		written = end
	})
	b.WriteString(expression[written:])
	return b.String()
}

// Lead begins a message: "Tensor parallelism (tp_size=16): ".
func (c *Case) Lead(a Axis) string {
	subject := a.Subject()
	words := text.Title(a.Words())
	if subject == "" {
		return words + ": "
	}
	t := Must(subject)
	if v := c.Value(t); v.Why&(NotSaid|Own) != 0 {
		return words + ": "
	} else if v.Why != 0 {
		return words + " (" + subject + "=0): "
	}
	return words + " (" + subject + "=" + c.Show(t) + "): "
}

// Rests is what the terms of a set rest on in the case: with a quantity, the terms that it was found from; with a setting
// that the framework fills in, those that it follows.
func (c *Case) Rests(reads Terms) (all Terms) {
	var add func(t Term)
	each := func(p Program) { p.Reads().Each(add) }
	add = func(t Term) {
		if all.Has(t) {
			return
		}
		all.Add(t)
		c.Value(t)
		switch row := &terms[t]; {
		case row.kind == ofQuantity:
			if w := c.quantities[row.row].way; w != nil {
				each(w.when)
				each(w.is)
				if w.Lacks != nil {
					settings, _ := w.Lacks(c)
					settings.Each(add)
				}
			}
		case row.kind == ofSetting && c.settings[t].From == Filled:
			each(c.Room.Fill(t))
		}
	}
	reads.Each(add)
	return all
}

// Because is what was seen of the model's terms that a set rests on.
func (c *Case) Because(reads Terms) (list []capabilities.Evidence) {
	c.Rests(reads).Each(func(t Term) {
		switch {
		case !t.OfModel():
		case terms[t].kind == ofNumber:
			list = append(list, c.Model.number(t).Because...)
		default:
			list = append(list, c.Model.finding(t).Because...)
		}
	})
	return list
}

// Lacks is what would settle the terms of a set that are not known of the model.
func (c *Case) Lacks(reads Terms) (list []string) {
	add := func(more []string) {
		for _, m := range more {
			if indexOf(list, m) < 0 {
				list = append(list, m)
			}
		}
	}
	c.Rests(reads).Each(func(t Term) {
		switch {
		case terms[t].kind == ofQuantity:
			if w := c.quantities[terms[t].row].way; w != nil && w.Lacks != nil {
				_, facts := w.Lacks(c)
				add(facts)
			}
		case !t.OfModel() || c.Value(t).Why == 0:
		case terms[t].kind == ofNumber:
			add(c.Model.number(t).Missing)
		default:
			add(c.Model.finding(t).Missing)
		}
	})
	return list
}

// Open is the settings of a set that were not given, or that were given in words which no rule knows.
func (c *Case) Open(reads Terms) (list []Term) {
	c.Rests(reads).Each(func(t Term) {
		if t.Setting() != nil && c.Value(t).Why&(NotSaid|Own) != 0 {
			list = append(list, t)
		}
	})
	return list
}

// Shaky is the settings of a set whose value only stands for another: the file says so, or presets that nobody read come before
// what the framework fills in.
func (c *Case) Shaky(reads Terms) (list []Term) {
	for i := range c.run.given {
		if g := &c.run.given[i]; g.From == Placeholder && c.Rests(reads).Has(g.term) {
			list = append(list, g.term)
		}
	}
	return append(list, c.Unread(reads)...)
}

// Unread is the settings of a set that presets may fill in which nobody read, before the framework does.
func (c *Case) Unread(reads Terms) (list []Term) {
	if !c.run.Presets {
		return nil
	}
	rests := c.Rests(reads)
	for _, size := range []Axis{World, DP, DPShard} {
		if t := Must(size.Subject()); rests.Has(t) && c.settings[t].From == Derived { // from these
			for _, a := range []Axis{PP, CP, TP} {
				rests.Add(Must(a.Subject()))
			}
		}
	}
	rests.Each(func(t Term) {
		if int(t) < len(settings) && c.From(t) == Filled {
			list = append(list, t)
		}
	})
	return list
}

// Put puts the names of the case into a sentence: {model}, {framework}, {builders}, and {reason} for the reason given.
func (c *Case) Put(sentence string, reason capabilities.Reason) string {
	if strings.IndexByte(sentence, '{') < 0 {
		return sentence
	}
	return text.Replace(sentence, "{model}", c.Name, "{framework}", c.Room.Text, "{builders}", c.Builders(), "{reason}", reason.Text())
}
