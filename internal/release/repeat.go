package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/meshwise/meshwise/internal/wasmbuild/builder"
)

// repeat builds the release again, from a copy of the working tree in another folder, and compares every artefact.
func repeat(root, folder string, stdout io.Writer) error {
	folder, err := filepath.Abs(folder)
	if err != nil {
		return err
	}
	at, err := epoch(root)
	if err != nil {
		return err
	}
	scratch, err := os.MkdirTemp("", "meshwise-release-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	copied := filepath.Join(scratch, "another", "place")
	if err := builder.CopyTree(root, copied); err != nil {
		return err
	}
	command := exec.Command("make", "release")
	command.Dir = copied
	command.Env = append(os.Environ(), fmt.Sprintf("SOURCE_DATE_EPOCH=%d", at.Unix()))
	if out, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("make release, in a copy: %w\n%s", err, out)
	}
	return sameBytes(folder, filepath.Join(copied, "dist", "release"), stdout)
}

// sameBytes compares two releases, file by file.
func sameBytes(one, two string, stdout io.Writer) error {
	first, err := digests(one)
	if err != nil {
		return err
	}
	second, err := digests(two)
	if err != nil {
		return err
	}
	var wrong []error
	names := maps.Clone(first)
	maps.Copy(names, second)
	for _, name := range slices.Sorted(maps.Keys(names)) {
		switch {
		case first[name] == "" || second[name] == "":
			wrong = append(wrong, fmt.Errorf("%s is in one of the two builds alone", name))
		case first[name] != second[name]:
			wrong = append(wrong, fmt.Errorf("%s differs: %s and %s", name, first[name], second[name]))
		default:
			fmt.Fprintf(stdout, "same bytes twice  %s  %s\n", first[name][:16], name)
		}
	}
	if len(names) == 0 {
		wrong = append(wrong, fmt.Errorf("%s is empty", one))
	}
	return errors.Join(wrong...)
}

// digests are those of the files in a folder, by name.
func digests(folder string) (map[string]string, error) {
	entries, err := folderEntries(folder, "")
	if err != nil {
		return nil, err
	}
	found := map[string]string{}
	for _, e := range entries {
		found[strings.TrimPrefix(e.name, "/")] = digest(e.content)
	}
	return found, nil
}
