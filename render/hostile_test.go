package render_test

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/meshwise/meshwise/capabilities"
	words "github.com/meshwise/meshwise/internal/text"
	"github.com/meshwise/meshwise/mesh"
	"github.com/meshwise/meshwise/render"
)

// hostile is what a stranger may name a model, a file or a value of its config.
var hostile = []string{
	"",
	" ",
	"line\nbreak\r\nand tab\t.",
	"\x1b[31mred\x1b[0m and \u009b31m and \x7f and \x00",
	"right\u202eto left\u2066 and \u200bnothing\ufeff and \u2028line",
	"tags \U000e0041 and nonchar \ufffe\uffff",
	"not UTF-8 \xff\xfe and half \xed\xa0\x80",
	"::error file=x,title=y::injected % %0A , :",
	"##[error]injected",
	"<script>alert(1)</script> & <!-- --> ]]> &amp; '\"",
	"`code` ``two`` **bold** _it_ __b__ ~~s~~ [a](javascript:b) ![i](x) | cell \\ $x$",
	"`<b>*x*</b>`",
	"\\| \\` @team @a|b@c|\\|www.evil.example| https://evil.example www.evil.example a@b.c",
	"# heading\n- list\n> quote\n1. one\n```\nfence",
	"{0} {{1}} [text](https://evil.example)",
	"C:\\Users\\a b\\config.json",
	strings.Repeat("long", 500),
	strings.Repeat("long and wide ", 500),
	strings.Repeat("界", 500),
}

// named is answers about a model of the given name, with the name in its config and its evidence too.
func named(t testing.TB, hostileName string) []answer {
	text := func(s string) capabilities.Value { return capabilities.StringValue(s) }
	facts := capabilities.FactsOf(map[string]capabilities.Value{
		"class": capabilities.ObjectValue([]string{"name", "mro"}, []capabilities.Value{
			text(hostileName), capabilities.ArrayValue(text(hostileName))}),
		"config": capabilities.ObjectValue(
			[]string{"architectures", "model_type", "num_attention_heads", "num_key_value_heads", "sliding_window", "use_sliding_window"},
			[]capabilities.Value{capabilities.ArrayValue(text(hostileName)), text(hostileName), capabilities.IntValue(6),
				capabilities.IntValue(3), text(hostileName), text(hostileName)}),
		"backend.attn": text(hostileName),
		"backend":      capabilities.OpaqueValue(hostileName),
		"_tp_plan":     capabilities.RaisedValue(hostileName),
	})
	m := mesh.NewModel(facts)
	report := capabilities.Derive(facts, 1, 1)
	v := validate(t, m, "tp=4 cp=2 world=16")
	listing := mesh.Listing{Total: 1, Meshes: []mesh.Listed{{Mesh: mesh.Mesh{World: 8, TP: 8}}}}
	said := words.Clip(hostileName, 512) // as a request is read
	acceptance := mesh.Acceptance{Code: v.Violations[0].Rule.Code, Reason: said, At: said + ":12"}
	return []answer{
		{"verdict", verdict(v)},
		{"accepted", accepting(v, acceptance)},
		{"accepted in one line", func(o render.Options) string {
			o.Brief = true
			return accepting(v, acceptance)(o)
		}},
		{"verdicts", func(o render.Options) string { return render.Verdicts([]mesh.Verdict{v, v}, o) }},
		{"report", func(o render.Options) string { return render.Report(report, o) }},
		{"meshes", func(o render.Options) string { return render.Meshes(hostileName, &listing, o) }},
		{"code", func(o render.Options) string { return render.Code("code "+hostileName+".", "text "+hostileName+".", o) }},
	}
}

// TestHostileNames renders names from strangers, as the model and as the file, and holds every format to its rules.
func TestHostileNames(t *testing.T) {
	harmless := renderHarmless(t)
	for _, s := range hostile {
		checkHostile(t, s, harmless)
	}
}

// FuzzHostileNames does the same with names that the fuzzer makes.
func FuzzHostileNames(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	harmless := renderHarmless(f)
	f.Fuzz(func(t *testing.T, s string) { checkHostile(t, s, harmless) })
}

// renderHarmless renders the answers about a harmless name. Those about any other have as many lines.
func renderHarmless(t testing.TB) map[string]string {
	documents := make(map[string]string)
	for _, a := range named(t, "harmless") {
		for format := range hostileChecks {
			documents[a.name+string(format)] = a.render(render.Options{Format: format, File: "harmless"})
		}
	}
	return documents
}

func checkHostile(t *testing.T, s string, harmless map[string]string) {
	t.Helper()
	for _, a := range named(t, s) {
		for format, check := range hostileChecks {
			document := a.render(render.Options{Format: format, File: s})
			if !utf8.ValidString(document) {
				t.Errorf("%s of %q as %s is no UTF-8", a.name, s, format)
			}
			if strings.Contains(document, " \n") {
				t.Errorf("%s of %q as %s has a space at the end of a line", a.name, s, format)
			}
			if problem := check(document, harmless[a.name+string(format)]); problem != "" {
				t.Errorf("%s of %q as %s %s:\n%s", a.name, s, format, problem, document)
			}
		}
	}
}

