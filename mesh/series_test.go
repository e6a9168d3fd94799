package mesh

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/meshwise/meshwise/mesh/law"
)

// TestSeriesJudgesAsOne holds the verdicts of a series to those of each run by itself: runs that differ in sizes, in other
// settings, and in whose law applies.
func TestSeriesJudgesAsOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := NewModel(genFacts(t))
		s := NewSeries(m)
		run := genRun(t, true)
		for range rapid.IntRange(2, 8).Draw(t, "runs") {
			if rapid.IntRange(0, 3).Draw(t, "another") == 0 {
				run = genRun(t, true)
			}
			for _, name := range []string{"tp_size", "dp_size", "ep_size", "world_size"} {
				if n := rapid.SampledFrom([]int64{-1, -1, 0, 1, 2, 8, 64}).Draw(t, name); n >= 0 {
					run = run.With(law.Must(name), n)
				}
			}
			want, failed := Judge(m, run)
			got, err := s.Judge(run)
			if (failed == nil) != (err == nil) {
				t.Fatalf("%v, by itself %v", err, failed)
			}
			if len(got.Asked) != len(want.Asked) {
				t.Fatalf("%d rules were asked, by itself %d", len(got.Asked), len(want.Asked))
			}
			got.Asked, want.Asked = nil, nil
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("%+v\nby itself %+v", got, want)
			}
		}
	})
}
