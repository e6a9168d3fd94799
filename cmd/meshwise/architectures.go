package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

const architecturesLong = `architectures lists the model classes in the catalogue inside the engine, with what each supports. The catalogue is what a
bare config.json is answered from: it was made by looking at the classes of these packages, and by nobody's hand.

NAME is a part of the names to list, whatever its case. Without --source the newest version of each package is listed.`

const architecturesExample = `  meshwise architectures llama
  meshwise architectures --source transformers@5 --model-type qwen3
  meshwise architectures --supports pp ForCausalLM --format markdown`

// architecturesCommand makes the verb architectures.
func (c *cli) architecturesCommand() *cobra.Command {
	var (
		output                      outputFlags
		source, modelType, supports text
	)
	source.kind, modelType.kind, supports.kind = "PACKAGE[@VERSION]", "NAME", "CAPABILITY"
	cmd := &cobra.Command{
		Use:     "architectures [NAME]",
		Short:   "List the model classes that the engine knows",
		Long:    architecturesLong,
		Example: architecturesExample,
		Args: func(_ *cobra.Command, arguments []string) error {
			if len(arguments) > 1 {
				return fmt.Errorf("expected at most one NAME, got %d arguments", len(arguments))
			}
			return nil
		},
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, arguments []string) error {
			a, err := c.answer(cmd, newRequest("architectures"), &output, func(_ *session, r *request) error {
				if len(arguments) == 1 {
					r.addString("name", arguments[0], "NAME")
				}
				for _, f := range []struct{ flag, member, value string }{
					{"source", "source", source.value}, {"model-type", "model_type", modelType.value}, {"supports", "supports", supports.value},
				} {
					if cmd.Flags().Changed(f.flag) {
						r.addString(f.member, f.value, "--"+f.flag)
					}
				}
				return nil
			})
			if err == nil && a.Get("total").Int() == 0 {
				return errInvalid
			}
			return err
		},
	}
	cmd.Flags().SortFlags = false
	cmd.Flags().Var(&source, "source", "the package, and the version of it")
	complete(cmd, "source", completeSource)
	cmd.Flags().Var(&modelType, "model-type", "only the classes of this model type")
	complete(cmd, "model-type", cobra.NoFileCompletions)
	cmd.Flags().Var(&supports, "supports", "only the classes that support this, such as tp, pp, cp, ep")
	complete(cmd, "supports", cobra.NoFileCompletions)
	output.register(cmd)
	return cmd
}

const diffLong = `diff says what changes for models from one version of a package to another: which architectures support something else, which
are new and which are gone. Both are sources of the catalogue: a package, and the version or the beginning of it.`

const diffExample = `  meshwise diff transformers@4.57 transformers@5
  meshwise diff transformers nemo_automodel --format markdown`

// diffCommand makes the verb diff.
func (c *cli) diffCommand() *cobra.Command {
	var output outputFlags
	cmd := &cobra.Command{
		Use:     "diff FROM TO",
		Short:   "Say what an upgrade of a package changes",
		Long:    diffLong,
		Example: diffExample,
		Args: func(_ *cobra.Command, arguments []string) error {
			if len(arguments) != 2 {
				return fmt.Errorf("expected two of PACKAGE[@VERSION], got %d arguments", len(arguments))
			}
			return nil
		},
		ValidArgsFunction: completeSource,
		RunE: func(cmd *cobra.Command, arguments []string) error {
			_, err := c.answer(cmd, newRequest("difference"), &output, func(_ *session, r *request) error {
				r.addString("from", arguments[0], "FROM")
				r.addString("to", arguments[1], "TO")
				return nil
			})
			return err
		},
	}
	cmd.Flags().SortFlags = false
	output.register(cmd)
	return cmd
}

// completeSource completes a source of the catalogue.
func completeSource(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return described().strings("catalogue"), cobra.ShellCompDirectiveNoFileComp
}
