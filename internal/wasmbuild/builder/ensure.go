package builder

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Ensure returns the module as the sources stand, and builds it only when they have changed since it was built. Several
// processes may ask at once, as the test binaries of `go test ./...` do; one builds and the others wait.
func Ensure(c Config) ([]byte, error) {
	if err := os.MkdirAll(filepath.Dir(c.Output), 0o755); err != nil {
		return nil, err
	}
	unlock, err := lock(c.Output + ".lock")
	if err != nil {
		return nil, err
	}
	defer unlock()

	key, err := c.sourceKey()
	if err != nil {
		return nil, err
	}
	// The key file names sources and module together, so that it vouches for no other bytes than those it was written for.
	keyFile := c.Output + ".key"
	module, err := os.ReadFile(c.Output)
	if err == nil {
		written, _ := os.ReadFile(keyFile)
		if string(written) == key+" "+digest(module)+"\n" {
			return module, nil
		}
	} else if !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	built, err := Build(c)
	if err != nil {
		return nil, err
	}
	if module, err = os.ReadFile(c.Output); err != nil {
		return nil, err
	}
	return module, replace(keyFile, []byte(key+" "+built.SHA256+"\n"))
}

// listed is the part of `go list -json` that is read here.
type listed struct {
	ImportPath string
	Dir        string
	Standard   bool
	GoFiles    []string
	SFiles     []string
	EmbedFiles []string
	Module     *struct {
		Path    string
		Version string
		Dir     string
		Main    bool
	}
}

// sourceKey is a digest of everything that the module is built from: the toolchain, the build itself, the sources of this
// project and the versions of the others.
func (c Config) sourceKey() (string, error) {
	version, err := c.toolchain()
	if err != nil {
		return "", err
	}
	packages, err := c.linked()
	if err != nil {
		return "", err
	}
	hash := sha256.New()
	fmt.Fprintln(hash, version, c.Faults, MemoryPages, digest([]byte(coldNames)))
	for _, p := range packages {
		switch {
		case p.Standard:
		case p.Module != nil && !p.Module.Main:
			fmt.Fprintln(hash, p.ImportPath, p.Module.Path, p.Module.Version)
		default:
			for _, name := range append(p.GoFiles, p.EmbedFiles...) {
				content, err := os.ReadFile(filepath.Join(p.Dir, name))
				if err != nil {
					return "", err
				}
				fmt.Fprintln(hash, p.ImportPath, name, digest(content))
			}
		}
	}
	if err := c.hashBuild(hash); err != nil {
		return "", err
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}

// hashBuild adds what decides how the module is built: this program and the versions of the dependencies.
func (c Config) hashBuild(hash io.Writer) error {
	files := []string{"go.mod", "go.sum"}
	for _, pattern := range []string{"internal/wasmbuild/builder/*.go", "internal/wasmbuild/wasmbin/*.go"} {
		matches, err := filepath.Glob(filepath.Join(c.Root, filepath.FromSlash(pattern)))
		if err != nil {
			return err
		}
		for _, match := range matches {
			relative, err := filepath.Rel(c.Root, match)
			if err != nil {
				return err
			}
			files = append(files, relative)
		}
	}
	for _, name := range files {
		content, err := os.ReadFile(filepath.Join(c.Root, name))
		if err != nil {
			return err
		}
		fmt.Fprintln(hash, filepath.ToSlash(name), digest(content))
	}
	return nil
}
