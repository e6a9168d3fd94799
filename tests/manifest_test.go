package tests

import (
	"flag"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the manifest anew")

// TestManifest holds the manifest to the suites: runners in other languages count against it.
func TestManifest(t *testing.T) {
	c := load(t)
	if *update {
		if err := c.WriteManifest(); err != nil {
			t.Fatal(err)
		}
	}
	manifest, err := c.Manifest()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(c.Count(), manifest); diff != "" {
		t.Errorf("tests/vectors/manifest.json is not of these suites; run `make vectors` (-suites +manifest):\n%s", diff)
	}
}
