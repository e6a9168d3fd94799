package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/meshwise/meshwise/internal/near"
)

// choice is a flag that takes one of some words of this command. Words of the engine are not among them: those it judges
// itself.
type choice struct {
	value string
	words []string
	kind  string // what help shows as the value; empty for the words themselves
}

// String returns the word that was chosen.
func (c *choice) String() string { return c.value }

// Type returns what help shows as the value.
func (c *choice) Type() string {
	if c.kind != "" {
		return c.kind
	}
	return strings.Join(c.words, "|")
}

// Set chooses a word.
func (c *choice) Set(word string) error {
	if !slices.Contains(c.words, word) {
		if c.kind != "" {
			return fmt.Errorf("expected %s", near.OneOf(word, c.words))
		}
		return fmt.Errorf("expected one of %s", strings.Join(c.words, ", "))
	}
	c.value = word
	return nil
}

// register adds the flag, and completes it. The first word is the default.
func (c *choice) register(cmd *cobra.Command, flag, usage string, words ...string) {
	c.value, c.words = words[0], words
	flags := cmd.Flags()
	if cmd.Name() == "meshwise" {
		flags = cmd.PersistentFlags()
	}
	flags.Var(c, flag, usage)
	complete(cmd, flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
}

// complete sets how a flag is completed. The flag is there: it was just added.
func complete(cmd *cobra.Command, flag string, f cobra.CompletionFunc) {
	if err := cmd.RegisterFlagCompletionFunc(flag, f); err != nil {
		panic(err)
	}
}
