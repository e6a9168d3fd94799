package reading

import (
	"strings"

	"github.com/meshwise/meshwise/internal/text"
)

// commentOf is the comment at the end of a line of a script.
func commentOf(line string) string {
	if i := strings.Index(line, " #"); i >= 0 {
		return line[i+1:]
	}
	return ""
}

// invites reports whether a comment tells the reader to change what it is about.
func invites(comment string) bool {
	low := text.Lower(comment)
	for _, w := range []string{"change", "edit", "adapt", "modify", "adjust", "replace", "set this", "set to", "set your", "your", "todo", "fill in", "customize", "update"} {
		if i := strings.Index(low, w); i > 0 && !isLetter(low[i-1]) {
			return true
		}
	}
	return false
}

// isAssignment reports whether a line of a script is nothing but an assignment.
func isAssignment(line string) bool {
	words := fields(line)
	if len(words) == 0 {
		return false
	}
	if words[0] == "export" && len(words) > 1 {
		words = words[1:]
	}
	eq := strings.IndexByte(words[0], '=')
	if eq <= 0 {
		return false
	}
	for i := range eq {
		if c := words[0][i]; !isLetter(c) && c != '_' && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}
