package reading

import (
	"strings"

	"github.com/meshwise/meshwise/reading/shell"
)

// lost tells which flags do not reach the program, though they stand right behind it: the program starts without them, and the
// shell says that there is no such command where nobody looks, among what the program prints.
func (b *builder) lost(c *shell.Command) {
	if len(c.Lost) == 0 {
		return
	}
	text, _ := c.Lost[0].Text()
	message := "the shell takes " + quote(text) + " for a command of its own: what stands there does not reach the program"
	place := b.locate(c.Lost[0][0].Place)
	why, fix := b.cutOff(place, text)
	if why != "" {
		message += ", since " + why
	}
	if more := len(c.Lost) - 1; more > 0 {
		message += "; nor do the lines that begin with"
		for i, word := range c.Lost[1:] {
			text, _ := word.Text()
			if i > 0 {
				message += ","
			}
			message += " " + quote(text)
		}
	}
	n := b.note(NoteLost, message, nil)
	n.Place, n.Violation, n.Fix = place, !c.Maybe, fix
}

// cutOff says what ends the command before a line, where the line begins with what was cut off, and how the line before it reads
// when it does not.
func (b *builder) cutOff(p Place, begins string) (why, fix string) {
	for i := range b.files {
		f := &b.files[i]
		if f.Name != p.File || p.Line < 2 || !strings.HasPrefix(strings.TrimSpace(f.text.Line(p.Line)), begins) {
			continue
		}
		n := p.Line - 1
		before := strings.TrimSpace(f.text.Line(n))
		for n > 1 && strings.HasPrefix(before, "#") { // a comment ends what goes on into it, and nothing that ended before
			above := strings.TrimSpace(f.text.Line(n - 1))
			if !strings.HasPrefix(above, "#") && strings.HasSuffix(above, `\`) {
				break
			}
			n, before = n-1, above
		}
		slash := strings.LastIndexByte(before, '\\') + 1
		switch at, behind := "line "+itoa(int64(n)), strings.TrimSpace(before[slash:]); {
		case strings.HasPrefix(before, "#"):
			return at + ", a comment, ends the command", ""
		case slash > 0 && (behind == "" || behind[0] == '#'):
			return at + " has something behind its backslash", before[:slash]
		case before != "" && n < p.Line-1: // where the comment would end it next
			return at + " ends without a backslash", ""
		case before != "":
			return at + " ends without a backslash", before + ` \`
		}
	}
	return "", ""
}
