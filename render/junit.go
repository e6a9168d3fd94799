package render

import (
	"strconv"
	"strings"

	"github.com/meshwise/meshwise/internal/text"
)

// junit writes one suite for each check and one test for each finding: a broken rule fails, what is not known or accepted
// is skipped, a warning passes and says so in its output. A check that nothing speaks against has a test that passes.
func junit(checks []check, o Options) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	var total tallied
	suites := make([]tallied, len(checks))
	for i := range checks {
		suites[i] = tallyTests(&checks[i])
		total.tests += suites[i].tests
		total.failures += suites[i].failures
	}
	b.WriteString("<testsuites" + attribute("name", "meshwise") + attribute("tests", strconv.Itoa(total.tests)) +
		attribute("failures", strconv.Itoa(total.failures)) + attribute("errors", "0") + ">\n")
	for i := range checks {
		writeSuite(&b, &checks[i], suites[i], i, o)
	}
	b.WriteString("</testsuites>\n")
	return b.String()
}

// tallied is how many tests a suite has.
type tallied struct{ tests, failures, skipped int }

func tallyTests(c *check) tallied {
	n := tallied{tests: len(c.findings)}
	if c.passes {
		n.tests++
	}
	for _, f := range c.findings {
		switch {
		case f.level == doubt || f.level == unseen || f.level == broken && f.accepted != nil:
			n.skipped++
		case f.level == broken:
			n.failures++
		}
	}
	return n
}

func writeSuite(b *strings.Builder, c *check, n tallied, id int, o Options) {
	head := attribute("name", c.subject) + attribute("tests", strconv.Itoa(n.tests)) +
		attribute("failures", strconv.Itoa(n.failures)) + attribute("errors", "0") +
		attribute("skipped", strconv.Itoa(n.skipped)) + attribute("id", strconv.Itoa(id))
	if o.File != "" {
		head += attribute("file", o.File)
	}
	b.WriteString("  <testsuite" + head + ">\n" + properties(c, o.Notes))
	if c.passes {
		b.WriteString(testcase("meshwise", c.answer, ""))
	}
	for _, f := range c.findings {
		b.WriteString(testcase("meshwise."+string(f.rule.Axis), f.rule.Code, outcomeXML(f)))
	}
	b.WriteString("  </testsuite>\n")
}

// properties writes what the subject was checked under.
func properties(c *check, notes []string) string {
	list := ""
	if c.framework != "" {
		list = property("framework", c.framework)
	}
	if c.mesh != nil {
		list += property("strategy", c.mesh.Strategy)
		for _, s := range c.mesh.Sizes() {
			list += property(s.Setting, size(s.Size))
		}
	}
	if len(notes) > 0 {
		list += property("facts", strings.Join(notes, "; "))
	}
	if list == "" {
		return ""
	}
	return "    <properties>\n" + list + "    </properties>\n"
}

func property(name, value string) string {
	return "      <property" + attribute("name", name) + attribute("value", value) + "/>\n"
}

// testcase writes one test; one without an outcome has passed and has nothing to say.
func testcase(class, test, outcome string) string {
	head := "    <testcase" + attribute("classname", class) + attribute("name", test)
	if outcome == "" {
		return head + "/>\n"
	}
	return head + ">\n" + outcome + "    </testcase>\n"
}

// outcomeXML is what stands inside of a test.
func outcomeXML(f *finding) string {
	body := strings.TrimSuffix(f.bodyText(), "\n")
	element := "skipped"
	switch f.level {
	case broken:
		if f.accepted != nil {
			return "      <skipped" + attribute("message", "accepted: "+f.accepted.Reason) + "/>\n"
		}
		element = "failure"
	case warned, remark:
		out := visible(f.message)
		if f.level == warned {
			out = "warning (" + f.label + "): " + out
		}
		if body != "" {
			out += "\n" + body
		}
		return "      <system-out>" + escapeXML(out) + "</system-out>\n"
	}
	head := "      <" + element + attribute("type", f.label) + attribute("message", f.message) + ">"
	return head + escapeXML(body) + "</" + element + ">\n"
}

// attribute writes an attribute. Its value is one line, so that no reader folds it.
func attribute(name, value string) string { return " " + name + `="` + escapeXML(visible(value)) + `"` }

// escapeXML escapes the five signs of XML. What XML has no place for was made visible before; only line breaks are left.
func escapeXML(s string) string {
	return text.Replace(s, "&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#39;")
}
