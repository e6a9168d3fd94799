// Package tests holds every host to the corpus: the same requests, answers as expected, and the same bytes.
package tests

import (
	"bytes"
	"context"
	"os"
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

// hosts are those that run inside of this program, each with how to start it.
var hosts = []struct {
	name  string
	start func(testing.TB) call
}{
	{"native", startNative},
	{"wazero", startWazero},
	{"wasmtime", startWasmtime},
}

func TestNative(t *testing.T) { runCorpus(t, "native") }

func TestWazero(t *testing.T) { runCorpus(t, "wazero") }

// TestWasmtime fails where there is no wasmtime, as without cgo: a host that is left out has to be seen.
func TestWasmtime(t *testing.T) { runCorpus(t, "wasmtime") }

// TestSameBytes demands of all hosts the same bytes, whatever the cases expect of them.
func TestSameBytes(t *testing.T) {
	want := answers(t, "native")
	for _, host := range hosts[1:] {
		got := answers(t, host.name)
		if len(got) != len(want) {
			t.Errorf("%s answered %d cases, native %d", host.name, len(got), len(want))
		}
		for id, answer := range got {
			if !bytes.Equal(answer, want[id]) {
				t.Errorf("%s: %s\n  %s\n  native\n  %s", id, host.name, clip(answer), clip(want[id]))
			}
		}
	}
}

func startNative(testing.TB) call {
	return func(request []byte) ([]byte, error) { return abi.Call(request), nil }
}

func startWazero(t testing.TB) call { return startEngine(t, hostabi.New) }

func startWasmtime(t testing.TB) call { return startEngine(t, wasmtime.New) }

func startEngine(t testing.TB, start func(context.Context, []byte, ...hostabi.Option) (*hostabi.Engine, error)) call {
	t.Helper()
	// One instance answers everything, so that what one request leaves behind meets the next.
	engine, err := start(context.Background(), wasmtest.Module(t), hostabi.WithInstances(1))
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
func runCorpus(t *testing.T, host string) {
	c := load(t)
	answers := answers(t, host)
	results := corpus.NewResults(host, wasmtest.Module(t))
	for id, answer := range answers {
		results.Cases[id] = corpus.Digest(answer)
	}
	// Looking at the file makes it an input of this test: once it is gone, `go test` does not take the test as done.
	if _, err := os.Stat(corpus.ResultsPath(wasmtest.Root(t), host)); err != nil && !os.IsNotExist(err) {
		t.Error(err)
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

// answered keeps what the hosts answered: several tests look at it, and asking takes long.
var answered = map[string]map[string][]byte{}

// answers returns a host's answer to every case, by the case's id.
func answers(t *testing.T, host string) map[string][]byte {
	t.Helper()
	if kept, has := answered[host]; has {
		return kept
	}
	for _, h := range hosts {
		if h.name == host {
			answered[host] = askAll(t, load(t), h.start(t))
		}
	}
	return answered[host]
}

// askAll asks for every case, and the ordinary question after each hostile one: no request may harm the next.
func askAll(t *testing.T, c *corpus.Corpus, ask call) map[string][]byte {
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
		t.Errorf("%s: %v", id, err)
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

func clip(b []byte) string {
	if len(b) > 2000 {
		return string(b[:2000]) + "…"
	}
	return string(b)
}
