package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/meshwise/meshwise/mesh/law"
	"github.com/meshwise/meshwise/reading"
)

const readLong = `read says what files or a command say of a run: its sizes, its batch, its model, its world, each with the place of the word
that says it, and what was not understood. Nothing is run, and nothing is judged: check does.

FILE is a recipe in YAML, TOML or JSON, a launch script, a manifest of a cluster, or - for the standard input. The first is
asked about; others belong to it. A file that one names is added where it lies in the working directory or beside it. A command
stands behind --, word for word.`

const readExample = `  meshwise read recipe.yaml
  meshwise read train.sh --env NNODES=4 --format json
  meshwise read -- torchrun --nproc-per-node 8 pretrain_gpt.py --tensor-model-parallel-size 8`

// readCommand makes the verb read.
func (c *cli) readCommand() *cobra.Command {
	var (
		flags  readFlags
		output outputFlags
		input  choice
	)
	cmd := &cobra.Command{
		Use:               "read FILE… [-- COMMAND…]",
		Short:             "Say what a recipe, a script or a command says of a run",
		Long:              readLong,
		Example:           readExample,
		ValidArgsFunction: completeAnyFile,
		Args: func(_ *cobra.Command, arguments []string) error {
			if len(arguments) == 0 {
				return fmt.Errorf("expected a FILE (a recipe, a launch script, or - for the standard input), or a command behind --")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, arguments []string) error {
			files, argv, command := beforeDash(cmd, arguments)
			s, err := c.open(cmd.Context())
			if err != nil {
				return err
			}
			defer s.close()
			var first *loaded
			if len(files) > 0 {
				if first, err = s.load(files[0]); err != nil {
					return err
				}
				flags.with = append(files[1:], flags.with...)
			}
			m, err := s.material(&flags, input.value, first, argv, command)
			if err != nil {
				return err
			}
			m.sayWorld(flagsSaid(cmd))
			if _, err = s.follow(m); err != nil {
				return err
			}
			r := newRequest("read")
			if err = m.addTo(r, unwrapped); err != nil {
				return err
			}
			if err = output.add(s, r); err != nil {
				return err
			}
			a, err := s.ask(r)
			if err != nil {
				return err
			}
			return output.print(s, a)
		},
	}
	cmd.Flags().SortFlags = false
	flags.register(cmd)
	input.kind = "NAME"
	input.register(cmd, "input", "the format of FILE, where its content does not tell", append([]string{"auto"}, formatNames()...)...)
	registerSettings(cmd, worldSettings())
	output.register(cmd)
	cmd.Flags().SetNormalizeFunc(normalize)
	cmd.SetUsageFunc(groupedUsage)
	return cmd
}

// worldSettings are the settings that a reading itself takes: whose law, and what the user says of the world.
func worldSettings() []law.Section {
	var few []law.Section
	eachSetting(law.Settings(), func(section *law.Section, s *law.Setting) {
		switch s.Name {
		case "framework", "world_size", "nodes", "gpus_per_node":
			few = append(few, law.Section{Title: filesHeading, Settings: []law.Setting{*s}})
		}
	})
	return few
}

// beforeDash parts the files from the command that stands behind "--".
func beforeDash(cmd *cobra.Command, arguments []string) (files, argv []string, command bool) {
	if dash := cmd.ArgsLenAtDash(); dash >= 0 {
		return arguments[:dash:dash], arguments[dash:], true
	}
	return arguments, nil, false
}

// formatNames lists the formats that are read.
func formatNames() []string {
	var list []string
	for _, f := range reading.Formats() {
		list = append(list, f.Name)
	}
	return append(list, "shell", "kubernetes", "skypilot") // these have keys of no framework
}
