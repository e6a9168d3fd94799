package builder

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// project writes the smallest project that this package builds: a module of that name with a main in wasm/.
func project(t *testing.T) Config {
	t.Helper()
	root := t.TempDir()
	for name, content := range map[string]string{
		"go.mod":       "module " + modulePath + "\n\ngo 1.26\n",
		"go.sum":       "",
		"wasm/main.go": "package main\n\n//go:wasmexport answer\nfunc answer() int32 { return 42 }\n\nfunc main() {}\n",
	} {
		write(t, filepath.Join(root, name), content)
	}
	return Config{Root: root, Output: filepath.Join(root, "build", "out.wasm")}
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// link returns the module of a project as the toolchain links it, with flags of the linker.
func link(t *testing.T, c Config, flags string) []byte {
	t.Helper()
	if _, err := c.goTool("build", "-buildmode=c-shared", "-ldflags="+flags, "-o", c.Output, mainPackage); err != nil {
		t.Fatal(err)
	}
	linked, err := os.ReadFile(c.Output)
	if err != nil {
		t.Fatal(err)
	}
	return linked
}

func TestBuild(t *testing.T) {
	config := project(t)
	result, err := Build(config)
	if err != nil {
		t.Fatal(err)
	}
	module, err := os.ReadFile(config.Output)
	if err != nil {
		t.Fatal(err)
	}
	if result.Size != len(module) || result.SHA256 != digest(module) || result.Path != config.Output {
		t.Errorf("%+v does not describe the file of %d bytes", result, len(module))
	}
	if folder := filepath.Dir(config.Root); strings.Contains(string(module), folder) {
		t.Errorf("the module holds the folder %s", folder)
	}
	files, err := os.ReadDir(filepath.Dir(config.Output))
	if err != nil || len(files) != 1 {
		t.Errorf("beside the module lies %v, %v", files, err)
	}
}

func TestBuildFailsAndKeepsTheOldModule(t *testing.T) {
	config := project(t)
	write(t, config.Output, "the old module")
	write(t, filepath.Join(config.Root, "wasm/main.go"), "package main\n\nfunc main() { broken }\n")
	if _, err := Build(config); err == nil || !strings.Contains(err.Error(), "undefined: broken") {
		t.Errorf("got %v, want what the compiler says", err)
	}
	if content, err := os.ReadFile(config.Output); string(content) != "the old module" {
		t.Errorf("the output holds %q, %v", content, err)
	}
}

func TestEnsure(t *testing.T) {
	config := project(t)
	source := filepath.Join(config.Root, "wasm/main.go")
	ensure := func() (built bool) {
		t.Helper()
		before, _ := os.Stat(config.Output)
		module, err := Ensure(config)
		if err != nil {
			t.Fatal(err)
		}
		if written, err := os.ReadFile(config.Output); err != nil || string(written) != string(module) {
			t.Fatalf("the bytes returned are not the bytes written: %v", err)
		}
		after, err := os.Stat(config.Output)
		if err != nil {
			t.Fatal(err)
		}
		return before == nil || !os.SameFile(before, after)
	}
	for _, step := range []struct {
		name   string
		change func()
		built  bool
	}{
		{"nothing is there", func() {}, true},
		{"nothing has changed", func() {}, false},
		{"a source is touched", func() { write(t, source, read(t, source)) }, false},
		{"a source has changed", func() { write(t, source, read(t, source)+"\nfunc more() {}\n") }, true},
		{"a source is new", func() { write(t, filepath.Join(config.Root, "wasm/new.go"), "package main\n") }, true},
		{"the module is damaged", func() { write(t, config.Output, "damaged") }, true},
		{"the module is lost", func() { os.Remove(config.Output) }, true},
		{"the key is lost", func() { os.Remove(config.Output + ".key") }, true},
		{"a dependency has changed", func() {
			write(t, filepath.Join(config.Root, "go.mod"), "module "+modulePath+"\n\ngo 1.26.0\n")
		}, true},
		{"nothing has changed since", func() {}, false},
	} {
		step.change()
		if got := ensure(); got != step.built {
			t.Errorf("%s: built %t, want %t", step.name, got, step.built)
		}
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func TestEnvironment(t *testing.T) {
	got := Config{Cache: "elsewhere"}.environment([]string{
		"PATH=/bin", "GOFLAGS=-race -tags=x", "GOEXPERIMENT=jsonv2", "GOOS=plan9", "CGO_ENABLED=1", "HOME=/home", "GOWORK=/w",
	})
	want := []string{"PATH=/bin", "HOME=/home", "GOFLAGS=-mod=readonly", "GOEXPERIMENT=nogreenteagc", "GOOS=wasip1", "GOARCH=wasm",
		"CGO_ENABLED=0", "GOWORK=off", "GOCACHE=elsewhere"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("environment (-want +got):\n%s", diff)
	}
}

func TestRoot(t *testing.T) {
	config := project(t)
	for _, from := range []string{".", "wasm", "not/there"} {
		got, err := Root(filepath.Join(config.Root, from))
		if err != nil || got != config.Root {
			t.Errorf("from %s: %s, %v, want %s", from, got, err, config.Root)
		}
	}
	if got, err := Root(t.TempDir()); err == nil {
		t.Errorf("outside any project: %s", got)
	}
}

func TestWorkingFiles(t *testing.T) {
	want := []string{".gitignore", "committed.go", "folder/new.go"}
	for _, git := range []bool{true, false} {
		root := t.TempDir()
		for _, name := range want {
			write(t, filepath.Join(root, name), "")
		}
		write(t, filepath.Join(root, "build", "ignored.wasm"), "")
		write(t, filepath.Join(root, ".gitignore"), "/build/\n")
		if git {
			for _, arguments := range [][]string{{"init", "-q"}, {"add", "committed.go"}} {
				command := exec.Command("git", arguments...)
				command.Dir = root
				if out, err := command.CombinedOutput(); err != nil {
					t.Fatalf("git %v: %v\n%s", arguments, err, out)
				}
			}
		}
		got, err := workingFiles(root)
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("git %t (-want +got):\n%s", git, diff)
		}
	}
}

func TestRebuild(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the standard library twice")
	}
	first, second, err := Rebuild(project(t))
	if err != nil {
		t.Fatal(err)
	}
	if first.SHA256 != second.SHA256 || first.Size == 0 {
		t.Errorf("%+v and %+v differ", first, second)
	}
}
