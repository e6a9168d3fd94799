package wasmbin

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPart(t *testing.T) {
	marks := "\x00\x0dmeshwise.cold" + "\x01\x03ask" + "\x05" // the first and the third function are cold
	imports, after := "\x02\x01\x00\x00\x00\x00", "\x0b\x00"
	m := module(imports, "\x0a\x04\x05\x00\x41\x01\x1a\x0b\x02\x00\x0b\x03\x00\x01\x0b\x02\x00\x0b", after, marks)
	first, rest, err := Part(m)
	if err != nil {
		t.Fatal(err)
	}
	want := module(imports, "\x0a\x04\x03\x00\x00\x0b\x02\x00\x0b\x03\x00\x00\x0b\x02\x00\x0b", after, marks)
	if diff := cmp.Diff(want, first); diff != "" {
		t.Error("first part, want -, got +:\n" + diff)
	}
	changes := "\x10\x01\x01\x11" + "\x01\x04\x06\x05\x00\x41\x01\x1a\x0b" + "\x03\x04\x04\x03\x00\x01\x0b"
	if diff := cmp.Diff([]byte(changes), rest); diff != "" {
		t.Error("rest, want -, got +:\n" + diff)
	}
	whole, err := Whole(first, rest)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(m, whole); diff != "" {
		t.Error("whole, want -, got +:\n" + diff)
	}
	for n := range rest {
		if whole, err := Whole(first, rest[:n]); err == nil && cmp.Equal(m, whole) {
			t.Errorf("%d bytes of the rest made the whole", n)
		}
	}
}

func TestPartRefuses(t *testing.T) {
	marks := "\x00\x0dmeshwise.cold" + "\x00\x01"
	for name, m := range map[string][]byte{
		"no module":          []byte("<!doctype html>"),
		"no marks":           module("\x0a\x01\x02\x00\x0b"),
		"marks cut short":    module("\x0a\x01\x02\x00\x0b", "\x00\x0dmeshwise.cold\x02\x03as"),
		"a body cut short":   module("\x0a\x01\x03\x00\x0b", marks),
		"a body too many":    module("\x0a\x01\x02\x00\x0b\x02\x00\x0b", marks),
		"a body too few":     module("\x0a\x02\x02\x00\x0b", marks),
		"bodies without end": module("\x0a\xff\xff\xff\xff\x0f", marks),
	} {
		if _, _, err := Part(m); err == nil {
			t.Errorf("%s: it was parted", name)
		}
	}
}
