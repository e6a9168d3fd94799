package reading

import "github.com/meshwise/meshwise/reading/shell"

// statement is one thing that is said of the world. What is not said is nil; what is said and not known has a reason.
type statement struct {
	from                string
	nodes, perNode, all *count
	lead                *count // the one whose place is that of the world
	joined              bool   // pods that others may join
	ranks               bool   // these are ranks; else GPUs, of which a launcher need not use all
	grade               Grade  // Stated, or Hint
}

// count is a number of the world.
type count struct {
	n     int64
	known bool
	grade Grade
	by    *stmt
}

func (c *count) ok() bool { return c != nil && c.known }

func known(n int64, g Grade, by *stmt) *count { return &count{n, true, g, by} }

// countOf reads a number of the world from a statement. It is nil where the statement gives none.
func (b *builder) countOf(s *stmt) *count {
	if s == nil {
		return nil
	}
	c := &count{by: s, grade: s.grade}
	if s.why != shell.Known {
		return c
	}
	v, state := b.convert(&rule{kind: "size"}, s)
	switch state {
	case notGiven:
		return nil
	case taken:
		c.n, c.known = v.Int, true
	}
	return c
}

// countIn is a number of the world that a table put into a field.
func (b *builder) countIn(field string) *count {
	e := b.field(field)
	if e == nil {
		return nil
	}
	return &count{n: e.value.Int, known: e.value.Kind == IntValue, grade: e.grade, by: e.by}
}

// say takes a statement about the world into account.
func (b *builder) say(s statement) { b.world = append(b.world, s) }

// size is the world that a statement makes, and its grade: the weakest of what is written.
func (s *statement) size() (n int64, g Grade, ok bool) {
	g = Default
	weakest := func(counts ...*count) {
		written := false
		for _, c := range counts {
			if c != nil && c.by != nil {
				if !written || c.grade > g {
					g = c.grade
				}
				written = true
			}
		}
	}
	if s.all.ok() {
		weakest(s.all)
		return s.all.n, max(g, s.grade), true
	}
	if !s.nodes.ok() || !s.perNode.ok() || s.all != nil {
		return 0, Unknown, false
	}
	weakest(s.nodes, s.perNode)
	return s.nodes.n * s.perNode.n, max(g, s.grade), true
}

// settleWorld chooses among the statements: what the user asks, then what a launcher starts, then what else is stated.
func (b *builder) settleWorld() {
	if b.req.World > 0 || b.req.Nodes > 0 && b.req.PerNode > 0 {
		b.say(b.asked())
	}
	best, bestGrade := -1, Unknown
	for i := range b.world {
		s := &b.world[i]
		_, g, ok := s.size()
		if ok && g < Hint && (best < 0 || s.from == askedWorld || s.ranks && !b.world[best].ranks || g < bestGrade && s.ranks == b.world[best].ranks) {
			best, bestGrade = i, g
		}
	}
	b.World = World{Grade: Unknown}
	if best >= 0 {
		b.takeWorld(&b.world[best])
		b.leftOpen(&b.world[best])
	}
	for i := range b.world {
		b.partsOf(&b.world[i], i == best)
	}
	if best >= 0 {
		b.disagree(best)
	}
	b.hints(best)
}

// leftOpen: where a launcher says how many ranks there are, in words that are not known, GPUs are no more than what is usual if nobody
// wrote on how many nodes they are: who submits the job says that.
func (b *builder) leftOpen(s *statement) {
	if s.ranks || s.nodes == nil || s.nodes.by != nil {
		return
	}
	for i := range b.world {
		if _, _, ok := b.world[i].size(); b.world[i].ranks && !ok {
			e := b.field("mesh.world_size")
			e.grade = max(e.grade, Default)
			b.World.Grade = e.grade
		}
	}
}

// saidRanks reports whether something says how many ranks there are.
func (b *builder) saidRanks() bool {
	for i := range b.world {
		if b.world[i].ranks {
			return true
		}
	}
	return false
}

