package render_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/meshwise/meshwise/render"
)

func schemaFile(name string) string { return filepath.Join("..", "tests", "schemas", name) }

// everything is every answer of the tests: those about real models, and those about hostile names.
func everything(t *testing.T) []answer {
	list := answers(t)
	for _, s := range hostile {
		list = append(list, named(t, s)...)
	}
	return list
}

// files are names of files as hosts give them.
var files = append([]string{"", "config.json", "/srv/models/a b/config.json", "https://example.org/a/config.json?raw=1"}, hostile...)

// TestSARIFSchema validates every SARIF log against the schema of OASIS, formats such as URIs included.
func TestSARIFSchema(t *testing.T) {
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	schema, err := c.Compile(schemaFile("sarif-schema-2.1.0.json"))
	if err != nil {
		t.Fatal(err)
	}
	check := func(name, document string) {
		t.Helper()
		log, err := jsonschema.UnmarshalJSON(strings.NewReader(document))
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, document)
		}
		if err := schema.Validate(log); err != nil {
			t.Errorf("%s: %v\n%s", name, err, document)
		}
	}
	all := everything(t)
	for _, a := range all {
		check(a.name, a.render(options("sarif")))
	}
	for _, file := range files {
		check(file, all[1].render(render.Options{Format: render.SARIF, File: file}))
	}
}

// TestJUnitSchema validates every JUnit report against the schema of Jenkins.
func TestJUnitSchema(t *testing.T) {
	schema := readXSD(t, schemaFile("junit-10.xsd"))
	all := everything(t)
	for _, a := range all {
		if err := schema.validate(a.render(options("junit"))); err != nil {
			t.Errorf("%s: %v", a.name, err)
		}
	}
	for _, file := range files {
		if err := schema.validate(all[1].render(render.Options{Format: render.JUnit, File: file})); err != nil {
			t.Errorf("file %q: %v", file, err)
		}
	}
}
