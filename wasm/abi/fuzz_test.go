package abi_test

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/meshwise/meshwise/internal/wasmtest"
	"github.com/meshwise/meshwise/tests/corpus"
	"github.com/meshwise/meshwise/wasm/abi"
)

// kinds are those of all answers.
var kinds = []string{"description", "report", "verdict", "verdicts", "meshes", "plan", "reading", "topology", "launch", "explanation", "architectures", "difference", "error"}

// FuzzCall gives the engine any bytes. Whatever they are, it answers with one JSON value of a known kind and a bounded
// size, answers alike when it is asked again, and leaves the request as it was.
func FuzzCall(f *testing.F) {
	for _, request := range seeds(f) {
		f.Add(request)
	}
	f.Fuzz(func(t *testing.T, request []byte) {
		kept := bytes.Clone(request)
		answer := abi.Call(request)
		if !bytes.Equal(request, kept) {
			t.Errorf("the request was changed:\n%q\n%q", kept, request)
		}
		const most = 9 << 20
		if len(answer) > most {
			t.Errorf("the answer has %d bytes", len(answer))
		}
		checkJSON(t, answer)
		var head struct{ Kind, Code string }
		if err := json.Unmarshal(answer, &head); err != nil {
			t.Fatalf("%v: %s", err, answer)
		}
		if !slices.Contains(kinds, head.Kind) {
			t.Errorf("the answer is of kind %q", head.Kind)
		}
		if head.Kind == "error" && head.Code == string(abi.CodeInternal) {
			t.Errorf("a defect: %s", answer)
		}
		if again := abi.Call(request); !bytes.Equal(again, answer) {
			t.Errorf("two answers to one request:\n%s\n%s", answer, again)
		}
	})
}

// seeds are the requests of the corpus that are short enough to mutate.
func seeds(t testing.TB) (requests [][]byte) {
	t.Helper()
	c, err := corpus.Load(wasmtest.Root(t))
	if err != nil {
		t.Fatal(err)
	}
	const long = 8 << 10
	c.Each(func(id string, _ *corpus.Suite, one *corpus.Case) {
		request, err := c.Bytes(one)
		if err != nil {
			t.Fatalf("%s: %v", id, err)
		}
		if len(request) <= long {
			requests = append(requests, request)
		}
	})
	return requests
}

// checkJSON demands one JSON value, in UTF-8 and without duplicate names.
func checkJSON(t *testing.T, text []byte) {
	t.Helper()
	decoder := jsontext.NewDecoder(bytes.NewReader(text))
	if _, err := decoder.ReadValue(); err != nil {
		t.Fatalf("the answer is not JSON: %v: %q", err, text)
	}
	if _, err := decoder.ReadToken(); err != io.EOF {
		t.Fatalf("something follows the answer: %q", text)
	}
}
