//go:build unix

package hostabi_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/meshwise/meshwise/hostabi"
	"github.com/meshwise/meshwise/internal/wasmtest"
)

// somebodyElse is a user who is not the one that runs the tests.
const somebodyElse = 12345

// give makes somebody else the owner of a file.
func give(t *testing.T, path string) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root can give files away; continuous integration runs as root")
	}
	must(t, os.Lchown(path, somebodyElse, -1))
}

func TestCacheRefusesFoldersOfOthers(t *testing.T) {
	name, content := forged(t)
	planted := func(t *testing.T) string {
		dir := t.TempDir()
		must(t, os.WriteFile(filepath.Join(dir, name), content, 0o600))
		return dir
	}
	for _, mode := range []os.FileMode{0o777, 0o770, 0o707, 0o777 | os.ModeSticky} {
		t.Run(fmt.Sprintf("mode %v", mode), func(t *testing.T) {
			dir := planted(t)
			must(t, os.Chmod(dir, mode))
			refused(t, dir, "may be written by other users")
		})
	}
	t.Run("a folder of another owner", func(t *testing.T) {
		dir := planted(t)
		give(t, dir)
		refused(t, dir, "belongs to another user (uid 12345)")
	})
	t.Run("a link", func(t *testing.T) {
		link := filepath.Join(t.TempDir(), "link")
		must(t, os.Symlink(planted(t), link))
		refused(t, link, "symbolic link")
	})
	t.Run("a link that leads nowhere", func(t *testing.T) {
		link := filepath.Join(t.TempDir(), "link")
		must(t, os.Symlink(filepath.Join(t.TempDir(), "nowhere"), link))
		if _, err := hostabi.New(t.Context(), tiny(), hostabi.WithCompilationCache(link)); err == nil {
			t.Error("it was used")
		}
	})
}

// TestCacheEntriesOfOthers puts code of somebody else where the entry should be, into a folder that is the user's own. It is
// not run, and an entry of the user's own takes its place.
func TestCacheEntriesOfOthers(t *testing.T) {
	name, content := forged(t)
	for _, test := range []struct {
		name  string
		plant func(t *testing.T, path string)
	}{
		{"of another owner", func(t *testing.T, path string) {
			must(t, os.WriteFile(path, content, 0o600))
			give(t, path)
		}},
		{"mode 0666", func(t *testing.T, path string) {
			must(t, os.WriteFile(path, content, 0o600), os.Chmod(path, 0o666))
		}},
		{"mode 0620", func(t *testing.T, path string) {
			must(t, os.WriteFile(path, content, 0o600), os.Chmod(path, 0o620))
		}},
		{"a link", func(t *testing.T, path string) {
			elsewhere := filepath.Join(t.TempDir(), "elsewhere")
			must(t, os.WriteFile(elsewhere, content, 0o600), os.Symlink(elsewhere, path))
		}},
		{"a link within the folder", func(t *testing.T, path string) {
			must(t, os.WriteFile(path+".code", content, 0o600), os.Symlink(name+".code", path))
		}},
		{"a pipe that nobody writes to", func(t *testing.T, path string) {
			must(t, syscall.Mkfifo(path, 0o600))
		}},
		{"a pipe that somebody holds open", func(t *testing.T, path string) {
			must(t, syscall.Mkfifo(path, 0o600))
			pipe, err := os.OpenFile(path, os.O_RDWR, 0)
			must(t, err)
			t.Cleanup(func() { pipe.Close() })
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, name)
			test.plant(t, path)
			for range 2 {
				if got := open(t, tiny(), hostabi.WithCompilationCache(dir)).Version(); got.Minor == foreignMinor {
					t.Fatal("code of somebody else ran")
				}
				if info, err := os.Lstat(path); err != nil || info.Mode() != 0o600 {
					t.Errorf("the entry was not replaced: %v, %v", info, err)
				}
			}
		})
	}
	t.Run("a folder, which is left alone", func(t *testing.T) {
		dir := t.TempDir()
		must(t, os.MkdirAll(filepath.Join(dir, name, "in the way"), 0o700))
		if got := open(t, tiny(), hostabi.WithCompilationCache(dir)).Version(); got.Minor == foreignMinor {
			t.Fatal("code of somebody else ran")
		}
		if left := entries(t, dir); len(left) != 0 {
			t.Errorf("files were left: %v", left)
		}
	})
}

// startsOne is set in the environment of a process that TestCacheEightAtOnce starts.
const startsOne = "MESHWISE_TEST_CACHE_OF"

// TestCacheEightAtOnce starts eight processes on an empty folder: one compiles, all answer, and nothing else is left.
func TestCacheEightAtOnce(t *testing.T) {
	if dir := os.Getenv(startsOne); dir != "" {
		engine := open(t, wasmtest.Module(t), hostabi.WithCompilationCache(dir))
		name, _ := onlyEntry(t, dir)
		info, err := os.Stat(filepath.Join(dir, name))
		must(t, err)
		fmt.Printf("entry %d of a module that answers %d bytes\n", info.Sys().(*syscall.Stat_t).Ino, len(call(t, engine, `{"op":"describe"}`)))
		return
	}
	dir := filepath.Join(t.TempDir(), "cache")
	program, err := os.Executable()
	must(t, err)
	said := map[string]int{}
	var processes []*exec.Cmd
	var outputs []*bufio.Reader
	for range 8 {
		process := exec.CommandContext(t.Context(), program, "-test.run", "^TestCacheEightAtOnce$")
		process.Env = append(os.Environ(), startsOne+"="+dir)
		process.Stderr = os.Stderr
		output, err := process.StdoutPipe()
		must(t, err, process.Start())
		processes, outputs = append(processes, process), append(outputs, bufio.NewReader(output))
	}
	for n, process := range processes {
		line, _ := outputs[n].ReadString('\n')
		said[line]++
		for err = error(nil); err == nil; _, err = outputs[n].ReadString('\n') {
		}
		must(t, process.Wait())
	}
	if len(said) != 1 {
		t.Errorf("they saw entries that were written more than once, or did not answer the same: %v", said)
	}
	onlyEntry(t, dir)
}

// fullDisk is set in the environment of a process that TestCacheOnAFullDisk starts.
const fullDisk = "MESHWISE_TEST_FULL_DISK_OF"

// TestCacheOnAFullDisk starts a process that can write next to nothing, to the temporary folder or to the cache: it answers,
// and leaves what is in the cache alone.
func TestCacheOnAFullDisk(t *testing.T) {
	if dir := os.Getenv(fullDisk); dir != "" {
		const bytes = 64 // less than the code of the tiny module
		signal.Ignore(syscall.SIGXFSZ)
		must(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: bytes, Max: bytes}))
		if err := os.WriteFile(filepath.Join(t.TempDir(), "file"), make([]byte, 2*bytes), 0o600); err == nil {
			t.Fatal("this system writes what it was told not to, so nothing is tested")
		}
		call(t, open(t, tiny(), hostabi.WithCompilationCache(dir)), "{}")
		return
	}
	program, err := os.Executable()
	must(t, err)
	for name, dir := range map[string]string{"empty": t.TempDir(), "filled": filled(t, tiny())} {
		t.Run(name, func(t *testing.T) {
			before := entries(t, dir)
			process := exec.CommandContext(t.Context(), program, "-test.run", "^TestCacheOnAFullDisk$")
			process.Env = append(os.Environ(), fullDisk+"="+dir)
			if output, err := process.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, output)
			}
			if diff := cmp.Diff(before, entries(t, dir)); diff != "" {
				t.Errorf("the cache was changed (-before +after):\n%s", diff)
			}
		})
	}
}
