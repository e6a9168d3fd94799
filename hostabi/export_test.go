package hostabi

import "testing"

// FlatMemory calls one instance and fails when its memory grows after a warm-up.
func FlatMemory(t *testing.T, wasm []byte, requests []string, warm, calls int, options ...Option) {
	t.Helper()
	options = append(options, WithInstances(1), WithCallsPerInstance(warm+calls+1))
	engine, err := New(t.Context(), wasm, options...)
	if err != nil {
		t.Fatal(err)
	}
	defer engine.Close(t.Context())
	instance := engine.pool.idle[0]
	var after uint64
	for n := range warm + calls {
		if _, err := engine.Call(t.Context(), []byte(requests[n%len(requests)])); err != nil {
			t.Fatal(err)
		}
		if n == warm {
			after = instance.MemorySize()
		}
	}
	if engine.pool.idle[0] != instance || instance.calls != warm+calls {
		t.Fatal("the instance was replaced, so nothing was measured")
	}
	if got := instance.MemorySize(); got > after {
		t.Errorf("memory grew from %d to %d pages over %d calls", after>>16, got>>16, calls)
	} else {
		t.Logf("%d pages over %d calls", got>>16, calls)
	}
}
