package main

import (
	"bytes"
	"fmt"
	"strings"
	"time"
)

// worlds measures what takes long: a list of runs, a world of many divisors, a plan. Each has a budget in the design.
func (b *bench) worlds() error {
	const listed = 1000
	runs := strings.Repeat(`{"tp_size":8,"world_size":64},{"tp_size":16,"world_size":64},`, listed/2)
	list := `,"want":[],"meshes":[` + runs[:len(runs)-1] + `]}`
	plan := `,"run":{"framework":"megatron","gpu":"h100","gpus_per_node":8,"sequence_length":8192,"global_batch_size":1024}}`
	for _, c := range []struct {
		what, op, mesh, rest, kind string
		each                       int64
		budgets                    map[string]time.Duration
	}{
		{"a run of a list of 1,000, in codes", "validate_mesh", "", list, "verdicts", listed, map[string]time.Duration{"wazero": 70 * time.Microsecond}},
		{"meshes of 720,720 ranks, the first 20", "meshes", `{"world_size":720720}`, `,"limit":20}`, "meshes", 1, map[string]time.Duration{"wazero": 200 * time.Millisecond}},
		{"plan of 1,024 GPUs", "plan", `{"world_size":1024}`, plan, "plan", 1, map[string]time.Duration{"native": 100 * time.Millisecond, "wazero": time.Second}},
	} {
		request, err := b.request(c.op, "meta-llama--Llama-3.1-70B", c.mesh)
		if err != nil {
			return err
		}
		request = append(bytes.TrimSuffix(bytes.TrimSuffix(request, []byte("}")), []byte(`,"mesh":`)), c.rest...)
		for _, e := range b.engines {
			answer, err := e.Call(b.ctx, request)
			if err != nil {
				return err
			}
			if !bytes.HasPrefix(answer, []byte(`{"kind":"`+c.kind+`"`)) {
				return fmt.Errorf("%s: %.200s", c.what, answer)
			}
			took, err := perCall(e, request)
			if err != nil {
				return err
			}
			took /= time.Duration(c.each)
			budget, has := c.budgets[e.name]
			said := ""
			if has {
				said = budget.String()
			}
			line(c.what+", "+e.name, took.Round(took/1000+1).String(), said, !has || took <= budget)
		}
	}
	return nil
}
