package render

import (
	"strconv"
	"strings"
)

// A list that is longer is cut, and says how much is missing.
const (
	maxRuns  = 12 // runs of numbers in one list
	maxWords = 12 // names in one list
)

// run is a row of consecutive numbers, first to last.
type run struct{ first, last int }

// runs groups ascending numbers into runs: 1 2 3 4 8 is 1-4 and 8. Two neighbours are no run yet: "1, 2" reads better.
func runs(ascending []int) []run {
	var list []run
	for i := 0; i < len(ascending); {
		end := i
		for end+1 < len(ascending) && ascending[end+1] == ascending[end]+1 {
			end++
		}
		if end-i >= 2 {
			list = append(list, run{ascending[i], ascending[end]})
		} else {
			for _, n := range ascending[i : end+1] {
				list = append(list, run{n, n})
			}
		}
		i = end + 1
	}
	return list
}

func (r run) String() string {
	if r.first == r.last {
		return strconv.Itoa(r.first)
	}
	return strconv.Itoa(r.first) + "-" + strconv.Itoa(r.last)
}

// sizes writes sizes for people: "1, 2, 4, 8" or "1-80", a long list cut.
func sizes(ascending []int) string {
	list := runs(ascending)
	shown := list[:min(len(list), maxRuns)]
	words := make([]string, len(shown))
	for i, r := range shown {
		words[i] = r.String()
	}
	left := 0
	for _, r := range list[len(shown):] {
		left += r.last - r.first + 1
	}
	return strings.Join(words, ", ") + more(left)
}

// ranks writes the ranks of a group for people. The groups of a mesh are regular, so the first two runs and the last one
// tell them all: "0-7" or "0, 8, …, 56" or "0-3, 16-19, …, 112-115".
func ranks(ascending []int) string {
	list := runs(ascending)
	if len(list) <= 4 || !regular(list) {
		return sizes(ascending)
	}
	return list[0].String() + ", " + list[1].String() + ", …, " + list[len(list)-1].String()
}

// regular reports whether all runs are of one length and one distance.
func regular(list []run) bool {
	for i := range list[1:] {
		if list[i+1].first-list[i].first != list[1].first-list[0].first ||
			list[i+1].last-list[i+1].first != list[0].last-list[0].first {
			return false
		}
	}
	return true
}

// few keeps the first names of a long list; the last word then says how many are missing.
func few(words []string) []string {
	if len(words) <= maxWords {
		return words
	}
	return append(append([]string(nil), words[:maxWords]...), strings.TrimPrefix(more(len(words)-maxWords), ", "))
}

// more is the end of a list that was cut: ", … (12 more)".
func more(n int) string {
	if n == 0 {
		return ""
	}
	return ", … (" + strconv.Itoa(n) + " more)"
}

// count writes a number with its noun: "1 mesh", "2 meshes".
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
