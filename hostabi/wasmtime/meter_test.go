//go:build cgo && ((linux && (amd64 || arm64)) || (darwin && (amd64 || arm64)) || (windows && amd64))

package wasmtime_test

import (
	"bytes"
	"testing"

	"github.com/meshwise/meshwise/hostabi/wasmtime"
	"github.com/meshwise/meshwise/internal/wasmtest"
	"github.com/meshwise/meshwise/wasm/abi"
)

// TestMeter counts the same twice, more for more work, and answers as every other host does.
func TestMeter(t *testing.T) {
	meter, err := wasmtime.NewMeter(wasmtest.Module(t))
	if err != nil {
		t.Fatal(err)
	}
	defer meter.Close()
	count := func(requests ...string) (counts []uint64) {
		instance, started, err := meter.Start()
		if err != nil {
			t.Fatal(err)
		}
		defer instance.Close()
		counts = append(counts, started)
		for _, request := range requests {
			answer, used, err := instance.Call([]byte(request))
			if err != nil {
				t.Fatal(err)
			}
			if want := abi.Call([]byte(request)); !bytes.Equal(answer, want) {
				t.Errorf("%s: got %s, want %s", request, answer, want)
			}
			counts = append(counts, used)
		}
		return counts
	}
	small, large := `{"op":"topology","mesh":{"tp_size":2,"world_size":2}}`, `{"op":"describe"}`
	first, second := count(small, large), count(small, large)
	for n, used := range first {
		if used != second[n] {
			t.Errorf("count %d is %d, and then %d", n, used, second[n])
		}
	}
	if first[1] == 0 || first[2] <= first[1] {
		t.Errorf("a small request takes %d instructions, and a large one %d", first[1], first[2])
	}
	if _, err := wasmtime.NewMeter([]byte("no module")); err == nil {
		t.Error("what is no module was compiled")
	}
}
