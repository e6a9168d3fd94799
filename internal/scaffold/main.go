// Command scaffold writes the beginning of a rule or of a setting: what every one of them has, with gaps that do not pass a
// test until they are filled in.
//
//	go run ./internal/scaffold rule tp.problem
//	go run ./internal/scaffold setting batch_words
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

func main() {
	if err := run(".", os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "scaffold:", err)
		os.Exit(2)
	}
}

func run(root string, args []string) error {
	if len(args) != 2 {
		return fmt.Errorf("expected rule CODE or setting NAME, got %d words", len(args))
	}
	switch args[0] {
	case "rule":
		return rule(root, args[1])
	case "setting":
		return setting(root, args[1])
	}
	return fmt.Errorf("expected rule or setting, got %q", args[0])
}

// subjects is where the rules of an axis stand, and the axis in Go.
var subjects = map[string][2]string{
	"tp": {"tensor.go", "law.TP"}, "pp": {"pipeline.go", "law.PP"}, "cp": {"context.go", "law.CP"}, "ep": {"expert.go", "law.EP"},
	"dp_replicate": {"data.go", "law.DPReplicate"}, "dp_shard": {"data.go", "law.DPShard"}, "world": {"data.go", "law.World"},
	"batch": {"batch.go", "law.Batch"}, "sequence": {"sequence.go", "law.Sequence"}, "checkpoint": {"checkpoint.go", "law.Checkpoint"}, "model": {"model.go", "law.NoAxis"},
}

var codePattern = regexp.MustCompile(`^([a-z_]+)\.([a-z][a-z0-9_]*)$`)

// rule adds a row at the head of its subject, and a suite of vectors.
func rule(root, code string) error {
	found := codePattern.FindStringSubmatch(code)
	if found == nil {
		return fmt.Errorf("expected a code such as tp.problem, got %q", code)
	}
	axis, problem := found[1], found[2]
	subject, ok := subjects[axis]
	if !ok {
		var known []string
		for name := range subjects {
			known = append(known, name)
		}
		slices.Sort(known)
		return fmt.Errorf("expected a code of %s, got %q", strings.Join(known, ", "), code)
	}
	vectors := filepath.Join(root, "tests", "vectors", "rules", axis, problem+".json")
	if _, err := os.Stat(vectors); err == nil {
		return fmt.Errorf("%s is there already", vectors)
	}
	row := fmt.Sprintf(ruleRow, code, subject[1])
	if err := insert(filepath.Join(root, "mesh", "rules", subject[0]), "[]law.Rule{\n", row, code); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(vectors), 0o755); err != nil {
		return err
	}
	return os.WriteFile(vectors, []byte(fmt.Sprintf(suite, axis, problem, code)), 0o644)
}

const ruleRow = `	{
		Code:     %q,
		Axis:     %s,
		Title:    "TODO: what must hold, as a heading",
		Since:    "TODO",
		Equation: "TODO",
		Why:      "TODO: what must hold, as a message says it",
		Example:  "TODO",
		Stances:  []law.Stance{{Framework: automodel, Severity: law.Refuses, In: "TODO: path#symbol"}},
	},
`

const suite = `{
  "suite": "rules/%[1]s/%[2]s",
  "description": "TODO",
  "cases": [
    {
      "name": "TODO_must_be_refused",
      "request": {"op": "validate_mesh", "facts": {"config": {"$file": "configs/meta-llama--Llama-3.1-8B.json"}}, "mesh": {"world_size": 8}},
      "expect": {"valid": false},
      "codes": ["%[3]s"],
      "warning_codes": [],
      "unknown_codes": []
    },
    {
      "name": "TODO_must_pass",
      "request": {"op": "validate_mesh", "facts": {"config": {"$file": "configs/meta-llama--Llama-3.1-8B.json"}}, "mesh": {"world_size": 8}},
      "expect": {"valid": true},
      "codes": [],
      "warning_codes": [],
      "unknown_codes": []
    }
  ]
}
`

var settingPattern = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$`)

// setting adds a row to the section of batch and sequence: the right one and the right kind are for who fills it in.
func setting(root, name string) error {
	if !settingPattern.MatchString(name) {
		return fmt.Errorf("expected a name such as batch_words or precision.words, got %q", name)
	}
	row := fmt.Sprintf("\tt.count(%q, \"TODO: unit\", 1, maxBatch, \"TODO: what it is; move it to its section\")\n", name)
	return insert(filepath.Join(root, "mesh", "law", "sections.go"), "func ofTheBatch(t *rows) {\n", row, name)
}

// insert adds a row behind a line that stands once in a file, unless the file has the name already.
func insert(path, behind, row, name string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if strings.Contains(string(text), fmt.Sprintf("%q", name)) {
		return fmt.Errorf("%s is there already, in %s", name, path)
	}
	at := strings.Index(string(text), behind)
	if at < 0 {
		return fmt.Errorf("%s has no line %q", path, strings.TrimSpace(behind))
	}
	at += len(behind)
	return os.WriteFile(path, slices.Concat(text[:at], []byte(row), text[at:]), 0o644)
}
