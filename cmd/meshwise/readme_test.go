package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestReadme runs the first command of the README, from the folder that it is said to be run from, and compares what it
// prints with what stands below it.
func TestReadme(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile("(?s)```sh\ngo run ./cmd/meshwise (.*?)\n```\n\n```text\n(.*?)```").FindSubmatch(text)
	if found == nil {
		t.Fatal("the README has no first command with its output")
	}
	t.Chdir(filepath.Join("..", ".."))
	var out, errs strings.Builder
	code := run(strings.Fields(string(found[1])), strings.NewReader(""), &out, &errs)
	if code != 1 || out.String() != string(found[2]) {
		t.Errorf("exit code %d, and it prints:\n%s%s", code, out.String(), errs.String())
	}
}
