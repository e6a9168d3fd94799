package truth

import (
	"os"
	"strings"
	"testing"

	"github.com/meshwise/meshwise/plan"
)

func published(t testing.TB) []Row { return table(t, "published-runs.csv") }

func table(t testing.TB, name string) []Row {
	t.Helper()
	f, err := os.Open(testdata + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := ReadRows(f)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// atMost are errors in hundredths that the published runs are held to.
func atMost(t *testing.T, what string, e Errors, median, p90 float64) {
	t.Helper()
	if len(e) < 30 {
		t.Errorf("%s: only %d runs were judged", what, len(e))
	}
	if got := 100 * e.Median(); got > median {
		t.Errorf("%s: the median error is %.1f %%, and %.1f is allowed", what, got, median)
	}
	if got := 100 * e.P90(); got > p90 {
		t.Errorf("%s: nine of ten errors are within %.1f %%, and %.1f is allowed", what, got, p90)
	}
}

func TestPublishedRuns(t *testing.T) {
	rows := published(t)
	j := Judge(models(t), rows)
	var text strings.Builder
	j.Print(&text)
	t.Log("\n" + text.String())
	if len(j.UnknownModels) > 0 || j.Rows != len(rows) || j.Rows < 300 {
		t.Errorf("%d rows; unknown models: %v", j.Rows, j.UnknownModels)
	}
	if len(j.Refused) > 0 {
		t.Errorf("runs that ran are refused: %v", j.Refused)
	}
	atMost(t, "memory", j.MemoryAll.Errors, 4, 13)
	for _, g := range j.ByKind {
		if strings.HasPrefix(g.Name, "dense") {
			atMost(t, g.Name, g.Errors, 8, 20)
		} else {
			atMost(t, g.Name, g.Errors, 20, 45)
		}
	}
	for _, g := range []Group{j.MemoryAll, j.TimeAll} {
		if 10*g.Covered < 9*len(g.Errors) {
			t.Errorf("the intervals hold %d of %d measured values", g.Covered, len(g.Errors))
		}
	}
}

// TestOneGPU holds the planner to steps that plan/onegpu measured on one H100.
func TestOneGPU(t *testing.T) {
	rows, all := table(t, "one-gpu.csv"), models(t)
	j := Judge(all, rows)
	if len(j.Refused) > 0 || len(j.UnknownModels) > 0 {
		t.Errorf("refused %v, unknown models %v", j.Refused, j.UnknownModels)
	}
	atMost(t, "memory", j.MemoryAll.Errors, 4, 12)
	atMost(t, "time", j.TimeAll.Errors, 20, 40)
	if 10*j.MemoryAll.Covered < 9*len(j.MemoryAll.Errors) {
		t.Errorf("the intervals hold %d of %d measured peaks", j.MemoryAll.Covered, len(j.MemoryAll.Errors))
	}
	adapters := 0
	for _, row := range rows {
		if row.Get("group") != "one-gpu-lora" || row.Get("mem_kind") != "allocated" {
			continue
		}
		adapters++
		m, err := all.Get(row.Get("model"), int64(row.Number("seq", 0)))
		if err != nil {
			t.Fatal(err)
		}
		run, err := row.Run()
		if err != nil {
			t.Fatal(err)
		}
		run.Adapter = &plan.Adapter{Rank: 16}
		if e := m.Estimate(run); e.Memory.Allocated.High < row.Number("mem_gib", 0)*(1<<30) {
			t.Errorf("%s: adapters keep at most %.2f GiB, and %s were measured", row.Get("id"), e.Memory.Allocated.High/(1<<30), row.Get("mem_gib"))
		}
	}
	if adapters < 6 {
		t.Errorf("only %d rows have an adapter", adapters)
	}
}

func TestPublishedChoices(t *testing.T) {
	p := Place(models(t), published(t))
	var text strings.Builder
	p.Print(&text)
	t.Log("\n" + text.String())
	if p.Choices < 60 || 10*p.Placed < 9*p.Choices {
		t.Errorf("of %d published choices %d are in the plan", p.Choices, p.Placed)
	}
	if 10*p.Five < 6*p.Placed {
		t.Errorf("of %d published choices %d are among the first five", p.Placed, p.Five)
	}
	if 10*p.Alike < 9*p.Placed {
		t.Errorf("of %d published choices %d are as good as the best", p.Placed, p.Alike)
	}
}

func TestOtherFormulas(t *testing.T) {
	a := Anchor(models(t), published(t))
	var text strings.Builder
	a.Print(&text)
	t.Log("\n" + text.String())
	if a.OnMegatron.Median() > a.Megatron.Median() || a.OnDeepSpeed.Median() > a.DeepSpeed.Median() {
		t.Error("another formula is nearer to the published runs")
	}
}

func TestTables(t *testing.T) {
	if _, err := ReadRows(strings.NewReader("id,model\n1,x\n")); err == nil {
		t.Error("a table without columns is read")
	}
	rows := published(t)[:1]
	rows[0].cells["model"] = "no-such-model"
	if j := Judge(models(t), rows); len(j.UnknownModels) != 1 {
		t.Errorf("an unknown model is not told: %+v", j)
	}
}
