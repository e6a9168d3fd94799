package plan_test

import (
	"os/exec"
	"strings"
	"testing"
)

// TestNoFusedMultiplyAdd compiles for a processor that has one: a product that is added must be rounded first, or hosts
// would not answer alike. float64(x*y) + z rounds it.
func TestNoFusedMultiplyAdd(t *testing.T) {
	cmd := exec.Command("go", "build", "-gcflags=-S", "-o", t.TempDir()+"/plan.a", ".")
	cmd.Env = append(cmd.Environ(), "GOOS=linux", "GOARCH=arm64", "CGO_ENABLED=0")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	text := string(out)
	if !strings.Contains(text, "FMULD") {
		t.Fatal("the listing has no products: is it one?")
	}
	for line := range strings.Lines(text) {
		if strings.Contains(line, "FMADD") || strings.Contains(line, "FMSUB") || strings.Contains(line, "FNMADD") || strings.Contains(line, "FNMSUB") {
			t.Error(strings.TrimSpace(line))
		}
	}
}
