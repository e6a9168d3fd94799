package render_test

import (
	"strings"
	"testing"

	"github.com/meshwise/meshwise/mesh"
	"github.com/meshwise/meshwise/render"
)

// TestIdle holds the workflow command about an acceptance that no longer fires to one line, wherever the acceptance stands.
func TestIdle(t *testing.T) {
	for _, s := range hostile {
		document := render.Idle(&mesh.Acceptance{Code: "tp.crosses_nodes", At: s + ":12"}, render.Options{Format: render.GitHub})
		if strings.Count(document, "\n") != 1 || !strings.Contains(document, "title=tp.crosses_nodes (accepted)::") {
			t.Errorf("%q stands at %q", document, s)
		}
		if problem := hidden(document); problem != "" {
			t.Errorf("the command of %q %s: %q", s, problem, document)
		}
	}
	for at, want := range map[string]string{
		"meshwise.yaml:12": "::warning file=meshwise.yaml,line=12,title=", `C:\a.yaml:3`: `::warning file=C%3A\a.yaml,line=3,title=`,
		"meshwise.yaml": "::warning file=meshwise.yaml,title=", "a:0": "::warning file=a%3A0,title=", ":3": "::warning file=%3A3,title=",
	} {
		if got := render.Idle(&mesh.Acceptance{Code: "c", At: at}, render.Options{Format: render.GitHub}); !strings.HasPrefix(got, want) {
			t.Errorf("an acceptance at %s is told as %q, not as %s", at, got, want)
		}
	}
}
