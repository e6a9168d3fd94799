package reading

import (
	"strings"

	"github.com/meshwise/meshwise/internal/text"
	"github.com/meshwise/meshwise/internal/yield"
	"github.com/meshwise/meshwise/reading/tree"
)

// schema is how the values of a format are read.
type schema uint8

const (
	yaml11    schema = iota // plain scalars as PyYAML has them
	omegaConf               // with 1e-5 a float, and with ${…}
	literals                // NeMo: PyYAML, and then every text is read as a literal of Python
	colons                  // Primus: PyYAML, and ${NAME:default} of the environment
	typed                   // TOML and JSON
	words                   // command lines
)

const (
	maxReferences    = 16      // from one key to the next
	maxAllReferences = 1000    // in one file
	maxInterpolated  = 1 << 14 // bytes that references make
)

// scalarOf reads a node of a file.
func (b *builder) scalarOf(file int, n *tree.Node, root *tree.Node) scalar {
	if p := b.req.patch; p != nil && p.key == "" && p.at == n.At {
		n = p.node(n, b.files[file].tree.Syntax)
	}
	s := scalar{at: n.At, use: nowhere}
	if n.Kind == tree.Map || n.Kind == tree.List {
		s.node = n
		return s
	}
	by := tree.YAML11
	if b.format.schema == omegaConf {
		by = tree.OmegaConf
	}
	if b.files[file].tree.Syntax != tree.YAML {
		by = tree.Typed
	}
	s.resolve(n.Resolve(by))
	if b.format.schema == literals && s.typ == tree.TextType {
		s.literal()
	}
	if s.typ == tree.TextType && strings.Contains(s.text, "$") && by != tree.Typed {
		b.interpolate(&s, n, root, 0)
	}
	return s
}

func (s *scalar) resolve(r tree.Scalar) { s.typ, s.text, s.int, s.bool = r.Type, r.Text, r.Int, r.Bool }

// literal reads a text as a literal of Python, and "none", "true" and "false" in two spellings.
func (s *scalar) literal() {
	switch s.text {
	case "none", "None":
		s.typ = tree.NullType
	case "true", "True", "false", "False":
		s.typ, s.bool = tree.BoolType, s.text[0]|0x20 == 't'
	default:
		if n := len(s.text); n > 1 && (s.text[0] == '\'' || s.text[0] == '"') && s.text[n-1] == s.text[0] {
			s.text = s.text[1 : n-1]
		} else if c := s.text; c != "" && (c[0] == '-' || c[0] == '+' || c[0] >= '0' && c[0] <= '9') {
			if r := tree.ResolvePlain(c, tree.OmegaConf); (r.Type == tree.IntType || r.Type == tree.FloatType) && (c == "0" || c[0] != '0' || r.Type == tree.FloatType) {
				s.resolve(r)
			}
		}
	}
}

// fileStatements are those of a file: one for each leaf, each list, and each section whose presence says something.
func (b *builder) fileStatements(file int, root *tree.Node, prefix string) {
	b.twice(file, root)
	b.walk(file, root, root, prefix)
	if p := b.req.patch; p != nil && p.key != "" && p.file == file {
		s := &stmt{key: p.key, shown: p.key, keyAt: p.at}
		s.scalar = b.scalarOf(file, p.node(&tree.Node{At: p.at}, b.files[file].tree.Syntax), root)
		b.stmts = append(b.stmts, s)
	}
}

func (b *builder) walk(file int, n, root *tree.Node, prefix string) {
	b.sections++
	yield.Deep(b.sections)
	defer func() { b.sections-- }()
	for _, c := range n.Children {
		key := prefix + c.Key
		s := &stmt{key: b.normal(key), shown: key, keyAt: c.KeyAt}
		if c.Kind == tree.Map && len(c.Children) > 0 {
			if b.table.ignores(s.key) && len(b.table.by[s.key]) == 0 && !b.table.above[s.key] {
				b.Ignored += leaves(c)
				continue
			}
			if len(b.table.by[s.key]) > 0 {
				s.scalar = b.scalarOf(file, c, root)
				b.stmts = append(b.stmts, s)
			}
			b.walk(file, c, root, key+".")
			continue
		}
		if isComment(c.Key) {
			continue
		}
		if c.Kind == tree.Map && b.table.above[s.key] && !b.takesAny(s.key) { // a section with nothing in it
			b.Ignored++
			continue
		}
		s.scalar = b.scalarOf(file, c, root)
		b.stmts = append(b.stmts, s)
	}
}

// takesAny reports whether it says something that a key stands there, whatever it holds.
func (b *builder) takesAny(key string) bool {
	for _, i := range b.table.by[key] {
		if b.table.rules[i].kind == "given" {
			return true
		}
	}
	return false
}

// normal is a key as the tables have it.
func (b *builder) normal(key string) string {
	if b.dashes {
		return text.Replace(key, "-", "_")
	}
	return key
}

// isComment reports whether a key is a comment, as people write them into JSON.
func isComment(key string) bool {
	return key != "" && (key[0] == '_' && key != "_target_" && key != "_component_" || strings.HasPrefix(key, "//"))
}

func leaves(n *tree.Node) int {
	if n.Kind != tree.Map || len(n.Children) == 0 {
		return 1
	}
	count := 0
	for _, c := range n.Children {
		count += leaves(c)
	}
	return count
}

// twice notes the keys that stand twice in one map.
func (b *builder) twice(file int, n *tree.Node) {
	for _, t := range n.Twice {
		c := n.Child(t.Key)
		note := b.note(NoteKeyTwice, "the key "+quote(t.Key)+" stands twice here: the later one holds", nil)
		note.Place = b.locate(c.KeyAt)
		note.Also = b.locate(t.KeyAt)
	}
	for _, c := range n.Children {
		if c.Kind == tree.Map && !c.Merged {
			b.twice(file, c)
		}
	}
}
