//go:build unix

package hostabi

import (
	"os"
	"path/filepath"
	"testing"
)

// must fails a test whose preparation fails.
func must(t *testing.T, errs ...error) {
	t.Helper()
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestFolderSwapped exchanges things between the look at them and their use: what was looked at is what is used.
func TestFolderSwapped(t *testing.T) {
	make2 := func(t *testing.T) (dir, other string) {
		above := t.TempDir()
		dir, other = filepath.Join(above, "own"), filepath.Join(above, "other")
		for _, path := range []string{dir, other} {
			must(t, os.Mkdir(path, 0o700), os.WriteFile(filepath.Join(path, "entry"), []byte("of "+filepath.Base(path)), 0o600))
		}
		return dir, other
	}
	swap := func(t *testing.T, a, b string) {
		t.Helper()
		must(t, os.Rename(a, a+".away"), os.Rename(b, a), os.Rename(a+".away", b))
	}
	t.Run("the folder, then an entry is read", func(t *testing.T) {
		dir, other := make2(t)
		f, err := openFolder(dir, refuse)
		must(t, err)
		defer f.Close()
		swap(t, dir, other)
		if got, err := f.read("entry"); err != nil || string(got) != "of own" {
			t.Errorf("read %q, %v", got, err)
		}
		must(t, f.write("new", []byte("mine")))
		if _, err := os.Stat(filepath.Join(dir, "new")); err == nil {
			t.Error("an entry was written into the folder of somebody else")
		}
	})
	t.Run("the stage, then the runtime opens it by a path", func(t *testing.T) {
		dir, other := make2(t)
		f, err := openFolder(dir, refuse)
		must(t, err)
		defer f.Close()
		path, err := f.trustedPath()
		must(t, err)
		if _, err := os.Stat("/proc/self/fd"); err != nil {
			t.Skip("this system has no paths of open folders: the folders above are looked at instead, as TestFixedPath shows")
		}
		swap(t, dir, other)
		if got, err := os.ReadFile(filepath.Join(path, "entry")); err != nil || string(got) != "of own" {
			t.Errorf("read %q, %v", got, err)
		}
	})
	t.Run("the entry, then its copy is used", func(t *testing.T) {
		wasm := []byte("a module")
		name := "entry"
		dir, _ := make2(t)
		f, err := openFolder(dir, refuse)
		must(t, err)
		defer f.Close()
		must(t, f.write(name, sealed(name, wasm)))
		s, err := newStage()
		must(t, err)
		defer s.remove()
		code, ok := f.readSealed(name)
		if !ok {
			t.Fatal("the entry was refused")
		}
		must(t, os.WriteFile(filepath.Join(dir, name), []byte("other code"), 0o600), s.write(name, code))
		if got, err := s.read(name); err != nil || string(got) != string(wasm) {
			t.Errorf("the runtime sees %q, %v", got, err)
		}
	})
	t.Run("the stage leaves nothing behind", func(t *testing.T) {
		s, err := newStage()
		must(t, err, s.write("key", []byte("code")))
		s.remove()
		if _, err := os.Lstat(s.path); !os.IsNotExist(err) {
			t.Errorf("the stage is still there: %v", err)
		}
	})
}

// TestFixedPath is about systems that have no path of an open folder: there, nobody else may be able to change the way.
func TestFixedPath(t *testing.T) {
	private := t.TempDir()
	must(t, os.Chmod(filepath.Dir(private), 0o700)) // the folder that testing makes is 0777 before the umask
	below := func(mode os.FileMode) string {
		above, err := os.MkdirTemp(private, "")
		must(t, err, os.Mkdir(filepath.Join(above, "folder"), 0o700), os.Chmod(above, mode))
		return filepath.Join(above, "folder")
	}
	foreign := below(0o755)
	if os.Geteuid() == 0 {
		must(t, os.Chown(filepath.Dir(foreign), 12345, -1))
	}
	for _, test := range []struct {
		name, path string
		want       bool
	}{
		{"private", below(0o700), true},
		{"for others to read", below(0o755), true},
		{"for all to write, with the sticky bit, as /tmp", below(0o777 | os.ModeSticky), true},
		{"for all to write", below(0o777), false},
		{"for a group to write", below(0o770), false},
		{"two folders below one for all to write", filepath.Join(below(0o777), "deeper"), false},
		{"of another owner", foreign, os.Geteuid() != 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			if err := fixedPath(test.path); (err == nil) != test.want {
				t.Errorf("got %v, want it fixed: %v", err, test.want)
			}
		})
	}
}
