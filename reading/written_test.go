package reading_test

import (
	"strings"
	"testing"

	"github.com/meshwise/meshwise/reading"
)

// What a script writes into settings of DeepSpeed stands in the script, and is changed there.
func TestWrittenPlaces(t *testing.T) {
	req := request(`
== a.sh
BS=4
cat > ds.json <<EOF
{"train_micro_batch_size_per_gpu": $BS,
 "gradient_accumulation_steps": 2,
 "zero_optimization": {"stage": 3}}
EOF
deepspeed --num_gpus 8 own.py --deepspeed ds.json
`)
	r, failed := reading.Read(&req)
	if failed != nil {
		t.Fatal(failed)
	}
	want := map[string][2]int{"run.micro_batch_size": {1, 4}, "run.gradient_accumulation": {4, 33}, "run.sharding.stage": {5, 33}}
	for _, p := range r.Positions {
		if w, is := want[p.Field]; is {
			if p.File != "a.sh" || p.Line != w[0] || p.Column != w[1] {
				t.Errorf("%s stands at %s:%d:%d, not at line %d, column %d", p.Field, p.File, p.Line, p.Column, w[0], w[1])
			}
			delete(want, p.Field)
		}
	}
	if len(want) > 0 {
		t.Errorf("no position for %v", want)
	}
	for _, field := range []string{"run.gradient_accumulation", "run.micro_batch_size"} {
		s := reading.Setting{Field: field, Value: integer(6)}
		edits, not := r.Edits([]reading.Setting{s})
		if len(not) > 0 {
			t.Fatal(not)
		}
		changed := apply(t, &req, edits)
		after, failed := reading.Read(&changed)
		if failed != nil || len(changed.Files) != 1 || strings.Count(changed.Files[0].Text, "6") != 1 {
			t.Fatal(failed, changed.Files)
		}
		unchanged(t, r, after, s)
	}
}
