package mesh

// maxNear bounds the meshes that are tried in search of near ones.
const maxNear = 4000

// nearest offers up to n meshes of the same world that pass, fewest changed sizes first, then the smallest changes.
func (c *Case) nearest(n int) []Listed {
	if n <= 0 || c.hopeless() {
		return nil
	}
	// Where the sizes alone are given, any world will do; where one is given, it stays.
	axes := searchAxes
	if c.asked.DP > 0 || c.asked.DPShard > 0 {
		axes = append(searchAxes[:len(searchAxes):len(searchAxes)], DP)
	}
	choices := make([][]int, len(axes))
	for i, a := range axes {
		choices[i] = c.changes(a)
	}
	w := walk{c: c, axes: axes, choices: choices, budget: maxNear}
	for changes := 1; changes <= len(axes) && len(w.found) == 0; changes++ {
		w.change(c.asked, 0, changes, nil)
	}
	return c.closest(w.found, n)
}

// hopeless reports whether a rule about the model alone is broken, which no mesh mends.
func (c *Case) hopeless() bool {
	for _, r := range refusals[c.Framework] {
		if r.Axis == NoAxis && r.ask(c) == broken {
			return true
		}
	}
	return false
}

// closest keeps the n smallest changes, those without a doubt first where two are alike.
func (c *Case) closest(found []Listed, n int) []Listed {
	kept := make([]Listed, 0, min(n, len(found))+1)
	ranks := make([]int, 0, min(n, len(found))+1)
	for i := range found {
		rank := 2 * c.distance(&found[i])
		if found[i].Doubtful {
			rank++
		}
		at := len(ranks)
		for at > 0 && ranks[at-1] > rank {
			at--
		}
		if at == n {
			continue
		}
		ranks, kept = append(ranks, rank), append(kept, found[i])
		copy(ranks[at+1:], ranks[at:])
		copy(kept[at+1:], kept[at:])
		ranks[at], kept[at] = rank, found[i]
		ranks, kept = ranks[:min(n, len(ranks))], kept[:min(n, len(kept))]
	}
	return kept
}

// changes lists the other sizes that are worth trying on an axis.
func (c *Case) changes(a Axis) []int {
	if a == DP {
		return []int{0} // left out, so that it follows from the others
	}
	var list []int
	for _, size := range c.candidates(a) {
		if size == c.sizeOf(a) {
			continue
		}
		if ok, _ := c.alone(a, size); ok {
			list = append(list, size)
		}
	}
	return list
}

// distance grows with the factors by which the sizes differ.
func (c *Case) distance(l *Listed) int {
	d := 0
	for _, a := range l.Changes {
		is, was := l.Mesh.Size(a), max(1, c.sizeOf(a))
		d += 1000 * max(is, was) / max(1, min(is, was))
		if is > was {
			d++ // of two equal changes, the one to less parallelism
		}
	}
	return d
}

// Size returns the size of an axis, or of the world; 0 where it is not settled.
func (m Mesh) Size(a Axis) int { return *m.size(a) }

// walk tries meshes with a given number of changed sizes.
type walk struct {
	c       *Case
	axes    []Axis
	choices [][]int
	found   []Listed
	budget  int
}

func (w *walk) change(asked Mesh, from, changes int, changed []Axis) {
	if changes == 0 {
		w.try(asked, changed)
		return
	}
	for i := from; i+changes <= len(w.axes); i++ {
		for _, size := range w.choices[i] {
			if w.budget <= 0 {
				return
			}
			next := asked
			*next.size(w.axes[i]) = size
			if w.axes[i] == DP {
				next.DPShard = 0
			}
			w.change(next, i+1, changes-1, append(changed[:len(changed):len(changed)], w.axes[i]))
		}
	}
}

func (w *walk) try(asked Mesh, changed []Axis) {
	w.budget--
	trial, err := complete(w.c.Model, asked, w.c.Run)
	if err != nil {
		return
	}
	if ok, doubtful := trial.passes(everyRule); ok {
		w.found = append(w.found, Listed{trial.mesh(), doubtful, w.c.named(changed, &trial)})
	}
}

// named is what a user changes: where data parallelism is left out, that is the size that was given of it.
func (c *Case) named(changed []Axis, to *Case) (named []Axis) {
	for _, a := range changed {
		if a != DP {
			named = append(named, a)
			continue
		}
		for _, part := range []Axis{DP, DPShard} {
			if *c.asked.size(part) > 0 && c.sizeOf(part) != to.sizeOf(part) {
				named = append(named, part)
			}
		}
	}
	return named
}
