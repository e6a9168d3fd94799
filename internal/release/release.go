package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/meshwise/meshwise/internal/wasmbuild/builder"
)

// repository is where the sources are, and the files of a release.
const repository = "https://github.com/meshwise/meshwise"

// targets are the systems and processors that have a command.
var targets = []builder.Target{
	{OS: "darwin", Arch: "amd64"}, {OS: "darwin", Arch: "arm64"},
	{OS: "linux", Arch: "amd64"}, {OS: "linux", Arch: "arm64"},
	{OS: "windows", Arch: "amd64"}, {OS: "windows", Arch: "arm64"},
}

// release is one that is put together.
type release struct {
	root, folder string
	version      string
	at           time.Time // of the commit: the time of all that is in archives
}

func newRelease(root, folder string) (*release, error) {
	version, err := versionOf(root)
	if err != nil {
		return nil, err
	}
	at, err := epoch(root)
	if err != nil {
		return nil, err
	}
	if folder, err = filepath.Abs(folder); err != nil {
		return nil, err
	}
	if err := os.RemoveAll(folder); err != nil { // nothing of an older release stays
		return nil, err
	}
	return &release{root, folder, version, at}, os.MkdirAll(folder, 0o755)
}

// epoch is SOURCE_DATE_EPOCH, and without it the time of the commit.
func epoch(root string) (time.Time, error) {
	text := os.Getenv("SOURCE_DATE_EPOCH")
	if text == "" {
		command := exec.Command("git", "log", "-1", "--format=%ct")
		command.Dir = root
		out, err := command.Output()
		if err != nil {
			return time.Time{}, fmt.Errorf("the time of the commit: %w: set SOURCE_DATE_EPOCH where there is no repository", err)
		}
		text = strings.TrimSpace(string(out))
	}
	seconds, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return time.Time{}, fmt.Errorf("SOURCE_DATE_EPOCH: expected seconds since 1970, got %q", text)
	}
	return time.Unix(seconds, 0).UTC(), nil
}

// path is that of an artefact.
func (r *release) path(name string) string { return filepath.Join(r.folder, name) }

// source is the path of a file of the checkout.
func (r *release) source(name string) string { return filepath.Join(r.root, filepath.FromSlash(name)) }

// tool runs a program in a folder of the checkout, with the time of the release; what it printed is told where it fails.
func (r *release) tool(folder string, environment []string, name string, arguments ...string) error {
	command := exec.Command(name, arguments...)
	command.Dir = r.source(folder)
	command.Env = append(os.Environ(), fmt.Sprintf("SOURCE_DATE_EPOCH=%d", r.at.Unix()))
	command.Env = append(command.Env, environment...)
	out, err := command.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w\n%s", strings.Join(append([]string{name}, arguments...), " "), err, out)
	}
	return nil
}

// module adds the engine with its digest.
func (r *release) module() error {
	content, err := os.ReadFile(r.source("build/meshwise.wasm"))
	if err != nil {
		return err
	}
	if err := os.WriteFile(r.path("meshwise.wasm"), content, 0o644); err != nil {
		return err
	}
	return os.WriteFile(r.path("meshwise.wasm.sha256"), []byte(digest(content)+"  meshwise.wasm\n"), 0o644)
}

// python adds the wheel and the sdist.
func (r *release) python() error {
	venv := exec.Command(r.source("bindings/python/venv-build.sh"))
	venv.Stderr = os.Stderr
	out, err := venv.Output()
	if err != nil {
		return fmt.Errorf("the tools that make the wheel: %w", err)
	}
	python := filepath.Join(strings.TrimSpace(string(out)), "bin", "python")
	return r.tool("bindings/python", nil, python, "-m", "hatchling", "build", "-d", r.folder, "-t", "sdist", "-t", "wheel")
}

// npm adds the npm package, as `make js` has built it. npm itself gives every entry the same time.
func (r *release) npm() error {
	return r.tool("bindings/js", nil, "npm", "pack", "--silent", "--pack-destination", r.folder)
}

func digest(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}
