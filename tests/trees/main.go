// Command trees writes what this host makes of every YAML file below some folders, for other hosts to compare: a line a file,
// with its path, and the digest of its rows or that its library refuses it. Without folders it takes some 700 public files: those
// in modules of Go, which are pinned, checked by their sums, and fetched where they are not on the machine yet.
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/meshwise/meshwise/reading/hosttree"
	"github.com/meshwise/meshwise/reading/tree"
)

// modules have the most files: workflows with what is wrong in them, the examples and manifests of three schedulers of training
// jobs, and the tests of this host's library. The first is that of `make lint`, and the last as in go.mod.
var modules = []string{
	"github.com/rhysd/actionlint@v1.7.12", "sigs.k8s.io/jobset@v0.10.1", "github.com/kubeflow/trainer/v2@v2.1.0",
	"github.com/ray-project/kuberay/ray-operator@v1.5.1", "go.yaml.in/yaml/v3",
}

func main() {
	out := flag.String("o", "", "the file to write, else standard output")
	flag.Parse()
	if err := run(*out, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "trees:", err)
		os.Exit(1)
	}
}

func run(out string, folders []string) error {
	if len(folders) == 0 {
		for _, m := range modules {
			dir, err := downloaded(m)
			if err != nil { // without a network there are fewer, and who compares counts them
				fmt.Fprintln(os.Stderr, "trees:", err)
				continue
			}
			folders = append(folders, dir)
		}
	}
	var list bytes.Buffer
	for _, folder := range folders {
		files, err := filesOf(folder)
		if err != nil {
			return err
		}
		for _, path := range files {
			if err := appendFile(&list, path); err != nil {
				return err
			}
		}
	}
	if out == "" {
		_, err := os.Stdout.Write(list.Bytes())
		return err
	}
	if err := os.MkdirAll(filepath.Dir(out), 0o755); err != nil {
		return err
	}
	return os.WriteFile(out, list.Bytes(), 0o644)
}

// downloaded is the folder of a module, which Go brings where it is not there yet.
func downloaded(module string) (string, error) {
	text, err := exec.Command("go", "mod", "download", "-json", module).Output()
	if err != nil {
		return "", fmt.Errorf("go mod download %s: %w", module, err)
	}
	var found struct{ Dir string }
	if err := json.Unmarshal(text, &found); err != nil {
		return "", err
	}
	return found.Dir, nil
}

// filesOf lists the files below a folder.
func filesOf(folder string) (files []string, err error) {
	err = filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() && slices.Contains([]string{".yaml", ".yml"}, filepath.Ext(path)) {
			files = append(files, path)
		}
		return err
	})
	return files, err
}

// refused is said of a file that the library does not parse: each has its own words for why, and not all know the line.
const refused = "refused"

// appendFile writes the line of a file. What is no text, or longer than the engine takes, no host parses.
func appendFile(list *bytes.Buffer, path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if !utf8.Valid(text) || len(text) > tree.MaxBytes || strings.ContainsAny(path, "\n\t") {
		return nil
	}
	said := refused
	if f := hosttree.File(path, string(text)); f.Refused == nil {
		var rows []byte
		for i := range f.Rows {
			rows = tree.AppendRow(rows, &f.Rows[i])
		}
		sum := sha256.Sum256(rows)
		said = hex.EncodeToString(sum[:])
	}
	fmt.Fprintf(list, "%s\t%s\n", path, said)
	return nil
}
