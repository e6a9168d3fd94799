package main

import (
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/meshwise/meshwise/internal/jsonw"
)

// printAll prints the answers: one as it is, several together.
func (k *checker) printAll(all []*judged, idle []idleAcceptance) error {
	switch {
	case len(all) == 0 && k.output.format.value == "json" && !k.unasked:
		return k.output.printJSON(k.stdout, allJSON(nil))
	case len(all) == 0:
		return nil
	case len(all) == 1 && all[0].run == "" && (!all[0].accepted() || k.output.format.value == "json"):
		return k.output.print(k.session, all[0].answer)
	}
	switch k.output.format.value {
	case "json":
		return k.output.printJSON(k.stdout, allJSON(all))
	case "sarif":
		log, err := mergedSARIF(all)
		if err != nil {
			return err
		}
		return k.output.write(k.stdout, log)
	case "junit":
		return k.output.write(k.stdout, mergedJUnit(all))
	case "github", "refusal":
		out := oneAfterTheOther(all, func(*judged) string { return "" }, "")
		for _, one := range idle {
			out = append(out, one.Get("rendered").Str...)
		}
		return k.output.write(k.stdout, out)
	case "markdown":
		return k.output.write(k.stdout, oneAfterTheOther(all, func(j *judged) string {
			return "## `" + strings.ReplaceAll(printable(j.heading()), "`", "'") + "`\n\n"
		}, "\n"))
	}
	text := oneAfterTheOther(all, func(j *judged) string { return printable(j.heading()) + "\n" }, "\n")
	if len(all) > 1 {
		text = append(text, "\n"+tally(all)+"\n"...)
	}
	return k.output.write(k.stdout, text)
}

// oneAfterTheOther is what the engine rendered, each below its heading.
func oneAfterTheOther(all []*judged, heading func(*judged) string, between string) []byte {
	var out []byte
	for i, j := range all {
		if i > 0 {
			out = append(out, between...)
		}
		out = append(append(out, heading(j)...), strings.TrimRight(j.answer.Get("rendered").Str, "\n")...)
		out = append(out, '\n')
	}
	return out
}

// tally counts the answers, each by the engine's own word of whether it is valid.
func tally(all []*judged) string {
	counts := map[string]int{}
	for _, j := range all {
		counts[j.standing()]++
	}
	accepted := 0
	for _, j := range all {
		if !j.fails() && j.standing() == "not valid" {
			accepted++
		}
	}
	text := itoa(len(all)) + " checked"
	for _, word := range []string{"valid", "not valid", "not known", "read and not judged"} {
		if n := counts[word]; n > 0 {
			text += ", " + itoa(n) + " " + word
		}
	}
	if accepted > 0 {
		text += " (" + itoa(accepted) + " accepted)"
	}
	return text
}

// standing is what an answer comes to.
func (j *judged) standing() string {
	verdicts := j.answer.Get("verdicts").Array()
	switch j.answer.Get("kind").Str {
	case "reading":
		return "read and not judged"
	case "verdict":
		verdicts = append(verdicts, j.answer.Result)
	}
	worst := "valid"
	for _, v := range verdicts {
		switch v.Get("valid").Raw {
		case "false":
			return "not valid"
		case "null":
			worst = "not known"
		}
	}
	return worst
}

// allJSON is the answers, each with the name of what it is about.
func allJSON(all []*judged) jsontext.Value {
	var w jsonw.Writer
	w.Object()
	w.Field("kind", "checks")
	w.ArrayAt("checks")
	for _, j := range all {
		w.Object()
		w.Field("name", j.heading())
		w.Field("file", j.file())
		w.Key("passes")
		w.Bool(!j.fails())
		if j.accepted() {
			w.Key("accepted")
			w.Raw(j.answer.Get("accepted").Raw)
		}
		w.Key("answer")
		w.Raw(j.answer.rawJSON())
		w.End()
	}
	w.End()
	w.End()
	return w.Bytes()
}

// file is the file that a question is about, as answers name it.
func (q *question) file() string {
	if q.material != nil {
		return q.material.first()
	}
	return strings.ReplaceAll(q.path, `\`, "/")
}

// rawJSON is the answer as it was given.
func (a answer) rawJSON() string {
	if a.raw != nil {
		return string(a.raw)
	}
	return a.Raw
}
