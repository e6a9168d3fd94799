package mesh

// Legal is the sizes of one axis that would mend a violation, the other sizes staying as they are.
type Legal struct {
	Axis  Axis
	Sizes []int // ascending, at most maxLegal
}

// maxLegal bounds how many sizes are listed.
const maxLegal = 256

// legal finds the sizes that would mend the rule, by asking the rules again. A size is listed when with it this rule
// holds, no other rule about its axis is broken, and no rule at all that would hold without the axis: a size that only
// trades one refusal for another helps nobody.
func (r *ruling) legal(c *Case) []Legal {
	axes := r.Repairs
	if axes == nil {
		axes = []Axis{r.Axis}
	}
	var list []Legal
	for _, a := range axes {
		follows := a == World || a == DP || a == DPShard
		if a == NoAxis || follows && *c.asked.size(a) == 0 {
			continue
		}
		if sizes := c.mending(r, a); len(sizes) > 0 {
			list = append(list, Legal{a, sizes})
		}
	}
	return list
}

func (c *Case) mending(r *ruling, a Axis) []int {
	without := *c
	if a != World && a != DP && a != DPShard {
		without, _ = c.with(a, 1)
	}
	var sizes []int
	for _, size := range c.candidates(a) {
		if ok, _ := c.alone(a, size); !ok {
			continue
		}
		trial, ok := c.with(a, size)
		if ok && r.ask(&trial) == holds && trial.mends(a, &without) {
			sizes = append(sizes, size)
		}
	}
	if a == World {
		return nearestTwo(sizes, c.World)
	}
	return sizes[:min(len(sizes), maxLegal)]
}

// with returns the case with one size changed and the others completed anew.
func (c *Case) with(a Axis, size int) (Case, bool) {
	asked := c.asked
	*asked.size(a) = size
	trial, err := complete(c.Model, asked, c.Run)
	return trial, err == nil
}

// mends reports whether every rule about the axis holds, and every rule that holds without it.
func (c *Case) mends(a Axis, without *Case) bool {
	for _, r := range refusals[c.Framework] {
		if r.ask(c) == broken && (r.Axis == a || r.ask(without) != broken) {
			return false
		}
	}
	return true
}

// candidates lists the sizes to try on an axis: the divisors of the world where it is given, else all up to a bound that
// no model reaches.
func (c *Case) candidates(a Axis) []int {
	if a == World {
		return c.worlds()
	}
	if c.asked.World > 0 {
		return divisors(c.asked.World)
	}
	const bound = 1024
	sizes := make([]int, bound)
	for i := range sizes {
		sizes[i] = i + 1
	}
	return sizes
}

// worlds lists the worlds to try: the multiples, around the one that was asked for, of what the other sizes need at
// least.
func (c *Case) worlds() []int {
	const around = 16
	units := []int{product(c.TP, c.CP, c.PP, max(1, c.asked.DP))}
	if smallest, ok := c.with(World, 0); ok {
		units = append(units, smallest.World)
	}
	var worlds []int
	for _, unit := range units {
		near := c.World / unit
		for k := max(1, near-around); k <= near+around && unit <= MaxSize/k; k++ {
			worlds = insert(worlds, k*unit)
		}
	}
	return worlds
}

// insert adds a number to an ascending list that may have it already.
func insert(ascending []int, n int) []int {
	at := len(ascending)
	for at > 0 && ascending[at-1] > n {
		at--
	}
	if at > 0 && ascending[at-1] == n {
		return ascending
	}
	ascending = append(ascending, n)
	copy(ascending[at+1:], ascending[at:])
	ascending[at] = n
	return ascending
}

// nearestTwo keeps the closest size on each side.
func nearestTwo(ascending []int, to int) []int {
	for i, s := range ascending {
		if s >= to {
			return ascending[max(0, i-1):min(len(ascending), i+1)]
		}
	}
	return ascending[max(0, len(ascending)-1):]
}

// divisors lists the divisors of n, ascending.
func divisors(n int) []int {
	var low, high []int
	for d := 1; d*d <= n; d++ {
		if n%d != 0 {
			continue
		}
		low = append(low, d)
		if d*d != n {
			high = append(high, n/d)
		}
	}
	for i := len(high) - 1; i >= 0; i-- {
		low = append(low, high[i])
	}
	return low
}
