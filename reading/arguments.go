package reading

import (
	"strings"

	"github.com/meshwise/meshwise/reading/shell"
	"github.com/meshwise/meshwise/reading/tree"
)

// argScalar reads a word of a command. How it was written decides nothing: the key's type does.
func argScalar(a shell.Arg) scalar {
	s := scalar{at: nowhere, use: nowhere}
	text, known := a.Text()
	s.text = text
	for i := range a {
		if a[i].Default {
			s.grade = Default
		}
	}
	if len(a) == 0 {
		return s
	}
	first := a[0]
	if len(a) == 1 {
		s.at, s.use, s.variable = first.Place, first.Use, first.Var
		if !first.Exact {
			s.use = nowhere
		}
	} else if s.at = first.Place; first.Use.In() {
		s.at = first.Use
	}
	if !known {
		u := a.Unknown()
		s.why, s.variable = u.Why, u.Var
		for _, or := range u.Or {
			text, _ := or.Text()
			s.or = append(s.or, text)
		}
	}
	return s
}

// style is how a command line writes its keys.
type style struct {
	// hydra: key=value words; a leading + or ++ adds, a leading ~ takes away.
	hydra bool
	// switches: a flag that no value follows is true. Else every flag takes a value.
	bare func(key string) bool
	// multi: a flag takes all words up to the next flag, and the first is its value.
	multi bool
}

// argStatements are those of the words of a command. It returns the words that belong to no flag.
func (b *builder) argStatements(args []shell.Arg, st style) (rest []shell.Arg) {
	for i := 0; i < len(args); i++ {
		word, known := args[i].Text()
		if !known && !strings.HasPrefix(word, "-") && (!st.hydra || strings.IndexByte(word, '=') <= 0) || args[i][0].Why != shell.Known {
			if u := args[i].Unknown(); u != nil && len(u.Or) > 0 {
				b.maybeStatements(u, st)
			}
			rest = append(rest, args[i])
			continue
		}
		flag := len(word) > 1 && word[0] == '-' && !isNumber(word)
		if !flag && (st.hydra || b.overrides(word)) {
			if !b.hydraStatement(args[i], word) {
				rest = append(rest, args[i])
			}
			continue
		}
		if !flag {
			rest = append(rest, args[i])
			continue
		}
		s := &stmt{keyAt: argPlace(args[i])}
		name := word
		if eq := strings.IndexByte(word, '='); eq > 0 {
			name = word[:eq]
			s.scalar = argScalar(args[i].From(eq + 1))
		} else {
			s.scalar = scalar{bare: true, at: s.keyAt, use: nowhere, typ: tree.BoolType, bool: true}
			key := b.normal(strings.TrimLeft(name, "-"))
			many := b.takesList(key)
			for i+1 < len(args) && (st.bare == nil || !st.bare(key)) && b.isValue(args[i+1]) {
				if i++; s.bare {
					s.scalar = argScalar(args[i])
				}
				if u := args[i].Unknown(); u != nil && u.Many && u.Why == shell.Computed && strings.HasSuffix(u.Var, "[@]") { // a list, and no value
					b.mayHold(args[i : i+1])
				}
				if many && args[i].Unknown() == nil {
					word, _ := args[i].Text()
					s.list = append(s.list, word)
				}
				if !st.multi && !many || i+1 < len(args) && args[i+1].Unknown() != nil { // what may be flags is no second value
					break
				}
			}
		}
		for !st.multi && !s.bare && i+1 < len(args) && splitFrom(args[i], args[i+1]) { // a text in a variable without quotes
			word, _ := args[i+1].Text()
			if st.hydra && strings.IndexByte(word, '=') > 0 { // or a whole command
				break
			}
			i++
			s.text += " " + word
		}
		s.shown = name
		s.key = b.normal(strings.TrimLeft(name, "-"))
		b.stmts = append(b.stmts, s)
	}
	return rest
}

// splitFrom reports whether two words that are no flags are those of one expansion.
func splitFrom(a, b shell.Arg) bool {
	if len(a) != 1 || len(b) != 1 || a[0].Why != shell.Known || b[0].Why != shell.Known || !a[0].Use.In() || a[0].Use != b[0].Use {
		return false
	}
	word, _ := b.Text()
	return word == "" || word[0] != '-'
}

