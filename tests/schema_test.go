package tests

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/internal/wasmtest"
	"github.com/meshwise/meshwise/tests/corpus"
	"github.com/meshwise/meshwise/wasm/abi/schema"
)

// structural are the codes of errors about the shape of a request, which a schema can express.
var structural = []string{
	"input.unknown_field", "input.missing_field", "input.wrong_type", "input.not_an_integer", "input.out_of_range",
	"input.unknown_op", "input.unknown_value",
}

// beyondSchema are the refusals for a structural reason that no schema expresses, each with why.
var beyondSchema = []struct{ code, path, message, why string }{
	{"input.not_an_integer", "*", "", "2.0 and 1e3 are integers to JSON Schema"},
	{"input.out_of_range", "/mesh", "multiply to a world", "a product of members"},
	{"input.out_of_range", "/meshes/*", "multiply to a world", "a product of members"},
	{"input.out_of_range", "/rank", "a rank from 0 to", "the world follows from other members"},
	{"input.out_of_range", "/axis", "for a world of at most", "the world follows from other members"},
	{"input.unknown_value", "/axis", "the mesh has no axis", "the axes follow from other members"},
	{"input.unknown_value", "/mesh/*", "", "words are read in any case"},
	{"input.unknown_value", "/meshes/*/*", "", "words are read in any case"},
	{"input.unknown_value", "/run/*", "", "words are read in any case"},
	{"input.unknown_value", "/files/*/rows", "", "rows are a text of their own"},
	{"input.out_of_range", "/facts/counted_parameters/trainable", "", "a part of the count beside it"},
	{"input.out_of_range", "/facts/counted_parameters/dtypes/*", "", "a part of the count beside it"},
	{"input.out_of_range", "/reading/trainer", "", "the trainers follow from the files"},
	{"input.unknown_value", "/source", "", "the sources follow from the data"},
	{"input.unknown_value", "/accept/*/code", "", "codes are a pattern in the schema, so that new ones pass"},
	{"input.unknown_value", "/code", "", "codes are a pattern in the schema, so that new ones pass"},
}

// TestRequestSchema holds the schema of requests to the engine: what the engine takes is valid, and what it refuses for
// its shape is not.
func TestRequestSchema(t *testing.T) {
	c := load(t)
	compiled := compile(t, schemaPath(t, "request"))
	kept := answers(t, "native")
	used := map[int]bool{}
	c.Each(func(id string, _ *corpus.Suite, one *corpus.Case) {
		request, err := c.Bytes(one)
		if err != nil {
			t.Fatal(err)
		}
		failure := failureOf(t, kept[id])
		refused := slices.Contains(structural, failure.Code)
		if failure.Code != "" && failure.Code != "input.not_finite" && !refused {
			return
		}
		document, err := jsonschema.UnmarshalJSON(bytes.NewReader(finite(request)))
		if err != nil {
			t.Errorf("%s: the engine reads it and a JSON library does not: %v", id, err)
			return
		}
		switch err := compiled.Validate(document); {
		case failure.Code == "" && err != nil:
			t.Errorf("%s: the engine takes what the schema refuses: %v", id, err)
		case refused && err == nil:
			exception := failure.exception()
			if exception < 0 {
				t.Errorf("%s: the schema takes what the engine refuses with %s", id, failure.Code)
			}
			used[exception] = true
		}
	})
	for i, e := range beyondSchema {
		if !used[i] {
			t.Errorf("no case needs the exception for %s at %s: %s", e.code, e.path, e.why)
		}
	}
}