const askedWorld = "--world-size"

// asked is the world that the user asks for.
func (b *builder) asked() statement {
	s := statement{from: askedWorld, ranks: true}
	word := func(shown string) *stmt { return &stmt{shown: shown, scalar: scalar{at: nowhere, use: nowhere}} }
	if b.req.Nodes > 0 {
		s.nodes = known(int64(b.req.Nodes), Stated, word("--nodes"))
	}
	if b.req.PerNode > 0 {
		s.perNode = known(int64(b.req.PerNode), Stated, word("--gpus-per-node"))
	}
	if b.req.World > 0 {
		s.all = known(int64(b.req.World), Stated, word(askedWorld))
	}
	return s
}

func (b *builder) takeWorld(s *statement) {
	n, g, _ := s.size()
	b.World.Size, b.World.Grade, b.World.From = int(n), g, s.from
	lead := s.lead
	for _, c := range []*count{s.all, s.nodes, s.perNode} {
		if (lead == nil || lead.by == nil) && c != nil && c.by != nil {
			lead = c
		}
	}
	var by *stmt
	if lead != nil {
		by = lead.by
	}
	b.set("mesh.world_size", intValue(n), g, by)
	if by != nil {
		b.World.From = by.shown
		if by.variable != "" {
			b.World.From = by.variable
		}
	}
}

// partsOf takes over the nodes and the ranks of each from a statement, where no stronger one has them.
func (b *builder) partsOf(s *statement, best bool) {
	if s.grade == Hint {
		return
	}
	put := func(field string, c *count) {
		if c.ok() && (best || b.field(field) == nil) {
			b.set(field, intValue(c.n), c.grade, c.by)
		}
	}
	put("run.nodes", s.nodes)
	put("run.gpus_per_node", s.perNode)
	if n, g, ok := s.size(); best && ok {
		switch {
		case s.perNode == nil && s.nodes.ok() && n%s.nodes.n == 0:
			b.put("run.gpus_per_node", intValue(n/s.nodes.n), max(g, Derived))
		case s.nodes == nil && s.perNode.ok() && n%s.perNode.n == 0:
			b.put("run.nodes", intValue(n/s.perNode.n), max(g, Derived))
		}
	}
}

// disagree notes the statements that contradict the one that was chosen.
func (b *builder) disagree(best int) {
	chosen := &b.world[best]
	n, _, _ := chosen.size()
	for i := range b.world {
		s := &b.world[i]
		if i == best || s.grade == Hint || chosen.from == askedWorld {
			continue
		}
		if s.from == "srun" && chosen.ranks && !b.launched { // what it starts has a cluster of its own: it is where the driver runs
			continue
		}
		var a, c *count
		what := ""
		switch m, g, ok := s.size(); {
		case ok && g < Hint && s.ranks && m != n:
			what, a, c = "ranks", firstCount(s.all, s.nodes, s.perNode), firstCount(chosen.lead, chosen.all, chosen.nodes, chosen.perNode)
		case s.nodes.ok() && chosen.nodes.ok() && s.nodes.n != chosen.nodes.n && s.nodes.by != nil:
			what, a, c = "nodes", s.nodes, chosen.nodes
		case !s.ranks && s.perNode.ok() && chosen.perNode.ok() && s.perNode.n < chosen.perNode.n && s.perNode.by != nil:
			what, a, c = "ranks of a node", s.perNode, chosen.perNode
		default:
			continue
		}
		m := a.n
		if what == "ranks" {
			m, _, _ = s.size()
		}
		k := n
		if what != "ranks" {
			k = c.n
		}
		note := b.note(NoteDisagree, s.from+" says "+itoa(m)+" "+what+", "+chosen.from+" says "+itoa(k), a.by)
		if c != nil && c.by != nil {
			note.Also = b.locate(c.by.at)
		}
	}
}

func firstCount(counts ...*count) *count {
	for _, c := range counts {
		if c != nil && c.by != nil {
			return c
		}
	}
	return &count{}
}
