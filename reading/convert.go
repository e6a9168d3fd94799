package reading

import (
	"strconv"
	"strings"

	"github.com/meshwise/meshwise/internal/jsonw"
	"github.com/meshwise/meshwise/internal/text"
	"github.com/meshwise/meshwise/reading/shell"
	"github.com/meshwise/meshwise/reading/tree"
)

const shellKnown = shell.Known

// outcome is what came of a value.
type outcome uint8

const (
	taken    outcome = iota
	notGiven         // it says nothing: null, -1, a switch that is off
	notKnown         // it is none that the key takes, and that was said
)

// convert reads a value as its rule wants it. The kinds are
//
//	size         an integer from 1; null, -1 and 0 are "not given"
//	int          an integer
//	whole        an integer, which may be written as a float
//	batch        an integer from 1, or "auto"
//	bool         true or false
//	text, lower  a text, in small letters
//	dtype        a type of numbers: bf16, fp16, fp32
//	flag:X, off:X  X where the key is true, where it is false
//	words:a>b,…  one of several words, each with what it means; what is not listed is taken as it is
//	model        a Hub id or a path
//	list         a list of texts, or one text
//	count        how many a list has
//	layout       a list of lists of texts, or a text
//	given:X      X where the key stands there with anything but null or false
//	skip         nothing: the family reads it itself
func (b *builder) convert(r *rule, s *stmt) (Value, outcome) {
	if s.typ == tree.UnknownType {
		b.note(NoteUnknown, s.shown+" has a tag whose meaning is not known", s)
		return Value{}, notKnown
	}
	if s.typ == tree.NullType && r.kind != "skip" || s.text == "None" && b.format == &formatBridge { // as its programs read it
		return Value{}, notGiven
	}
	switch r.kind {
	case "size", "int", "whole", "batch":
		return b.number(r, s)
	case "bool":
		v, ok := truthOf(s)
		if !ok {
			b.wrongType(s, "true or false")
			return Value{}, notKnown
		}
		return boolValue(v), taken
	case "flag", "off":
		v, ok := truthOf(s)
		if !ok {
			return b.wordOf(s)
		}
		if v != (r.kind == "flag") {
			return Value{}, notGiven
		}
		return wordValue(r.arg), taken
	case "given":
		if v, ok := truthOf(s); ok && !v {
			return Value{}, notGiven
		}
		return wordValue(r.arg), taken
	case "words":
		return b.oneOf(r, s)
	case "list":
		return b.listOf(s)
	case "count":
		if s.node != nil && s.node.Kind == tree.List && len(s.node.Children) > 0 {
			return intValue(int64(len(s.node.Children))), taken
		}
	case "layout":
		if s.node != nil {
			var w jsonw.Writer
			writeNode(&w, s.node)
			return Value{Kind: RawValue, Text: string(w.Bytes())}, taken
		}
		v, state := b.wordOf(s)
		if strings.Trim(v.Text, "0123456789,") == "" && strings.IndexByte(v.Text, ',') > 0 { // 15,15,14: the layers of each stage
			v.Text = "Et*" + text.Replace(v.Text, ",", "|t*") + "L"
		}
		return v, state
	case "dtype":
		v, state := b.wordOf(s)
		v.Text = dtype(v.Text)
		return v, state
	case "lower":
		v, state := b.wordOf(s)
		v.Text = text.Lower(v.Text)
		return v, state
	case "skip":
		return Value{}, notGiven
	}
	return b.wordOf(s)
}

// wordValue is a value that a table names: true, a number, a text.
func wordValue(w string) Value {
	switch w {
	case "true", "false":
		return boolValue(w == "true")
	}
	if n, err := strconv.ParseInt(w, 10, 64); err == nil {
		return intValue(n)
	}
	if w[0] == '[' {
		list := text.Split(w[1:len(w)-1], ',')
		if len(w) == 2 {
			list = nil
		}
		return textsValue(list)
	}
	return textValue(w)
}

func (b *builder) number(r *rule, s *stmt) (Value, outcome) {
	n := s.int
	ok := s.typ == tree.IntType
	if s.typ == tree.TextType && !s.bare && s.node == nil {
		t := text.Trim(s.text)
		if r.kind == "batch" && t == "auto" {
			return textValue("auto"), taken
		}
		parsed, err := strconv.ParseInt(text.Replace(t, "_", ""), 10, 64)
		n, ok = parsed, err == nil && t[0] != '_'
	}
	if !ok && r.kind == "whole" && s.node == nil {
		if before, after, isFloat := strings.Cut(text.Trim(s.text), "."); isFloat && strings.Trim(after, "0") == "" {
			parsed, err := strconv.ParseInt(text.Replace(before, "_", ""), 10, 64)
			n, ok = parsed, err == nil
		}
	}
	if !ok {
		if s.typ == tree.TextType && isPlaceholder(s.text) {
			b.note(NotePlaceholder, s.shown+" is "+quote(s.text)+", which stands there to be replaced", s)
		} else {
			b.wrongType(s, "an integer")
		}
		return Value{}, notKnown
	}
	switch {
	case r.kind == "size" && n <= 0, r.kind == "batch" && n <= 0:
		return Value{}, notGiven
	case n > maxNumber || n < -maxNumber:
		b.wrongType(s, "a number that can be one")
		return Value{}, notKnown
	}
	return intValue(n), taken
}

