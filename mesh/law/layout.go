package law

import (
	"strconv"
	"strings"
)

// layout is what a stage_layout says: how many stages there are, and how many decoder layers stand on them.
type layout struct{ stages, layers int64 }

// maxLayout bounds what a layout may repeat: no model has as many layers.
const maxLayout = 1 << 14

// parseLayout reads a layout in Megatron's notation (core/transformer/pipeline_parallel_layer_layout.py), or the names of the
// layers of each stage, as a list of lists is kept. ok is false for any other text.
//
//	"Et*3|(tt|)*6t|tL"   | stands between two stages; E embedding, t decoder layer, m multi-token prediction, L loss;
//	                     *n repeats the letter, or the group in parentheses, before it; commas say nothing
//	"embedding, decoder | decoder, loss"
func parseLayout(s string) (l layout, ok bool) {
	if strings.Contains(s, "decoder") {
		l.stages = 1
		for _, stage := range strings.Split(s, "|") {
			l.layers += int64(strings.Count(stage, "decoder"))
		}
		l.stages += int64(strings.Count(s, "|"))
		return l, true
	}
	p := layoutParser{rest: s}
	l, ok = p.sequence()
	l.stages++
	return l, ok && p.rest == "" && s != "" && l.layers <= maxLayout && l.stages <= maxLayout
}

type layoutParser struct {
	rest  string
	depth int
}

// sequence reads up to a closing parenthesis, or the end. Its stages are the lines between them.
func (p *layoutParser) sequence() (l layout, ok bool) {
	for p.rest != "" && p.rest[0] != ')' {
		c := p.rest[0]
		p.rest = p.rest[1:]
		var one layout
		switch c {
		case ' ', ',':
			continue
		case '|':
			one.stages = 1
		case 't':
			one.layers = 1
		case 'E', 'm', 'L':
		case '(':
			if p.depth++; p.depth > 8 {
				return l, false
			}
			if one, ok = p.sequence(); !ok || p.rest == "" {
				return l, false
			}
			p.depth--
			p.rest = p.rest[1:]
		default:
			return l, false
		}
		n, ok := p.times()
		if !ok {
			return l, false
		}
		l.stages += n * one.stages
		l.layers += n * one.layers
		if l.stages > maxLayout || l.layers > maxLayout {
			return l, false
		}
	}
	return l, true
}

// times reads how often what stands before it is repeated.
func (p *layoutParser) times() (n int64, ok bool) {
	if p.rest == "" || p.rest[0] != '*' {
		return 1, true
	}
	p.rest = p.rest[1:]
	for p.rest != "" && p.rest[0] >= '0' && p.rest[0] <= '9' {
		n = 10*n + int64(p.rest[0]-'0')
		p.rest = p.rest[1:]
		ok = true
		if n > maxLayout {
			return 0, false
		}
	}
	return n, ok
}

// layoutStages is the stages of the layout that is given, and layoutLayers the decoder layers on them.
func (c *Case) layoutStages() Value {
	l, v := c.layout()
	v.N = l.stages
	return v
}

func (c *Case) layoutLayers() Value {
	l, v := c.layout()
	v.N = l.layers
	return v
}

// layout reads the layout that is given. One in another notation says nothing.
func (c *Case) layout() (layout, Value) {
	s := &c.settings[Must("stage_layout")]
	if s.From == NotGiven {
		return layout{}, Value{Why: NotSaid}
	}
	if s.text == "" { // an even one, that was offered
		return layout{stages: s.N / maxLayout, layers: s.N % maxLayout}, Value{}
	}
	l, ok := parseLayout(s.text)
	if !ok {
		return layout{}, Value{Why: Own}
	}
	return l, Value{}
}

// EvenLayout is the value of a layout in which no stage has two layers more than another. The embedding stands on the first
// stage and the loss on the last, each of them alone where there are more stages than layers. ok is false where there is none.
func EvenLayout(stages, layers int64) (n int64, ok bool) {
	return stages*maxLayout + layers, stages > 1 && stages < maxLayout && layers > 0 && layers < maxLayout && layers+2 >= stages
}

// evenLayout writes such a layout in Megatron's notation.
func evenLayout(n int64) string {
	stages, layers := n/maxLayout, n%maxLayout
	each, heavier := layers/stages, layers%stages
	first, last := each, each
	if heavier > stages-2 { // all but one are heavier, so the last is not
		first, heavier = each+1, heavier-1
	}
	layersOf := func(n int64) string {
		switch n {
		case 0:
			return ""
		case 1:
			return "t"
		}
		return "t*" + strconv.FormatInt(n, 10)
	}
	between := func(n, stages int64) string {
		switch stages {
		case 0:
			return ""
		case 1:
			return layersOf(n) + "|"
		}
		return "(" + layersOf(n) + "|)*" + strconv.FormatInt(stages, 10)
	}
	return "E" + layersOf(first) + "|" + between(each+1, heavier) + between(each, stages-2-heavier) + layersOf(last) + "L"
}
