package abi_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/meshwise/meshwise/wasm/abi"
)

// checkListing holds the list of meshes of a small world to all its combinations, each asked about by itself.
func checkListing(t *testing.T, q question, world int) {
	var listing struct {
		Total    int
		Complete bool
		Meshes   []map[string]any
	}
	strategy := q.mesh["strategy"]
	call(t, map[string]any{
		"op": "meshes", "facts": q.facts, "run": q.run, "limit": 16384,
		"mesh": map[string]any{"world_size": world, "strategy": strategy},
	}, &listing)
	if !listing.Complete || listing.Total != len(listing.Meshes) {
		t.Errorf("the list has %d of %d meshes, complete=%v", len(listing.Meshes), listing.Total, listing.Complete)
	}
	listed := map[string]any{}
	for i, l := range listing.Meshes {
		listed[key(l)] = l["valid"]
		if i%7 == 0 {
			checkListed(t, q, l)
		}
	}
	all := combinations(world, strategy)
	var answer struct{ Verdicts []verdict }
	call(t, map[string]any{"op": "validate_mesh", "facts": q.facts, "run": q.run, "meshes": all}, &answer)
	for i, v := range answer.Verdicts {
		valid, has := listed[key(all[i])]
		passes := len(v.Violations) == 0
		switch {
		case passes != has:
			t.Errorf("%v passes=%v and is listed=%v: %v\n%v", all[i], passes, has, v.Violations, q)
		case passes && (valid != nil) != (v.Valid != nil):
			t.Errorf("%v is listed with valid=%v and is not: %v\n%v", all[i], valid, v.Unknowns, q)
		}
		delete(listed, key(all[i]))
	}
	for mesh := range listed {
		t.Errorf("%s is listed and is no mesh of %d ranks", mesh, world)
	}
}

// combinations is every way to spread a world over the axes, written down in full.
func combinations(world int, strategy any) (all []map[string]any) {
	var divisors []int
	for d := 1; d <= world; d++ {
		if world%d == 0 {
			divisors = append(divisors, d)
		}
	}
	for _, pp := range divisors {
		for _, cp := range divisors {
			for _, tp := range divisors {
				if world%(pp*cp*tp) != 0 {
					continue
				}
				dp := world / (pp * cp * tp)
				for _, ep := range divisors {
					for _, replicas := range divisors {
						if dp%replicas == 0 {
							all = append(all, map[string]any{
								"strategy": strategy, "world_size": world, "pp_size": pp, "cp_size": cp, "tp_size": tp,
								"ep_size": ep, "dp_replicate_size": replicas, "dp_shard_size": dp / replicas,
							})
						}
					}
				}
			}
		}
	}
	return all
}

func key(mesh map[string]any) string {
	text := ""
	for _, name := range []string{"pp_size", "cp_size", "tp_size", "ep_size", "dp_replicate_size"} {
		text += fmt.Sprintf("%s=%v ", name, mesh[name])
	}
	return text
}

func call(t *testing.T, request, answer any) {
	t.Helper()
	text, err := json.Marshal(request)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(abi.Call(text), answer); err != nil {
		t.Fatal(err)
	}
}
