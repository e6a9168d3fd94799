// Package tests holds every host to the corpus: the same requests, answers as expected, and the same bytes.
package tests

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/meshwise/meshwise/hostabi"
	"github.com/meshwise/meshwise/hostabi/wasmtime"
	"github.com/meshwise/meshwise/internal/wasmtest"
	"github.com/meshwise/meshwise/tests/corpus"
	"github.com/meshwise/meshwise/wasm/abi"
)

// call is one host: a request in, an answer out.
type call func(request []byte) ([]byte, error)

func TestNative(t *testing.T) { runCorpus(t, "native", native) }

func TestWazero(t *testing.T) { runCorpus(t, "wazero", startWazero(t)) }

// TestWasmtime fails where there is no wasmtime, as without cgo: a host that is left out has to be seen.
func TestWasmtime(t *testing.T) { runCorpus(t, "wasmtime", startWasmtime(t)) }

func native(request []byte) ([]byte, error) { return abi.Call(request), nil }

func startWazero(t testing.TB) call { return startEngine(t, hostabi.New) }

func startWasmtime(t testing.TB) call { return startEngine(t, wasmtime.New) }

func startEngine(t testing.TB, start func(context.Context, []byte, ...hostabi.Option) (*hostabi.Engine, error)) call {
	t.Helper()
	// One instance answers everything, so that what one request leaves behind meets the next.
	engine, err := start(t.Context(), wasmtest.Module(t), hostabi.WithInstances(1))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := engine.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return func(request []byte) ([]byte, error) { return engine.Call(context.Background(), request) }
}

// runCorpus asks a host everything, writes what it answered, and compares.
func runCorpus(t *testing.T, host string, ask call) {
	c := load(t)
	results := corpus.NewResults(host, wasmtest.Module(t))
	answers := answerAll(t, c, ask)
	for id, answer := range answers {
		results.Cases[id] = corpus.Digest(answer)
	}
	if err := results.Write(wasmtest.Root(t)); err != nil {
		t.Error(err)
	}
	for i := range c.Suites {
		s := &c.Suites[i]
		t.Run(s.Name, func(t *testing.T) {
			for j := range s.Cases {
				one := &s.Cases[j]
				if diffs := one.Check(answers[corpus.ID(s, one)]); len(diffs) > 0 {
					t.Errorf("%s: %s", one.Name, join(diffs))
				}
			}
		})
	}
}

// answerAll asks for every case, and the ordinary question after each hostile one: no request may harm the next.
func answerAll(t *testing.T, c *corpus.Corpus, ask call) map[string][]byte {
	t.Helper()
	question, err := c.Find(c.Count().Ordinary)
	if err != nil {
		t.Fatal(err)
	}
	usual := answer(t, c, question, "the ordinary case", ask)
	answers := map[string][]byte{}
	c.Each(func(id string, s *corpus.Suite, one *corpus.Case) {
		answers[id] = answer(t, c, one, id, ask)
		if s.IsHostile() && !bytes.Equal(answer(t, c, question, "the ordinary case", ask), usual) {
			t.Errorf("%s changed the answer to the ordinary question after it", id)
		}
	})
	return answers
}

func answer(t *testing.T, c *corpus.Corpus, one *corpus.Case, id string, ask call) []byte {
	t.Helper()
	request, err := c.Bytes(one)
	if err != nil {
		t.Fatalf("%s: %v", id, err)
	}
	answer, err := ask(request)
	if err != nil {
		t.Fatalf("%s: %v", id, err)
	}
	return answer
}

func load(t testing.TB) *corpus.Corpus {
	t.Helper()
	c, err := corpus.Load(wasmtest.Root(t))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func join(diffs []corpus.Diff) string {
	var lines []string
	for _, d := range diffs {
		lines = append(lines, "\n  "+d.String())
	}
	return strings.Join(lines, "")
}
