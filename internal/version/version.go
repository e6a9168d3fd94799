// Package version compares the versions of packages.
package version

// Version is major, minor and patch, and whether the patch is finished.
type Version [4]int

// The fourth number of a version: what comes before a release is before it.
const (
	unfinished = -1 // 4.57.0.dev0, 2.0rc1
	released   = 0
)

// Unfinished reports whether v is one before a release: "4.57.0.dev0".
func (v Version) Unfinished() bool { return v[3] == unfinished }

// Before reports whether v is older than w.
func (v Version) Before(w Version) bool {
	for i := range v {
		if v[i] != w[i] {
			return v[i] < w[i]
		}
	}
	return false
}

// Parse reads the numbers at the start of a version: "4.57.0.dev0" is 4, 57, 0, unfinished. It reports whether there is
// a number.
func Parse(s string) (v Version, ok bool) {
	if s == "" {
		return v, false
	}
	for part := range 3 {
		digits := 0
		for digits < len(s) && digits < 6 && s[digits] >= '0' && s[digits] <= '9' {
			v[part] = v[part]*10 + int(s[digits]-'0')
			digits++
		}
		if digits == 0 {
			return v.ending(s), part > 0
		}
		if s = s[digits:]; s == "" || s[0] != '.' {
			return v.ending(s), true
		}
		s = s[1:]
	}
	return v.ending(s), true
}

// ending looks at what is behind the numbers.
func (v Version) ending(s string) Version {
	for _, mark := range []string{"dev", ".dev", "rc", ".rc", "a", "b"} {
		if len(s) >= len(mark) && s[:len(mark)] == mark {
			v[3] = unfinished
		}
	}
	return v
}

// Is reports whether s begins as a version does, and is not too long to be one.
func Is(s string) bool {
	_, ok := Parse(s)
	return ok && len(s) <= 64
}
