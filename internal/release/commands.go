package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/meshwise/meshwise/internal/wasmbuild/builder"
)

// archiveName is the archive of the command for a target: "meshwise-0.1.0-linux-arm64.tar.gz".
func (r *release) archiveName(t builder.Target) string {
	ending := ".tar.gz"
	if t.OS == "windows" {
		ending = ".zip"
	}
	return r.folderName(t) + ending
}

// folderName is the folder inside of it.
func (r *release) folderName(t builder.Target) string {
	return fmt.Sprintf("meshwise-%s-%s-%s", r.version, t.OS, t.Arch)
}

// commands adds the command for each target, with its terms.
func (r *release) commands() error {
	scratch, err := os.MkdirTemp("", "meshwise-release-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	for _, t := range targets {
		config := builder.Config{Root: r.root, Target: t, Output: filepath.Join(scratch, t.OS+"-"+t.Arch, t.Executable())}
		built, err := builder.Command(config)
		if err != nil {
			return fmt.Errorf("%s/%s: %w", t.OS, t.Arch, err)
		}
		program, err := os.ReadFile(built.Path)
		if err != nil {
			return err
		}
		notices, err := builder.Notices(config)
		if err != nil {
			return fmt.Errorf("%s/%s: %w", t.OS, t.Arch, err)
		}
		in := r.folderName(t) + "/"
		entries := []entry{{in + t.Executable(), program, 0o755}, {in + "THIRD_PARTY_NOTICES.txt", notices, 0o644}}
		for _, name := range []string{"LICENSE", "README.md", "CHANGELOG.md"} {
			content, err := os.ReadFile(r.source(name))
			if err != nil {
				return err
			}
			entries = append(entries, entry{in + name, content, 0o644})
		}
		if err := pack(r.path(r.archiveName(t)), entries, r.at); err != nil {
			return err
		}
	}
	return nil
}
