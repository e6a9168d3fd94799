package wasmbin

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// module makes a module of sections given as id and body.
func module(sections ...string) []byte {
	m := []byte(header)
	for _, s := range sections {
		m = append(m, s[0], byte(len(s)-1))
		m = append(m, s[1:]...)
	}
	return m
}

func TestCapMemory(t *testing.T) {
	custom := "\x00\x04name"
	for _, test := range []struct {
		name   string
		module []byte
		want   []byte
		fails  string
	}{
		{
			name:   "no maximum: one is written and the rest is kept",
			module: module(custom, "\x05\x01\x00\x57", custom),
			want:   module(custom, "\x05\x01\x01\x57\x80\x08", custom),
		},
		{
			name:   "sizes of several bytes",
			module: module("\x05\x01\x00\x80\x01"),
			want:   module("\x05\x01\x01\x80\x01\x80\x08"),
		},
		{
			name:   "a padded number reads as the number",
			module: module("\x05\x01\x00\xd7\x80\x80\x80\x00"),
			want:   module("\x05\x01\x01\x57\x80\x08"),
		},
		{
			name:   "a larger maximum comes down",
			module: module("\x05\x01\x01\x01\x80\x80\x04"),
			want:   module("\x05\x01\x01\x01\x80\x08"),
		},
		{
			name:   "the same maximum stays",
			module: module("\x05\x01\x01\x01\x80\x08"),
			want:   module("\x05\x01\x01\x01\x80\x08"),
		},
		{name: "a smaller maximum", module: module("\x05\x01\x01\x01\x02"), fails: "has a maximum of 2 pages already, under 1024"},
		{name: "starts too large", module: module("\x05\x01\x00\x81\x08"), fails: "starts with 1025 pages, over the maximum of 1024"},
		{name: "no memory", module: module(custom), fails: "no memory section"},
		{name: "two memories", module: module("\x05\x02\x00\x01\x00\x01"), fails: "2 memories, want 1"},
		{name: "shared memory", module: module("\x05\x01\x03\x01\x02"), fails: "limits with flags 0x3"},
		{name: "section cut short", module: module("\x05\x01\x00\x57")[:11], fails: "unexpected end"},
		{name: "limits cut short", module: module("\x05\x01\x01\x57"), fails: "unexpected end"},
		{name: "left over", module: module("\x05\x01\x00\x57\x00"), fails: "1 bytes left over"},
		{name: "number too long", module: module("\x05\x01\x00\xff\xff\xff\xff\xff\x01"), fails: "number over 32 bits"},
		{name: "number too large", module: module("\x05\x01\x00\xff\xff\xff\xff\x7f"), fails: "number over 32 bits"},
		{name: "no wasm", module: []byte("<html>"), fails: "not a wasm module"},
		{name: "another version", module: []byte("\x00asm\x02\x00\x00\x00"), fails: "not a wasm module of version 1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := CapMemory(test.module, 1024)
			if test.fails != "" {
				if err == nil || !strings.Contains(err.Error(), test.fails) {
					t.Fatalf("got error %v, want one with %q", err, test.fails)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("module (-want +got):\n%s", diff)
			}
		})
	}
}

func TestCapMemoryKeepsItsInput(t *testing.T) {
	in := module("\x05\x01\x00\x57")
	before := string(in)
	if _, err := CapMemory(in, 1024); err != nil {
		t.Fatal(err)
	}
	if string(in) != before {
		t.Error("the module that was passed in has changed")
	}
}

func TestReadInterface(t *testing.T) {
	got, err := ReadInterface(module(
		"\x01\x02\x60\x02\x7f\x7e\x01\x7e\x60\x00\x00", // (i32, i64) -> i64; ()
		"\x02\x02\x01w\x01b\x00\x01\x01w\x01b\x00\x01", // w.b, twice
		"\x03\x01\x00",             // one function
		"\x05\x01\x01\x01\x80\x08", // one memory
		"\x07\x03\x01m\x02\x00\x01f\x00\x02\x01e\x00\x00", // memory, the function, an import
	))
	if err != nil {
		t.Fatal(err)
	}
	want := Interface{
		Imports: []string{"w.b ()"},
		Exports: []string{"e ()", "f (i32, i64) -> i64", "m memory, at most 1024 pages"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("interface (-want +got):\n%s", diff)
	}
}

func TestReadInterfaceErrors(t *testing.T) {
	for _, test := range []struct {
		name   string
		module []byte
		fails  string
	}{
		{"an index without a type", module("\x03\x01\x07"), "function section: index out of range"},
		{"a global export", module("\x07\x01\x01g\x03\x00"), "export section: export of kind 3"},
		{"a memory import", module("\x02\x01\x01w\x01m\x02\x00\x01"), "import section: import of kind 2"},
		{"a vector type", module("\x01\x01\x60\x01\x7b\x00"), "type section: value type 0x7b"},
		{"more than there is", module("\x01\xff\xff\x03"), "type section: unexpected end"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := ReadInterface(test.module)
			if err == nil || !strings.Contains(err.Error(), test.fails) {
				t.Errorf("got error %v, want one with %q", err, test.fails)
			}
		})
	}
}

func FuzzCapMemory(f *testing.F) {
	f.Add(module("\x05\x01\x00\x57"))
	f.Add(module("\x01\x01\x60\x00\x00", "\x05\x01\x01\x57\x80\x08"))
	f.Fuzz(func(t *testing.T, in []byte) {
		ReadInterface(in)
		capped, err := CapMemory(in, 1024)
		if err != nil {
			return
		}
		again, err := CapMemory(capped, 1024)
		if err != nil || string(again) != string(capped) {
			t.Errorf("capping twice differs from capping once: %v", err)
		}
	})
}

func TestFunctions(t *testing.T) {
	got, err := Functions(module(
		"\x01\x01\x60\x00\x00",
		"\x02\x01\x01w\x01b\x00\x00", // the import is function 0
		"\x03\x02\x00\x00",
		"\x0a\x02\x02\x00\x0b\x03\x00\x01\x0b",
		"\x00\x04name\x01\x09\x02\x01\x01a\x02\x03b.c",
	))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]Function{{"a", []byte("\x00\x0b")}, {"b.c", []byte("\x00\x01\x0b")}}, got); diff != "" {
		t.Error(diff)
	}
	for _, without := range [][]string{{}, {"\x0a\x00"}, {"\x0a\x05\x01"}} {
		if _, err := Functions(module(without...)); err == nil {
			t.Errorf("%q: no error", without)
		}
	}
}
