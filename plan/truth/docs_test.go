package truth

import (
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the table of docs/planner.md")

// TestDocs holds the tables of the page to what the command prints.
func TestDocs(t *testing.T) {
	all, rows := models(t), published(t)
	var out strings.Builder
	Judge(all, rows).Print(&out)
	Anchor(all, rows).Print(&out)
	Place(all, rows).Print(&out)
	shows(t, "truth", out.String())
	out.Reset()
	Judge(all, table(t, "one-gpu.csv")).Print(&out)
	shows(t, "one-gpu", out.String())
}

func shows(t *testing.T, name, want string) {
	t.Helper()
	const page = "../../docs/planner.md"
	from, to := "<!-- "+name+" -->\n", "<!-- /"+name+" -->"
	want = "```text\n" + want + "```\n"
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(text), from)
	old, after, closed := strings.Cut(rest, to)
	if !ok || !closed {
		t.Fatalf("%s has no place for the table %s", page, name)
	}
	if old == want {
		return
	}
	if !*update {
		t.Fatalf("%s shows another table: go test ./plan/truth -run Docs -update", page)
	}
	if err := os.WriteFile(page, []byte(before+from+want+to+after), 0o644); err != nil {
		t.Fatal(err)
	}
}
