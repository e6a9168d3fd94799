package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// setting is a flag whose value goes to the engine under a member's name. The engine judges the value.
type setting struct {
	flag   string
	member string
	axis   string // the axis that its help is about
	usage  string // the help where there is no axis
	words  string // the list of words in the engine's description, where the value is one of them
	word   bool   // the value is any word
}

// meshSettings are the members of a request's mesh.
func meshSettings() []setting {
	return []setting{
		{flag: "tp", member: "tp_size", axis: "tp"},
		{flag: "pp", member: "pp_size", axis: "pp"},
		{flag: "cp", member: "cp_size", axis: "cp"},
		{flag: "ep", member: "ep_size", axis: "ep"},
		{flag: "dp", member: "dp_size", axis: "dp"},
		{flag: "dp-replicate", member: "dp_replicate_size", axis: "dp_replicate"},
		{flag: "dp-shard", member: "dp_shard_size", axis: "dp_shard"},
		{flag: "world-size", member: "world_size", usage: "ranks of the whole job"},
		{flag: "strategy", member: "strategy", usage: "how parameters and gradients are kept consistent", words: "strategies"},
	}
}

// classSettings are the members of a request's run that decide which class a config means.
func classSettings() []setting {
	return []setting{
		frameworkSetting,
		{flag: "transformers", member: "transformers_version", usage: "the version of transformers that runs, else what the config says", word: true},
	}
}

var frameworkSetting = setting{flag: "framework", member: "framework", usage: "whose rules apply", words: "frameworks"}

// runSettings are all members of a request's run.
func runSettings() []setting { return append(classSettings(), jobSettings()[1:]...) }

// jobSettings are the members of a request's run that need no model.
func jobSettings() []setting {
	return []setting{
		frameworkSetting,
		{flag: "gpus-per-node", member: "gpus_per_node", usage: "ranks within one node"},
		{flag: "layers-per-stage", member: "layers_per_stage", usage: "layers of one virtual pipeline stage"},
		{flag: "pipeline-schedule", member: "pipeline_schedule", usage: "the schedule of the pipeline", words: "pipeline_schedules"},
		{flag: "expert-tp", member: "expert_tensor_parallel_size", usage: "tensor parallelism within each expert (Megatron-Core)"},
	}
}

// json writes the value as the engine should see it.
func (s setting) json(value string) string {
	if s.words != "" || s.word {
		return quote(value)
	}
	return number(value)
}

// called reports whether a word names the setting: as the flag, as the member, or without "_size".
func (s setting) called(word string) bool {
	word = strings.ReplaceAll(word, "-", "_")
	return word == s.member || word+"_size" == s.member || word == strings.ReplaceAll(s.flag, "-", "_")
}

// settingCalled finds the setting that a word names.
func settingCalled(list []setting, word string) (setting, bool) {
	for _, s := range list {
		if s.called(word) {
			return s, true
		}
	}
	return setting{}, false
}

// text is the value of a setting's flag.
type text struct{ value, kind string }

// String returns the value as it was given.
func (t *text) String() string { return t.value }

// Type returns what help shows as the value.
func (t *text) Type() string { return t.kind }

// Set takes any value.
func (t *text) Set(value string) error { t.value = value; return nil }

// registerSettings adds a flag for each setting. Help and completions are the engine's: see description.go.
func registerSettings(cmd *cobra.Command, list []setting) {
	for _, s := range list {
		kind := "N"
		switch {
		case s.words != "":
			kind = "NAME"
		case s.word:
			kind = "VERSION"
		}
		cmd.Flags().Var(&text{kind: kind}, s.flag, s.usage)
		complete(cmd, s.flag, s.complete)
	}
}

// normalize lets a flag be written as the engine's member: --tp_size for --tp.
func normalize(_ *pflag.FlagSet, word string) pflag.NormalizedName {
	for _, list := range [][]setting{meshSettings(), runSettings()} {
		if s, ok := settingCalled(list, word); ok {
			return pflag.NormalizedName(s.flag)
		}
	}
	return pflag.NormalizedName(word)
}

// given is one setting that the user gave.
type given struct {
	setting
	value string
	label string // how errors name it
}

// givenFlags lists the settings that were given as flags.
func givenFlags(cmd *cobra.Command, list []setting) []given {
	var found []given
	for _, s := range list {
		if f := cmd.Flags().Lookup(s.flag); f != nil && f.Changed {
			found = append(found, given{s, f.Value.String(), "--" + s.flag})
		}
	}
	return found
}

// parseMesh reads the settings of one --mesh or --near: "tp=8,pp=4". A word that names no setting goes to the engine as it is, which
// knows the closest that it has.
func parseMesh(flag, argument string) ([]given, error) {
	var list []given
	for part := range strings.SplitSeq(argument, ",") {
		word, value, ok := strings.Cut(part, "=")
		word, value = strings.TrimSpace(word), strings.TrimSpace(value)
		if !ok || word == "" {
			return nil, badInput("%s %q: expected NAME=SIZE, such as tp=8,pp=4, got %q", flag, argument, part)
		}
		s, known := settingCalled(meshSettings(), word)
		if !known {
			s = setting{member: word}
		}
		list = append(list, given{s, value, fmt.Sprintf("%s %q: %s", flag, argument, word)})
	}
	return list, nil
}
