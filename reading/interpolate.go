package reading

import (
	"strings"

	"github.com/meshwise/meshwise/internal/text"
	"github.com/meshwise/meshwise/internal/yield"
	"github.com/meshwise/meshwise/reading/shell"
	"github.com/meshwise/meshwise/reading/tree"
)

// interpolate puts into a text what its references stand for: variables, and for OmegaConf other keys. What is not read
// leaves the value unknown.
func (b *builder) interpolate(s *scalar, n, root *tree.Node, depth int) {
	whole := s.text
	var out strings.Builder
	for i := 0; i < len(whole); {
		if whole[i] != '$' {
			out.WriteByte(whole[i])
			i++
			continue
		}
		end := i + 1
		inner := ""
		if strings.HasPrefix(whole[i:], "${") {
			open := 1
			for end++; end < len(whole) && open > 0; end++ {
				switch whole[end] {
				case '{':
					open++
				case '}':
					open--
				}
			}
			if open > 0 {
				return
			}
			inner = whole[i+2 : end-1]
		} else {
			if b.format.schema != literals {
				out.WriteByte('$')
				i++
				continue
			}
			for end < len(whole) && (isLetter(whole[end]) || whole[end] == '_' || whole[end] >= '0' && whole[end] <= '9') {
				end++
			}
			inner = whole[i+1 : end]
		}
		to := scalar{why: shell.Computed, variable: inner}
		if inner != "" {
			to = b.reference(inner, n, root, depth)
		}
		if to.grade == Default {
			s.grade = Default
		}
		if to.from != "" {
			s.from = to.from
		}
		if to.why != shell.Known {
			s.why, s.variable = to.why, to.variable
			return
		}
		if i == 0 && end == len(whole) { // the reference alone keeps its type
			s.typ, s.text, s.int, s.bool, s.node = to.typ, to.text, to.int, to.bool, to.node
			return
		}
		if out.Len()+len(to.text) > maxInterpolated {
			s.why, s.variable = shell.Computed, inner
			return
		}
		out.WriteString(to.text)
		i = end
	}
	s.text = out.String()
}

// reference is what stands for ${inner}.
func (b *builder) reference(inner string, n, root *tree.Node, depth int) scalar {
	unread := scalar{why: shell.Computed, variable: "${" + inner + "}"}
	if b.references++; b.references > maxAllReferences {
		return unread
	}
	name, rest, isCall := strings.Cut(inner, ":")
	switch {
	case depth >= maxReferences:
		return unread
	case isCall && (name == "env" || name == "oc.env"):
		return b.variable(rest)
	case b.format.schema == literals:
		return b.variable(inner)
	case b.format.schema == colons:
		return b.variable(strings.Replace(inner, ":", ",", 1))
	case isCall && (name == "oc.select"):
		key, absent, has := strings.Cut(rest, ",")
		to := b.key(text.Trim(key), root, depth)
		if to.why != shell.Known && has {
			to = scalar{grade: Default}
			to.resolve(tree.ResolvePlain(text.Trim(absent), tree.OmegaConf))
		}
		return to
	case isCall && (name == "oc.decode" || name == "int"):
		to := scalar{}
		to.resolve(tree.ResolvePlain(rest, tree.OmegaConf))
		if strings.HasPrefix(rest, "${") && strings.HasSuffix(rest, "}") {
			to = b.reference(rest[2:len(rest)-1], n, root, depth+1)
			if to.typ == tree.TextType && to.node == nil {
				to.resolve(tree.ResolvePlain(to.text, tree.OmegaConf))
			}
		}
		return to
	case isCall && (name == "mul" || name == "add" || name == "div" || name == "sub" || name == "max" || name == "min"):
		return b.sum(name, rest, n, root, depth)
	case isCall:
		return unread
	case inner[0] == '.':
		if at := parentKey(root, n, nil); at != nil {
			return b.key(relative(at, inner), root, depth)
		}
		return unread
	}
	return b.key(inner, root, depth)
}