// hostileChecks says what is wrong with a document, given the same one about a harmless name.
var hostileChecks = map[render.Format]func(document, harmless string) string{
	render.Text: func(document, _ string) string { return hidden(document) },
	render.ANSI: func(document, _ string) string { return hidden(withoutColour(document)) },
	render.Markdown: func(document, harmless string) string {
		if strings.Count(document, "\n") != strings.Count(harmless, "\n") {
			return "has other lines than about a harmless name"
		}
		if markup := unwantedMarkup(document); markup != "" {
			return "has the markup " + markup
		}
		return hidden(document)
	},
	render.GitHub: func(document, harmless string) string {
		if strings.Count(document, "\n") != strings.Count(harmless, "\n") {
			return "has other lines than about a harmless name"
		}
		for line := range strings.Lines(document) {
			if !command.MatchString(line) {
				return "has a line that is no command"
			}
		}
		return hidden(document)
	},
	render.SARIF: func(document, _ string) string {
		if !json.Valid([]byte(document)) {
			return "is no JSON"
		}
		return hidden(document)
	},
	render.JUnit: func(document, _ string) string {
		for d := xml.NewDecoder(strings.NewReader(document)); ; {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				return hidden(document)
			} else if err != nil {
				return "is no XML: " + err.Error()
			}
		}
	},
}

// command is a workflow command: properties without their separators, and a message.
var command = regexp.MustCompile(`^::(error|warning|notice) (file=([^%:,]|%25|%3A|%2C)*,)?title=([^%:,]|%25|%3A|%2C)*::([^%]|%25|%0A)+\n$`)

// hidden finds a character that a terminal obeys or a reader does not see.
func hidden(document string) string {
	for _, r := range document {
		if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029' || r == '\ufffe' || r == '\uffff') {
			return "holds " + string(strings.ToUpper(string([]rune{r}))) + " itself"
		}
	}
	return ""
}

var colour = regexp.MustCompile("\x1b\\[[0-9;]*m")

func withoutColour(s string) string { return colour.ReplaceAllString(s, "") }

var (
	escaped   = regexp.MustCompile("^\\\\[\\\\`*_\\[\\]|~$#+=.)-]")
	fencedRun = regexp.MustCompile("(?s)( {2}`{3,})[a-z]*\n.*?\n {2}`{3,}\n")
)

// unwantedMarkup takes away what is escaped, what is code and what the page itself writes, and returns the first sign of
// markup, HTML, a link or a mention that is left.
func unwantedMarkup(document string) string {
	rest := fencedRun.ReplaceAllString(document, "")
	var b strings.Builder
	for line := range strings.Lines(rest) {
		line = outsideCode(strings.TrimSpace(line))
		line = strings.TrimLeft(line, "#")
		if strings.HasPrefix(line, "| ") {
			line = strings.ReplaceAll(strings.TrimPrefix(line, "|"), " |", "")
		}
		if label, text, ok := strings.Cut(strings.TrimPrefix(line, "- **"), "** "); ok && strings.HasPrefix(line, "- **") {
			line = label + " " + text
		}
		b.WriteString(line + "\n")
	}
	for _, sign := range []string{"`", "*", "[", "]", "<", ">", "|", "~", "$", "@", "://", "www.", "__", " _", "_ "} {
		if strings.Contains(strings.ToLower(b.String()), sign) {
			return sign
		}
	}
	return ""
}

// outsideCode removes escaped signs and code spans, which begin and end with runs of backticks of one length.
func outsideCode(line string) string {
	var b strings.Builder
	for i := 0; i < len(line); {
		if loc := escaped.FindStringIndex(line[i:]); loc != nil {
			b.WriteByte(' ')
			i += loc[1]
			continue
		}
		if line[i] != '`' {
			b.WriteByte(line[i])
			i++
			continue
		}
		n := len(line[i:]) - len(strings.TrimLeft(line[i:], "`"))
		end := closing(line, i+n, n)
		if end < 0 {
			return b.String() + line[i:]
		}
		i = end
	}
	return b.String()
}

// closing finds the end of a code span: behind the next run of exactly n backticks.
func closing(line string, from, n int) int {
	for i := from; i < len(line); i++ {
		if line[i] != '`' {
			continue
		}
		here := len(line[i:]) - len(strings.TrimLeft(line[i:], "`"))
		if here == n {
			return i + n
		}
		i += here - 1
	}
	return -1
}

// TestLongNames holds that a name cannot drown an answer: 200 runes of it are shown.
func TestLongNames(t *testing.T) {
	for _, a := range named(t, strings.Repeat("界", 500)) {
		for _, format := range render.Formats() {
			document := a.render(render.Options{Format: render.Format(format)})
			if a.name != "code" && strings.Contains(document, strings.Repeat("界", 200)) {
				t.Errorf("%s as %s shows more than 200 runes of a name", a.name, format)
			}
		}
	}
}
