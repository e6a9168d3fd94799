package builder

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Rebuild builds the module twice, from two copies of the working tree in folders of different names and depths, each
// with a build cache of its own. It returns both results; the caller compares.
func Rebuild(c Config) (first, second Result, err error) {
	scratch, err := os.MkdirTemp("", "meshwise-repro-")
	if err != nil {
		return first, second, err
	}
	defer os.RemoveAll(scratch)

	one, two := filepath.Join(scratch, "one"), filepath.Join(scratch, "another", "place", "two")
	if err := CopyTree(c.Root, one); err != nil {
		return first, second, fmt.Errorf("copy the working tree: %w", err)
	}
	// The second copy is taken from the first, so that an edit in between cannot pass for a difference of builds.
	if err := CopyTree(one, two); err != nil {
		return first, second, fmt.Errorf("copy the working tree: %w", err)
	}
	for _, build := range []struct {
		root, cache string
		result      *Result
	}{
		{one, filepath.Join(scratch, "cache one"), &first},
		{two, filepath.Join(scratch, "cache two"), &second},
	} {
		*build.result, err = Build(Config{
			Root:   build.root,
			Output: filepath.Join(build.root, "build", "meshwise.wasm"),
			Faults: c.Faults,
			Cache:  build.cache,
		})
		if err != nil {
			return first, second, err
		}
	}
	return first, second, nil
}

// CopyTree copies the files of the working tree, with what is not committed yet and without what git ignores.
func CopyTree(from, to string) error {
	names, err := workingFiles(from)
	if err != nil {
		return err
	}
	for _, name := range names {
		source, target := filepath.Join(from, name), filepath.Join(to, name)
		info, err := os.Lstat(source)
		if errors.Is(err, os.ErrNotExist) {
			continue // deleted, and the deletion is not committed yet
		}
		if err != nil {
			return err
		}
		if !info.Mode().IsRegular() {
			continue // no Go source is a link
		}
		content, err := os.ReadFile(source)
		if err != nil {
			return err
		}
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(target, content, info.Mode().Perm()); err != nil {
			return err
		}
	}
	return nil
}

// workingFiles lists the files of the working tree, by git where there is a repository and else by walking.
func workingFiles(root string) ([]string, error) {
	if _, err := os.Stat(filepath.Join(root, ".git")); err == nil {
		command := exec.Command("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
		command.Dir = root
		out, err := command.Output()
		if err != nil {
			return nil, fmt.Errorf("git ls-files: %w", err)
		}
		return strings.FieldsFunc(string(out), func(r rune) bool { return r == 0 }), nil
	}
	var names []string
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if relative == "build" || relative == "dist" || entry.Name() == "node_modules" {
				return filepath.SkipDir
			}
			return nil
		}
		names = append(names, relative)
		return nil
	})
	return names, err
}
