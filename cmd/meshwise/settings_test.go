package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tidwall/gjson"

	"github.com/meshwise/meshwise/mesh/law"
	"github.com/meshwise/meshwise/wasm/abi"
)

// TestEverySettingIsAsked gives each setting of the engine's description as a flag, with a value in its bounds and one out
// of them: the engine takes the first, and refuses the second by the flag's own name.
func TestEverySettingIsAsked(t *testing.T) {
	folder := t.TempDir()
	if err := writeModels(folder); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(folder, "config.json")
	description := gjson.ParseBytes(abi.Call([]byte(`{"op":"describe"}`)))
	asked := 0
	for _, section := range description.Get("sections").Array() {
		for _, s := range section.Get("settings").Array() {
			name, flag := s.Get("name").Str, "--"+s.Get("flag").Str
			good, bad := valuesOf(s)
			out, code := runCommand(t, "check", file, flag+"="+good, "--format", "json")
			if !strings.HasPrefix(out, `{"kind":"verdict"`) {
				t.Errorf("%s=%s of %s: exit %d: %s", flag, good, name, code, out)
			}
			if bad == "" {
				continue
			}
			asked++
			out, code = runCommand(t, "check", file, flag+"="+bad, "--format", "json")
			if code != exitUsage || !strings.Contains(out, flag+": ") {
				t.Errorf("%s=%s of %s: exit %d: %s", flag, bad, name, code, out)
			}
		}
	}
	if asked < 40 {
		t.Errorf("only %d settings have a value out of bounds", asked)
	}
}

// valuesOf is a value that a setting takes, and one that it does not; empty where it takes any.
func valuesOf(s gjson.Result) (good, bad string) {
	switch s.Get("kind").Str {
	case "count":
		if s.Get("name").Str == "dp_size" || s.Get("unit").Str == "ranks" {
			return "1", "0"
		}
		return s.Get("least").Raw, s.Get("most").Raw + "0"
	case "flag":
		return "true", "perhaps"
	case "word":
		return s.Get("words.0").Str, "zzzz"
	case "set":
		return s.Get("words.0").Str, "zzzz"
	case "version":
		return "1.2.3", "zzzz"
	case "decimal":
		return "0.5", "zzzz"
	default:
		return "something", ""
	}
}

// TestSettingsAreCalled looks at the words for a setting.
func TestSettingsAreCalled(t *testing.T) {
	for word, want := range map[string]string{
		"tp": "tp_size", "tp_size": "tp_size", "tp-size": "tp_size", "world": "world_size", "world-size": "world_size",
		"dp_replicate": "dp_replicate_size", "dp-shard-size": "dp_shard_size", "strategy": "strategy", "TP": "", "": "", "size": "",
		"precision-params": "precision.params", "precision.params": "precision.params", "attn-backend": "attn", "recompute": "recompute.mode",
		"expert-tp": "expert_tensor_parallel_size", "transformers": "transformers_version",
	} {
		got := ""
		if s, _ := settingCalled(law.Settings(), word); s != nil {
			got = s.Name
		}
		if got != want {
			t.Errorf("%q is %q, want %q", word, got, want)
		}
	}
}

// runCommand runs the command in this process, and returns all that it prints with its exit code.
func runCommand(t *testing.T, arguments ...string) (printed string, exit int) {
	t.Helper()
	var out bytes.Buffer
	exit = run(arguments, strings.NewReader(""), &out, &out)
	return out.String(), exit
}
