package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/meshwise/meshwise/internal/wasmbuild/builder"
)

// sbomTool reads the packages that a Go program is linked from, and writes them as CycloneDX.
const sbomTool = "github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@v1.10.0"

// sboms adds the bill of materials of each command, of the module, and of what npm brings: the page's libraries.
func (r *release) sboms() error {
	scratch, err := os.MkdirTemp("", "meshwise-sbom-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	if err := r.tool(".", []string{"GOBIN=" + scratch}, "go", "install", sbomTool); err != nil {
		return err
	}
	sources, err := r.tagged(scratch)
	if err != nil {
		return err
	}
	tool := filepath.Join(scratch, "cyclonedx-gomod")
	for _, t := range append([]builder.Target{{}}, targets...) {
		name, main := "meshwise.wasm", "wasm"
		if t != (builder.Target{}) {
			name, main = r.folderName(t), "cmd/meshwise"
		}
		command := exec.Command(tool, "app", "-json", "-noserial", "-notimestamp", "-std", "-licenses", "-main", main, sources)
		command.Env = builder.Config{Target: t}.Environment()
		var said strings.Builder
		command.Stderr = &said
		out, err := command.Output()
		if err != nil {
			return fmt.Errorf("the SBOM of %s: %w\n%s", name, err, said.String())
		}
		if err := r.writeSBOM(name, out); err != nil {
			return err
		}
	}
	for name, folder := range map[string]string{"npm": "bindings/js", "web": "web"} {
		command := exec.Command("npm", "sbom", "--sbom-format=cyclonedx", "--omit=dev", "--package-lock-only")
		command.Dir = r.source(folder)
		out, err := command.Output()
		if err != nil {
			return fmt.Errorf("the SBOM of %s: %w", folder, err)
		}
		if err := r.writeSBOM(fmt.Sprintf("meshwise-%s-%s", r.version, name), out); err != nil {
			return err
		}
	}
	return nil
}

// tagged copies the sources into a repository of their own, at the tag of the version: the tool takes the version from there,
// whatever state and kind of checkout the release is made in.
func (r *release) tagged(scratch string) (string, error) {
	sources := filepath.Join(scratch, "sources")
	if err := builder.CopyTree(r.root, sources); err != nil {
		return "", err
	}
	for _, arguments := range [][]string{
		{"init", "--quiet"},
		{"add", "go.mod"},
		{"-c", "user.name=meshwise", "-c", "user.email=", "commit", "--quiet", "--no-verify", "--no-gpg-sign", "--message=release"},
		{"-c", "tag.gpgSign=false", "tag", "v" + r.version},
	} {
		command := exec.Command("git", arguments...)
		command.Dir = sources
		if out, err := command.CombinedOutput(); err != nil {
			return "", fmt.Errorf("git %s: %w\n%s", strings.Join(arguments, " "), err, out)
		}
	}
	return sources, nil
}

// writeSBOM writes one without what its tool adds of the moment: when it was made, and a random number.
func (r *release) writeSBOM(name string, made []byte) error {
	var bom map[string]any
	if err := json.Unmarshal(made, &bom); err != nil {
		return fmt.Errorf("the SBOM of %s: %w", name, err)
	}
	delete(bom, "serialNumber")
	about, _ := bom["metadata"].(map[string]any)
	if about == nil {
		return fmt.Errorf("the SBOM of %s says nothing of itself", name)
	}
	about["timestamp"] = r.at.Format("2006-01-02T15:04:05Z")
	out, err := json.MarshalIndent(bom, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(r.path(name+".cdx.json"), append(out, '\n'), 0o644)
}

// sbomNames lists those of a release.
func sbomNames(folder string) ([]string, error) {
	names, err := filepath.Glob(filepath.Join(folder, "*.cdx.json"))
	slices.Sort(names)
	return names, err
}
