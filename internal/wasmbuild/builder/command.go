package builder

import (
	"os"
	"path/filepath"
)

// commandPackage is the command line.
const commandPackage = "./cmd/meshwise"

// Target is a system and a processor, as Go names them.
type Target struct{ OS, Arch string }

// Executable is the name of the command on the target.
func (t Target) Executable() string {
	if t.OS == "windows" {
		return "meshwise.exe"
	}
	return "meshwise"
}

// Command builds the command for the target of c, without C, so that any machine builds it for every other and the same
// sources give the same bytes.
func Command(c Config) (Result, error) {
	version, err := c.toolchain()
	if err != nil {
		return Result{}, err
	}
	output, err := filepath.Abs(c.Output)
	if err != nil {
		return Result{}, err
	}
	if err := os.MkdirAll(filepath.Dir(output), 0o755); err != nil {
		return Result{}, err
	}
	if _, err := c.goTool("build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w -buildid=", "-o", output, commandPackage); err != nil {
		return Result{}, err
	}
	program, err := os.ReadFile(output)
	if err != nil {
		return Result{}, err
	}
	return Result{Path: output, Size: len(program), SHA256: digest(program), Go: version}, nil
}

// Environment is the environment in which the go command builds for the target of c, whatever the user has set.
func (c Config) Environment() []string { return c.environment(os.Environ()) }

// main is the package that is built.
func (c Config) main() string {
	if c.Target == (Target{}) {
		return mainPackage
	}
	return commandPackage
}

// built is what is built, as its notices name it.
func (c Config) built() string {
	if c.Target == (Target{}) {
		return "meshwise.wasm"
	}
	return c.Target.Executable()
}
