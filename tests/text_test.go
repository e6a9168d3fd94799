package tests

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"unicode"
)

// colour is all that the format ansi may send to a terminal.
var colour = regexp.MustCompile("\x1b\\[[0-9;]*m")

// TestTextIsPlain demands of every text that people are shown that no name from a request can move a cursor, end a line or
// turn the direction of writing in it. Members that repeat a name as data keep it as it was.
func TestTextIsPlain(t *testing.T) {
	for id, answer := range answers(t, "native") {
		var v any
		if err := json.Unmarshal(answer, &v); err != nil {
			t.Fatal(err)
		}
		eachText(v, func(member, text string) {
			lines := member == "text" || member == "rendered"
			if member == "rendered" {
				text = colour.ReplaceAllString(text, "")
			}
			bad := strings.IndexFunc(text, func(r rune) bool {
				return unicode.IsControl(r) && !(lines && r == '\n') || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029'
			})
			if bad >= 0 {
				t.Errorf("%s: %s has a control character: %q", id, member, text[max(0, bad-40):min(len(text), bad+40)])
			}
		})
	}
}

func eachText(v any, visit func(member, text string)) {
	switch v := v.(type) {
	case []any:
		for _, elem := range v {
			eachText(elem, visit)
		}
	case map[string]any:
		for name, member := range v {
			text, isText := member.(string)
			switch name {
			case "message", "text", "rendered", "title", "advice":
				if isText {
					visit(name, text)
				}
			}
			eachText(member, visit)
		}
	}
}
