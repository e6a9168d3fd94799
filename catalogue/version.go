package catalogue

// Nearest finds the version of a package that is nearest to the wanted one: of the same major version the first that is
// not older, else the last that is; without that major version the one on its side. What is no version gets the newest.
// It is nil where nothing of the package is catalogued.
func Nearest(pkg, wanted string) *Source {
	var newest, newer, older *Source // of all; of this major version
	want, ok := parseVersion(wanted)
	for i := range sources {
		s := &sources[i]
		if s.Package != pkg {
			continue
		}
		newest = s // the oldest stands first
		have, _ := parseVersion(s.Version)
		switch {
		case !ok:
		case have.before(want):
			older = s
		case newer == nil:
			newer = s
		}
	}
	major := func(s *Source) bool {
		if s == nil {
			return false
		}
		have, _ := parseVersion(s.Version)
		return have[0] == want[0]
	}
	switch {
	case !ok || newer == nil:
		return newest
	case !major(newer) && major(older):
		return older
	default:
		return newer
	}
}

// later is the sources of a package behind one, the oldest first.
func later(pkg string, than *Source) (list []*Source) {
	behind := false
	for i := range sources {
		s := &sources[i]
		if s.Package == pkg && behind {
			list = append(list, s)
		}
		behind = behind || s == than
	}
	return list
}

// version is major, minor and patch.
type version [3]int

func (v version) before(w version) bool {
	for i := range v {
		if v[i] != w[i] {
			return v[i] < w[i]
		}
	}
	return false
}

// parseVersion reads the numbers at the start of a version: "4.57.0.dev0" is 4, 57, 0.
func parseVersion(s string) (v version, ok bool) {
	for part := range v {
		digits := 0
		for digits < len(s) && digits < 6 && s[digits] >= '0' && s[digits] <= '9' {
			v[part] = v[part]*10 + int(s[digits]-'0')
			digits++
		}
		if digits == 0 {
			return v, part > 0
		}
		if s = s[digits:]; s == "" || s[0] != '.' {
			return v, true
		}
		s = s[1:]
	}
	return v, true
}

// IsVersion reports whether s begins as a version does.
func IsVersion(s string) bool {
	_, ok := parseVersion(s)
	return ok && len(s) <= 64
}
