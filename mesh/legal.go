package mesh

import (
	"github.com/meshwise/meshwise/mesh/law"
)

// Legal is the values of one setting that would mend a violation, the others staying as they are.
type Legal struct {
	Setting law.Term
	Values  []int64 // ascending, at most maxLegal
}

// maxLegal bounds how many values are listed.
const maxLegal = 256

// legal finds the values that would mend the rule, by asking the rules again. A size of an axis is listed when with it
// this rule holds, no other rule about its axis is broken, and no rule at all that would hold without the axis: a size that
// only trades one refusal for another helps nobody. Of any other setting a value is listed when this rule holds, and no
// rule is broken that holds now.
func legal(c *law.Case, r *ruling) []Legal {
	names := r.Repairs
	if names == nil {
		names = []string{r.Axis.Subject()}
	}
	var list []Legal
	for _, name := range names {
		t, ok := law.Named(name)
		follows := t == termWorld || t == termDP || t == termDPShard
		if !ok || follows && !c.Gives(t) {
			continue
		}
		if values := mending(c, r, t); len(values) > 0 {
			list = append(list, Legal{t, values})
		}
	}
	return list
}

func mending(c *law.Case, r *ruling, t law.Term) []int64 {
	axis, isAxis := axisOf(t)
	without := *c
	if isAxis {
		without, _ = with(c, t, 1)
	}
	var found []int64
	var trial law.Case
	trials, touched := alongOf(c, axis), touchedBy(c, t)
	for _, n := range r.candidates(c, t) {
		if isAxis {
			if ok, _ := trials.alone(n); !ok {
				continue
			}
		}
		run := c.Said().With(t, n)
		if completeIn(&trial, c.Model, &run) != nil {
			continue
		}
		// What a rank holds takes an estimate, and most values are refused for less.
		dear := r.Axis == law.Memory
		if !dear && r.ask(&trial) != holds || !mends(c, &trial, &without, touched, false) || dear && r.ask(&trial) != holds {
			continue
		}
		if mends(c, &trial, &without, touched, true) {
			found = append(found, n)
		}
	}
	if t == termWorld || r.steps(t) {
		return nearestTwo(found, c.Value(t).N)
	}
	return found[:min(len(found), maxLegal)]
}

// axisOf is the axis whose size a setting is, if a search changes it.
func axisOf(t law.Term) (a Axis, ok bool) {
	for i, s := range searchTerms {
		if s == t {
			return searchAxes[i], true
		}
	}
	return law.NoAxis, false
}

// with returns the case with one setting changed and the sizes completed anew.
func with(c *law.Case, t law.Term, n int64) (law.Case, bool) {
	run := c.Said().With(t, n)
	trial, err := complete(c.Model, &run)
	return trial, err == nil
}

// touched is the rules that may say something else of a case when one setting changes, and the sizes do not.
type touched struct {
	setting law.Term
	rulings []*ruling
}

func touchedBy(c *law.Case, t law.Term) touched {
	var changed law.Terms
	changed.Add(t)
	list := make([]*ruling, 0, 16)
	for _, r := range roomOf(c.Room).rulings {
		if r.Axis.Subject() == t.Name() || r.reads().Meets(changed) {
			list = append(list, r)
		}
	}
	return touched{t, list}
}

// in lists those that may say something else of a trial.
func (t *touched) in(c, trial *law.Case) []*ruling {
	same := c.Version == trial.Version
	sizeTerms.Each(func(size law.Term) { same = same && c.Settled(size) == trial.Settled(size) })
	if same {
		return t.rulings
	}
	return roomOf(trial.Room).rulings
}

// mends reports whether every rule about the changed setting holds, and every rule that holds without it: the rules about what a
// rank has to hold, or all others. That is of all axes: it must fit if it does as the case is.
func mends(c, trial, without *law.Case, by touched, ofMemory bool) bool {
	if ofMemory {
		without = c
	}
	for _, r := range by.in(c, trial) {
		if (r.Axis == law.Memory) == ofMemory && r.refuses() && r.ask(trial) == broken &&
			(r.Axis.Subject() == by.setting.Name() || r.ask(without) != broken) && needs(trial, r) == nil {
			return false
		}
	}
	return true
}

// steps reports whether the setting is the number of which the rule says what it is a multiple of.
func (r *ruling) steps(t law.Term) bool { return r.Step != "" && r.Repairs[0] == t.Name() }

