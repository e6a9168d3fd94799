package wasmbin

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMarkCold(t *testing.T) {
	names := "\x00\x04name" + "\x00\x02\x01m" + "\x01\x15\x03\x01\x05alpha\x02\x04beta\x03\x05gamma"
	imports, code := "\x02\x01\x00\x00\x00\x00", "\x0a\x03\x02\x00\x0b\x02\x00\x0b\x02\x00\x0b" // function 0 is imported
	m := module(imports, code, names)
	got, err := MarkCold(m, []string{"ask", "tell"}, func(name string) bool { return name == "alpha" || name == "gamma" })
	if err != nil {
		t.Fatal(err)
	}
	section := "\x00\x0dmeshwise.cold" + "\x02\x03ask\x04tell" + "\x05"
	if diff := cmp.Diff(module(imports, code, names, section), got); diff != "" {
		t.Error("want -, got +:\n" + diff)
	}
	dropped, err := DropNames(got)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(module(imports, code, section), dropped); diff != "" {
		t.Error("without names, want -, got +:\n" + diff)
	}
	if _, err := DropNames(dropped); err == nil {
		t.Error("names were dropped that are not there")
	}
	if _, err := MarkCold(dropped, nil, func(string) bool { return true }); err == nil {
		t.Error("functions without names were marked")
	}
}
