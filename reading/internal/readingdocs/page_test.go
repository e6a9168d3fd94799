package main

import (
	"os"
	"testing"
)

func TestPageIsCurrent(t *testing.T) {
	text, err := os.ReadFile("../../../docs/reading.md")
	if err != nil {
		t.Fatal(err)
	}
	if string(text) != Page() {
		t.Error("docs/reading.md is not what the tables say: go run ./reading/internal/readingdocs > docs/reading.md")
	}
}
