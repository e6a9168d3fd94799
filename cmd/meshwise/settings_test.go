package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/tidwall/gjson"

	"github.com/meshwise/meshwise/wasm/abi"
)

// TestSettingsAreTheEngines asks the engine for the members that it knows: each has a flag, and each flag is one of them.
func TestSettingsAreTheEngines(t *testing.T) {
	for object, settings := range map[string][]setting{"mesh": meshSettings(), "run": runSettings()} {
		answer := gjson.ParseBytes(abi.Call([]byte(`{"op":"meshes","facts":{},"` + object + `":{"?":0}}`)))
		_, list, ok := strings.Cut(answer.Get("message").Str, "expected one of ")
		if !ok {
			t.Fatalf("the engine names no members: %s", answer)
		}
		known := strings.Split(list, ", ")
		var flags []string
		for _, s := range settings {
			flags = append(flags, s.member)
		}
		slices.Sort(known)
		slices.Sort(flags)
		if !slices.Equal(known, flags) {
			t.Errorf("%s: the engine knows %q, and there are flags for %q", object, known, flags)
		}
	}
}

// TestSettingsAreDescribed demands that help and completions find their words in the engine's description.
func TestSettingsAreDescribed(t *testing.T) {
	description := described()
	for _, s := range append(meshSettings(), runSettings()...) {
		switch {
		case s.axis != "" && description.axisText(s.axis) == "":
			t.Errorf("--%s: there is no axis %s", s.flag, s.axis)
		case s.words != "" && len(description.strings(s.words)) == 0:
			t.Errorf("--%s: there are no %s", s.flag, s.words)
		case s.axis == "" && s.usage == "":
			t.Errorf("--%s has no help", s.flag)
		}
	}
}

// TestSettingsAreCalled looks at the words for a size.
func TestSettingsAreCalled(t *testing.T) {
	for word, want := range map[string]string{
		"tp": "tp_size", "tp_size": "tp_size", "tp-size": "tp_size", "world": "world_size", "world-size": "world_size",
		"dp_replicate": "dp_replicate_size", "dp-shard-size": "dp_shard_size", "strategy": "strategy", "TP": "", "": "", "size": "",
	} {
		if s, _ := settingCalled(meshSettings(), word); s.member != want {
			t.Errorf("%q is %q, want %q", word, s.member, want)
		}
	}
}
