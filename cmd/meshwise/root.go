package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/meshwise/meshwise/wasm/abi"
)

const rootLong = `meshwise answers whether a model runs on a parallel mesh, whether the answer will be right, and what to change.

A model is a FILE: the config.json of a Hugging Face model, a folder that holds one, a file of facts that a live model
was asked for, or - for the standard input. Nothing is downloaded and nothing is run.

Exit codes:
  0  the mesh is valid, or it hinges on something that is not known (see --fail-on)
  1  the mesh is not valid
  2  wrong usage, or a file that cannot be used
  3  the engine failed

Environment:
  NO_COLOR           any value: no colour, unless --color always
  MESHWISE_WASM      the module that --engine wazero and --engine wasmtime run
  MESHWISE_CACHE_DIR the folder of compiled code of --engine wazero, the user's alone (default: that of the platform)
  MESHWISE_NO_CACHE  any value but 0: --engine wazero keeps no compiled code`

const rootExample = `  meshwise check config.json --tp 8 --pp 2
  meshwise meshes config.json --world-size 64
  meshwise capabilities config.json
  meshwise topology --world-size 64 --tp 8 --cp 2
  meshwise architectures llama
  meshwise explain tp.kv_heads_not_divisible`

// rootCommand makes the command with all of its verbs.
func (c *cli) rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:                        "meshwise",
		Short:                      "Can this model run on this mesh, and what to change",
		Long:                       rootLong,
		Example:                    rootExample,
		Version:                    abi.Version,
		Args:                       unknownVerb,
		RunE:                       func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		SuggestionsMinimumDistance: 2,
		// What went wrong is printed once, in run, with what a terminal must not see escaped.
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SetFlagErrorFunc(wrongFlag)
	root.SetVersionTemplate("{{.Name}} {{.Version}}\n")
	root.PersistentFlags().SortFlags = false
	c.flags.register(root)
	help := root.HelpFunc()
	root.SetHelpFunc(func(cmd *cobra.Command, arguments []string) {
		fillHelp(cmd)
		help(cmd, arguments)
	})
	root.AddCommand(
		c.checkCommand(), c.readCommand(), c.planCommand(), c.meshesCommand(), c.capabilitiesCommand(), c.topologyCommand(), c.launchCommand(),
		c.architecturesCommand(), c.diffCommand(), c.explainCommand(), c.describeCommand(), c.versionCommand(),
	)
	root.SetHelpCommand(helpCommand(root))
	return root
}

// helpCommand makes the verb help. cobra's own exits with 0 when there is no such command.
func helpCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:     "help [COMMAND]",
		Short:   "Help about any command",
		Example: "  meshwise help check",
		ValidArgsFunction: func(*cobra.Command, []string, string) (list []cobra.Completion, _ cobra.ShellCompDirective) {
			for _, verb := range root.Commands() {
				list = append(list, cobra.CompletionWithDesc(verb.Name(), verb.Short))
			}
			return list, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, arguments []string) error {
			about, rest, err := root.Find(arguments)
			if err != nil {
				return err
			}
			if len(rest) > 0 {
				return unknownVerb(root, rest)
			}
			about.InitDefaultHelpFlag()
			return about.Help()
		},
	}
}

// oneArgument refuses any number of arguments but one.
func oneArgument(what string) cobra.PositionalArgs {
	return func(_ *cobra.Command, arguments []string) error {
		if len(arguments) == 1 {
			return nil
		}
		return fmt.Errorf("expected one %s, got %d arguments", what, len(arguments))
	}
}

// noArgument refuses arguments.
func noArgument(_ *cobra.Command, arguments []string) error {
	if len(arguments) == 0 {
		return nil
	}
	return fmt.Errorf("expected no argument, got %q", arguments[0])
}
