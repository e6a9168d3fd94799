package render

import (
	"strings"

	"github.com/meshwise/meshwise/internal/text"
)

// fileURI writes the name of a file as a URI: what is relative stays so, what is absolute gets its scheme.
func fileURI(file string) string {
	for _, scheme := range []string{"https://", "http://"} {
		if rest, ok := strings.CutPrefix(file, scheme); ok {
			return scheme + percentEncoded(rest, "%:?#=&")
		}
	}
	if isDrive(file) {
		return "file:///" + file[:2] + percentEncoded(text.Replace(file[2:], `\`, "/"), "")
	}
	if strings.HasPrefix(file, "/") {
		return "file://" + percentEncoded(file, "")
	}
	return percentEncoded(file, "")
}

// isDrive reports whether a name starts with a drive of Windows: "C:\" or "C:/".
func isDrive(file string) bool {
	return len(file) > 2 && file[1] == ':' && (file[2] == '\\' || file[2] == '/') && isAlphanumeric(file[0]) && file[0] > '9'
}

// percentEncoded keeps what needs no encoding in a path, and what is in kept.
func percentEncoded(s, kept string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		if isAlphanumeric(c) || strings.IndexByte("-._~/"+kept, c) >= 0 {
			b.WriteByte(c)
		} else {
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		}
	}
	return b.String()
}
