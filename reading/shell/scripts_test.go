package shell

import (
	"math/rand/v2"
	"strconv"
	"strings"
)

// scripts makes scripts of what people write in them, all of it decidable.
type scripts struct {
	*rand.Rand
	b      strings.Builder
	vars   []string
	arrays []string
	depth  int
	files  []string // that tests may ask for
	probes int
}

func (s *scripts) pick(list ...string) string { return list[s.IntN(len(list))] }

func (s *scripts) word() string {
	switch s.IntN(14) {
	case 0:
		return "'" + s.pick("a b", "x", "$N", `\`, "") + "'"
	case 1:
		return `"` + s.pick("a b", "x y", `\$N`, `\"q\"`, `a\\b`, "") + s.expansion() + `"`
	case 2, 3, 4:
		return s.expansion()
	case 5:
		return s.pick("--n", "k", "a.b") + "=" + s.expansion()
	case 6:
		return `"` + s.expansion() + `"` + s.pick("", "tail", "'q'")
	case 7:
		return "$((" + s.sum() + "))"
	case 8:
		return s.pick(`a\ b`, `\$x`, `a\"b`, "x'y z'w", `$'a\tb'`, "a#b", "~x")
	case 9:
		if len(s.arrays) > 0 {
			a := s.pick(s.arrays...)
			return s.pick("${"+a+"[@]}", `"${`+a+`[@]}"`, "${#"+a+"[@]}", "${"+a+"[0]}", `"${`+a+`[*]}"`, "pre${"+a+"[@]}post", `"pre${`+a+`[@]}post"`)
		}
	case 10:
		return "$(expr " + s.number() + s.pick(" + ", " - ", " / ") + s.number() + ")"
	}
	return s.pick("word", "8", "--flag", "a=b", "x.y", "é", "--k=v", "1e-5")
}

func (s *scripts) number() string { return s.pick("1", "2", "4", "7", "16") }

// formula is an expression of whatever the shell knows; I and J are numbers.
func (s *scripts) formula(depth int) string {
	if depth == 0 {
		return s.pick("1", "2", "7", "I", "J", "$I", "${J}", "0x1F", "010", "-3", "+2", "!I", "~J", "(I)", "I++", "--J", "UNSET0")
	}
	a, b := s.formula(s.IntN(depth)), s.formula(s.IntN(depth))
	switch s.IntN(12) {
	case 0:
		return "(" + a + ") ? (" + b + ") : (" + s.formula(depth-1) + ")"
	case 1:
		return "( " + a + " , " + b + " )"
	case 2:
		return "(" + s.pick("I", "J") + s.pick(" = ", " += ", " -= ", " *= ") + b + ")"
	case 3:
		return "(" + a + ") ** " + s.pick("0", "1", "2", "3")
	case 5:
		return "(" + a + ") " + s.pick("/", "%") + " ((" + b + ") | 1)"
	case 4:
		return "(" + a + ") << " + s.pick("0", "1", "3")
	}
	return "(" + a + ") " + s.pick("+", "-", "*", "<", "<=", ">", ">=", "==", "!=", "&&", "||", "|", "&", "^", ">>") + " (" + b + ")"
}

func (s *scripts) sum() string {
	op := s.pick("+", "-", "*", "/", "%", "<", "==", ">=", "&&", "||")
	a := s.number()
	if s.IntN(3) == 0 {
		a = "(" + s.number() + s.pick("+", "*") + s.number() + ")"
	}
	return a + " " + op + " " + s.number() + s.pick("", " + "+s.number(), "")
}

func (s *scripts) expansion() string {
	v := "UNSET"
	if len(s.vars) > 0 {
		v = s.pick(s.vars...)
	}
	switch s.IntN(9) {
	case 0:
		return "${" + v + ":-" + s.pick("d", "'q r'", "$"+v, "a b") + "}"
	case 1:
		return "${UNSET:-" + s.pick("d", "e f", "8", `"x  y"`) + "}"
	case 2:
		return "${" + v + "-d}"
	case 3:
		return "${" + v + ":+set}"
	case 4:
		return "${UNSET+set}"
	case 5:
		return "${UNSET:=" + s.number() + "}"
	case 6:
		return "${#" + v + "}"
	}
	if len(s.vars) == 0 {
		return "lit"
	}
	return s.pick("$"+v, "${"+v+"}")
}

func (s *scripts) line(text string) {
	for s.files != nil && strings.Contains(text, "probe ") { // each is told apart from the others
		s.probes++
		text = strings.Replace(text, "probe ", "probe\x00 "+strconv.Itoa(s.probes)+" ", 1)
	}
	text = strings.ReplaceAll(text, "\x00", "")
	s.b.WriteString(strings.Repeat("  ", s.depth) + text + "\n")
}

func (s *scripts) test() string {
	v := s.pick(append([]string{"UNSET"}, s.vars...)...)
	if s.files != nil && s.IntN(2) == 0 {
		f := s.pick(s.files...)
		return s.pick("[ -f "+f+" ]", "[[ -e "+f+" ]]", "! [ -f "+f+" ]", `[ -f `+f+` -a -n "$`+v+`" ]`, `[[ -f `+f+` || $`+v+` == b ]]`)
	}
	switch s.IntN(8) {
	case 0:
		return `[ -z "$` + v + `" ]`
	case 1:
		return `[[ -n $` + v + ` ]]`
	case 2:
		return `[ "$` + v + `" = "` + s.pick("8", "word", "") + `" ]`
	case 3:
		return `[[ "$` + v + `" == ` + s.pick("w*", "8", "*o?d", "[0-9]", `"w*"`) + ` ]]`
	case 4:
		return `[ ` + s.number() + ` ` + s.pick("-lt", "-ge", "-eq", "-ne") + ` ` + s.number() + ` ]`
	case 5:
		return "(( " + s.number() + " " + s.pick("<", ">", "==") + " " + s.number() + " ))"
	case 6:
		return `[[ $` + v + ` == x || ! -z "$` + v + `" && 1 -lt 2 ]]`
	}
	return `! [ "$` + v + `" ]`
}

// statement writes a statement; there is always one.
func (s *scripts) statement() {
	before := s.b.Len()
	s.maybe()
	if s.b.Len() == before {
		s.line("probe none")
	}
}

func (s *scripts) maybe() {
	if s.depth > 3 {
		s.line("probe " + s.word())
		return
	}
	switch s.IntN(28) {
	case 24, 25:
		s.line("k() { if " + s.test() + "; then A=" + s.word() + "; " + s.pick("return", "return 0", ":") + "; fi; A=" + s.word() + "; N=" + s.word() + "; probe k $A; }")
		s.line("k; probe after $A")
	case 26:
		s.line("for i in a b c; do")
		s.line("  " + s.pick(s.test()+" && "+s.pick("break", "continue"), "if "+s.test()+"; then A=$i; "+s.pick("break", "continue", ":")+"; fi"))
		s.line("  B=$i; probe round $i")
		s.line("done; probe $A $B")
	case 27:
		s.line(s.test() + " " + s.pick("&&", "||") + " { A=" + s.word() + "; L+=(" + s.word() + "); }; probe $A ${L[@]}")
	case 15:
		s.line("I=5 J=" + s.number() + " UNSET0=0")
		s.line(s.pick("probe $(( "+s.formula(3)+" )) $I $J", "(( "+s.formula(3)+" )) && probe yes $I $J || probe no $I $J", `let "`+s.formula(2)+`"; probe $I $J`))
	case 16:
		s.line("g() { local A=" + s.word() + " B; local CC=$A D=${CC-d}; local L=(" + s.word() + " x); B=in; N=" + s.word() + "; probe g $A $B ${L[@]} $N $CC $D; " + s.pick(":", "return", "return 0", "unset A") + "; }")
		s.line("g; probe after \"$A\" \"$B\" \"${L[@]}\" \"$N\"")
	case 17:
		s.line("for i in a b c; do")
		s.line("  if [ $i = " + s.pick("a", "b", "c", "d") + " ]; then " + s.pick("continue", "break", "probe here") + "; fi")
		s.line("  A=$i; probe round $i")
		s.line("done; probe $A")
	case 18:
		s.line("set -- " + s.word() + " " + s.word() + " c; probe $# \"$@\"; " + s.pick("shift", "shift 2", ":") + "; probe \"$1\" $* \"$*\" \"${@}\" \"$#\"")
	case 19:
		s.line(`case "$` + s.pick("A", "N") + `" in`)
		s.line("  " + s.pick("[a-d]*", "?", "'*'", "*[!0-9]*", "8 | 16", `"c d"`) + ") probe one" + s.pick(";;", ";;", " ; A=case ;;"))
		s.line("  " + s.pick("*", "b|word", "??*") + ") probe two ;;")
		s.line("esac; probe $A")
	case 20:
		s.line(`[[ ` + s.pick(`$A == "$B"`, `( -z $A || $N == [0-9]* )`, `! ( $A != b && -n "" )`, `$N -ge 4`, `$A < m`, `-n ${L[0]}`) + ` ]] ` + s.pick("&&", "||") + " probe t " + s.word())
		s.line(`if [ ` + s.pick(`"$A" = b -o "$N" = 16`, `-n "$A" -a -z "$UNSET"`, `! "$A"`, `\( "$A" = x \) -o "$B" != y`, `"$N" != "$A"`) + ` ]; then probe u; else probe v; fi`)
	case 21:
		s.line("declare -a L=(" + s.word() + " " + s.word() + "); L[1]=" + s.word() + "; L+=(tail); probe ${#L[@]} \"${L[1]}\" \"${L[-1]}\"")
	case 22:
		s.line("export " + s.pick("A", "B") + "=" + s.word() + "; readonly R" + s.number() + s.number() + "=" + s.number() + "; h() { probe h \"$A\"; }; A=" + s.word() + " h")
	case 23:
		s.line("{ A=" + s.word() + "; probe \"$A\"; } " + s.pick("> /dev/null", "2>&1", "&& probe also") + "; ! false && probe not; probe \"" + s.pick("`expr 2 + 3`", "${A}x", "$N$N", "$'x'") + "\"")
	case 0, 1, 2:
		v := s.pick("A", "B", "CC", "N")
		s.line(s.pick("", "export ", "") + v + "=" + s.word())
		s.vars = append(s.vars, v)
	case 3:
		a := s.pick("L", "M")
		s.line(a + "=(" + s.word() + " " + s.word() + " # comment")
		s.line("  " + s.word() + ")")
		s.arrays = append(s.arrays, a)
	case 4:
		if len(s.arrays) > 0 {
			s.line(s.pick(s.arrays...) + "+=(" + s.word() + ")")
		}
	case 5:
		if len(s.vars) > 0 {
			s.line(s.pick(s.vars...) + "+=" + s.word())
		}
	case 6:
		s.line("if " + s.test() + "; then")
		s.depth++
		s.statement()
		s.depth--
		if s.IntN(2) == 0 {
			s.line("elif " + s.test() + "; then")
			s.depth++
			s.statement()
			s.depth--
		}
		s.line("else")
		s.depth++
		s.statement()
		s.depth--
		s.line("fi")
	case 7:
		s.line("for i in " + s.word() + " b " + s.pick("{1..3}", "c", "{x,y}z") + "; do")
		s.depth++
		s.line("probe $i")
		s.statement()
		s.depth--
		s.line("done")
	case 8:
		v := s.pick(append([]string{"UNSET"}, s.vars...)...)
		s.line(`case "$` + v + `" in`)
		s.line("  w*|8) probe first ;;")
		s.line(`  "") probe empty ;;`)
		s.line("  *) probe other ;;")
		s.line("esac")
	case 9:
		s.line(s.test() + " && probe and " + s.word() + " || probe or")
	case 10:
		s.line("f() { probe in \"$1\" \"$#\" $@; }")
		s.line("f " + s.word() + " " + s.word())
	case 11:
		s.line("read -r -d '' H <<" + s.pick("EOF", "'EOF'"))
		s.b.WriteString("  text $A\n  more\nEOF\n")
		s.line(`probe "$H"`)
	case 12:
		// Of no value that may end in a backslash, or in open quotes: after such a text bash 5.2 takes the next `for ... do`, or a
		// list over several lines, for an error of syntax.
		s.line("eval \"probe eval " + s.pick("${#A}", `\$A`, "x") + "\"")
	case 13:
		s.line("X=" + s.word() + " probe pre")
	case 14:
		s.line("( A=inner; probe $A ); probe \"$A\"")
	default:
		s.line("probe " + s.word() + " \\")
		s.line("  " + s.word() + " " + s.word())
	}
}

func generated(seed uint64) string { return generatedWith(seed, nil) }

func generatedWith(seed uint64, files []string) string {
	s := &scripts{Rand: rand.New(rand.NewPCG(seed, 1)), vars: []string{"A", "B", "CC", "N"}, arrays: []string{"L", "M"}, files: files}
	s.line("A=1 B=b CC='c d' N=16 L=(l) M=()") // what nobody sets is unknown, and not empty as it is for bash
	for range 3 + s.IntN(10) {
		s.statement()
	}
	s.line("probe last $A \"$B\" \"$CC\" $N \"${L[@]}\"")
	return s.b.String()
}
