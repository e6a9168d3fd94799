package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/meshwise/meshwise/hostabi"
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

// axisText returns what the engine says about an axis.
func (a answer) axisText(axis string) string {
	for _, v := range a.Get("axes").Array() {
		if v.Get("axis").Str == axis {
			return v.Get("name").Str + ": " + v.Get("text").Str
		}
	}
	return ""
}

// fillHelp completes the help of the flags with the engine's words. It runs only when help is asked for.
func fillHelp(cmd *cobra.Command) {
	description := described()
	for _, s := range append(meshSettings(), runSettings()...) {
		f := cmd.Flags().Lookup(s.flag)
		switch {
		case f == nil:
		case s.axis != "":
			f.Usage = description.axisText(s.axis)
		case s.words != "":
			f.Usage = s.usage + ": " + strings.Join(description.strings(s.words), ", ")
		}
	}
	if f := cmd.Flags().Lookup("format"); f != nil && f.Value.Type() == "NAME" {
		f.Usage += ": " + strings.Join(formats(description), ", ")
	}
}

// complete completes the value of a setting. A size has no list.
func (s setting) complete(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if s.words == "" {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return described().strings(s.words), cobra.ShellCompDirectiveNoFileComp
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
	for _, s := range meshSettings() {
		if !strings.Contains(","+before, ","+s.flag+"=") {
			list = append(list, before+s.flag+"=")
		}
	}
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
