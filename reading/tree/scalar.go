package tree

import (
	"strconv"
	"strings"

	"github.com/meshwise/meshwise/internal/text"
)

// Schema is by which rules the plain scalars of a file are read.
type Schema byte

// The schemas.
const (
	YAML11    Schema = iota // PyYAML's SafeLoader: yes is true, 010 is eight, 1e-5 is text
	OmegaConf               // as YAML11, but 1e-5 is a number
	Typed                   // TOML and JSON: rows have types
	Words                   // command lines: all is text
)

// Type is what a scalar is.
type Type byte

// The types of scalars.
const (
	TextType Type = iota
	IntType
	FloatType
	BoolType
	NullType
	UnknownType // a tag that is not known
)

// Scalar is a scalar that was read by a schema.
type Scalar struct {
	Type Type
	Text string // as it stands there, without quotes
	Int  int64  // of an integer
	Bool bool
}

// Resolve reads a scalar by a schema.
func (n *Node) Resolve(schema Schema) Scalar {
	s := Scalar{Text: n.Text}
	switch n.Kind {
	case Plain:
		s = ResolvePlain(n.Text, schema)
	case Integer:
		s = integer(n.Text)
	case Float:
		s.Type = FloatType
	case Boolean:
		s.Type, s.Bool = BoolType, n.Text == "true"
	case Null:
		s.Type = NullType
	}
	switch n.Tag {
	case "", "!":
		if n.Tag == "!" {
			return Scalar{Text: n.Text}
		}
	case "!!str", "tag:yaml.org,2002:str":
		return Scalar{Text: n.Text}
	case "!!int", "!!bool", "!!float", "!!null", "tag:yaml.org,2002:int", "tag:yaml.org,2002:bool",
		"tag:yaml.org,2002:float", "tag:yaml.org,2002:null":
		return ResolvePlain(n.Text, schema)
	default:
		return Scalar{Type: UnknownType, Text: n.Text}
	}
	return s
}

// ResolvePlain reads a plain scalar of YAML.
func ResolvePlain(word string, schema Schema) Scalar {
	s := Scalar{Text: word}
	if schema == Words || schema == Typed {
		return s
	}
	switch word {
	case "", "~", "null", "Null", "NULL":
		s.Type = NullType
		return s
	case "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON":
		s.Type, s.Bool = BoolType, true
		return s
	case "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF":
		s.Type = BoolType
		return s
	case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF", ".nan", ".NaN", ".NAN":
		s.Type = FloatType
		return s
	}
	if c := word[0]; c != '+' && c != '-' && c != '.' && (c < '0' || c > '9') {
		return s
	}
	if i := integer(word); i.Type == IntType {
		return i
	}
	if isFloat(word, schema) {
		s.Type = FloatType
	}
	return s
}

// integer reads an integer of YAML 1.1, which TOML's and JSON's are as well.
func integer(word string) Scalar {
	s := Scalar{Text: word}
	digits, sign := word, ""
	if digits != "" && (digits[0] == '-' || digits[0] == '+') {
		if digits[0] == '-' {
			sign = "-"
		}
		digits = digits[1:]
	}
	base := 10
	switch {
	case strings.HasPrefix(digits, "0x"):
		base, digits = 16, digits[2:]
	case strings.HasPrefix(digits, "0b"):
		base, digits = 2, digits[2:]
	case strings.HasPrefix(digits, "0o"): // of TOML; YAML 1.1 has it as text
		return s
	case len(digits) > 1 && digits[0] == '0':
		base, digits = 8, digits[1:]
	case digits == "" || digits[0] < '0' || digits[0] > '9':
		return s
	}
	if base == 10 && strings.IndexByte(digits, ':') >= 0 {
		return sexagesimal(s, sign, digits)
	}
	bare := text.Replace(digits, "_", "")
	if bare == "" { // "0_" is zero
		if base != 8 {
			return s
		}
		bare = "0"
	}
	if bare[0] == '+' || bare[0] == '-' { // which ParseInt would read
		return s
	}
	n, err := strconv.ParseInt(sign+bare, base, 64)
	if err != nil { // one of more than 64 bits as well: no setting has such a value
		return s
	}
	s.Type, s.Int = IntType, n
	return s
}

// sexagesimal reads 1:30, which is ninety.
func sexagesimal(s Scalar, sign, digits string) Scalar {
	n := int64(0)
	for i, part := range text.Split(digits, ':') {
		d, err := strconv.ParseInt(text.Replace(part, "_", ""), 10, 32)
		if err != nil || part[0] < '0' || i > 0 && (d > 59 || len(part) > 2 || strings.IndexByte(part, '_') >= 0) || n > 1<<40 {
			return s
		}
		n = n*60 + d
	}
	if sign != "" {
		n = -n
	}
	s.Type, s.Int = IntType, n
	return s
}

// isFloat reports whether a plain scalar is a float. YAML 1.1 wants a dot, and a sign in the exponent; OmegaConf neither.
func isFloat(word string, schema Schema) bool {
	i := 0
	if word[0] == '-' || word[0] == '+' {
		i++
	}
	whole := i
	for i < len(word) && (word[i] >= '0' && word[i] <= '9' || word[i] == '_') {
		i++
	}
	hasWhole, dot := i > whole && word[whole] != '_', false
	loose := schema == OmegaConf && hasWhole && word[i-1] != '_' && !strings.Contains(word[whole:i], "__")
	if i < len(word) && word[i] == '.' {
		dot = true
		i++
		fraction := i
		for i < len(word) && (word[i] >= '0' && word[i] <= '9' || word[i] == '_') {
			i++
		}
		if !hasWhole && (whole > 0 || i == fraction || word[fraction] == '_') {
			return false
		}
	}
	if !dot && !loose {
		return false
	}
	if i == len(word) {
		return dot
	}
	if word[i] != 'e' && word[i] != 'E' {
		return false
	}
	i++
	if i < len(word) && (word[i] == '-' || word[i] == '+') {
		i++
	} else if !loose {
		return false
	}
	digits := i
	for i < len(word) && word[i] >= '0' && word[i] <= '9' {
		i++
	}
	return i == len(word) && i > digits
}
