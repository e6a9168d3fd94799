package hosttree

import (
	"errors"
	"slices"
	"strconv"
	"time"

	"github.com/BurntSushi/toml"

	"github.com/meshwise/meshwise/reading/tree"
)

// TOML returns the rows of a TOML file, or the place at which the library stopped.
func TOML(text []byte) ([]tree.Row, *tree.Error) {
	var table map[string]any
	if _, err := toml.Decode(string(text), &table); err != nil {
		e := &tree.Error{Code: tree.CodeSyntax, Message: err.Error()}
		var parse toml.ParseError
		if errors.As(err, &parse) {
			e.Message, e.Line, e.Column = parse.Message, parse.Position.Line, parse.Position.Col
		}
		return nil, e
	}
	return tomlRows(nil, -1, "", table, 0), nil
}

// tomlRows appends the rows of a value; the members of a table in the order of their keys.
func tomlRows(rows []tree.Row, parent int, key string, value any, depth int) []tree.Row {
	r := tree.Row{Parent: parent, Key: key}
	i := len(rows)
	if i > tree.MaxNodes || depth > tree.MaxDepth { // the engine refuses it by the rows that it has
		return rows
	}
	switch v := value.(type) {
	case map[string]any:
		r.Kind = tree.Map
		rows = append(rows, r)
		keys := make([]string, 0, len(v))
		for k := range v {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		for _, k := range keys {
			rows = tomlRows(rows, i, k, v[k], depth+1)
		}
		return rows
	case []map[string]any:
		r.Kind = tree.List
		rows = append(rows, r)
		for _, e := range v {
			rows = tomlRows(rows, i, "", e, depth+1)
		}
		return rows
	case []any:
		r.Kind = tree.List
		rows = append(rows, r)
		for _, e := range v {
			rows = tomlRows(rows, i, "", e, depth+1)
		}
		return rows
	case string:
		r.Kind, r.Text = tree.Quoted, v
	case int64:
		r.Kind, r.Text = tree.Integer, strconv.FormatInt(v, 10)
	case bool:
		r.Kind, r.Text = tree.Boolean, strconv.FormatBool(v)
	case float64:
		r.Kind = tree.Float
	case time.Time:
		r.Kind = tree.Date
	}
	return append(rows, r)
}
