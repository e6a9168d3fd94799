package main

import (
	"github.com/spf13/cobra"
)

const planLong = `plan ranks the runs of a world: which mesh, which microbatch, what is computed again. It says what each needs of a card's
memory and how long a step takes, as intervals, and how many of the first are as good as can be told. What is given stays as
it is, and the rest is tried. Nothing is measured: docs/planner.md says how far the answers may be trusted.

With --explain one run is estimated, stage by stage.

` + inputLong + `

The exit code is 1 when nothing fits, or when something is not given that a plan needs.`

const planExample = `  meshwise plan config.json --gpus 64 --gpu h100 --sequence-length 8192 --global-batch-size 512
  meshwise plan config.json --gpus 256 --gpu b200 --sequence-length 4096 --global-batch-size 1024 --framework megatron
  meshwise plan config.json --gpus 64 --gpu h100 --sequence-length 8192 --global-batch-size 512 --explain tp=8,pp=2`

// planCommand makes the verb plan.
func (c *cli) planCommand() *cobra.Command {
	var (
		input   modelFlags
		mesh    meshFlags
		output  outputFlags
		limit   = text{kind: "N"}
		explain = text{kind: "SIZES"}
	)
	cmd := &cobra.Command{
		Use:               "plan " + fileUsage,
		Short:             "Rank the runs of a world: what fits, and how fast",
		Long:              planLong,
		Example:           planExample,
		Args:              oneArgument(fileWhat),
		ValidArgsFunction: completeFile,
		RunE: func(cmd *cobra.Command, arguments []string) error {
			asked := newRequest("plan")
			one := cmd.Flags().Changed("explain")
			if one {
				asked = newRequest("validate_mesh")
				asked.add("want", wanted, "")
				asked.addString("fail_on", "violation", "")
			}
			a, err := c.answer(cmd, asked, &output, func(s *session, r *request) error {
				addNumber(cmd, r, "limit")
				if one {
					mesh.meshes = append(mesh.meshes, explain.value)
				}
				if err := s.addSubject(cmd, r, arguments[0], &input, freeSizes); err != nil {
					return err
				}
				return mesh.add(cmd, r, false)
			})
			switch {
			case err != nil:
				return err
			case one && a.Get("fails").Bool(), !one && len(a.Get("runs").Array()) == 0:
				return errInvalid
			}
			return nil
		},
	}
	cmd.Flags().SortFlags = false
	mesh.register(cmd, everySetting)
	input.register(cmd)
	cmd.Flags().Var(&limit, "limit", "how many runs to tell at most")
	complete(cmd, "limit", cobra.NoFileCompletions)
	cmd.Flags().Var(&explain, "explain", "sizes such as tp=8,pp=4: estimate this run alone, stage by stage")
	complete(cmd, "explain", completeMesh)
	output.register(cmd)
	cmd.MarkFlagsMutuallyExclusive("limit", "explain")
	return cmd
}
