package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/meshwise/meshwise/internal/hub"
	"github.com/meshwise/meshwise/internal/near"
)

// What is wrong is said by the word that is wrong, with the one that may have been meant.

// verbFirst refuses a word that is no verb, before anything is made of the flags behind it.
func verbFirst(root *cobra.Command, arguments []string) error {
	at, rest, err := root.Find(arguments)
	if err != nil || at != root {
		return nil // cobra says it, or there is a verb
	}
	for i := 0; i < len(rest); i++ {
		word := rest[i]
		switch {
		case word == "--":
			return nil
		case !strings.HasPrefix(word, "-") || word == "-":
			if slices.Contains([]string{"help", "completion", cobra.ShellCompRequestCmd, cobra.ShellCompNoDescRequestCmd}, word) {
				return nil // cobra adds these later
			}
			return unknownVerb(root, rest[i:])
		case !strings.Contains(word, "="):
			if f := root.PersistentFlags().Lookup(strings.TrimLeft(word, "-")); f != nil && f.NoOptDefVal == "" {
				i++ // the value of the flag
			}
		}
	}
	return nil
}

// unknownVerb refuses an argument where a verb should be. cobra's own refusal has several lines, which could not be told
// from those of an argument with line breaks.
func unknownVerb(cmd *cobra.Command, arguments []string) error {
	if len(arguments) == 0 {
		return nil
	}
	word := arguments[0]
	if close := cmd.SuggestionsFor(word); len(close) > 0 {
		return fmt.Errorf("unknown command %q; did you mean %s?", word, close[0])
	}
	if _, err := os.Stat(word); err == nil || strings.Contains(word, "/") && hub.IsID(word) {
		return fmt.Errorf("unknown command %q; did you mean 'meshwise check %s'?", word, word)
	}
	return fmt.Errorf("unknown command %q", word)
}

// wrongFlag says of a flag that there is none which may be meant: one of this verb, or of another.
func wrongFlag(cmd *cobra.Command, err error) error {
	missing := (*pflag.NotExistError)(nil)
	if !errors.As(err, &missing) || missing.GetSpecifiedShortnames() != "" {
		return err
	}
	word := missing.GetSpecifiedName()
	if meant := closestFlag(cmd, dashed(word)); meant != "" {
		return fmt.Errorf("%w; did you mean --%s?", err, meant)
	}
	for _, verb := range cmd.Root().Commands() {
		if f := verb.Flags().Lookup(word); f != nil && verb != cmd && !verb.Hidden {
			return fmt.Errorf("%w; 'meshwise %s' has it", err, verb.Name())
		}
	}
	return err
}

// closestFlag is the flag whose name, or another name of whose setting, is closest to a word.
func closestFlag(cmd *cobra.Command, word string) string {
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	for name, s := range frameworkWords() {
		if cmd.Flags().Lookup(flagOf(s)) != nil {
			names = append(names, name)
		}
	}
	return closest(word, names)
}

// closest is the word that may be meant, of those that are equally close the one that begins alike; empty where as much is
// different as is the same.
func closest(word string, names []string) string {
	names = slices.Clone(names)
	slices.SortFunc(names, func(a, b string) int {
		if d := alike(b, word) - alike(a, word); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	meant := near.Closest(word, names)
	if len(meant) > 2 && near.Distance(word, meant) > (len(meant)+2)/3 && !strings.HasPrefix(meant, word) {
		return ""
	}
	return meant
}

// alike counts the characters with which two words begin alike.
func alike(a, b string) (n int) {
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n
}
