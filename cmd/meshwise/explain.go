package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

const explainLong = `explain says what a code means: of a rule, a reason or an error. Without a code it lists them all, and with the beginning of
some, such as tp, those.`

// explainCommand makes the verb explain.
func (c *cli) explainCommand() *cobra.Command {
	var output outputFlags
	cmd := &cobra.Command{
		Use:     "explain [CODE]",
		Short:   "Say what a code means: of a rule, a reason or an error",
		Long:    explainLong,
		Example: "  meshwise explain tp.kv_heads_not_divisible\n  meshwise explain tp\n  meshwise explain input.not_an_integer --format json",
		Args: func(_ *cobra.Command, arguments []string) error {
			if len(arguments) > 1 {
				return fmt.Errorf("expected at most one CODE, got %d arguments", len(arguments))
			}
			return nil
		},
		ValidArgsFunction: completeCode,
		RunE: func(cmd *cobra.Command, arguments []string) error {
			if listed, err := c.listCodes(cmd, arguments, &output); listed || err != nil {
				return err
			}
			_, err := c.answer(cmd, newRequest("explain"), &output, func(_ *session, r *request) error {
				r.addString("code", arguments[0], "explain")
				return nil
			})
			return err
		},
	}
	cmd.Flags().SortFlags = false
	output.register(cmd)
	return cmd
}

// codeGroups are the lists of codes in the engine's description, each with the member that says what a code of it is.
var codeGroups = []struct{ list, title, text string }{
	{"rules", "rules", "title"}, {"reasons", "reasons", "text"}, {"errors", "errors", "text"},
}

// listCodes lists the codes, where no code of its own was given: all, or those that begin with a word.
func (c *cli) listCodes(cmd *cobra.Command, arguments []string, output *outputFlags) (listed bool, err error) {
	if len(arguments) > 0 && strings.Contains(arguments[0], ".") {
		return false, nil
	}
	s, err := c.open(cmd.Context())
	if err != nil {
		return false, err
	}
	defer s.close()
	description, err := s.ask(newRequest("describe"))
	if err != nil {
		return false, err
	}
	var b strings.Builder
	for _, group := range codeGroups {
		heading := group.title + "\n"
		for _, v := range description.Get(group.list).Array() {
			code := v.Get("code").Str
			if len(arguments) > 0 && !strings.HasPrefix(code, arguments[0]+".") {
				continue
			}
			if heading != "" && b.Len() > 0 {
				heading = "\n" + heading
			}
			fmt.Fprintf(&b, "%s  %-38s %s\n", heading, code, v.Get(group.text).Str)
			heading = ""
		}
	}
	switch {
	case b.Len() == 0:
		return false, nil // the engine knows the closest
	case output.format.value != "text":
		return false, badInput("explain: expected a CODE for --format %s; 'meshwise describe' lists all codes as JSON", output.format.value)
	}
	return true, output.write(c.stdout, []byte(b.String()))
}
