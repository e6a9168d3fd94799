package main

import "github.com/spf13/cobra"

const launchLong = `launch spells a mesh for every framework: what its config says, and what each node runs. It holds no model against the
mesh: check does. Words that only you know are shell variables, such as $HEAD_NODE, the address of the first node.

The exit code is 1 when the sizes make no mesh.`

const launchExample = `  meshwise launch --world-size 64 --tp 8 --cp 2
  meshwise launch --mesh tp=4,pp=2,world=64 --gpus-per-node 8 --format markdown`

// launchCommand makes the verb launch.
func (c *cli) launchCommand() *cobra.Command {
	var (
		mesh   meshFlags
		output outputFlags
	)
	cmd := &cobra.Command{
		Use:     "launch",
		Short:   "Spell a mesh for every framework, to be copied",
		Long:    launchLong,
		Example: launchExample,
		Args:    noArgument,
		RunE: func(cmd *cobra.Command, _ []string) error {
			a, err := c.answer(cmd, newRequest("launch"), &output, func(_ *session, r *request) error {
				return mesh.add(cmd, r, false)
			})
			if err == nil && a.Get("nodes").Int() == 0 {
				return errInvalid
			}
			return err
		},
	}
	cmd.Flags().SortFlags = false
	mesh.register(cmd, everySetting)
	output.register(cmd)
	return cmd
}
