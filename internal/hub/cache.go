package hub

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Folder reads the config.json of a folder. The error says what else lies there that names a model in another form.
func Folder(folder string) (*Config, error) {
	path := filepath.Join(folder, "config.json")
	data, err := readFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		for _, other := range []string{"params.json", "config.yaml"} {
			if _, missing := os.Stat(filepath.Join(folder, other)); missing == nil {
				return nil, fmt.Errorf("the folder holds no config.json, and its %s is not read", other)
			}
		}
		return nil, errors.New("the folder holds no config.json")
	}
	if err != nil {
		return nil, err
	}
	return &Config{Data: data, Path: path}, nil
}

func readFile(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return readAll(file)
}

// readAll reads as much as a config may have.
func readAll(from io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(from, MaxBytes+1))
	if err == nil && len(data) > MaxBytes {
		return nil, ErrTooLarge
	}
	return data, err
}

// cached looks in the cache. What is not there is noted, and nil is returned.
func (f *Finder) cached(id, revision string, missing *NotFound) (*Config, error) {
	folder := filepath.Join(f.Cache(), "models--"+strings.ReplaceAll(id, "/", "--"))
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		missing.Tried = append(missing.Tried, "the cache has no "+folder)
		return nil, nil
	}
	commit, note, why := commitOf(folder, revision)
	if commit == "" {
		missing.Tried = append(missing.Tried, "the cache has "+folder+", and "+why)
		return nil, nil
	}
	path := filepath.Join(folder, "snapshots", commit, "config.json")
	data, err := readFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		missing.Tried = append(missing.Tried, "the cache has the model without its config.json ("+path+")")
		return nil, nil
	case err != nil:
		return nil, unreadable(path, err)
	}
	return &Config{Data: data, Path: path, Commit: commit, Note: note}, nil
}

// unreadable is why a file that is there cannot be read. The system's own words name the file again.
func unreadable(path string, err error) error {
	if failed := (*fs.PathError)(nil); errors.As(err, &failed) {
		err = failed.Err
	}
	return fmt.Errorf("%s: %w", path, err)
}

// commitOf is the commit that a revision stands for. A revision is a branch or a tag, or a commit itself. Where none is
// stated and no main branch is there, the one snapshot is taken if there is one alone.
func commitOf(folder, revision string) (commit, note, why string) {
	asked := revision
	if asked == "" {
		asked = mainRevision
	}
	if !filepath.IsLocal(asked) {
		return "", "", strconv.Quote(asked) + " is no revision"
	}
	ref, err := readFile(filepath.Join(folder, "refs", filepath.FromSlash(asked)))
	if commit := strings.TrimSpace(string(ref)); err == nil && commit != "" && filepath.IsLocal(commit) && !strings.ContainsAny(commit, `/\`) {
		return commit, "", ""
	}
	var snapshots []string
	entries, _ := os.ReadDir(filepath.Join(folder, "snapshots")) // none: it is said below
	for _, e := range entries {
		if e.Name() == asked {
			return asked, "", ""
		}
		snapshots = append(snapshots, e.Name())
	}
	switch {
	case revision != "":
		why = "no revision " + strconv.Quote(revision) + " in it"
	case len(snapshots) == 1:
		return snapshots[0], "the cache has one snapshot of it and no main branch: " + snapshots[0] + " was taken", ""
	default:
		why = "no main branch in it"
	}
	if len(snapshots) > 0 {
		const most = 3
		more := ""
		if len(snapshots) > most {
			snapshots, more = snapshots[:most], ", …"
		}
		why += "; a revision behind @ names one of " + strings.Join(snapshots, ", ") + more
	}
	return "", "", why
}
