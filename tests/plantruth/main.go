// Command plantruth holds the planner to a table of published runs: errors of memory and time by group, whether the
// intervals hold what was measured, runs that ran and would be refused, where published choices stand, and what Megatron-LM's
// formula and DeepSpeed's estimator say of the same rows.
//
// It fails where the table names a model that is not known, and where a run that ran is refused. A name that begins with a
// question mark is one that the table itself does not know; its row is counted, and not judged.
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/meshwise/meshwise/plan/truth"
)

func main() {
	runs := flag.String("runs", "plan/testdata/published-runs.csv", "the table")
	models := flag.String("models", "plan/testdata/models.json", "the models that it names")
	configs := flag.String("configs", "tests/fixtures/configs", "the folder of their configs")
	rows := flag.Bool("rows", false, "also print each row")
	flag.Parse()
	if err := judge(*runs, *models, *configs, *rows); err != nil {
		fmt.Fprintln(os.Stderr, "plantruth:", err)
		os.Exit(1)
	}
}

func judge(runs, models, configs string, each bool) error {
	f, err := os.Open(runs)
	if err != nil {
		return err
	}
	defer f.Close()
	rows, err := truth.ReadRows(f)
	if err != nil {
		return fmt.Errorf("%s: %w", runs, err)
	}
	all, err := truth.LoadModels(models, configs)
	if err != nil {
		return err
	}
	j := truth.Judge(all, rows)
	p := truth.Place(all, rows)
	if each {
		for _, line := range append(j.Lines, p.Lines...) {
			fmt.Println(line)
		}
	}
	j.Print(os.Stdout)
	truth.Anchor(all, rows).Print(os.Stdout)
	p.Print(os.Stdout)
	switch {
	case len(j.UnknownModels) > 0:
		return fmt.Errorf("%d names of models are not known, the first is %q", len(j.UnknownModels), j.UnknownModels[0])
	case len(j.Refused) > 0:
		return fmt.Errorf("%d runs that ran are refused", len(j.Refused))
	case j.MemoryAll.Errors == nil && j.TimeAll.Errors == nil:
		return fmt.Errorf("no row could be judged")
	}
	return nil
}
