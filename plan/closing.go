package plan

import (
	"strconv"

	"github.com/meshwise/meshwise/capabilities"
)

func (c *closing) miss(what, why, settle string) {
	if c.corner == middle {
		c.unknown = append(c.unknown, Missing{What: what, Why: why, Settle: settle})
	}
}

// assume tells what was taken because nothing was said.
func (c *closing) assume(setting, value, other string) {
	if c.corner == middle {
		c.assumed = append(c.assumed, Assumption{Setting: setting, Value: value, Other: other})
		c.open = c.open || other != ""
	}
}

// word closes a setting that chooses one of several words. mid, low and high are places in the list, for where nothing
// was said.
func (c *closing) word(setting, said string, list []string, mid, low, high int) int {
	if said != "" {
		i := index(list, said)
		if i < 0 {
			c.miss(setting, `"`+said+`" is none of `+join(list), setting)
			return mid
		}
		return i
	}
	other := ""
	if low != mid {
		other = list[low]
	}
	if high != mid && high != low {
		if other != "" {
			other += ", "
		}
		other += list[high]
	}
	c.assume(setting, list[mid], other)
	return [...]int{mid, low, high}[c.corner]
}

// truth closes a setting that is true or false.
func (c *closing) truth(setting string, said capabilities.Truth, mid, low, high bool) bool {
	if said != capabilities.Unknown {
		return said == capabilities.Yes
	}
	other := ""
	if low != mid || high != mid {
		other = strconv.FormatBool(!mid)
	}
	c.assume(setting, strconv.FormatBool(mid), other)
	return [...]bool{mid, low, high}[c.corner]
}

func join(list []string) string {
	out := ""
	for i, w := range list {
		if i > 0 {
			out += ", "
		}
		out += w
	}
	return out
}
