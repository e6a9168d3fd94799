package hostabi

import "testing"

// flatPages is how far the memory may move after the warm-up, for any number of calls. When the collector runs depends on
// the clock, so the heap takes a step of half a megabyte now and then; a leak does not stop at four of them.
const flatPages = 32

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
		request := requests[n%len(requests)]
		if n%100 != 0 && request == requests[0] { // the largest answer by far: seldom, or the test takes minutes
			request = requests[1]
		}
		if _, err := engine.Call(t.Context(), []byte(request)); err != nil {
			t.Fatal(err)
		}
		if n == warm {
			after = instance.MemorySize()
		}
	}
	if engine.pool.idle[0] != instance || instance.calls != warm+calls {
		t.Fatal("the instance was replaced, so nothing was measured")
	}
	if got := instance.MemorySize(); got > after+flatPages<<16 {
		t.Errorf("memory grew from %d to %d pages over %d calls", after>>16, got>>16, calls)
	}
}
