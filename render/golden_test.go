package render_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/meshwise/meshwise/render"
)

var update = flag.Bool("update", false, "write the golden files as the formats are rendered now")

// TestGolden holds one answer of every kind, in every format, to the files in testdata: they are what a reader sees.
func TestGolden(t *testing.T) {
	for _, a := range answers(t) {
		t.Run(a.name, func(t *testing.T) {
			var got strings.Builder
			for _, format := range render.Formats() {
				got.WriteString("-- " + format + " --\n")
				got.WriteString(readable(t, a.render(options(format))))
			}
			file := filepath.Join("testdata", a.name+".golden")
			if *update {
				if err := os.WriteFile(file, []byte(got.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got.String()); diff != "" {
				t.Errorf("%s (-want +got), if it is meant: go test ./render -update\n%s", file, diff)
			}
		})
	}
}

// readable makes a document fit to be read as a diff: JSON over many lines, escapes of a terminal as a sign.
func readable(t *testing.T, document string) string {
	if strings.HasPrefix(document, "{") {
		var lines bytes.Buffer
		if err := json.Indent(&lines, []byte(document), "", "  "); err != nil {
			t.Fatal(err)
		}
		return lines.String()
	}
	return strings.ReplaceAll(document, "\x1b", "␛")
}

func options(format string) render.Options {
	return render.Options{Format: render.Format(format), File: "configs/llama 3.1/config.json", Version: "0.1.0"}
}

// TestDeterminism renders every answer twice, from facts that were read twice.
func TestDeterminism(t *testing.T) {
	first, second := answers(t), answers(t)
	for i, a := range first {
		for _, format := range render.Formats() {
			if a.render(options(format)) != second[i].render(options(format)) {
				t.Errorf("%s as %s is not the same twice", a.name, format)
			}
		}
	}
}

// TestShape holds what is true of every document: whole UTF-8, one newline at the end, no space at the end of a line, and
// text that fits into a terminal of 100 columns.
func TestShape(t *testing.T) {
	for _, a := range answers(t) {
		for _, format := range render.Formats() {
			t.Run(a.name+"/"+format, func(t *testing.T) {
				document := a.render(options(format))
				if !strings.HasSuffix(document, "\n") || strings.HasSuffix(document, "\n\n") {
					t.Errorf("the document does not end in one newline: %q", document[max(0, len(document)-20):])
				}
				if !utf8.ValidString(document) {
					t.Error("the document is no UTF-8")
				}
				for line := range strings.SplitSeq(document, "\n") {
					if strings.TrimRight(line, " \t") != line {
						t.Errorf("a line ends in a space: %q", line)
					}
					if format == "text" && utf8.RuneCountInString(line) > 100 {
						t.Errorf("a line has %d columns: %q", utf8.RuneCountInString(line), line)
					}
				}
			})
		}
	}
}

// TestColourIsNotMeaning holds the coloured text to the plain one: without its escapes it is the same.
func TestColourIsNotMeaning(t *testing.T) {
	for _, a := range answers(t) {
		plain, coloured := a.render(options("text")), a.render(options("ansi"))
		if a.name != "code" && !strings.Contains(coloured, "\x1b[") {
			t.Errorf("%s has no colour", a.name)
		}
		if diff := cmp.Diff(plain, withoutColour(coloured)); diff != "" {
			t.Errorf("%s (-text +ansi without its escapes)\n%s", a.name, diff)
		}
	}
}

// TestNoFormat renders nothing without a format.
func TestNoFormat(t *testing.T) {
	for _, a := range answers(t) {
		if got := a.render(render.Options{}); got != "" {
			t.Errorf("%s: got %q", a.name, got)
		}
	}
}
