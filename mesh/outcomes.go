package mesh

import (
	"slices"

	"github.com/meshwise/meshwise/mesh/law"
)

// outcomes are what the rules of the last stage say of each choice there. They hang on the ranks of data parallelism, and on few
// of the other sizes that were stated before: a world of many divisors has a hundred thousand combinations, and a few hundred of
// these. The last that were found are kept for each number of ranks.
type outcomes struct {
	keys  []law.Term // the other sizes on which they hang
	known []keptOutcomes
	here  []outcome // with the sizes that are stated now
}

type keptOutcomes struct {
	key []int64
	of  []outcome
}

type outcome uint8

const (
	notAsked outcome = iota // or more than one of the others says, as what the run needs
	refused
	passed
	inDoubt
)

// prepareOutcomes finds on what the outcomes hang, once it is known which rules may speak of the case at all.
func (s *search) prepareOutcomes() {
	last := len(searchTerms)
	var reads law.Terms
	for _, r := range s.stages[0].later[last] {
		reads.Union(r.values())
	}
	for _, t := range searchTerms[:last-1] {
		if reads.Has(t) {
			s.keys = append(s.keys, t)
		}
	}
	s.known = make([]keptOutcomes, len(s.divisors))
}

// outcomesHere finds those with the sizes that are stated now.
func (s *search) outcomesHere(ranks int64) {
	kept := &s.known[s.number(ranks)]
	if kept.of == nil {
		kept.key, kept.of = make([]int64, len(s.keys)), make([]outcome, len(s.choices[len(s.choices)-1]))
	}
	same := true
	for i, t := range s.keys {
		if is := s.c.Settled(t); is != kept.key[i] {
			kept.key[i], same = is, false
		}
	}
	if !same {
		clear(kept.of)
	}
	s.here = kept.of
}

// whole is asked about a whole combination, whose last step is given.
func (s *search) whole(next step, doubtful bool) {
	stage, needy := len(searchTerms), len(s.needy)
	is, stated := s.here[next.at], false
	if is == notAsked || needy > 0 {
		s.state(stage, next)
		is, stated = s.ask(), true
		if len(s.needy) == needy {
			s.here[next.at] = is
		}
	}
	if needed, ok := s.needed(); is != refused && ok {
		doubtful = (doubtful || next.doubtful || is == inDoubt) && stillInDoubt(&s.c, needed)
		if s.counts(doubtful) {
			if !stated {
				s.state(stage, next)
			}
			s.visit(Listed{Mesh: meshOf(&s.c), Doubtful: doubtful, Needs: needed})
		}
	}
	s.needy = s.needy[:needy]
}

// ask asks the rules of the last stage.
func (s *search) ask() outcome {
	switch ok, doubtful := s.enter(len(searchTerms)); {
	case !ok:
		return refused
	case doubtful:
		return inDoubt
	default:
		return passed
	}
}

// needed is what the run needs beside its sizes, so that no rule is broken; ok is false where nothing helps.
func (s *search) needed() (list []Need, ok bool) {
	if len(s.needy) == 0 {
		return nil, true
	}
	var rules []*ruling
	for _, r := range s.at.rulings { // in their order
		if slices.Contains(s.needy, r) {
			rules = append(rules, r)
		}
	}
	return needsOfAll(&s.c, rules)
}
