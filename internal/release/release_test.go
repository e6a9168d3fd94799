package main

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/meshwise/meshwise/internal/wasmbuild/builder"
)

var noon = time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)

func TestPackFollowsFromTheEntriesAlone(t *testing.T) {
	for _, name := range []string{"a.tar.gz", "a.zip"} {
		entries := []entry{{"in/b", []byte("two"), 0o644}, {"in/a", []byte("one"), 0o755}}
		var made [2][]byte
		for i := range made {
			path := filepath.Join(t.TempDir(), name)
			if err := pack(path, []entry{entries[i], entries[1-i]}, noon); err != nil {
				t.Fatal(err)
			}
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			made[i] = content
			files, err := unpacked(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(map[string][]byte{"in/a": []byte("one"), "in/b": []byte("two")}, files); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		}
		if !bytes.Equal(made[0], made[1]) {
			t.Errorf("%s depends on the order in which the entries came", name)
		}
	}
}

// TestIsFor builds for another system, and holds the look at the headers to it.
func TestIsFor(t *testing.T) {
	own := builder.Target{OS: runtime.GOOS, Arch: runtime.GOARCH}
	executable, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.ReadFile(executable)
	if err != nil {
		t.Fatal(err)
	}
	for _, target := range targets {
		if err := isFor(program, target); target != own && (err == nil || !strings.Contains(err.Error(), "built for "+own.OS+"/"+own.Arch)) {
			t.Errorf("this test as a program for %v: %v", target, err)
		}
	}
	if err := isFor([]byte("no program"), own); err == nil {
		t.Error("a text was taken for a program")
	}
}

func TestSums(t *testing.T) {
	folder := t.TempDir()
	r := &release{folder: folder, version: "1.0.0", at: noon}
	if err := os.WriteFile(r.path("a"), []byte("one"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := r.sums(); err != nil {
		t.Fatal(err)
	}
	c := &checker{folder: folder, version: "1.0.0"}
	if err := c.sums(); err != nil {
		t.Error(err)
	}
	if err := os.WriteFile(r.path("b"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(r.path("a"), []byte("other"), 0o644); err != nil {
		t.Fatal(err)
	}
	err := c.sums()
	if err == nil || !strings.Contains(err.Error(), "a is not the file") || !strings.Contains(err.Error(), "b is not in SHA256SUMS") {
		t.Errorf("got %v", err)
	}
}

func TestFormulaNamesEachArchiveWithItsSum(t *testing.T) {
	r := &release{folder: t.TempDir(), version: "1.0.0", at: noon}
	for _, target := range targets {
		if err := os.WriteFile(r.path(r.archiveName(target)), []byte(target.OS+target.Arch), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, step := range []func() error{r.sums, r.formula} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	var said bytes.Buffer
	c := &checker{folder: r.folder, version: r.version, stdout: &said}
	if err := c.formula(); err != nil {
		t.Error(err)
	}
	content, err := os.ReadFile(r.path(formulaName))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(r.path(formulaName), bytes.Replace(content, []byte("sha256 \""), []byte("sha256 \"0"), 1), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := c.formula(); err == nil {
		t.Error("a wrong checksum passes")
	}
}

func TestSBOMHasNoTimeOfItsMaking(t *testing.T) {
	r := &release{folder: t.TempDir(), version: "1.0.0", at: noon}
	made := `{"bomFormat": "CycloneDX", "serialNumber": "urn:uuid:1", "metadata": {"timestamp": "now"}}`
	if err := r.writeSBOM("a", []byte(made)); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(r.path("a.cdx.json"))
	if err != nil {
		t.Fatal(err)
	}
	want := "{\n  \"bomFormat\": \"CycloneDX\",\n  \"metadata\": {\n    \"timestamp\": \"2026-01-02T12:00:00Z\"\n  }\n}\n"
	if diff := cmp.Diff(want, string(content)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestSiteHeaders(t *testing.T) {
	of := "/*\n  Content-Security-Policy: strict\n  X-Content-Type-Options: nosniff\n\n/assets/*\n  Cache-Control: immutable\n"
	got, err := siteHeaders([]byte(of))
	if err != nil {
		t.Fatal(err)
	}
	want := "/*\n  X-Content-Type-Options: nosniff\n\n/assets/*\n  Cache-Control: immutable\n" +
		"\n/\n  Content-Security-Policy: strict\n\n/index.html\n  Content-Security-Policy: strict\n" +
		"\n/serviceworker.js\n  Content-Security-Policy: strict\n\n/assets/*\n  Content-Security-Policy: strict\n" +
		"\n/docs/*\n  Content-Security-Policy: " + docsPolicy + "\n"
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, wrong := range []string{"/*\n", of + of} {
		if _, err := siteHeaders([]byte(wrong)); err == nil {
			t.Errorf("%q was taken", wrong)
		}
	}
}

func TestUsage(t *testing.T) {
	for _, arguments := range [][]string{{}, {"-o", "a", "-check", "b"}, {"-o", "a", "b"}, {"-nope"}} {
		var out, errs bytes.Buffer
		if code := run(arguments, &out, &errs); code != 2 || errs.Len() == 0 {
			t.Errorf("%q: exit code %d, %s", arguments, code, errs.String())
		}
	}
}
