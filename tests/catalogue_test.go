package tests

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/meshwise/meshwise/internal/wasmtest"
	"github.com/meshwise/meshwise/wasm/abi"
)

// unknownFamilies are the fixtures whose class is in no package: custom code, or a config that names no class.
var unknownFamilies = map[string]string{
	"deepseek-ai--deepseek-vl2-tiny":          "a model type of no package",
	"liuhaotian--llava-v1.5-7b":               "a class of a repository of its own",
	"microsoft--Phi-3-small-8k-instruct":      "custom code",
	"nvidia--Llama-3_3-Nemotron-Super-49B-v1": "custom code",
	"state-spaces--mamba2-130m":               "names nothing",
	"state-spaces--mamba2attn-2.7b":           "names nothing",
}

// TestFamiliesAreDetermined asks for a report of every fixture from its bare config: only choices of the run may leave
// something unknown, and stated they leave nothing.
func TestFamiliesAreDetermined(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join(wasmtest.Root(t), "tests/fixtures/configs/*.json"))
	if err != nil || len(paths) < 50 {
		t.Fatalf("%d fixtures: %v", len(paths), err)
	}
	choices := map[string]bool{"backend.attn": true, "_te_attention_injected": true}
	for _, path := range paths {
		config, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(path)
		name = name[:len(name)-len(".json")]
		open := missing(t, `{"config":`+string(config)+`}`)
		stated := missing(t, `{"backend.attn":"te","config":`+string(config)+`}`)
		if why, unknown := unknownFamilies[name]; unknown {
			if len(stated) == 0 {
				t.Errorf("%s is determined, although: %s", name, why)
			}
			continue
		}
		for fact := range open {
			if !choices[fact] {
				t.Errorf("%s hinges on %s, which is no choice of the run", name, fact)
			}
		}
		if len(stated) > 0 {
			t.Errorf("%s: the choice is stated, and it hinges on %v", name, stated)
		}
	}
}

// missing is the facts that would settle what a report leaves unknown.
func missing(t *testing.T, facts string) map[string]bool {
	t.Helper()
	type answers map[string]struct {
		Value   *bool
		Missing []string
	}
	var report struct {
		Kind               string
		Derived, Effective answers
	}
	if err := json.Unmarshal(abi.Call([]byte(`{"op":"capabilities","facts":`+facts+`,"mesh":{"cp_size":2}}`)), &report); err != nil || report.Kind != "report" {
		t.Fatalf("%s %v", report.Kind, err)
	}
	list := map[string]bool{}
	for _, group := range []answers{report.Derived, report.Effective} {
		for _, a := range group {
			for _, m := range a.Missing {
				if a.Value == nil {
					list[m] = true
				}
			}
		}
	}
	return list
}
