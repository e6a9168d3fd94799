package mesh

import (
	"strconv"
	"strings"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/internal/text"
)

// message says in one line what is broken: the axis and its size, the model, the field and its value, the equation.
func (r *ruling) message(c *Case) string {
	if r.Say != nil {
		return r.lead(c) + r.Say(c)
	}
	return r.lead(c) + r.Must + "; " + c.Name + " needs " + r.equation(c)
}

// doubt says in one line why the rule cannot be answered.
func (r *ruling) doubt(c *Case) string {
	return r.lead(c) + "whether " + r.Title + " is not known; " + c.Name + " needs " + r.equation(c)
}

// lead is "Tensor parallelism (tp_size=16): ".
func (r *ruling) lead(c *Case) string {
	switch r.Axis {
	case NoAxis:
		return "Model: "
	case World:
		return "World (world_size=" + strconv.Itoa(c.World) + "): "
	}
	words := r.Axis.words()
	return text.Title(words) + " (" + r.Axis.sizeName() + "=" + strconv.Itoa(c.sizeOf(r.Axis)) + "): "
}

// equation is the rule's equation with every name followed by its value: "num_key_value_heads (8) % tp_size (16) == 0".
func (r *ruling) equation(c *Case) string {
	var b strings.Builder
	written := 0
	eachName(r.Equation, func(name string, end int) {
		b.WriteString(r.Equation[written : end-len(name)])
		t := &terms[termIndex(name)]
		field, value := t.show(c)
		b.WriteString(field)
		b.WriteString(" (")
		b.WriteString(value)
		b.WriteString(")")
		written = end
	})
	b.WriteString(r.Equation[written:])
	return b.String()
}

// show returns the name of a term in the words of the model's config, and its value.
func (t *term) show(c *Case) (field, value string) {
	switch {
	case t.size != nil:
		if n := t.size(c); n > 0 {
			return t.name, strconv.Itoa(n)
		}
		return t.name, "unsettled"
	case t.flag != nil:
		return t.name, strconv.FormatBool(t.flag(c))
	}
	s := t.of(c.Model)
	field = t.name
	if s.quantity != nil {
		field = s.quantity.Field
	}
	switch {
	case !s.known():
		return field, "unknown"
	case s.quantity != nil:
		return field, strconv.FormatInt(s.quantity.Value, 10)
	default:
		return field, strconv.FormatBool(s.finding.Is == yes)
	}
}

// because is the evidence of all terms of the model that the rule reads.
func (r *ruling) because(c *Case) []capabilities.Evidence {
	var list []capabilities.Evidence
	r.eachSource(func(s source) { list = append(list, s.because()...) }, c)
	if r.Shows != nil {
		list = append(list, r.Shows(c)...)
	}
	return list
}

// missing is what would settle the rule.
func (r *ruling) missing(c *Case) []string {
	var list []string
	r.eachSource(func(s source) {
	next:
		for _, m := range s.missing() {
			for _, l := range list {
				if l == m {
					continue next
				}
			}
			list = append(list, m)
		}
	}, c)
	return list
}

// eachSource visits the terms of the model that the rule reads, or that a size it reads hinges on.
func (r *ruling) eachSource(visit func(source), c *Case) {
	reads := r.reads
	if reads&c.doubtful != 0 {
		reads |= setOf("num_hidden_layers")
	}
	for i := range terms {
		if t := &terms[i]; reads&(1<<i) != 0 && t.ofModel() {
			visit(t.of(c.Model))
		}
	}
}
