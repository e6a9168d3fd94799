package mesh

import (
	"strconv"

	"github.com/meshwise/meshwise/internal/text"
)

// Fix is one change that mends a violation, in the framework's own words.
type Fix struct {
	Set  string // what to change: "tp_size", "strategy"
	Size int    // the new size, or
	Word string // the new word
	Path string // "distributed.tp_size"; empty where the framework has no key for it
	CLI  string // "--distributed.tp_size=8"
	YAML string // the lines of its config file
	TOML string // the same where that is TOML
}

// fixes offers one change for every axis that mends the rule: the largest size below the one that was asked for, else
// the smallest above it.
func (r *ruling) fixes(c *Case, legal []Legal) []Fix {
	var list []Fix
	d := c.Framework.Dialect()
	for _, l := range legal {
		size := l.Sizes[0]
		for _, s := range l.Sizes {
			if s < c.sizeOf(l.Axis) {
				size = s
			}
		}
		list = append(list, d.fix(Fix{Set: l.Axis.sizeName(), Size: size}, d.key(l.Axis)))
	}
	if r.Strategy != "" && d.StrategyKey != "" {
		list = append(list, d.fix(Fix{Set: "strategy", Word: string(r.Strategy)}, d.StrategyKey))
	}
	return list
}

// fix spells a change under the framework's key.
func (d *Dialect) fix(f Fix, key string) Fix {
	if key == "" {
		return f
	}
	value := f.Word
	if value == "" {
		value = strconv.Itoa(f.Size)
	}
	flag := key
	if d.Dashes {
		flag = text.Replace(key, "_", "-")
	}
	f.CLI = d.Flag + flag + d.FlagJoin + value
	f.Path = key
	indent := ""
	if d.Section != "" {
		f.Path = d.Section + "." + key
		indent = "  "
	}
	switch {
	case d.TOML:
		if f.Word != "" {
			value = strconv.Quote(value)
		}
		f.TOML = "[" + d.Section + "]\n" + key + " = " + value + "\n"
	case d.Section != "":
		f.YAML = d.Section + ":\n" + indent + key + ": " + value + "\n"
	default:
		f.YAML = key + ": " + value + "\n"
	}
	return f
}