// mayHold leaves open what words may hold that come of a program or of a file that is not read: the framework's defaults are none
// of what they set.
func (b *builder) mayHold(rest []shell.Arg) {
	for _, a := range rest {
		if len(a) == 1 && a[0].Why == shell.Computed && a[0].Many {
			if !b.open {
				b.note(NoteUnknown, "the words of "+quote(a[0].Var)+" are not known: what they set is not taken for the default", &stmt{scalar: argScalar(a)})
			}
			b.open = true
		}
	}
}

// overrides reports whether a word is one that the user would add: a key with a value, whatever form the program itself takes.
func (b *builder) overrides(word string) bool {
	eq := strings.IndexByte(word, '=')
	if eq <= 0 {
		return false
	}
	for _, o := range b.req.Overrides {
		if o == word {
			return true
		}
	}
	return false
}

// takesList reports whether a key of the table takes several words.
func (b *builder) takesList(key string) bool {
	for _, i := range b.table.by[key] {
		return b.table.rules[i].kind == "list"
	}
	return false
}

// isValue reports whether a word may be the value of a flag: it is none itself, nor what the user would add.
func (b *builder) isValue(a shell.Arg) bool {
	word, _ := a.Text()
	if len(a) > 0 && a[0].Why != shell.Known {
		return true
	}
	if len(a) == 1 && a[0].Use == nowhere && b.overrides(word) {
		return false
	}
	return len(word) < 2 || word[0] != '-' || isNumber(word)
}

// isNumber reports whether a word that begins with a dash is a number.
func isNumber(word string) bool {
	return len(word) > 1 && (word[1] >= '0' && word[1] <= '9' || word[1] == '.')
}

func argPlace(a shell.Arg) tree.Place {
	if len(a) == 0 {
		return nowhere
	}
	return a[0].Place
}

// hydraStatement reads key=value, and reports whether the word is one.
func (b *builder) hydraStatement(a shell.Arg, word string) bool {
	eq := strings.IndexByte(word, '=')
	key := word
	if eq >= 0 {
		key = word[:eq]
	}
	bare := strings.TrimLeft(key, "+~")
	if bare == "" || eq < 0 && key[0] != '~' || strings.ContainsAny(bare, " '\"{[(") {
		return false
	}
	s := &stmt{key: b.normal(bare), shown: bare, keyAt: argPlace(a)}
	if key[0] == '~' {
		s.scalar = scalar{typ: tree.NullType, at: s.keyAt, use: nowhere}
	} else {
		s.scalar = argScalar(a.From(eq + 1))
		s.hydraValue()
	}
	b.stmts = append(b.stmts, s)
	return true
}

// hydraValue reads the value of an override: null, a text in quotes, or what YAML has.
func (s *scalar) hydraValue() {
	if s.why != shell.Known || s.text == "" {
		return
	}
	if n := len(s.text); n > 1 && (s.text[0] == '\'' || s.text[0] == '"') && s.text[n-1] == s.text[0] {
		s.text = s.text[1 : n-1]
		return
	}
	if r := tree.ResolvePlain(s.text, tree.OmegaConf); r.Type != tree.TextType {
		s.resolve(r)
	}
}

// maybeStatements are those of words that may stand in a command: what they would set is undecided.
func (b *builder) maybeStatements(u *shell.Seg, st style) {
	for _, or := range u.Or {
		text, known := or.Text()
		if !known {
			continue
		}
		words := fields(text)
		for i, w := range words {
			key := ""
			if strings.HasPrefix(w, "--") {
				key, _, _ = strings.Cut(w[2:], "=")
			} else if eq := strings.IndexByte(w, '='); st.hydra && eq > 0 {
				key = strings.TrimLeft(w[:eq], "+~")
			}
			if key == "" {
				continue
			}
			s := &stmt{key: b.normal(key), shown: key, keyAt: u.Place}
			s.scalar = scalar{why: shell.Undecided, variable: u.Var, at: s.keyAt, use: nowhere, or: []string{"", w}}
			if !strings.Contains(w, "=") && i+1 < len(words) {
				s.or[1] = w + " " + words[i+1]
			}
			if len(b.table.by[s.key]) > 0 {
				b.stmts = append(b.stmts, s)
			}
		}
	}
}
