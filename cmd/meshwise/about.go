package main

import (
	"fmt"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"github.com/meshwise/meshwise/internal/jsonw"
	"github.com/meshwise/meshwise/wasm/abi"
)

const describeLong = `describe prints, as JSON, all that the engine knows of itself: its version and limits, the facts that it asks for, the
words that requests take, and every rule and code.`

// describeCommand makes the verb describe.
func (c *cli) describeCommand() *cobra.Command {
	output := outputFlags{format: text{value: "json"}}
	cmd := &cobra.Command{
		Use:     "describe",
		Short:   "Print the engine's description of itself, as JSON",
		Long:    describeLong,
		Example: "  meshwise describe --pretty",
		Args:    noArgument,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := c.answer(cmd, newRequest("describe"), &output, func(*session, *request) error { return nil })
			return err
		},
	}
	cmd.Flags().SortFlags = false
	output.registerPlain(cmd)
	return cmd
}

// versionCommand makes the verb version.
func (c *cli) versionCommand() *cobra.Command {
	var format choice
	cmd := &cobra.Command{
		Use:     "version",
		Short:   "Print the versions of this program and of the engine",
		Example: "  meshwise version\n  meshwise version --format json",
		Args:    noArgument,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := c.open(cmd.Context())
			if err != nil {
				return err
			}
			defer s.close()
			description, err := s.ask(newRequest("describe"))
			if err != nil {
				return err
			}
			output := outputFlags{}
			return output.write(c.stdout, versions{
				{"meshwise", abi.Version},
				{"engine", s.flags.kind.value},
				{"engine_version", description.Get("version").Str},
				{"abi", s.engine.Version().String()},
				{"module_sha256", s.engine.SHA256()},
				{"go", runtime.Version()},
				{"platform", runtime.GOOS + "/" + runtime.GOARCH},
			}.as(format.value))
		},
	}
	format.register(cmd, "format", "how it is printed", "text", "json")
	return cmd
}

// versions is what there is to say of versions, by name. What is empty is left out.
type versions [][2]string

// as writes the versions as text or as JSON.
func (v versions) as(format string) []byte {
	if format == "json" {
		var w jsonw.Writer
		w.Object()
		for _, line := range v {
			w.Field(line[0], line[1])
		}
		w.End()
		return w.Bytes()
	}
	var b strings.Builder
	for _, line := range v {
		if line[1] != "" {
			fmt.Fprintf(&b, "%-14s %s\n", line[0], line[1])
		}
	}
	return []byte(b.String())
}
