//go:build !wasip1

package main

import (
	"flag"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/meshwise/meshwise/internal/wasmbuild/wasmbin"
	"github.com/meshwise/meshwise/internal/wasmtest"
)

var update = flag.Bool("update", false, "write exports.txt and imports.txt as the module has them")

// TestInterface holds the module to the golden files. A line that changes there is a change of the ABI for every host:
// a new import breaks hosts that do not provide it, a changed export needs another major.
func TestInterface(t *testing.T) {
	got, err := wasmbin.ReadInterface(wasmtest.Module(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		file string
		got  []string
	}{
		{"exports.txt", got.Exports},
		{"imports.txt", got.Imports},
	} {
		t.Run(test.file, func(t *testing.T) {
			text := strings.Join(test.got, "\n") + "\n"
			if *update {
				if err := os.WriteFile(test.file, []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(test.file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), text); diff != "" {
				t.Errorf("%s (-want +got), if it is meant: go test ./wasm -update\n%s", test.file, diff)
			}
		})
	}
}

// TestLinks keeps out of the module what would make it large, slow to start, or dependent on its surroundings.
func TestLinks(t *testing.T) {
	forbidden := map[string]string{
		"encoding/json": "reads duplicate keys, wrong case and bad UTF-8 as if they were right, and adds a megabyte; wasm/abi reads strictly",
		"fmt":           "adds 400 KB and six imports (it links os); use strconv and string concatenation",
		"log":           "writes to a host that shows nothing; what is wrong belongs in the answer",
		"math/rand":     "the same request must give the same answer",
		"math/rand/v2":  "the same request must give the same answer",
		"net":           "the engine reads nothing but the request",
		"os":            "the engine has no files, arguments or environment; linking it adds six imports that every host must provide",
		"reflect":       "keeps every method of every type alive in the binary",
		"regexp":        "is large and its time depends on the input; match by hand",
		"runtime/debug": "links os and time; runtime.GC is enough",
		"syscall":       "adds imports that every host must provide",
		"time":          "the engine has no clock: the same request must give the same answer",
	}
	command := exec.Command("go", "list", "-deps", ".")
	command.Env = append(os.Environ(), "GOOS=wasip1", "GOARCH=wasm", "CGO_ENABLED=0")
	var stderr strings.Builder
	command.Stderr = &stderr
	out, err := command.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.String())
	}
	packages := strings.Fields(string(out))
	if len(packages) < 10 {
		t.Fatalf("go list names %d packages, which cannot be all: %q", len(packages), packages)
	}
	for _, name := range packages {
		if why, ok := forbidden[name]; ok {
			t.Errorf("the module links %s: it %s. To see through what: GOOS=wasip1 GOARCH=wasm go list -deps -f '{{.ImportPath}} {{.Imports}}' ./wasm", name, why)
		}
		if strings.HasPrefix(name, "github.com/tetratelabs/") || strings.HasPrefix(name, "github.com/tidwall/") ||
			strings.HasPrefix(name, "github.com/go-json-experiment/") {
			t.Errorf("the module links %s, which is for hosts", name)
		}
	}
}
