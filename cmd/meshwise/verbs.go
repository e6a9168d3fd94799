package main

import (
	"github.com/spf13/cobra"
	"github.com/tidwall/gjson"
)

// answer asks one request, which fill completes, and prints the answer.
func (c *cli) answer(cmd *cobra.Command, r *request, output *outputFlags, fill func(*session, *request) error) (answer, error) {
	s, err := c.open(cmd.Context())
	if err != nil {
		return answer{}, err
	}
	defer s.close()
	if err := fill(s, r); err != nil {
		return answer{}, err
	}
	if err := output.add(s, r); err != nil {
		return answer{}, err
	}
	a, err := s.ask(r)
	if err != nil {
		return answer{}, err
	}
	return a, output.print(s, a)
}

// addNumber adds a member that is a flag of the same name, if it was given.
func addNumber(cmd *cobra.Command, r *request, flag string) {
	if f := cmd.Flags().Lookup(flag); f.Changed {
		r.add(flag, number(f.Value.String()), "--"+flag)
	}
}

const capabilitiesLong = `capabilities says what a model supports, on the sizes of a mesh if they are given, and which facts each answer rests on.

` + inputLong

const capabilitiesExample = `  meshwise capabilities config.json
  meshwise capabilities facts.json --cp 2 --format markdown`

// capabilitiesCommand makes the verb capabilities.
func (c *cli) capabilitiesCommand() *cobra.Command {
	var (
		input  modelFlags
		mesh   meshFlags
		output outputFlags
	)
	cmd := &cobra.Command{
		Use:               "capabilities " + fileUsage,
		Short:             "Say what a model supports, and why",
		Long:              capabilitiesLong,
		Example:           capabilitiesExample,
		Args:              oneArgument(fileWhat),
		ValidArgsFunction: completeFile,
		RunE: func(cmd *cobra.Command, arguments []string) error {
			_, err := c.answer(cmd, newRequest("capabilities"), &output, func(s *session, r *request) error {
				if err := s.addSubject(cmd, r, arguments[0], &input, allOfRun); err != nil {
					return err
				}
				return mesh.add(cmd, r, false)
			})
			return err
		},
	}
	cmd.Flags().SortFlags = false
	mesh.register(cmd, classSetting)
	input.register(cmd)
	output.register(cmd)
	return cmd
}

const meshesLong = `meshes lists the meshes of one world on which a model runs. A size that is given stays as it is. What is known to pass comes
first; with --gpu, --sequence-length and --global-batch-size the best, as 'meshwise plan' ranks them; with --near the nearest.

` + inputLong + `

The exit code is 1 when there is no such mesh.`

const meshesExample = `  meshwise meshes config.json --world-size 64
  meshwise meshes config.json --world-size 64 --tp 8 --limit 5 --format json
  meshwise meshes config.json --world-size 64 --near tp=16,pp=2 --limit 5`

// meshesCommand makes the verb meshes.
func (c *cli) meshesCommand() *cobra.Command {
	var (
		input  modelFlags
		mesh   meshFlags
		output outputFlags
		limit  = text{kind: "N"}
		near   = text{kind: "SIZES"}
	)
	cmd := &cobra.Command{
		Use:               "meshes " + fileUsage,
		Short:             "List the meshes on which a model runs",
		Long:              meshesLong,
		Example:           meshesExample,
		Args:              oneArgument(fileWhat),
		ValidArgsFunction: completeFile,
		RunE: func(cmd *cobra.Command, arguments []string) error {
			a, err := c.answer(cmd, newRequest("meshes"), &output, func(s *session, r *request) error {
				addNumber(cmd, r, "limit")
				if err := s.addSubject(cmd, r, arguments[0], &input, freeSizes); err != nil {
					return err
				}
				if cmd.Flags().Changed("near") {
					if err := addNear(r, near.value); err != nil {
						return err
					}
				}
				return mesh.add(cmd, r, false)
			})
			if err == nil && a.Get("total").Int() == 0 {
				return errInvalid
			}
			return err
		},
	}
	cmd.Flags().SortFlags = false
	mesh.register(cmd, everySetting)
	input.register(cmd)
	cmd.Flags().Var(&limit, "limit", "how many meshes to list at most (without it 20 as text and 1000 as JSON); all are counted")
	complete(cmd, "limit", cobra.NoFileCompletions)
	cmd.Flags().Var(&near, "near", "a mesh such as tp=8,pp=4: list first what changes the fewest of its sizes")
	complete(cmd, "near", completeMesh)
	output.register(cmd)
	return cmd
}

// addNear adds the mesh that a list begins beside.
func addNear(r *request, argument string) error {
	sizes, err := parseMesh("--near", argument)
	if err != nil {
		return err
	}
	near, err := object(r, "/near", sizes)
	if err == nil {
		r.add("near", near, "--near")
	}
	return err
}

const topologyLong = `topology lays out a mesh without a model: its axes and sizes, those that are flattened from them, and on request the
coordinates of one rank and the groups of ranks along one axis.

The exit code is 1 when the sizes make no mesh.`

const topologyExample = `  meshwise topology --world-size 64 --tp 8 --cp 2
  meshwise topology --mesh tp=4,pp=2 --rank 5
  meshwise topology --mesh tp=2,pp=2,world=8 --axis pp --format json`

// topologyCommand makes the verb topology.
func (c *cli) topologyCommand() *cobra.Command {
	var (
		mesh   meshFlags
		output outputFlags
		rank   = text{kind: "N"}
		axis   = text{kind: "AXIS"}
	)
	cmd := &cobra.Command{
		Use:     "topology",
		Short:   "Lay out a mesh: axes, ranks and groups",
		Long:    topologyLong,
		Example: topologyExample,
		Args:    noArgument,
		RunE: func(cmd *cobra.Command, _ []string) error {
			a, err := c.answer(cmd, newRequest("topology"), &output, func(_ *session, r *request) error {
				addNumber(cmd, r, "rank")
				if cmd.Flags().Changed("axis") {
					r.addString("axis", axis.value, "--axis")
				}
				return mesh.add(cmd, r, false)
			})
			if err == nil && a.Get("topology").Type == gjson.Null {
				return errInvalid
			}
			return err
		},
	}
	cmd.Flags().SortFlags = false
	mesh.register(cmd, everySetting)
	cmd.Flags().Var(&rank, "rank", "say where this rank stands")
	complete(cmd, "rank", cobra.NoFileCompletions)
	cmd.Flags().Var(&axis, "axis", "list the groups of ranks along this axis")
	complete(cmd, "axis", completeAxis)
	output.register(cmd)
	return cmd
}
