package hostabi_test

import (
	"crypto/sha256"
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

// foreignMinor is what code of somebody else answers when it is asked for its version.
const foreignMinor = 4711

// forged returns an entry that looks like the one of the tiny module, and holds other code.
func forged(t *testing.T) (name string, content []byte) {
	t.Helper()
	name, _ = onlyEntry(t, filled(t, tiny()))
	foreign := wasmtest.Tiny{Version: abi.Major<<16 | foreignMinor, Answer: `{"kind":"tiny"}`}.Module()
	_, code := onlyEntry(t, filled(t, foreign))
	code = code[sha256.Size:]
	sum := sha256.Sum256(append(append([]byte(name), 0), code...))
	return name, append(sum[:], code...)
}

// filled returns a cache that holds the code of a module.
func filled(t *testing.T, wasm []byte) (dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "cache")
	open(t, wasm, hostabi.WithCompilationCache(dir))
	return dir
}

func onlyEntry(t *testing.T, dir string) (name string, content []byte) {
	t.Helper()
	found := entries(t, dir)
	if len(found) != 1 {
		t.Fatalf("the cache holds %d files, want one", len(found))
	}
	for path, content := range found {
		return filepath.Base(path), []byte(content)
	}
	panic("not reached")
}

// entries returns the content of the files in a cache by path.
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

// must fails a test whose preparation fails.
func must(t *testing.T, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

func TestCacheIsUsedAgain(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "not", "there yet")
	options := hostabi.WithCompilationCache(dir)
	call(t, open(t, tiny(), options), "{}")
	name, first := onlyEntry(t, dir)
	for path, want := range map[string]fs.FileMode{dir: 0o700, filepath.Join(dir, name): 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%v, %v, want mode %#o", info.Mode(), err, want)
		}
	}
	before, err := os.Stat(filepath.Join(dir, name))
	must(t, err)
	call(t, open(t, tiny(), options), "{}")
	after, err := os.Stat(filepath.Join(dir, name))
	must(t, err)
	if _, second := onlyEntry(t, dir); !os.SameFile(before, after) || string(first) != string(second) {
		t.Error("the second start wrote the entry again")
	}
}

// TestCacheRunsWhatItHolds shows that the forged entry of the other tests would run if it were the user's own: what
// refuses it there is not that it is badly made.
func TestCacheRunsWhatItHolds(t *testing.T) {
	name, content := forged(t)
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, name), content, 0o600))
	if got := open(t, tiny(), hostabi.WithCompilationCache(dir)).Version(); got.Minor != foreignMinor {
		t.Errorf("the version is %v: the entry was not used, and the other tests show nothing", got)
	}
}

func TestCacheKeepsModulesAndOptionsApart(t *testing.T) {
	dir := t.TempDir()
	other := wasmtest.Tiny{Version: abi.Major<<16 | 1, Answer: `{"kind":"other"}`}.Module()
	for range 2 { // once compiled, once from the cache
		for _, wasm := range [][]byte{tiny(), other} {
			for _, options := range [][]hostabi.Option{nil, {hostabi.WithInterrupt()}} {
				got := call(t, open(t, wasm, append(options, hostabi.WithCompilationCache(dir))...), "{}")
				if want := call(t, open(t, wasm, options...), "{}"); got != want {
					t.Errorf("got %s, want %s", got, want)
				}
			}
		}
		if found := entries(t, dir); len(found) != 4 {
			t.Errorf("the cache holds %d entries, want 4", len(found))
		}
	}
}

// TestCacheOfUnlikeMachines opens the folder on a machine whose entry is not there, though that of another is: it keeps its
// own beside the other. The key of an entry stands last in its name.
func TestCacheOfUnlikeMachines(t *testing.T) {
	dir := filled(t, tiny())
	mine, content := onlyEntry(t, dir)
	others := mine[:len(mine)-8] + "01234567"
	code := content[sha256.Size:]
	sum := sha256.Sum256(append(append([]byte(others), 0), code...))
	must(t, os.Remove(filepath.Join(dir, mine)), os.WriteFile(filepath.Join(dir, others), append(sum[:], code...), 0o600))
	open(t, tiny(), hostabi.WithCompilationCache(dir))
	found := entries(t, dir)
	if len(found) != 2 || found[filepath.Join(dir, mine)] != string(content) {
		t.Errorf("the cache holds %d entries, want that of the other machine and the own", len(found))
	}
}

// TestCacheDamaged damages an entry in ways that happen, and in one that wazero itself does not notice.
func TestCacheDamaged(t *testing.T) {
	for _, test := range []struct {
		name   string
		damage func(content []byte) []byte
	}{
		{"emptied", func([]byte) []byte { return nil }},
		{"cut short", func(content []byte) []byte { return content[:len(content)/2] }},
		{"cut within the seal", func(content []byte) []byte { return content[:sha256.Size-1] }},
		{"replaced", func(content []byte) []byte { return []byte(strings.Repeat("x", len(content))) }},
		{"a seal of something else", func(content []byte) []byte { return append(make([]byte, sha256.Size), content[sha256.Size:]...) }},
		{"every byte changed in turn is too slow, so each 97th", func(content []byte) []byte {
			for i := 42; i < len(content); i += 97 {
				content[i] ^= 0x55
			}
			return content
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := filled(t, tiny())
			name, whole := onlyEntry(t, dir)
			must(t, os.WriteFile(filepath.Join(dir, name), test.damage([]byte(string(whole))), 0o600))
			call(t, open(t, tiny(), hostabi.WithCompilationCache(dir)), "{}")
			if diff := cmp.Diff(map[string]string{filepath.Join(dir, name): string(whole)}, entries(t, dir)); diff != "" {
				t.Errorf("the cache was not made whole (-before +after):\n%s", diff)
			}
		})
	}
	t.Run("sealed, and no code", func(t *testing.T) {
		dir := filled(t, tiny())
		name, whole := onlyEntry(t, dir)
		sum := sha256.Sum256([]byte(name + "\x00nothing"))
		must(t, os.WriteFile(filepath.Join(dir, name), append(sum[:], "nothing"...), 0o600))
		call(t, open(t, tiny(), hostabi.WithCompilationCache(dir)), "{}")
		if _, got := onlyEntry(t, dir); string(got) != string(whole) {
			t.Error("the cache was not made whole")
		}
	})
}

func TestCacheRefuses(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(file, nil, 0o600))
	for _, test := range []struct{ name, dir, want string }{
		{"a file", file, "not a directory"},
		{"a folder below a file", filepath.Join(file, "below"), "not a directory"},
	} {
		t.Run(test.name, func(t *testing.T) {
			refused(t, test.dir, test.want)
		})
	}
}

// refused opens an engine with a folder that must not be used, and looks at the error.
func refused(t *testing.T, dir, want string) {
	t.Helper()
	_, err := hostabi.New(t.Context(), tiny(), hostabi.WithCompilationCache(dir))
	if !errors.Is(err, hostabi.ErrOption) {
		t.Fatalf("got %v, want %v", err, hostabi.ErrOption)
	}
	if !strings.Contains(err.Error(), want) {
		t.Errorf("the error does not say %q: %v", want, err)
	}
	if strings.Contains(err.Error(), dir) {
		t.Errorf("the error names a path of this machine: %v", err)
	}
}
