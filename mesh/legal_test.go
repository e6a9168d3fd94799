package mesh

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/meshwise/meshwise/mesh/law"
)

// TestLegalAsksNoRuleTooFew holds the values that would mend a rule to those that are found by asking every rule of every
// candidate, in the order of the table.
func TestLegalAsksNoRuleTooFew(t *testing.T) {
	var listed int
	rapid.Check(t, func(t *rapid.T) {
		m, run := NewModel(genFacts(t)), genRun(t, true)
		if rapid.Bool().Draw(t, "card") {
			run = run.With(law.Must("card.memory"), rapid.SampledFrom([]int64{8, 80}).Draw(t, "GB")).With(law.Must("sequence_length"), 4096)
			run = run.With(law.Must("micro_batch_size"), 4).With(law.Must("global_batch_size"), 64)
		}
		c, err := complete(m, &run)
		if err != nil {
			return // more than the largest world
		}
		for _, r := range roomOf(c.Room).rulings {
			if r.holdsFor(&c) && r.ask(&c) == broken {
				listed += checkMending(t, &c, r)
			}
		}
	})
	if listed == 0 {
		t.Fatal("no value was ever listed")
	}
}

func checkMending(t *rapid.T, c *law.Case, r *ruling) (listed int) {
	for _, l := range legal(c, r) {
		listed += len(l.Values)
	}
	for _, name := range r.Repairs {
		s, ok := law.Named(name)
		if !ok {
			continue
		}
		if got, want := mending(c, r, s), mendingPlainly(c, r, s); !slices.Equal(got, want) {
			t.Fatalf("%s: %s: %v, asking all %v", r.Code, name, got, want)
		}
	}
	return listed
}

func mendingPlainly(c *law.Case, r *ruling, t law.Term) (found []int64) {
	axis, isAxis := axisOf(t)
	without := *c
	if isAxis {
		without, _ = with(c, t, 1)
	}
next:
	for _, n := range r.candidates(c, t) {
		trial, ok := with(c, t, n)
		if !ok || r.ask(&trial) != holds {
			continue
		}
		if isAxis {
			if alone, _ := alongOf(c, axis).alone(n); !alone {
				continue
			}
		}
		for _, other := range roomOf(trial.Room).rulings {
			before := &without
			if other.Axis == law.Memory {
				before = c
			}
			if other.refuses() && other.ask(&trial) == broken && (other.Axis.Subject() == t.Name() || other.ask(before) != broken) &&
				needs(&trial, other) == nil {
				continue next
			}
		}
		found = append(found, n)
	}
	if t == termWorld || r.steps(t) {
		return nearestTwo(found, c.Value(t).N)
	}
	return found[:min(len(found), maxLegal)]
}
