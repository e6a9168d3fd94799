package reading_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/meshwise/meshwise/internal/jsonw"
	"github.com/meshwise/meshwise/reading"
	"github.com/meshwise/meshwise/reading/hosttree"
)

// seeds are the public files, and what the cases hold.
func seeds(f *testing.F) {
	err := filepath.WalkDir("testdata/public", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Base(path) == "expected.json" {
			return err
		}
		text, err := os.ReadFile(path)
		f.Add(filepath.Base(path), string(text))
		return err
	})
	if err != nil {
		f.Fatal(err)
	}
	f.Add("a.yaml", "a: &x [*x]\n<<: *x\n? [b]\n")
	f.Add("a.toml", "[[a]]\nb.c = {d = [1, {e = '''x'''}]}\n")
	f.Add("a.json", `{"a": "\ud800", "zero_optimization": {"stage": 1e999}}`)
	f.Add("a.yaml", "apiVersion: trainer.kubeflow.org/v1alpha1\nkind: TrainJob\nspec: {trainer: {numNodes: 2}}\n")
	f.Add("a.sh", "srun bash -c \"torchrun x.py\"")
}

// Whatever a file holds, it is read or refused: never a crash, the same bytes twice, each place within its line.
func FuzzRead(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, name, text string) {
		read := func() (*reading.Reading, *reading.Error) {
			return reading.Read(&reading.Request{Files: []reading.File{hosttree.File(filepath.Base(name), text)}})
		}
		r, failed := read()
		if failed != nil {
			if failed.Code == "" || failed.Message == "" || strings.Contains(failed.Message, "\n") {
				t.Fatalf("an error without words, or in several lines: %+v", failed)
			}
			return
		}
		var one, two jsonw.Writer
		r.Write(&one)
		again, _ := read()
		again.Write(&two)
		if string(one.Bytes()) != string(two.Bytes()) {
			t.Fatal("two readings of one text differ")
		}
		lines := strings.Split(text, "\n")
		for _, p := range r.Positions {
			if p.Line == 0 {
				continue
			}
			if p.Line > len(lines) || p.Column < 1 || p.Column > len([]rune(lines[p.Line-1]))+1 || p.EndColumn < p.Column {
				t.Fatalf("%s stands at %d:%d to %d, which is no place of the file", p.Field, p.Line, p.Column, p.EndColumn)
			}
		}
	})
}
