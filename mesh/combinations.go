package mesh

import (
	"github.com/meshwise/meshwise/internal/yield"
	"github.com/meshwise/meshwise/mesh/law"
)

// maxTried bounds the combinations that a search goes into, whole ones and those that a rule ends early.
const maxTried = 500_000

// search walks the meshes of one world. It states one size after another, and asks a rule as soon as all sizes are stated that
// its answer hangs on: what a rule refuses is not gone into, and what it says of some sizes is asked once for them.
type search struct {
	c        law.Case
	at       *room
	run      *Run
	divisors []int64     // of the world
	choices  [][]choice  // for each axis of a search
	stages   []stage     // before any size is stated, and for each axis of a search
	rules    [][]*ruling // of each stage
	whens    []law.Value // what conditions come to, by their numbers
	since    []int       // the stage from which on that is known
	needy    []*ruling   // the rules that are broken unless the run is told more
	outcomes
	tried int
	turns yield.Counter

	counts func(doubtful bool) (wanted bool) // counts a mesh that passes
	visit  func(Listed)                      // is told of those that are wanted
}

// choice is a size that is worth trying, and whether a rule about its axis alone is in doubt about it.
type choice struct {
	size     int64
	doubtful bool
}

// stage is what is known once a size is stated.
type stage struct {
	hanging *law.Hanging // what is to be forgotten when the size changes
	steps   []steps      // by the number of the ranks that are left among the world's divisors
	whens   []int        // the conditions that are known from here on
	// later are the rules to ask at each later stage, without those of which it is known here that they hold.
	later [][]*ruling
}

// newSearch chooses the sizes that are worth trying on each axis. The rules that read one axis alone are asked here,
// once for each size, and not in every combination.
func newSearch(base *law.Case, run *Run, keeps func(a Axis, size int64) bool) *search {
	s := &search{c: base.Clone(), at: roomOf(base.Room), run: run, choices: make([][]choice, len(searchAxes))}
	s.divisors = divisors(base.Size(law.World))
	for i, a := range searchAxes {
		sizes := s.divisors
		if size := run.Number(searchTerms[i]); size > 0 {
			sizes = []int64{size}
		}
		trials := alongOf(base, a)
		for _, size := range sizes {
			if keeps != nil && !keeps(a, size) && run.Number(searchTerms[i]) != size {
				continue
			}
			if ok, doubtful := trials.alone(size); ok {
				s.choices[i] = append(s.choices[i], choice{size, doubtful})
			}
		}
	}
	s.schedule()
	return s
}

// schedule finds the stage of every rule, and of its condition: the last that changes what they hang on. A mesh that is listed
// is written down as it is: its sizes are given from the beginning, whatever they will be.
func (s *search) schedule() {
	for _, t := range append([]law.Term{termDPShard}, searchTerms...) {
		s.c.State(t, 1)
	}
	s.c.Forget()
	n := len(searchAxes) + 1
	s.stages = make([]stage, n)
	s.whens, s.since = make([]law.Value, len(s.at.whens)), make([]int, len(s.at.whens))
	s.rules = make([][]*ruling, n)
	for i := range s.stages {
		s.stages[i].later = make([][]*ruling, n)
		if i > 0 {
			s.stages[i].hanging = &s.at.hanging()[i-1]
			s.stages[i].steps = make([]steps, len(s.divisors))
		}
	}
	veiled := s.c.Clone()
	for i, changes := range stageTerms {
		veiled.Veil(changes, s.stages[i+1].hanging)
	}
	seen := make([]bool, len(s.whens))
	for _, r := range s.at.thatRefuse(acrossAxes) {
		if !r.holdsFor(&s.c) || r.certain(&veiled, nil) {
			continue
		}
		i := stageOf(r.values())
		s.rules[i] = append(s.rules[i], r)
		if !seen[r.when] {
			seen[r.when] = true
			since := stageOf(s.at.hangsOn(s.at.whens[r.when].Values()))
			s.since[r.when] = since
			s.stages[since].whens = append(s.stages[since].whens, r.when)
		}
	}
}

// certain reports whether a rule holds whatever is veiled, and whether or not some settings are given.
func (r *ruling) certain(veiled *law.Case, given law.Terms) bool {
	is := func(p law.Program, n int64) bool {
		if p == "" || p.AsksGiven(given) {
			return false
		}
		v := p.Evaluate(veiled)
		return v.Why == 0 && v.N == n
	}
	return is(r.at.whens[r.when], 0) || is(r.narrows, 0) || is(r.equation, 1)
}