// candidates lists the values to try of a setting in place of one that breaks the rule.
func (r *ruling) candidates(c *law.Case, t law.Term) []int64 {
	step := law.Value{}
	if r.steps(t) {
		step = law.ProgramOf(r.Step).Evaluate(c)
	}
	if step.Why != 0 || step.N <= 0 {
		return candidates(c, t)
	}
	const around = 2
	var list []int64
	near, most := c.Value(t).N/step.N, t.Setting().Most/step.N
	for _, k := range []int64{1, 2} {
		list = insert(list, k*step.N)
	}
	for k := max(1, near-around); k <= min(near+around, most); k++ {
		list = insert(list, k*step.N)
	}
	return list
}

// candidates lists the values to try of a setting: of a size the divisors of the world where it is given, else those of the
// model's numbers, with all small ones and the powers of two.
func candidates(c *law.Case, t law.Term) []int64 {
	s := t.Setting()
	switch {
	case t == termWorld:
		return worlds(c)
	case s.Kind == law.Flag:
		return []int64{0, 1}
	case s.Kind == law.Word || s.Kind == law.Name:
		var list []int64
		for _, w := range s.Words {
			if n, _ := s.WordOf(w); c.Room.Has(s.Name, w) {
				list = append(list, n)
			}
		}
		return list
	case s.Kind != law.Count:
		return nil
	case s.Unit == "ranks" && c.Gives(termWorld):
		return divisors(c.Size(law.World))
	}
	small := int64(128)
	if s.Unit == "ranks" {
		small = 64
	}
	var list []int64
	for n := s.Least; n <= min(s.Most, small); n++ {
		list = append(list, n)
	}
	if s.Unit == "ranks" {
		for n := 2 * small; n <= mostRanks; n *= 2 {
			list = insert(list, n)
		}
		for i := range c.Report.Numbers {
			if n := &c.Report.Numbers[i]; n.Known && n.Value > small {
				list = insertDivisors(list, n.Value, small)
			}
		}
	}
	return list
}

// mostRanks bounds the sizes that are tried where no world is given.
const mostRanks = 1024

// insertDivisors adds the divisors of n between least and mostRanks.
func insertDivisors(list []int64, n, least int64) []int64 {
	for d := int64(1); d <= mostRanks && d*d <= n; d++ {
		if n%d != 0 {
			continue
		}
		for _, size := range []int64{d, n / d} {
			if size > least && size <= mostRanks {
				list = insert(list, size)
			}
		}
	}
	return list
}

// worlds lists the worlds to try: the multiples, around the one that was asked for, of what the other sizes need at
// least.
func worlds(c *law.Case) []int64 {
	const around = 16
	dp := int64(1)
	if c.Gives(termDP) {
		dp = max(1, c.Size(law.DP))
	}
	units := []int64{product(c.Size(law.TP), c.Size(law.CP), c.Size(law.PP), dp)}
	if smallest, ok := with(c, termWorld, 0); ok {
		units = append(units, smallest.Size(law.World))
	}
	var list []int64
	for _, unit := range units {
		near := c.Size(law.World) / unit
		for k := max(1, near-around); k <= near+around && unit <= law.MaxSize/k; k++ {
			list = insert(list, k*unit)
		}
	}
	return list
}

// insert adds a number to an ascending list that may have it already.
func insert(ascending []int64, n int64) []int64 {
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
func nearestTwo(ascending []int64, to int64) []int64 {
	for i, s := range ascending {
		if s >= to {
			return ascending[max(0, i-1):min(len(ascending), i+1)]
		}
	}
	return ascending[max(0, len(ascending)-1):]
}

// fixes offers one change for every setting that mends the rule: what it needs, else the largest value below the one that
// was asked for, else the smallest above it.
func fixes(c *law.Case, r *ruling, v *Violation) []law.Fix {
	var list []law.Fix
	for _, n := range v.Needs {
		list = append(list, c.Fix(n.Setting, n.Value))
	}
	if v.Needs != nil {
		return list
	}
	for _, l := range v.Legal {
		n := l.Values[0]
		if l.Setting.Setting().Kind == law.Count {
			is := c.Value(l.Setting)
			for _, other := range l.Values {
				if is.Why == 0 && other < is.N {
					n = other
				}
			}
		}
		list = append(list, c.Fix(l.Setting, n))
	}
	if n, ok := termStrategy.Setting().WordOf(r.Strategy); ok && c.Room.Key("strategy") != nil {
		list = append(list, c.Fix(termStrategy, n))
	}
	return list
}
