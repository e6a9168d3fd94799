package capabilities

import (
	"strings"
	"testing"
)

func TestNestedNamesAreMarked(t *testing.T) {
	for _, row := range numbers {
		if dotted := strings.Contains(strings.Join(row.names, " "), "."); dotted != row.nested {
			t.Errorf("%s: nested is %t, and a name with a dot is %t", row.name, row.nested, dotted)
		}
	}
}
