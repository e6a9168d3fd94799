package tests

import (
	"bytes"
	"testing"

	"github.com/meshwise/meshwise/tests/corpus"
)

// FuzzHosts gives any bytes to all hosts, and demands the same bytes of them.
func FuzzHosts(f *testing.F) {
	c := load(f)
	// TestSameBytes asks every case. Some of each kind are enough to mutate, and start soon.
	const long, each = 8 << 10, 16
	seen := 0
	c.Each(func(id string, _ *corpus.Suite, one *corpus.Case) {
		request, err := c.Bytes(one)
		if err != nil {
			f.Fatalf("%s: %v", id, err)
		}
		if seen++; len(request) <= long && seen%each == 0 {
			f.Add(request)
		}
	})
	asked := make([]call, len(hosts))
	for i, host := range hosts {
		asked[i] = host.start(f)
	}
	f.Fuzz(func(t *testing.T, request []byte) {
		want, err := asked[0](request)
		if err != nil {
			t.Fatal(err)
		}
		for i, ask := range asked[1:] {
			got, err := ask(request)
			if err != nil {
				t.Errorf("%s: %v", hosts[i+1].name, err)
			} else if !bytes.Equal(got, want) {
				t.Errorf("%s\n  %s\nnative\n  %s", hosts[i+1].name, clip(got), clip(want))
			}
		}
	})
}
