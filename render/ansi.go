package render

// ansi colours s for a terminal, with the sixteen colours that every one has.
func ansi(t tone, s string) string {
	code := ""
	switch t {
	case good:
		code = "1;32"
	case bad:
		code = "1;31"
	case open, risky:
		code = "1;33"
	case alarm:
		code = "1;37;41"
	case strong:
		code = "1"
	case faint:
		code = "2"
	case exact:
		code = "36"
	}
	if code == "" || s == "" {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}
