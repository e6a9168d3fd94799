package truth

import (
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the table of docs/planner.md")

// TestDocs holds the table of the page to what the command prints.
func TestDocs(t *testing.T) {
	const page, from, to = "../../docs/planner.md", "<!-- truth -->\n", "<!-- /truth -->"
	all, rows := models(t), published(t)
	var out strings.Builder
	out.WriteString("```text\n")
	Judge(all, rows).Print(&out)
	Anchor(all, rows).Print(&out)
	Place(all, rows).Print(&out)
	out.WriteString("```\n")
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(text), from)
	old, after, closed := strings.Cut(rest, to)
	if !ok || !closed {
		t.Fatalf("%s has no place for the table", page)
	}
	if old == out.String() {
		return
	}
	if !*update {
		t.Fatalf("%s shows another table: go test ./plan/truth -run Docs -update", page)
	}
	if err := os.WriteFile(page, []byte(before+from+out.String()+to+after), 0o644); err != nil {
		t.Fatal(err)
	}
}
