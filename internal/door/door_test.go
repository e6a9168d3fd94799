package door_test

import (
	"strings"
	"testing"
	"unsafe"

	"github.com/meshwise/meshwise/internal/door"
	"github.com/meshwise/meshwise/wasm/abi"
)

// echo answers with the request, or fails as the request says.
func echo(request []byte) []byte {
	switch string(request) {
	case "panic":
		panic("on purpose")
	case "nil panic":
		var nothing []byte
		_ = nothing[len(request)]
	case "nothing":
		return nil
	}
	return append([]byte("answer "), request...)
}

func zeroes(size uint32) []byte {
	return make([]byte, size)
}

func TestCall(t *testing.T) {
	for _, test := range []struct {
		name    string
		request string
		want    string
	}{
		{"ordinary", "a", "answer a"},
		{"empty", "", "answer "},
		{"a panic is recovered", "panic", door.Internal},
		{"a run-time error is recovered", "nil panic", door.Internal},
		{"an answer is never empty", "nothing", door.Internal},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := door.New(echo, zeroes)
			copy(d.Input(uint32(len(test.request))), test.request)
			if got := string(d.Call(uint32(len(test.request)))); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
			copy(d.Input(5), "again")
			if got := string(d.Call(5)); got != "answer again" {
				t.Errorf("the next call answers %s", got)
			}
		})
	}
}

func TestInputKeepsItsAddress(t *testing.T) {
	d := door.New(echo, zeroes)
	address := func(size uint32) *byte {
		buffer := d.Input(size)
		if len(buffer) < int(size) || buffer == nil {
			t.Fatalf("a buffer of %d bytes for %d", len(buffer), size)
		}
		return unsafe.SliceData(buffer)
	}
	first := address(0)
	if address(1000) != first || address(0) != first {
		t.Error("the buffer moved although it was large enough")
	}
	large := address(abi.MaxRequest)
	if address(10) != large || address(abi.MaxRequest) != large {
		t.Error("the buffer moved although nothing larger was asked for")
	}
	d.Input(abi.MaxRequest + 1)
	if address(10) != large {
		t.Error("a refused length moved the buffer")
	}
}

func TestInputTooLarge(t *testing.T) {
	d := door.New(echo, zeroes)
	for _, size := range []uint32{abi.MaxRequest + 1, 1 << 31, 0xffffffff} {
		allocated := testing.AllocsPerRun(10, func() {
			if d.Input(size) != nil {
				t.Errorf("a buffer for %d bytes", size)
			}
		})
		if allocated > 0 {
			t.Errorf("%d bytes allocate", size)
		}
	}
}

func TestCallTooLarge(t *testing.T) {
	d := door.New(abi.Call, zeroes)
	for _, size := range []uint32{abi.MaxRequest + 1, abi.MaxRequest + 2, 3 * abi.MaxRequest} {
		want := string(abi.Call([]byte(strings.Repeat(" ", int(size)))))
		if got := string(d.Call(size)); got != want || !strings.Contains(got, "input.too_large") {
			t.Errorf("%d bytes: got %s, want %s", size, got, want)
		}
	}
}

func TestCallWithoutBuffer(t *testing.T) {
	d := door.New(echo, zeroes)
	if got := string(d.Call(1)); got != door.NoBuffer {
		t.Errorf("got %s, want %s", got, door.NoBuffer)
	}
	d.Input(1)
	if got := string(d.Call(abi.MaxRequest)); got != door.NoBuffer {
		t.Errorf("got %s, want %s", got, door.NoBuffer)
	}
}
