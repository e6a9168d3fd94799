package main

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/tidwall/gjson"

	"github.com/meshwise/meshwise/internal/wasmtest"
)

// TestMain puts this program on the PATH of the tests.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"meshwise": main})
}

// models are files that scripts and examples start with.
var models = map[string]string{
	// All that is known of a dense model without a live class.
	"config.json": `{"model_type": "llama", "architectures": ["LlamaForCausalLM"], "num_attention_heads": 32,
  "num_key_value_heads": 8, "num_hidden_layers": 32, "intermediate_size": 14336, "vocab_size": 128256,
  "time_step_limit": [0.0, Infinity], "layer_scale": -Infinity, "unused": NaN}
`,
	// The same with what a live class shows, so that nothing is left open.
	"facts.json": `{"class": {"name": "LlamaForCausalLM", "module": "transformers.models.llama.modeling_llama", "mro": []},
  "registry.tp_plan": true, "registry.custom_model": false, "_tp_plan": {"layers.*.q_proj": "colwise"},
  "_pp_plan": {"layers": [["hidden_states"], ["hidden_states"]]}, "_ep_plan": null, "_supports_sdpa": true,
  "forward": {"parameters": ["input_ids", "attention_mask"], "var_keyword": true}, "backend.attn": null, "backend": false,
  "config": {"model_type": "llama", "num_attention_heads": 32, "num_key_value_heads": 8, "num_hidden_layers": 32,
    "intermediate_size": 14336, "vocab_size": 128256, "tie_word_embeddings": false}}
`,
}

func writeModels(folder string) error {
	var failed error
	for name, content := range models {
		failed = errors.Join(failed, os.WriteFile(filepath.Join(folder, name), []byte(content), 0o644))
	}
	return failed
}

func TestScripts(t *testing.T) {
	module := wasmtest.Path(t)
	wasmtest.Faulty(t)
	faulty := filepath.Join(filepath.Dir(module), "meshwise_faults.wasm")
	newer := wasmtest.Tiny{Version: 3 << 16}.Module()
	caches := t.TempDir() // one for all scripts: compiling takes seconds
	hub := httptest.NewServer(http.HandlerFunc(standInHub))
	t.Cleanup(hub.Close)
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("MODULE", module)
			env.Setenv("FAULTY", faulty)
			env.Setenv("ESC", "a\x1b[31m")
			env.Setenv("XDG_CACHE_HOME", caches)
			env.Setenv("HF_HOME", env.Getenv("WORK")+"/hf")
			env.Setenv("HF_ENDPOINT", hub.URL)
			env.Setenv("LocalAppData", caches)
			return errors.Join(writeModels(env.WorkDir), os.WriteFile(filepath.Join(env.WorkDir, "newer.wasm"), newer, 0o644))
		},
		Condition: func(condition string) (bool, error) {
			switch condition {
			case "wasmtime":
				return hasWasmtime, nil
			case "root":
				return os.Geteuid() == 0, nil
			}
			return false, fmt.Errorf("unknown condition %q", condition)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits,
			"json":  jsonIs,
			"bytes": writeBytes,
		},
	})
}

// standInHub stands in for the Hugging Face Hub: it has one model, and shows it to those who have a token alone.
func standInHub(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.URL.Path != "/org/far/resolve/main/config.json":
		w.WriteHeader(http.StatusNotFound)
	case r.Header.Get("Authorization") != "Bearer secret":
		w.WriteHeader(http.StatusUnauthorized)
	default:
		w.Write([]byte(models["config.json"]))
	}
}

// exits runs a command and demands its exit code: "exits 2 meshwise check". An answer is never on the standard error, where
// notes are, and an error never on the standard output.
func exits(ts *testscript.TestScript, negated bool, arguments []string) {
	if negated || len(arguments) < 2 {
		ts.Fatalf("usage: exits CODE command…")
	}
	code, exited := 0, (*exec.ExitError)(nil)
	if err := ts.Exec(arguments[1], arguments[2:]...); errors.As(err, &exited) {
		code = exited.ExitCode()
	} else {
		ts.Check(err)
	}
	if strconv.Itoa(code) != arguments[0] {
		ts.Fatalf("exit code %d, want %s", code, arguments[0])
	}
	stdout, stderr := ts.ReadFile("stdout"), ts.ReadFile("stderr")
	for line := range strings.Lines(stderr) {
		if code <= exitInvalid && !strings.HasPrefix(line, "meshwise: note: ") {
			ts.Fatalf("exit code %d, and on the standard error: %s", code, stderr)
		}
	}
	if code >= exitUsage && (stdout != "" || stderr == "") {
		ts.Fatalf("exit code %d, and on the standard output: %s", code, stdout)
	}
}

// jsonIs looks at one value of the JSON that was printed last: "json violations.0.code tp.no_plan". A negated one demands
// that it is something else.
func jsonIs(ts *testscript.TestScript, negated bool, arguments []string) {
	if len(arguments) != 2 {
		ts.Fatalf("usage: json PATH VALUE")
	}
	printed := ts.ReadFile("stdout")
	if !gjson.Valid(printed) {
		ts.Fatalf("no JSON was printed: %s", printed)
	}
	value := gjson.Get(printed, arguments[0])
	got := value.String()
	if value.Type == gjson.Null && value.Exists() {
		got = "null"
	}
	if (got == arguments[1]) == negated {
		ts.Fatalf("%s is %q", arguments[0], got)
	}
}

// writeBytes writes a file that no script can hold: bytes FILE "\x00…", in Go's spelling of a string, as many times as a
// third argument says.
func writeBytes(ts *testscript.TestScript, _ bool, arguments []string) {
	content, err := strconv.Unquote(`"` + arguments[1] + `"`)
	ts.Check(err)
	times := 1
	if len(arguments) > 2 {
		times, err = strconv.Atoi(arguments[2])
		ts.Check(err)
	}
	ts.Check(os.WriteFile(ts.MkAbs(arguments[0]), []byte(strings.Repeat(content, times)), 0o644))
}
