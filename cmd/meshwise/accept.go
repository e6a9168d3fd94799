package main

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/meshwise/meshwise/internal/near"
)

// What is accepted stays what it is: the verdict says it, and the user says that it may be. So it is told with its reason, and
// no longer fails the command.

// acceptance is a code that the user accepts.
type acceptance struct {
	code, reason string
	runs         []string // of a manifest, that it holds for; none: all
	at           string   // where it stands, as "meshwise.yaml:12"; empty for a flag
	line         int
	of           *manifest // nil for a flag, whose acceptances hold for all
	fired        bool
}

// holdsFor reports whether the acceptance is one for a question.
func (a *acceptance) holdsFor(q *question) bool {
	return a.of == nil || a.of == q.of && (len(a.runs) == 0 || slices.Contains(a.runs, q.run))
}

// accepted finds what accepts a code for a question; nil if nothing does.
func (k *checker) accepted(q *question, code string) *acceptance {
	for _, a := range k.accept {
		if a.code == code && a.holdsFor(q) {
			return a
		}
	}
	return nil
}

// judgedAs makes the outcome of an answer: what fails, and what was accepted of that.
func (k *checker) judgedAs(q *question, a answer) *judged {
	j := &judged{question: q, answer: a}
	if len(k.accept) == 0 {
		j.fails = fails(a, k.failOn.value)
		return j
	}
	verdicts := a.Get("verdicts").Array()
	switch a.Get("kind").Str {
	case "verdict":
		verdicts = []gjson.Result{a.Result}
	case "reading":
		j.fails = fails(a, k.failOn.value)
	}
	for _, v := range verdicts {
		if k.verdictFails(j, v) {
			j.fails = true
		}
	}
	return j
}

// verdictFails is [fails] of one verdict for what is not accepted of it.
func (k *checker) verdictFails(j *judged, v gjson.Result) bool {
	broken := k.left(j, v.Get("violations.#.code").Array()) + k.left(j, v.Get("remarks.#(refused==true)#.code").Array())
	open := k.left(j, v.Get("unknowns.#.code").Array()) + len(v.Get("hinges").Array())
	warned := k.left(j, v.Get("warnings.#.code").Array())
	nothing := len(v.Get("violations").Array())+len(v.Get("unknowns").Array())+len(v.Get("remarks").Array()) == 0
	return broken > 0 || nothing && v.Get("valid").Type == gjson.False ||
		k.failOn.value != "violation" && (open > 0 || nothing && v.Get("valid").Type == gjson.Null) ||
		k.failOn.value == "warning" && warned > 0
}

// left counts the codes that are not accepted, and notes those that are.
func (k *checker) left(j *judged, codes []gjson.Result) (n int) {
	for _, code := range codes {
		a := k.accepted(j.question, code.Str)
		if a == nil {
			n++
			continue
		}
		a.fired = true
		if !slices.Contains(j.accepted, a) {
			j.accepted = append(j.accepted, a)
		}
	}
	return n
}

// ignored makes acceptances of the flag --ignore. A code that there is not is refused.
func (k *checker) ignored() error {
	if len(k.ignore) == 0 {
		return nil
	}
	for _, code := range k.ignore {
		if err := k.knownCode("--ignore", code); err != nil {
			return err
		}
		k.accept = append(k.accept, &acceptance{code: code, reason: "--ignore"})
	}
	return nil
}

// knownCode refuses what is no code of a rule or of a file.
func (k *checker) knownCode(where, code string) error {
	if k.codes == nil {
		description, err := k.ask(newRequest("describe"))
		if err != nil {
			return err
		}
		for _, list := range []string{"rules", "errors", "reasons"} {
			k.codes = append(k.codes, description.strings(list+".#.code")...)
		}
	}
	if slices.Contains(k.codes, code) || strings.HasPrefix(code, "reading.") {
		return nil
	}
	if close := near.Closest(code, k.codes); close != "" {
		return badInput("%s: there is no code %q; the closest is %s", where, code, close)
	}
	return badInput("%s: there is no code %q; 'meshwise explain' lists them", where, code)
}

