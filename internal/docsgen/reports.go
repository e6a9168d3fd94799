package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/meshwise/meshwise/wasm/abi"
)

const reportsHead = `# Public reports

Made by ` + "`make docs`" + ` from ` + "`truth/reports`" + `; do not edit.

Runs that somebody reported, with what meshwise says to the run of the reporter and to what mended it. ` + "`truth/run.sh reports`" + `
holds the answers to those that are right.

| report | what happened | framework and run | meshwise | by |
|---|---|---|---|---|
`

// reportsPage asks the engine for every report.
func reportsPage(dir string) ([]byte, error) {
	text, err := os.ReadFile(filepath.Join(dir, "truth/reports/reports.json"))
	if err != nil {
		return nil, err
	}
	var reports []struct {
		Report, What string
		Checks       []struct {
			Config, Framework string
			Mesh, Run         map[string]any
		}
	}
	if err := json.Unmarshal(text, &reports); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.WriteString(reportsHead)
	for _, r := range reports {
		for _, c := range r.Checks {
			config, err := os.ReadFile(filepath.Join(dir, "truth/reports/inputs", c.Config+".json"))
			if err != nil {
				return nil, err
			}
			run := map[string]any{"framework": c.Framework}
			for name, value := range c.Run {
				run[name] = value
			}
			request, err := json.Marshal(map[string]any{
				"op": "validate_mesh", "facts": map[string]any{"config": json.RawMessage(config)}, "mesh": c.Mesh, "run": run, "nearest": 0,
			})
			if err != nil {
				return nil, err
			}
			var answer struct {
				Valid                          *bool
				Violations, Warnings, Unknowns []struct{ Code string }
			}
			if err := json.Unmarshal(abi.Call(request), &answer); err != nil {
				return nil, err
			}
			says, by := "depends", answer.Unknowns
			switch {
			case answer.Valid != nil && !*answer.Valid:
				says, by = "refuses", answer.Violations
			case answer.Valid != nil && len(answer.Warnings) > 0:
				says, by = "passes, and warns", answer.Warnings
			case answer.Valid != nil:
				says, by = "passes", nil
			}
			var codes []string
			for _, v := range by {
				codes = append(codes, fmt.Sprintf("[%s](rules.md#%s)", v.Code, anchor(v.Code)))
			}
			fmt.Fprintf(&b, "| %s | %s | %s, %s: %s | %s | %s |\n", r.Report, escape(r.What), frameworkText(c.Framework), c.Config, said(c.Mesh, c.Run), says, strings.Join(codes, ", "))
		}
	}
	return b.Bytes(), nil
}

// said writes settings in one line.
func said(groups ...map[string]any) string {
	var words []string
	for _, group := range groups {
		for name, value := range group {
			text, _ := json.Marshal(value) // what was read as JSON can be written as such
			words = append(words, name+" "+strings.ReplaceAll(string(text), `"`, ""))
		}
	}
	slices.Sort(words)
	return escape(strings.Join(words, ", "))
}
