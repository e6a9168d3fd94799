package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"strings"

	"github.com/meshwise/meshwise/mesh"
)

// The book lists what was found to go wrong, one kind a line, with what answers it: rules, errors, capabilities. What nothing
// answers says why not.

//go:embed book.txt
var book string

// kind is one line of the book.
type kind struct {
	ID, Text string
	Answers  []string // codes of rules, errors and capabilities
	Why      string   // why nothing answers, or not all of it
}

func kinds() (list []kind) {
	for _, line := range strings.Split(strings.TrimSpace(book), "\n") {
		cells := strings.Split(line, "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		list = append(list, kind{cells[0], cells[1], strings.Fields(cells[2]), cells[3]})
	}
	return list
}

// writeBook writes the table of kinds.
func writeBook(b *bytes.Buffer) {
	isRule := map[string]bool{}
	for _, r := range mesh.Rules() {
		isRule[r.Code] = true
	}
	b.WriteString("\n## What is known to go wrong\n\n" +
		"W is worlds and batches, T tensor, P pipeline, C context and E expert parallelism; A6 and F are features and markers.\n\n" +
		"| | kind | answered by | what is not, and why |\n|---|---|---|---|\n")
	for _, k := range kinds() {
		var answers []string
		for _, code := range k.Answers {
			if isRule[code] {
				answers = append(answers, fmt.Sprintf("[%s](#%s)", code, anchor(code)))
			} else {
				answers = append(answers, "`"+code+"`")
			}
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s |\n", k.ID, k.Text, strings.Join(answers, ", "), k.Why)
	}
}
