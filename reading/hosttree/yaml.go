package hosttree

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"

	"go.yaml.in/yaml/v3"

	"github.com/meshwise/meshwise/reading/tree"
)

// YAML returns the rows of a YAML file, or the line at which the library stopped.
func YAML(text []byte) (rows []tree.Row, refused *tree.Error) {
	defer func() {
		if r := recover(); r != nil { // the library says by a panic that it is at fault itself
			rows, refused = nil, &tree.Error{Code: tree.CodeSyntax, Message: fmt.Sprint(r)}
		}
	}()
	w := yamlWalk{rows: []tree.Row{}, at: map[*yaml.Node]int{}}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	for {
		var document yaml.Node
		err := decoder.Decode(&document)
		if errors.Is(err, io.EOF) {
			return w.rows, nil
		}
		if err != nil {
			return nil, refusal(err)
		}
		for _, root := range document.Content {
			if !w.node(root, -1, nil, 0) {
				return w.rows, nil // the engine refuses what is too large or too deep by the rows it has
			}
		}
	}
}

type yamlWalk struct {
	rows []tree.Row
	at   map[*yaml.Node]int
}

// node appends the rows of a node, and reports whether there is room for more.
func (w *yamlWalk) node(n *yaml.Node, parent int, key *yaml.Node, depth int) bool {
	if len(w.rows) > tree.MaxNodes || depth > tree.MaxDepth {
		return false
	}
	r := tree.Row{Parent: parent, Kind: yamlKind(n), Line: n.Line, Column: n.Column}
	if n.Style&yaml.TaggedStyle != 0 {
		r.Tag = n.Tag
	}
	if key != nil {
		r.Key, r.KeyLine, r.KeyColumn = key.Value, key.Line, key.Column
		if key.Kind == yaml.AliasNode {
			key = key.Alias
			r.Key = key.Value
		}
		if key.Kind != yaml.ScalarNode {
			r.Kind, r.Line, r.Column = tree.Complex, r.KeyLine, r.KeyColumn
			w.rows = append(w.rows, r)
			return false
		}
	}
	i := len(w.rows)
	w.at[n] = i
	switch r.Kind {
	case tree.Alias:
		r.Text = strconv.Itoa(w.at[n.Alias])
	case tree.Map, tree.List:
	default:
		r.Text = n.Value
	}
	w.rows = append(w.rows, r)
	switch r.Kind {
	case tree.Map:
		for k := 0; k+1 < len(n.Content); k += 2 {
			if !w.node(n.Content[k+1], i, n.Content[k], depth+1) {
				return false
			}
		}
	case tree.List:
		for _, c := range n.Content {
			if !w.node(c, i, nil, depth+1) {
				return false
			}
		}
	}
	return true
}

func yamlKind(n *yaml.Node) tree.Kind {
	switch n.Kind {
	case yaml.MappingNode:
		return tree.Map
	case yaml.SequenceNode:
		return tree.List
	case yaml.AliasNode:
		return tree.Alias
	}
	switch {
	case n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0:
		return tree.Quoted
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		return tree.Block
	}
	return tree.Plain
}

var (
	yamlLine = regexp.MustCompile(`line (\d+)`)
	yamlOnly = regexp.MustCompile(`^(yaml: )?(line \d+: )?`)
)

// refusal takes the line out of an error of the library, which has no other form.
func refusal(err error) *tree.Error {
	e := &tree.Error{Code: tree.CodeSyntax, Message: yamlOnly.ReplaceAllString(err.Error(), "")}
	if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
		e.Line, _ = strconv.Atoi(m[1])
	}
	return e
}
