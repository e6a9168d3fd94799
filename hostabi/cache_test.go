package hostabi_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/meshwise/meshwise/hostabi"
	"github.com/meshwise/meshwise/internal/wasmtest"
	"github.com/meshwise/meshwise/wasm/abi"
)

// tiny compiles in no time, which is all that a test of the cache needs.
func tiny() []byte {
	return wasmtest.Tiny{Version: abi.Major << 16, Answer: `{"kind":"tiny"}`}.Module()
}

// entries returns the content of the files in a cache by name.
func entries(t *testing.T, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		found[path] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestCacheIsUsedAgain(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "not", "there yet")
	options := hostabi.WithCompilationCache(dir)
	call(t, open(t, tiny(), options), "{}")
	first := entries(t, dir)
	if len(first) != 2 {
		t.Fatalf("the cache holds %d files, want the code and its seal", len(first))
	}
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the folder: %v, %v, want mode 0700", info.Mode(), err)
	}
	call(t, open(t, tiny(), options), "{}")
	if diff := cmp.Diff(first, entries(t, dir)); diff != "" {
		t.Errorf("the second start changed the cache (-first +second):\n%s", diff)
	}
}

// TestCacheDamaged damages the compiled code in ways that happen, and in one that wazero itself does not notice.
func TestCacheDamaged(t *testing.T) {
	for _, test := range []struct {
		name   string
		damage func(path, content string) error
	}{
		{"emptied", func(path, _ string) error { return os.WriteFile(path, nil, 0o600) }},
		{"cut short", func(path, content string) error { return os.WriteFile(path, []byte(content[:len(content)/2]), 0o600) }},
		{"replaced", func(path, content string) error {
			return os.WriteFile(path, []byte(strings.Repeat("x", len(content))), 0o600)
		}},
		{"every byte changed in turn is too slow, so each 97th", func(path, content string) error {
			changed := []byte(content)
			for i := 10; i < len(changed); i += 97 {
				changed[i] ^= 0x55
			}
			return os.WriteFile(path, changed, 0o600)
		}},
		{"lost", func(path, _ string) error { return os.Remove(path) }},
	} {
		for _, part := range []string{"code", "seal"} {
			t.Run(test.name+", "+part, func(t *testing.T) {
				dir := t.TempDir()
				options := hostabi.WithCompilationCache(dir)
				call(t, open(t, tiny(), options), "{}")
				before := entries(t, dir)
				for path, content := range before {
					if strings.HasSuffix(path, ".sha256") == (part == "seal") {
						if err := test.damage(path, content); err != nil {
							t.Fatal(err)
						}
					}
				}
				call(t, open(t, tiny(), options), "{}")
				if diff := cmp.Diff(before, entries(t, dir)); diff != "" {
					t.Errorf("the cache was not made whole (-before +after):\n%s", diff)
				}
			})
		}
	}
}

func TestCacheRefuses(t *testing.T) {
	open := t.TempDir()
	if err := os.Chmod(open, 0o777); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ name, dir string }{
		{"a folder that others may write", open},
		{"a file", file},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := hostabi.New(t.Context(), tiny(), hostabi.WithCompilationCache(test.dir))
			if !errors.Is(err, hostabi.ErrOption) {
				t.Fatalf("got %v, want %v", err, hostabi.ErrOption)
			}
			if strings.Contains(err.Error(), test.dir) {
				t.Errorf("the error names a path of this machine: %v", err)
			}
		})
	}
}
