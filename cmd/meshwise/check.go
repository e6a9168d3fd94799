package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

const checkLong = `check holds a run against its model, and says all that is wrong with it, with what would work.

WHAT is a file that you have: a recipe in YAML, TOML or JSON, a launch script, a manifest of a cluster. It says the run and
usually names the model; the flags of sizes are laid over it. Several are each a question of its own, but a file that another
one names belongs to that one; a folder is all such files in it. A command stands behind --, word for word. Nothing is run.
Where a file names no model that can be had, --model names one.

Or WHAT is a model, and the flags say the run: a config.json, a folder that holds one, a file of facts, or the id of a model on
the Hugging Face Hub, such as meta-llama/Llama-3.1-8B. Its config.json is taken from the cache on this disk, and with --download
from the Hub. With several --mesh the same model is held against each; the flags of sizes then hold for all of them.

A manifest, meshwise.yaml, says which models must pass on which runs and frameworks, and what is accepted, for continuous
integration; it is taken where WHAT is one, and where nothing is named and the folder has one.

` + factsLong + `

With --fix what would work is written into the files, in their own words, and nothing else in them is changed; --diff shows it
and writes nothing, and both together show it and write it.

The exit code is 1 when a run is not valid. A run is neither valid nor invalid when it hinges on something that is not known,
which a config.json or a script often leaves open; the answer names it, and the exit code is 0 unless --fail-on says otherwise:
  violation  1 when a rule is broken
  unknown    1 also when that is not known
  warning    1 also when there is a warning`

const checkExample = `  meshwise check recipe.yaml
  meshwise check train.sh --world-size 64 --env TP=8
  meshwise check recipe.yaml --model config.json --diff
  meshwise check --model config.json -- torchrun --nproc-per-node 8 pretrain_gpt.py --tensor-model-parallel-size 8
  meshwise check config.json --tp 8 --pp 2
  meshwise check config.json --mesh tp=8,pp=2 --mesh tp=4,pp=4 --world-size 16
  meshwise check facts.json --tp 2 --framework torchtitan --fail-on unknown
  meshwise check config.json --tp 16 --format github
  cat config.json | meshwise check - --tp 8 --format json`

// checkFlags are all that the verb check takes.
type checkFlags struct {
	input     modelFlags
	mesh      meshFlags
	read      readFlags
	output    outputFlags
	failOn    choice
	nearest   text
	model     text
	manifest  text
	ignore    []string
	onlyRuns  bool
	fix, diff bool
}

// checkCommand makes the verb check.
func (c *cli) checkCommand() *cobra.Command {
	f := &checkFlags{}
	cmd := &cobra.Command{
		Use:               "check [WHAT…] [-- COMMAND…]",
		Short:             "Hold a run against its model",
		Long:              checkLong,
		Example:           checkExample,
		ValidArgsFunction: completeAnyFile,
		Args: func(cmd *cobra.Command, arguments []string) error {
			if len(arguments) == 0 && cmd.ArgsLenAtDash() < 0 && f.manifest.value == "" && !exists(manifestName) {
				return fmt.Errorf("expected a file of a run (a recipe, a launch script), or a model (a config.json, a folder, an id) with sizes such as --tp 8")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, arguments []string) error {
			s, err := c.open(cmd.Context())
			if err != nil {
				return err
			}
			defer s.close()
			k := &checker{session: s, cmd: cmd, checkFlags: f}
			return k.run(arguments)
		},
	}
	cmd.Flags().SortFlags = false
	f.mesh.register(cmd, everySetting)
	f.read.register(cmd)
	f.input.input.kind = "NAME"
	f.input.input.register(cmd, "input", "what WHAT holds: config, facts, or the format of a file of a run", append([]string{"auto", "config", "facts"}, formatNames()...)...)
	f.input.registerRest(cmd)
	f.model.kind, f.nearest.kind, f.manifest.kind = "MODEL", "N", "FILE"
	cmd.Flags().Var(&f.model, "model", "the model of a file that names none that can be had: a file, a folder or an id")
	cmd.Flags().BoolVar(&f.onlyRuns, "only-runs", false, "leave out the files that say no run, as in a folder: for hooks that name every file")
	cmd.Flags().BoolVar(&f.fix, "fix", false, "write what would work into the files")
	cmd.Flags().BoolVar(&f.diff, "diff", false, "show what --fix would write")
	f.failOn.register(cmd, "fail-on", "what makes the exit code 1, each with those before it", "violation", "unknown", "warning")
	cmd.Flags().StringArrayVar(&f.ignore, "ignore", nil, "a `CODE` that may fire: it is told, and does not make the exit code 1")
	complete(cmd, "ignore", func(cmd *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return completeCode(cmd, nil, typed)
	})
	cmd.Flags().Var(&f.manifest, "manifest", "a file of the runs that must pass (default meshwise.yaml where nothing is named)")
	cmd.Flags().Var(&f.nearest, "nearest", "how many of the nearest meshes that work to name")
	complete(cmd, "nearest", cobra.NoFileCompletions)
	f.output.register(cmd)
	return cmd
}

// wanted is the parts of one verdict: what the run needs is told without a card too.
const wanted = `["detail","effective","topology","text","estimate"]`
