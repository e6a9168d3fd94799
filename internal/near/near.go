// Package near finds the word that a typing mistake was meant to be.
package near

import (
	"strconv"
	"strings"

	"github.com/meshwise/meshwise/internal/text"
)

// OneOf names the words that are known, the likely one first: `"tp_size" (of pp_size, tp_size)`.
func OneOf(got string, words []string) string {
	if near := Closest(got, words); near != "" {
		return strconv.Quote(near) + " (of " + strings.Join(words, ", ") + ")"
	}
	return "one of " + strings.Join(words, ", ")
}

// Closest finds the word that a typing mistake was meant to be, or that was cut short: "tp" for "tp_size". A word that
// was begun is meant before one that only looks alike, and capitals do not matter. It is empty where no word is near.
func Closest(got string, words []string) string {
	if len(got) < 2 || len(got) > 64 {
		return ""
	}
	got = text.Lower(got)
	best, least := "", len(got)/2+1
	for _, w := range words {
		d := Distance(got, text.Lower(w))
		if strings.HasPrefix(text.Lower(w), got) {
			d = 0
		}
		if d < least {
			best, least = w, d
		}
	}
	return best
}

// Distance is Levenshtein's: how many bytes are put in, left out or replaced to make one word of the other.
func Distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}
