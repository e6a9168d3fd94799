package abi_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/meshwise/meshwise/wasm/abi"
)

// finding is a violation, a warning or an unknown.
type finding struct {
	Code, Axis, Message string
	Legal               map[string][]any
	Fix                 []struct {
		Set   string
		Value any
	}
}

type verdict struct {
	Kind, Code, Path, Message string
	Valid                     *bool
	Violations, Unknowns      []finding
	Nearest                   []map[string]any
	Mesh                      map[string]any
}

// question is a model on a mesh.
type question struct {
	facts, mesh, run map[string]any
	nearest          int
}

func (q question) request() map[string]any {
	return map[string]any{"op": "validate_mesh", "facts": q.facts, "mesh": q.mesh, "run": q.run, "nearest": q.nearest}
}

// with is the question with one setting changed.
func (q question) with(name string, value any) question {
	changed := question{q.facts, maps.Clone(q.mesh), maps.Clone(q.run), 0}
	s := settings()[name]
	group, member, grouped := strings.Cut(name, ".")
	switch {
	case s.ofMesh:
		changed.mesh[name] = value
	case grouped:
		members := map[string]any{}
		if had, ok := changed.run[group].(map[string]any); ok {
			maps.Copy(members, had)
		}
		members[member] = value
		changed.run[group] = members
	default:
		changed.run[name] = value
	}
	return changed
}

// withAll is the question with the settings that an answer says are needed.
func (q question) withAll(needs any) question {
	all, _ := needs.(map[string]any)
	for name, value := range all {
		q = q.with(name, value)
	}
	return q
}

// FuzzStructured holds the verdicts on generated models and meshes to each other: what a verdict offers must be true.
func FuzzStructured(f *testing.F) {
	f.Add([]byte(nil))
	for i := range 64 {
		seed := make([]byte, 128)
		for j := range seed {
			seed[j] = byte(i*31 + j*(2*i+1))
		}
		f.Add(seed)
	}
	f.Fuzz(checkModel)
}

// TestStructured checks some models of each kind without a fuzzer, the same ones each time.
func TestStructured(t *testing.T) {
	random := rand.NewChaCha8([32]byte{})
	model := make([]byte, 128)
	for range 200 {
		if _, err := random.Read(model); err != nil {
			t.Fatal(err)
		}
		if checkModel(t, model); t.Failed() {
			t.Fatalf("the model of %q", model)
		}
	}
}

// checkModel makes a model, a mesh and a run of some bytes, and checks all that the engine says of them.
func checkModel(t *testing.T, bytes []byte) {
	c := &choices{bytes}
	world, mesh, run := choose(c, 1, 2, 4, 6, 8), c.mesh(), c.run()
	q := question{c.facts(), mesh, run, 4}
	v := q.ask(t)
	if v.Kind == "error" {
		checkRefusal(t, q, v)
		return
	}
	checkValid(t, v)
	for _, broken := range v.Violations {
		checkLegal(t, q, broken)
		checkFix(t, q, broken)
	}
	checkNearest(t, q, v)
	checkListing(t, q, world)
}

func (q question) ask(t *testing.T) (v verdict) {
	t.Helper()
	request, err := json.Marshal(q.request())
	if err != nil {
		t.Fatal(err)
	}
	answer := abi.Call(request)
	if q.nearest > 0 && !bytes.Equal(answer, abi.Call(request)) {
		t.Errorf("two answers to %s", request)
	}
	if err := json.Unmarshal(answer, &v); err != nil {
		t.Fatalf("%v: %s", err, answer)
	}
	return v
}

// checkRefusal demands that a generated request is refused for its sizes alone: every member has its type.
func checkRefusal(t *testing.T, q question, v verdict) {
	if v.Code != "input.out_of_range" && v.Code != "input.contradiction" {
		t.Errorf("%s: %s: %s: %v", v.Code, v.Path, v.Message, q.request())
	}
}

