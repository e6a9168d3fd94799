package plan

import (
	"math"
	"strconv"
)

// Amount writes a number that is not negative with three digits or a few more, and its unit: "0.123 s", "45.6 GiB",
// "812 GiB". It does not need what a formatter of all floats would take of the module.
func Amount(x float64, unit string) string {
	places, scale := 1, 10.0
	if x < 1 {
		places, scale = 3, 1000
	} else if x >= 100 {
		places, scale = 0, 1
	}
	n := int64(math.Min(float64(x*scale)+0.5, maxCount))
	switch {
	case x == 0:
		return "0 " + unit
	case n == 0:
		return "under 0.001 " + unit
	}
	text := strconv.FormatInt(n, 10)
	for len(text) <= places {
		text = "0" + text
	}
	if places > 0 {
		at := len(text) - places
		text = text[:at] + "." + text[at:]
	}
	return text + " " + unit
}

// GiB writes bytes.
func GiB(bytes float64) string { return Amount(bytes/gib, "GiB") }

// signed is [Amount] with its sign.
func signed(x float64, unit string) string {
	if x < 0 {
		return "-" + Amount(-x, unit)
	}
	return "+" + Amount(x, unit)
}