func (at *room) hangings() (list []law.Hanging) {
	for _, changes := range stageTerms {
		list = append(list, at.HangingOn(changes))
	}
	return list
}

// stageOf is the last stage that changes what is read.
func stageOf(reads law.Terms) int {
	i := len(stageTerms)
	for i > 0 && !reads.Meets(stageTerms[i-1]) {
		i--
	}
	return i
}

// each visits every combination of the choices that fills the world and that no rule refuses. It reports whether it went into
// all.
func (s *search) each() bool {
	ok, doubtful := s.enter(0)
	if !ok {
		return true
	}
	s.prepareOutcomes()
	return s.along(1, s.c.Size(law.World), doubtful)
}

// along goes along the axis of a stage. The ranks are those that the axes before it leave; it reports whether it went into all.
func (s *search) along(stage int, ranks int64, doubtful bool) bool {
	last := stage == len(searchTerms)
	if last {
		s.outcomesHere(ranks)
	}
	for _, step := range s.steps(stage, ranks) {
		if s.tried++; s.tried > maxTried {
			return false
		}
		s.turns.Every(256)
		if last {
			s.whole(step, doubtful)
			continue
		}
		s.state(stage, step)
		needy := len(s.needy)
		if ok, more := s.enter(stage); ok && !s.along(stage+1, step.left, doubtful || more || step.doubtful) {
			return false
		}
		s.needy = s.needy[:needy]
	}
	return true
}

// step is a choice, with the ranks that it leaves.
type step struct {
	choice
	at   int // its number among the choices
	left int64
}

// steps are those that were found once.
type steps struct {
	list  []step
	found bool
}

// steps are the choices for a stage that divide the ranks. What follows from them has the size that the run gives it.
func (s *search) steps(stage int, ranks int64) []step {
	known := &s.stages[stage].steps[s.number(ranks)]
	if known.found {
		return known.list
	}
	known.found = true
	axis := searchTerms[stage-1]
	follows, has := follower(axis)
	for i, c := range s.choices[stage-1] {
		left := ranks
		if axis != termEP { // experts are spread over the ranks of data parallelism
			if left = ranks / c.size; left*c.size != ranks {
				continue
			}
		}
		if asked := s.run.Number(follows); !has || asked == 0 || asked == left {
			known.list = append(known.list, step{c, i, left})
		}
	}
	return known.list
}

// number is which of the world's divisors a number of ranks is.
func (s *search) number(ranks int64) int {
	low, high := 0, len(s.divisors)-1
	for low < high {
		if middle := (low + high) / 2; s.divisors[middle] < ranks {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low
}

// follower is the size that follows once that of an axis is stated: of data parallelism, and of its shards.
func follower(axis law.Term) (follows law.Term, has bool) {
	switch axis {
	case termTP:
		return termDP, true
	case termDPReplicate:
		return termDPShard, true
	}
	return 0, false
}

// state gives the axis of a stage its size.
func (s *search) state(stage int, of step) {
	axis := searchTerms[stage-1]
	s.c.State(axis, of.size)
	switch follows, has := follower(axis); {
	case has && follows == termDP:
		s.c.Settle(follows, of.left)
	case has:
		s.c.State(follows, of.left)
	}
	s.c.ForgetWhat(s.stages[stage].hanging)
}

// enter asks what is known from a stage on: whether no rule refuses what is stated so far, and whether one is in doubt.
func (s *search) enter(i int) (ok, doubtful bool) {
	here, rules := &s.stages[i], s.rules
	if i > 0 {
		rules = s.stages[i-1].later
	}
	for _, w := range here.whens {
		s.whens[w] = s.at.whens[w].Evaluate(&s.c)
	}
	for _, r := range rules[i] {
		if !r.weigh(&s.c, r.askWhen(&s.c, s.whens[r.when]), &doubtful, &s.needy) {
			return false, false
		}
	}
	for j := i + 1; j < len(s.stages); j++ {
		here.later[j] = here.later[j][:0]
		for _, r := range rules[j] {
			if when := s.whens[r.when]; s.since[r.when] > i || when.Why != 0 || when.N != 0 {
				here.later[j] = append(here.later[j], r)
			}
		}
	}
	return true, doubtful
}