// checkValid holds valid to the lists beside it.
func checkValid(t *testing.T, v verdict) {
	switch {
	case len(v.Violations) > 0 && (v.Valid == nil || *v.Valid):
		t.Errorf("there are violations, and it is not invalid")
	case len(v.Violations) == 0 && len(v.Unknowns) > 0 && v.Valid != nil:
		t.Errorf("there are unknowns and no violations, and valid is %v", *v.Valid)
	case len(v.Violations) == 0 && len(v.Unknowns) == 0 && (v.Valid == nil || !*v.Valid):
		t.Errorf("there is nothing against it, and it is not valid")
	}
}

// checkLegal puts the sizes that are said to mend a violation into the request, and looks that they do: the rule holds,
// and no other rule of the axis is broken.
func checkLegal(t *testing.T, q question, broken finding) {
	for name, values := range broken.Legal {
		for _, size := range []any{values[len(values)/2], values[len(values)-1]} {
			v := q.with(name, size).ask(t)
			if v.Kind != "verdict" {
				t.Errorf("%s: %s=%v is legal and is refused: %s", broken.Code, name, size, v.Message)
			}
			for _, list := range [][]finding{v.Violations, v.Unknowns} {
				for _, f := range list {
					if f.Code == broken.Code {
						t.Errorf("%s: %s=%v does not mend it: %s\n%v", broken.Code, name, size, f.Message, q)
					}
				}
			}
			for _, f := range v.Violations {
				if f.Axis+"_size" == name {
					t.Errorf("%s: %s=%v breaks %s: %s\n%v", broken.Code, name, size, f.Code, f.Message, q)
				}
			}
		}
	}
}

// checkFix applies what is offered as a fix.
func checkFix(t *testing.T, q question, broken finding) {
	for _, fix := range broken.Fix {
		v := q.with(fix.Set, fix.Value).ask(t)
		if fix.Set == "strategy" && v.Code == "input.out_of_range" {
			continue // fsdp2 doubles a world that was not given; the largest has no double
		}
		if v.Kind != "verdict" {
			t.Errorf("%s: the fix %s=%v is refused: %s", broken.Code, fix.Set, fix.Value, v.Message)
		}
		for _, f := range v.Violations {
			if f.Code == broken.Code {
				t.Errorf("%s: the fix %s=%v does not mend it: %s\n%v", broken.Code, fix.Set, fix.Value, f.Message, q)
			}
		}
	}
}

// checkNearest asks about the meshes that are offered in place of one that does not pass.
func checkNearest(t *testing.T, q question, v verdict) {
	if len(v.Nearest) > 0 && len(v.Violations) == 0 {
		t.Errorf("other meshes are offered for one that passes")
	}
	for _, near := range v.Nearest {
		checkListed(t, q, near)
		changed := question{q.facts, maps.Clone(q.mesh), q.run, 0}.withAll(near["needs"])
		for _, axis := range near["changes"].([]any) {
			name := axis.(string) + "_size"
			if near[name] == v.Mesh[name] {
				t.Errorf("%s is said to change and does not: %v\n%v", name, near, q)
			}
			changed.mesh[name] = near[name]
		}
		if w := changed.ask(t); w.Kind != "verdict" || len(w.Violations) > 0 {
			t.Errorf("with the changes that are offered it does not pass: %v\n%s%v\n%v", near, w.Message, w.Violations, q)
		}
		if q.mesh["world_size"] != nil && near["world_size"] != v.Mesh["world_size"] {
			t.Errorf("a mesh of another world is offered: %v", near)
		}
	}
}

// checkListed asks about a mesh that is said to pass.
func checkListed(t *testing.T, q question, listed map[string]any) {
	t.Helper()
	mesh := maps.Clone(listed)
	delete(mesh, "valid")
	delete(mesh, "changes")
	delete(mesh, "needs")
	v := question{q.facts, mesh, q.run, 0}.withAll(listed["needs"]).ask(t)
	said, _ := listed["valid"].(bool)
	if v.Kind != "verdict" || len(v.Violations) > 0 || (v.Valid != nil) != said {
		t.Errorf("a mesh is listed as valid=%v and is not: %v %v %v\n%v\n%v", listed["valid"], v.Message, v.Violations, v.Unknowns, mesh, q)
	}
}
