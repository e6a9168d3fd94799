// scratch: sweep DIR prints a line of JSON a file
package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"time"

	"github.com/meshwise/meshwise/internal/jsonw"
	"github.com/meshwise/meshwise/reading"
	"github.com/meshwise/meshwise/reading/hosttree"
)

func main() {
	root, _ := filepath.Abs(os.Args[1])
	repos, _ := os.ReadDir(root)
	for _, repo := range repos {
		dir := filepath.Join(root, repo.Name())
		os.Chdir(dir)
		var files []string
		filepath.WalkDir(".", func(p string, d fs.DirEntry, err error) error {
			if err == nil && d.Type().IsRegular() {
				files = append(files, p)
			}
			return nil
		})
		sort.Strings(files)
		for _, p := range files {
			f, err := hosttree.Open(p)
			if err != nil {
				continue
			}
			req := reading.Request{Files: []reading.File{f}}
			start := time.Now()
			out := map[string]any{"repo": repo.Name(), "file": p}
			func() {
				defer func() {
					if r := recover(); r != nil {
						out["panic"] = fmt.Sprint(r)
					}
				}()
				r, failed := hosttree.Read(&req, hosttree.Open)
				if failed != nil {
					out["error"] = fmt.Sprintf("%s:%d:%d %s %s", failed.File, failed.Line, failed.Column, failed.Code, failed.Message)
					return
				}
				var w jsonw.Writer
				r.Write(&w)
				out["reading"] = json.RawMessage(w.Bytes())
			}()
			if d := time.Since(start); d > 200*time.Millisecond {
				out["slow"] = d.String()
			}
			b, err := json.Marshal(out)
			if err != nil {
				b, _ = json.Marshal(map[string]any{"repo": repo.Name(), "file": p, "bad": err.Error()})
			}
			fmt.Println(string(b))
		}
	}
}
