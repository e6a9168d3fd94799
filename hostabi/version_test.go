package hostabi_test

import (
	"errors"
	"testing"

	"github.com/meshwise/meshwise/hostabi"
	"github.com/meshwise/meshwise/internal/wasmtest"
	"github.com/meshwise/meshwise/wasm/abi"
)

func TestCheckVersion(t *testing.T) {
	type version = hostabi.Version
	for _, test := range []struct {
		name        string
		got, needed version
		want        error
	}{
		{"the same", version{1, 0}, version{1, 0}, nil},
		{"the same with a minor", version{1, 2}, version{1, 2}, nil},
		{"a later minor", version{1, 3}, version{1, 2}, nil},
		{"the last minor", version{1, 65535}, version{1, 0}, nil},
		{"one minor too old", version{1, 1}, version{1, 2}, hostabi.ErrMinorTooOld},
		{"the first minor is too old", version{1, 0}, version{1, 65535}, hostabi.ErrMinorTooOld},
		{"a later major", version{2, 0}, version{1, 0}, hostabi.ErrMajorMismatch},
		{"an earlier major", version{0, 0}, version{1, 0}, hostabi.ErrMajorMismatch},
		{"a later minor does not make up for an earlier major", version{0, 9}, version{1, 0}, hostabi.ErrMajorMismatch},
		{"another major and too old a minor: the major counts", version{2, 0}, version{1, 5}, hostabi.ErrMajorMismatch},
	} {
		t.Run(test.name, func(t *testing.T) {
			if err := hostabi.CheckVersion(test.got, test.needed); !errors.Is(err, test.want) {
				t.Errorf("CheckVersion(%v, %v) = %v, want %v", test.got, test.needed, err, test.want)
			}
		})
	}
}

func TestUnpackVersion(t *testing.T) {
	if got, want := hostabi.UnpackVersion(0x0001_fffe), (hostabi.Version{Major: 1, Minor: 65534}); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestNewChecksTheVersion(t *testing.T) {
	for _, test := range []struct {
		name    string
		version uint32
		want    error
	}{
		{"accepted", abi.Major<<16 | abi.Minor, nil},
		{"a later minor is accepted", abi.Major<<16 | 0xffff, nil},
		{"another major is refused", (abi.Major + 1) << 16, hostabi.ErrMajorMismatch},
		{"the highest bit is a number, no sign", 0xffff_0000, hostabi.ErrMajorMismatch},
	} {
		t.Run(test.name, func(t *testing.T) {
			engine, err := hostabi.New(t.Context(), wasmtest.Tiny{Version: test.version, Answer: "{}"}.Module())
			if !errors.Is(err, test.want) {
				t.Fatalf("got %v, want %v", err, test.want)
			}
			if err == nil {
				if got := engine.Version(); got != hostabi.UnpackVersion(test.version) {
					t.Errorf("Version() = %v", got)
				}
				engine.Close(t.Context())
			}
		})
	}
}