// maxNumber bounds the integers of a reading, so that products of a few stay within 64 bits where they are checked.
const maxNumber = 1 << 40

// truthOf reads a boolean. A flag without a value is one.
func truthOf(s *stmt) (v, ok bool) {
	switch {
	case s.bare:
		return true, true
	case s.typ == tree.BoolType:
		return s.bool, true
	case s.typ == tree.IntType && (s.int == 0 || s.int == 1):
		return s.int == 1, true
	case s.typ == tree.TextType && s.node == nil:
		switch text.Lower(s.text) {
		case "true", "yes", "on", "1", "t", "y":
			return true, true
		case "false", "no", "off", "0", "f", "n", "none", "null":
			return false, true
		}
	}
	return false, false
}

func (b *builder) wordOf(s *stmt) (Value, outcome) {
	if s.node != nil || s.bare {
		b.note(NoteWrongType, s.shown+" has no single value", s)
		return Value{}, notKnown
	}
	if s.text == "" {
		return Value{}, notGiven
	}
	return textValue(s.text), taken
}

// oneOf reads one of the words of a rule. "x>" takes the word for "not given"; a word that is not listed stays as it is.
func (b *builder) oneOf(r *rule, s *stmt) (Value, outcome) {
	word := text.Lower(s.text)
	if s.bare {
		word = "true"
	} else if s.typ == tree.BoolType {
		word = strconv.FormatBool(s.bool)
	}
	for _, pair := range text.Split(r.arg, ',') {
		from, to, _ := strings.Cut(pair, ">")
		if from != word {
			continue
		}
		if to == "" {
			return Value{}, notGiven
		}
		return wordValue(to), taken
	}
	return b.wordOf(s)
}

func (b *builder) listOf(s *stmt) (Value, outcome) {
	if len(s.list) > 1 {
		return textsValue(s.list), taken
	}
	if s.node == nil {
		return b.wordOf(s)
	}
	var list []string
	for _, c := range s.node.Children {
		if c.Kind == tree.Map || c.Kind == tree.List {
			b.wrongType(s, "a list of words")
			return Value{}, notKnown
		}
		list = append(list, c.Text)
	}
	return textsValue(list), taken
}

// writeNode writes lists of texts as JSON.
func writeNode(w *jsonw.Writer, n *tree.Node) {
	if n.Kind != tree.List {
		w.String(n.Text)
		return
	}
	w.Array()
	for _, c := range n.Children {
		writeNode(w, c)
	}
	w.End()
}

// dtype is the short name of a type of numbers.
func dtype(name string) string {
	name = text.Lower(name)
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		name = name[i+1:]
	}
	switch name {
	case "bfloat16", "bf16", "bf":
		return "bf16"
	case "float16", "half", "fp16":
		return "fp16"
	case "float32", "float", "fp32", "single":
		return "fp32"
	case "float64", "double":
		return "fp64"
	}
	return name
}

// isPlaceholder reports whether a text stands where the user is to put another.
func isPlaceholder(s string) bool {
	if s == "" {
		return false
	}
	if s[0] == '<' && s[len(s)-1] == '>' || strings.Contains(s, "{{") || strings.Contains(s, "path/to") || strings.Contains(s, "path_to_") || strings.HasPrefix(s, "???") {
		return true
	}
	low := text.Lower(s)
	if strings.Contains(s, "CHANGE") || strings.Contains(low, "changeme") || strings.Contains(low, "change_me") || strings.Contains(low, "xxx") {
		return true
	}
	for _, w := range []string{"your", "todo"} {
		if i := strings.Index(low, w); i == 0 || i > 0 && !isLetter(low[i-1]) {
			return true
		}
	}
	if strings.IndexByte(s, '/') < 0 && (strings.HasSuffix(low, "_path") || strings.HasSuffix(low, "_dir")) { // model_path
		return true
	}
	return s[0] == '{' && s[len(s)-1] == '}' || strings.HasPrefix(s, "__") && strings.LastIndex(s, "__") > 2
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
