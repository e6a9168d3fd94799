package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/meshwise/meshwise/hostabi"
	"github.com/meshwise/meshwise/mesh/law"
)

// The engine's description gives help and completions their words, so that a new framework or rule needs no change here.
// They always come from the native engine: help must not wait for a module to compile.

// described returns the description.
func described() answer {
	s := &session{&cli{}, context.Background(), hostabi.Native()}
	defer s.close()
	description, err := s.ask(newRequest("describe"))
	if err != nil {
		return answer{} // help then lacks the engine's words, which is better than no help
	}
	return description
}

// strings lists the strings at a path of the answer.
func (a answer) strings(path string) []string {
	var list []string
	for _, v := range a.Get(path).Array() {
		list = append(list, v.Str)
	}
	return list
}

// fillHelp completes the help of the flags with the engine's words. It runs only when help is asked for.
func fillHelp(cmd *cobra.Command) {
	if f := cmd.Flags().Lookup("format"); f != nil && f.Value.Type() == "NAME" {
		f.Usage += ": " + strings.Join(formats(described()), ", ")
	}
}

func completeFormat(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return formats(described()), cobra.ShellCompDirectiveNoFileComp
}

// completeAxis completes an axis of a mesh.
func completeAxis(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var list []cobra.Completion
	for _, v := range described().Get("axes").Array() {
		list = append(list, cobra.CompletionWithDesc(v.Get("axis").Str, v.Get("name").Str))
	}
	return list, cobra.ShellCompDirectiveNoFileComp
}

// completeMesh completes the next name in "tp=8,p".
func completeMesh(_ *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	before := typed[:strings.LastIndexByte(typed, ',')+1]
	var list []cobra.Completion
	eachSetting(law.Settings(), func(section *law.Section, s *law.Setting) {
		if name := flagOf(s); section.Mesh && !strings.Contains(","+before, ","+name+"=") {
			list = append(list, before+name+"=")
		}
	})
	return list, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

// completeCode completes a code of a rule, a reason or an error.
func completeCode(_ *cobra.Command, arguments []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var list []cobra.Completion
	if len(arguments) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	description := described()
	for _, group := range []struct{ list, text string }{{"rules", "title"}, {"errors", "text"}, {"reasons", "text"}} {
		for _, v := range description.Get(group.list).Array() {
			list = append(list, cobra.CompletionWithDesc(v.Get("code").Str, v.Get(group.text).Str))
		}
	}
	return list, cobra.ShellCompDirectiveNoFileComp
}

// completeFile completes a model: a JSON file, or a folder on the way to one.
func completeFile(_ *cobra.Command, arguments []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(arguments) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return []cobra.Completion{"json"}, cobra.ShellCompDirectiveFilterFileExt
}

// completeAnyFile completes what check takes: files that may say a run, models, and folders on the way to them.
func completeAnyFile(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var list []cobra.Completion
	for _, ending := range endings {
		list = append(list, strings.TrimPrefix(ending, "."))
	}
	return list, cobra.ShellCompDirectiveFilterFileExt
}