// TestAnswerSchema holds every answer of the corpus to the schema of answers.
func TestAnswerSchema(t *testing.T) {
	compiled := compile(t, schemaPath(t, "answer"))
	kinds := map[string]bool{}
	for id, answer := range answers(t, "native") {
		document, err := jsonschema.UnmarshalJSON(bytes.NewReader(answer))
		if err != nil {
			t.Errorf("%s: %v", id, err)
			continue
		}
		if err := compiled.Validate(document); err != nil {
			t.Errorf("%s: %v", id, err)
		}
		kind, _ := document.(map[string]any)["kind"].(string)
		kinds[kind] = true
	}
	for _, kind := range []string{"description", "report", "verdict", "verdicts", "meshes", "plan", "reading", "topology", "launch", "explanation", "architectures", "difference", "error"} {
		if !kinds[kind] {
			t.Errorf("no answer of the corpus is of kind %s", kind)
		}
	}
}

// TestFactsSchema holds the members of the schema of facts to the probes.
func TestFactsSchema(t *testing.T) {
	text, err := schema.Files.ReadFile("facts.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var facts struct {
		Properties map[string]struct {
			Ref string `json:"$ref"`
		} `json:"properties"`
	}
	if err := json.Unmarshal(text, &facts); err != nil {
		t.Fatal(err)
	}
	shapes := map[capabilities.Take]string{
		capabilities.TakeClass: "class", capabilities.TakeRegistered: "truth", capabilities.TakeTruth: "truth",
		capabilities.TakeExists: "truth", capabilities.TakeCallable: "truth", capabilities.TakeValue: "value",
		capabilities.TakeOwn: "value", capabilities.TakePlan: "plan", capabilities.TakeSignature: "signature",
		capabilities.TakeDeclared: "declared", capabilities.TakeConfig: "config", capabilities.TakeParameters: "parameters",
	}
	for _, p := range capabilities.Probes() {
		got, has := facts.Properties[p.Fact.String()]
		if want := "#/$defs/" + shapes[p.Take]; !has || got.Ref != want {
			t.Errorf("the schema says %q of %s, want %q", got.Ref, p.Fact, want)
		}
		delete(facts.Properties, p.Fact.String())
	}
	for name := range facts.Properties {
		t.Errorf("the schema has %s, which no probe takes", name)
	}
}

// TestSchemasAreNotInTheEngine keeps the schemas out of the module: hosts that want them link them.
func TestSchemasAreNotInTheEngine(t *testing.T) {
	list := exec.Command("go", "list", "-deps", "./wasm/abi")
	list.Dir = wasmtest.Root(t)
	packages, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(packages), "wasm/abi/schema") {
		t.Error("wasm/abi links wasm/abi/schema")
	}
}

func schemaPath(t testing.TB, name string) string {
	return filepath.Join(wasmtest.Root(t), "wasm", "abi", "schema", name+".schema.json")
}

// failure is an answer of kind "error".
type failure struct{ Kind, Code, Path, Message string }

// failureOf reads an answer of kind "error"; of any other, nothing.
func failureOf(t testing.TB, answer []byte) (f failure) {
	t.Helper()
	var read failure
	if err := json.Unmarshal(answer, &read); err != nil {
		t.Fatal(err)
	}
	if read.Kind == "error" {
		f = read
	}
	return f
}

// exception returns which exception the failure is, or -1.
func (f failure) exception() int {
	for i, e := range beyondSchema {
		matches, err := path.Match(e.path, f.Path)
		at := e.path == "*" || err == nil && matches
		if at && f.Code == e.code && strings.Contains(f.Message, e.message) {
			return i
		}
	}
	return -1
}

// finite puts a number in the place of what is not JSON and the engine reads in a config.
func finite(request []byte) []byte {
	var out strings.Builder
	quoted := false
	text := string(request)
	for i := 0; i < len(text); i++ {
		if text[i] == '"' {
			quoted = !quoted
		}
		skip := 0
		for _, literal := range []string{"NaN", "-Infinity", "Infinity"} {
			if !quoted && strings.HasPrefix(text[i:], literal) {
				skip = len(literal)
				break
			}
		}
		switch {
		case skip > 0:
			out.WriteByte('0')
			i += skip - 1
		case quoted && text[i] == '\\':
			out.WriteString(text[i : i+2])
			i++
		default:
			out.WriteByte(text[i])
		}
	}
	return []byte(out.String())
}
