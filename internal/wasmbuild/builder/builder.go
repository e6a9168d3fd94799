// Package builder builds the WebAssembly module with the Go toolchain alone, so that the same sources give the same bytes
// on every machine that has the same Go.
package builder

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/meshwise/meshwise/internal/wasmbuild/wasmbin"
)

// MemoryPages is the most memory that the module may take: 64 MiB.
const MemoryPages = 1024

const (
	modulePath  = "github.com/meshwise/meshwise"
	mainPackage = "./wasm"
	faultsTag   = "meshwise_faults"
	// experiment asks for Go's older garbage collector: the newer one, made for many cores, is 44 KB more.
	experiment = "nogreenteagc"
)

// Config says what to build.
type Config struct {
	Root   string // the folder of go.mod
	Output string // the file to write
	Faults bool   // build the twin that fails on purpose, for tests of hosts
	Names  bool   // keep the names of functions, to see what the module is made of
	Cache  string // the build cache to use; the user's own when empty
	Target Target // of the command, where it is what is built; of the module when empty
}

// Result is a module that was built.
type Result struct {
	Path   string
	Size   int
	SHA256 string
	Go     string // the toolchain's version
}

// Build builds the module, caps its memory, starts it, packs its data, marks what is cold, and puts it in place in one step:
// whoever reads the output sees the old module or the new one, never half of one.
func Build(c Config) (Result, error) {
	version, err := c.toolchain()
	if err != nil {
		return Result{}, err
	}
	scratch, err := os.MkdirTemp("", "meshwise-build-")
	if err != nil {
		return Result{}, err
	}
	defer os.RemoveAll(scratch)

	linked := filepath.Join(scratch, "linked.wasm")
	arguments := []string{
		"build", "-buildmode=c-shared",
		"-trimpath",             // no folder of this machine in the module
		"-buildvcs=false",       // no commit: a checkout and an archive build the same
		"-ldflags=-w -buildid=", // no debug information, no id of the link
		// Our packages without inlining: a call costs WebAssembly some 40 bytes, and a body in its place more. The leaves
		// with it: they write and compare a byte at a time, which a call costs more than it does.
		"-gcflags=" + modulePath + "/...=-l",
		"-gcflags=" + modulePath + "/internal/...=", "-gcflags=" + modulePath + "/catalogue=",
		"-o", linked,
	}
	if _, err := c.goTool(append(arguments, c.tagged(mainPackage)...)...); err != nil {
		return Result{}, err
	}
	module, err := os.ReadFile(linked)
	if err != nil {
		return Result{}, err
	}
	if module, err = wasmbin.CapMemory(module, MemoryPages); err != nil {
		return Result{}, fmt.Errorf("cap the memory: %w", err)
	}
	if module, err = wasmbin.DropLines(module); err != nil {
		return Result{}, fmt.Errorf("drop the lines: %w", err)
	}
	if module, err = rewritten(module); err != nil {
		return Result{}, fmt.Errorf("rewrite the code: %w", err)
	}
	if module, err = started(module); err != nil {
		return Result{}, fmt.Errorf("start the module: %w", err)
	}
	if module, err = wasmbin.Pack(module); err != nil {
		return Result{}, fmt.Errorf("pack the data: %w", err)
	}
	if module, err = wasmbin.MarkCold(module, HotOperations, isCold); err != nil {
		return Result{}, fmt.Errorf("mark what is cold: %w", err)
	}
	if !c.Names {
		if module, err = wasmbin.DropNames(module); err != nil {
			return Result{}, err
		}
	}
	if err := replace(c.Output, module); err != nil {
		return Result{}, err
	}
	return Result{Path: c.Output, Size: len(module), SHA256: digest(module), Go: version}, nil
}

// Root finds the folder of this project's go.mod, upwards from a folder.
func Root(from string) (string, error) {
	folder, err := filepath.Abs(from)
	if err != nil {
		return "", err
	}
	for {
		content, err := os.ReadFile(filepath.Join(folder, "go.mod"))
		if err == nil && strings.HasPrefix(string(content), "module "+modulePath+"\n") {
			return folder, nil
		}
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return "", err
		}
		parent := filepath.Dir(folder)
		if parent == folder {
			return "", fmt.Errorf("no go.mod of %s at or above %s", modulePath, from)
		}
		folder = parent
	}
}

// tagged puts the build tag of the twin in front of arguments, if it is wanted.
func (c Config) tagged(arguments ...string) []string {
	if c.Faults {
		return append([]string{"-tags=" + faultsTag}, arguments...)
	}
	return arguments
}

// toolchain returns the version of Go, and refuses a setting of the user (`go env -w`) that would change the bytes.
func (c Config) toolchain() (string, error) {
	out, err := c.goTool("env", "GOVERSION", "GOWASM")
	if err != nil {
		return "", err
	}
	lines := strings.Split(string(out), "\n")
	if value := strings.TrimSpace(lines[1]); value != "" {
		return "", fmt.Errorf("GOWASM=%s is set by `go env -w` and would change the module: unset it with `go env -u GOWASM`", value)
	}
	return lines[0], nil
}

// goTool runs the go command for the module's target, in an environment that cannot change what is built.
func (c Config) goTool(arguments ...string) ([]byte, error) {
	command := exec.Command("go", arguments...)
	command.Dir = c.Root
	command.Env = c.environment(os.Environ())
	var stderr strings.Builder
	command.Stderr = &stderr
	out, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("go %s: %w\n%s", arguments[0], err, strings.TrimSpace(stderr.String()))
	}
	return out, nil
}

// environment drops every variable that changes what the toolchain builds. GOFLAGS is set to what is the default anyhow,
// because an empty one would let `go env -w GOFLAGS=…` back in.
func (c Config) environment(inherited []string) []string {
	drop := map[string]bool{"GOFLAGS": true, "GOEXPERIMENT": true, "GOWASM": true, "GOOS": true, "GOARCH": true,
		"CGO_ENABLED": true, "GOWORK": true, "GO111MODULE": true, "GODEBUG": true, "GOCOVERDIR": true}
	var kept []string
	for _, variable := range inherited {
		name, _, _ := strings.Cut(variable, "=")
		if !drop[name] {
			kept = append(kept, variable)
		}
	}
	target, experiments := c.Target, ""
	if target == (Target{}) {
		target, experiments = Target{"wasip1", "wasm"}, experiment
	}
	kept = append(kept, "GOFLAGS=-mod=readonly", "GOEXPERIMENT="+experiments, "GOOS="+target.OS, "GOARCH="+target.Arch, "CGO_ENABLED=0",
		"GOWORK=off")
	if c.Cache != "" {
		kept = append(kept, "GOCACHE="+c.Cache)
	}
	return kept
}

// replace writes a file beside the old one and renames it over it.
func replace(path string, content []byte) error {
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	temporary, err := os.CreateTemp(folder, "."+filepath.Base(path)+"-*")
	if err != nil {
		return err
	}
	defer os.Remove(temporary.Name()) // in vain once it is renamed
	_, err = temporary.Write(content)
	err = errors.Join(err, temporary.Chmod(0o644), temporary.Close())
	if err != nil {
		return err
	}
	return os.Rename(temporary.Name(), path)
}

func digest(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}