// relative is the key that ".name" or "..name" leads to from a key.
func relative(at []string, inner string) string {
	up := 0
	for up < len(inner) && inner[up] == '.' {
		up++
	}
	key := ""
	for _, k := range at[:max(0, len(at)-up)] {
		key += k + "."
	}
	return key + inner[up:]
}

// parentKey finds the keys that lead to a node.
func parentKey(from, to *tree.Node, at []string) []string {
	for _, c := range from.Children {
		if c == to {
			return append(at, c.Key)
		}
		if c.Kind == tree.Map {
			if found := parentKey(c, to, append(at, c.Key)); found != nil {
				return found
			}
		}
	}
	return nil
}

// variable is that of the environment, "name" or "name,default".
func (b *builder) variable(inner string) scalar {
	name, absent, has := strings.Cut(inner, ",")
	name = text.Trim(name)
	for _, v := range b.req.Env {
		if v.Name == name {
			s := scalar{}
			s.resolve(tree.ResolvePlain(v.Value, tree.OmegaConf))
			return s
		}
	}
	if !has {
		return scalar{why: shell.Unset, variable: name}
	}
	s := scalar{grade: Default}
	s.resolve(tree.ResolvePlain(text.Trim(absent), tree.OmegaConf))
	return s
}

// key is the value of another key of the file.
func (b *builder) key(path string, root *tree.Node, depth int) scalar {
	yield.Deep(depth + 1)
	n := root.Find(text.Split(path, '.')...)
	if n == nil {
		return scalar{why: shell.Computed, variable: "${" + path + "}"}
	}
	s := scalar{from: path}
	if n.Kind == tree.Map || n.Kind == tree.List {
		s.node = n
		return s
	}
	s.resolve(n.Resolve(tree.OmegaConf))
	if s.typ == tree.TextType && strings.Contains(s.text, "$") {
		b.interpolate(&s, n, root, depth+1)
		s.from = path
	}
	return s
}

// sum is what a resolver of numbers makes of its arguments.
func (b *builder) sum(name, rest string, n, root *tree.Node, depth int) scalar {
	var total int64
	for i, arg := range splitArguments(rest) {
		arg = text.Trim(arg)
		to := scalar{}
		if strings.HasPrefix(arg, "${") && strings.HasSuffix(arg, "}") {
			to = b.reference(arg[2:len(arg)-1], n, root, depth+1)
		} else {
			to.resolve(tree.ResolvePlain(arg, tree.OmegaConf))
		}
		if to.why != shell.Known {
			return to
		}
		if to.typ != tree.IntType || to.int > maxNumber || to.int < -maxNumber {
			return scalar{why: shell.Computed, variable: "${" + name + ":" + rest + "}"}
		}
		switch {
		case i == 0:
			total = to.int
		case name == "mul":
			total *= to.int
		case name == "add":
			total += to.int
		case name == "sub":
			total -= to.int
		case name == "max":
			total = max(total, to.int)
		case name == "min":
			total = min(total, to.int)
		case to.int == 0 || total%to.int != 0:
			return scalar{why: shell.Computed, variable: "${" + name + ":" + rest + "}"}
		default:
			total /= to.int
		}
		if total > maxNumber || total < -maxNumber {
			return scalar{why: shell.Computed, variable: "${" + name + ":" + rest + "}"}
		}
	}
	return scalar{typ: tree.IntType, int: total, text: itoa(total)}
}

// splitArguments splits at the commas that stand in no braces.
func splitArguments(s string) []string {
	var out []string
	open, start := 0, 0
	for i := range len(s) {
		switch s[i] {
		case '{':
			open++
		case '}':
			open--
		case ',':
			if open == 0 {
				out = append(out, s[start:i])
				start = i + 1
			}
		}
	}
	return append(out, s[start:])
}
