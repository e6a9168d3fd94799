package render

import (
	"strconv"
	"strings"

	"github.com/meshwise/meshwise/internal/text"
	"github.com/meshwise/meshwise/mesh"
)

// github writes workflow commands: an error for each broken rule, a warning for each risk, a notice for what is not
// known. A check that nothing speaks against is a notice as well, so that a green run says what it found.
func github(checks []check, o Options) string {
	var b strings.Builder
	notes := "" // for the first command
	for _, n := range o.Notes {
		notes += "\n" + visible(n)
	}
	for i := range checks {
		c := &checks[i]
		said := false
		for _, f := range c.findings {
			if f.level <= doubt {
				name, label, message := commands[f.level], f.label, annotation(f)
				if f.accepted != nil {
					name, label, message = "notice", "accepted", "accepted: "+visible(f.accepted.Reason)+"\n"+message
				}
				b.WriteString(command(name, f.place(o.File), f.rule.Code+" ("+label+")", message+notes))
				notes = ""
			}
			said = said || f.level == broken || f.level == doubt
		}
		if !said && c.answer != "" {
			b.WriteString(command("notice", mesh.At{File: o.File}, "meshwise", visible(c.answer)+notes))
			notes = ""
		}
	}
	return b.String()
}

// annotation is the message of a finding and what follows it, on lines of their own.
func annotation(f *finding) string {
	return strings.TrimSuffix(visible(f.message)+"\n"+f.bodyText(), "\n")
}

// commands is the command for each level that has one.
var commands = [...]string{broken: "error", warned: "warning", doubt: "notice"}

// command writes one workflow command. The message is made visible already: its line breaks are meant.
func command(name string, at mesh.At, title, message string) string {
	place := ""
	if at.File != "" {
		place = "file=" + commandProperty(at.File) + ","
	}
	if at.Line > 0 {
		line, column := strconv.Itoa(at.Line), strconv.Itoa(at.Column)
		place += "line=" + line + ","
		if at.Column > 0 {
			place += "endLine=" + line + ",col=" + column + ",endColumn=" + strconv.Itoa(max(at.Column, at.EndColumn)) + ","
		}
	}
	return "::" + name + " " + place + "title=" + commandProperty(title) + "::" + commandData(message) + "\n"
}

// The runner reads a command with these escapes and no others.

func commandData(s string) string { return text.Replace(s, "%", "%25", "\r", "%0D", "\n", "%0A") }

func commandProperty(s string) string {
	return text.Replace(commandData(visible(s)), ":", "%3A", ",", "%2C")
}