// idle are the acceptances of a manifest that no longer fire. Where a run could not be asked about, nothing is known of them.
func (k *checker) idle() (list []*acceptance) {
	for _, a := range k.accept {
		if !a.fired && a.at != "" && !k.unasked {
			list = append(list, a)
		}
	}
	return list
}

func (a *acceptance) idleText() string {
	return "the acceptance of " + a.code + " no longer fires: none of these runs breaks it, so it may go"
}

// idleCommands are the workflow commands that say it at the line of the manifest.
func (k *checker) idleCommands() string {
	var b strings.Builder
	for _, a := range k.idle() {
		file, _, _ := strings.Cut(a.at, ":"+itoa(a.line))
		b.WriteString("::warning file=" + strings.NewReplacer(":", "%3A", ",", "%2C").Replace(escapeCommand(file)) + ",line=" + itoa(a.line) +
			",title=" + a.code + " (accepted)::" + escapeCommand(a.idleText()) + "\n")
	}
	return b.String()
}

// acceptedText tells what was accepted, a line each.
func acceptedText(j *judged) string {
	var b strings.Builder
	for _, a := range j.accepted {
		b.WriteString("  accepted    " + a.code)
		if a.at != "" {
			b.WriteString(": " + printable(a.reason) + " (" + a.at + ")")
		}
		b.WriteByte('\n')
	}
	return b.String()
}

var commandTitle = regexp.MustCompile(`^::(?:error|warning) ((?:[^:]*,)?)title=([a-z0-9_]+\.[a-z0-9_]+) \(([^)]*)\)::`)

// acceptedCommands makes notices of the workflow commands about what was accepted.
func acceptedCommands(j *judged, rendered string) string {
	var b strings.Builder
	for line := range strings.Lines(rendered) {
		if m := commandTitle.FindStringSubmatch(line); m != nil {
			for _, a := range j.accepted {
				if a.code == m[2] {
					line = "::notice " + m[1] + "title=" + m[2] + " (accepted)::" + escapeCommand("accepted: "+a.reason) + "%0A" + line[len(m[0]):]
				}
			}
		}
		b.WriteString(line)
	}
	return b.String()
}

// escapeCommand writes a text as the data of a workflow command.
func escapeCommand(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

// suppression is what SARIF has for a result that was accepted.
func suppression(j *judged, rule json.RawMessage) json.RawMessage {
	code := gjson.ParseBytes(rule).Str
	for _, a := range j.accepted {
		if a.code == code {
			return json.RawMessage(`[{"kind":"external","justification":` + quote(a.reason) + `}]`)
		}
	}
	return nil
}

var (
	failedCase = regexp.MustCompile(`(?s)(<testcase [^>]*name="([a-z0-9_]+\.[a-z0-9_]+)[^"]*"[^>]*>\s*)<failure .*?</failure>`)
	suiteCount = regexp.MustCompile(`(<testsuite [^>]*failures=")(\d+)("[^>]*skipped=")(\d+)(")`)
)

// acceptedTests skips the tests of what was accepted, and counts them as that.
func acceptedTests(j *judged, suite string) (string, int) {
	skipped := 0
	suite = failedCase.ReplaceAllStringFunc(suite, func(test string) string {
		m := failedCase.FindStringSubmatch(test)
		for _, a := range j.accepted {
			if a.code == m[2] {
				skipped++
				return m[1] + `<skipped message="accepted: ` + escapeXML(a.reason) + `"/>`
			}
		}
		return test
	})
	if skipped > 0 {
		suite = suiteCount.ReplaceAllStringFunc(suite, func(head string) string {
			m := suiteCount.FindStringSubmatch(head)
			failures, _ := strconv.Atoi(m[2]) // digits
			before, _ := strconv.Atoi(m[4])
			return m[1] + itoa(failures-skipped) + m[3] + itoa(before+skipped) + m[5]
		})
	}
	return suite, skipped
}

func escapeXML(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(printable(s))
}
