// Command readcmd reads one file, and prints what it says of the run as JSON: for tests, and to compare readings.
//
//	go run ./reading/internal/readcmd [--env NAME=VALUE] FILE
//	go run ./reading/internal/readcmd -- torchrun pretrain_gpt.py …
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/meshwise/meshwise/internal/jsonw"
	"github.com/meshwise/meshwise/reading"
	"github.com/meshwise/meshwise/reading/hosttree"
)

func main() {
	os.Exit(run(os.Args[1:]))
}

func run(args []string) int {
	var req reading.Request
	for i := 0; i < len(args); i++ {
		switch a := args[i]; {
		case a == "--":
			req.Argv = args[i+1:]
			i = len(args)
		case a == "--format":
			i++
		case a == "--input" && i+1 < len(args):
			i++
			req.Input = args[i]
		case a == "--env" && i+1 < len(args):
			i++
			name, value, _ := strings.Cut(args[i], "=")
			req.Env = append(req.Env, reading.Variable{Name: name, Value: value})
		default:
			f, err := hosttree.Open(a)
			if err != nil {
				fmt.Fprintln(os.Stderr, err)
				return 2
			}
			req.Files = append(req.Files, f)
		}
	}
	r, failed := hosttree.Read(&req, hosttree.Open)
	if failed != nil {
		json.NewEncoder(os.Stdout).Encode(map[string]any{"kind": "error", "code": failed.Code, "file": failed.File, "line": failed.Line, "column": failed.Column, "message": failed.Message})
		return 2
	}
	var w jsonw.Writer
	r.Write(&w)
	os.Stdout.Write(append(w.Bytes(), '\n'))
	return 0
}
