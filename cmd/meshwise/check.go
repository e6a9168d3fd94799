package main

import (
	"github.com/spf13/cobra"
	"github.com/tidwall/gjson"
)

const checkLong = `check holds a model against the sizes of a mesh, and says all that is wrong with them, with the sizes that would work.

` + inputLong + `

With several --mesh the same model is held against each; the flags of sizes then hold for all of them.

The exit code is 1 when a mesh is not valid. A mesh is neither valid nor invalid when it hinges on a fact that was not
observed, which a config.json often leaves open; the answer names the fact, and the exit code is 0 unless --fail-on says
otherwise:
  violation  1 when a rule is broken
  unknown    1 also when that is not known
  warning    1 also when there is a warning`

const checkExample = `  meshwise check config.json --tp 8 --pp 2
  meshwise check config.json --mesh tp=8,pp=2 --mesh tp=4,pp=4 --world-size 16
  meshwise check facts.json --tp 2 --framework torchtitan --fail-on unknown
  meshwise check config.json --tp 16 --format github
  cat config.json | meshwise check - --tp 8 --format json`

// checkCommand makes the verb check.
func (c *cli) checkCommand() *cobra.Command {
	var (
		input   modelFlags
		mesh    meshFlags
		output  outputFlags
		failOn  choice
		nearest = text{kind: "N"}
	)
	cmd := &cobra.Command{
		Use:               "check " + fileUsage,
		Short:             "Hold a model against a mesh",
		Long:              checkLong,
		Example:           checkExample,
		Args:              oneArgument(fileWhat),
		ValidArgsFunction: completeFile,
		RunE: func(cmd *cobra.Command, arguments []string) error {
			a, err := c.answer(cmd, newRequest("validate_mesh"), &output, func(s *session, r *request) error {
				addNumber(cmd, r, "nearest")
				if err := mesh.add(cmd, r, true); err != nil {
					return err
				}
				if len(mesh.meshes) < 2 {
					r.add("want", wanted, "")
				}
				return s.addModel(r, arguments[0], &input)
			})
			if err == nil && fails(a, failOn.value) {
				return errInvalid
			}
			return err
		},
	}
	cmd.Flags().SortFlags = false
	mesh.register(cmd, everySetting)
	input.register(cmd)
	failOn.register(cmd, "fail-on", "what makes the exit code 1, each with those before it", "violation", "unknown", "warning")
	cmd.Flags().Var(&nearest, "nearest", "how many of the nearest meshes that work to name")
	complete(cmd, "nearest", cobra.NoFileCompletions)
	output.register(cmd)
	return cmd
}

// wanted is the parts of one verdict: what the run needs is told without a card too.
const wanted = `["detail","effective","topology","text","estimate"]`

// fails reports whether a verdict, or one of several, fails the command.
func fails(a answer, on string) bool {
	verdicts := a.Get("verdicts").Array()
	if a.Get("kind").Str == "verdict" {
		verdicts = []gjson.Result{a.Result}
	}
	for _, v := range verdicts {
		switch {
		case v.Get("valid").Type == gjson.False,
			on != "violation" && v.Get("valid").Type != gjson.True,
			on == "warning" && len(v.Get("warnings").Array()) > 0:
			return true
		}
	}
	return false
}
