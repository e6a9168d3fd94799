package plan_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/plan"
	"github.com/meshwise/meshwise/plan/internal/jsonvalue"
)

const fixtures = "../tests/fixtures/configs"

func parse(t testing.TB, text []byte) capabilities.Value {
	t.Helper()
	v, err := jsonvalue.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func load(t testing.TB, file string, into any) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, into, json.MatchCaseInsensitiveNames(true)); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
}

// change is a config with other keys: "<drop>" takes one out.
func change(t testing.TB, v capabilities.Value, with map[string]jsontext.Value) capabilities.Value {
	t.Helper()
	var keys []string
	var vals []capabilities.Value
	put := func(key string, v capabilities.Value) { keys, vals = append(keys, key), append(vals, v) }
	for i := range v.Len() {
		if other, ok := with[v.Key(i)]; !ok {
			put(v.Key(i), v.At(i))
		} else if one := parse(t, other); !one.Is("<drop>") {
			put(v.Key(i), one)
		}
	}
	for key, other := range with {
		if one := parse(t, other); v.Get(key).Kind() == capabilities.Absent && !one.Is("<drop>") {
			put(key, one)
		}
	}
	return capabilities.ObjectValue(keys, vals)
}

// TestParametersOfFixtures holds real configs, and such with keys that are missing or other, to what transformers builds.
func TestParametersOfFixtures(t *testing.T) {
	var rows []struct {
		File, Class string
		Change      map[string]jsontext.Value
		Parameters  *int64
	}
	load(t, "testdata/fixtures.json", &rows)
	real, changed, unknown := 0, 0, 0
	for _, row := range rows {
		text, err := os.ReadFile(filepath.Join(fixtures, row.File))
		if err != nil {
			t.Fatal(err)
		}
		m := plan.Read(change(t, parse(t, text), row.Change))
		n, ok := m.Parameters()
		switch {
		case m.AtLeast != "":
			continue // a tower beside it
		case ok && row.Parameters == nil:
			t.Errorf("%s %s: %d parameters, and transformers does not build it", row.File, row.Change, n)
		case ok && n != *row.Parameters:
			t.Errorf("%s %s: %d parameters, and transformers has %d", row.File, row.Change, n, *row.Parameters)
		case ok && row.Change == nil:
			real++
		case ok:
			changed++
		case row.Parameters != nil:
			unknown++
			t.Logf("%s (%s) %s: %d parameters, and not known: %v", row.File, row.Class, row.Change, *row.Parameters, m.Missing)
		}
	}
	t.Logf("equal: %d configs, %d changed ones; not known: %d", real, changed, unknown)
	if real < 37 || changed < 300 {
		t.Errorf("%d configs and %d changed ones are equal; there were 37 and 300", real, changed)
	}
}

// TestParametersOfClasses holds every class of the table to models that were built from configs drawn at random.
func TestParametersOfClasses(t *testing.T) {
	var rows []struct {
		Class      string
		Config     map[string]jsontext.Value
		Parameters int64
	}
	load(t, "testdata/classes.json", &rows)
	classes := map[string]int{}
	for _, row := range rows {
		named := capabilities.ObjectValue([]string{"architectures"}, []capabilities.Value{capabilities.ArrayValue(capabilities.StringValue(row.Class))})
		m := plan.Read(change(t, named, row.Config))
		if n, ok := m.Parameters(); !ok || n != row.Parameters {
			t.Errorf("%s %s: %d parameters, and transformers has %d; %v", row.Class, row.Config, n, row.Parameters, m.Missing)
		}
		classes[row.Class]++
	}
	t.Logf("%d classes, %d configs", len(classes), len(rows))
	if len(classes) < 100 {
		t.Errorf("only %d classes", len(classes))
	}
}
