package law

import (
	"strconv"
	"strings"

	"github.com/meshwise/meshwise/internal/text"
	"github.com/meshwise/meshwise/internal/version"
)

// Key is a framework's own name of a setting.
type Key struct {
	Setting string
	// Name is the key in its config file, with the sections that it stands in: "distributed.tp_size".
	Name string
	// Flag is the key on its command line, where that is not made of Name.
	Flag string
	// Bare says that the flag of a truth takes no value: it is there, or it is not.
	Bare bool
	// Words are its own words for ours, in pairs. Only says that it has none for others, which are not told.
	Words [][2]string
	Only  bool
	// Beside are flags that a value wants beside it, in pairs with ours.
	Beside [][2]string
	// FileOnly and FlagOnly say that it is read from one place alone.
	FileOnly, FlagOnly bool
}

// Dialect is how a framework writes its keys.
type Dialect struct {
	// Language is that of its config file: "yaml" or "toml"; empty: it reads none.
	Language string
	// FileUntil is the first version that reads no file any more.
	FileUntil string
	// Flag is what precedes a key on its command line, and Join what stands between key and value.
	Flag, Join string
	// Dashes says that a flag has dashes where its key has underscores.
	Dashes bool
}

// reads is the language of the file that a version of the framework reads, empty where it reads none.
func (d *Dialect) reads(v version.Version) string {
	if until, ok := version.Parse(d.FileUntil); ok && !v.Before(until) {
		return ""
	}
	return d.Language
}

// Fix is one change, in the framework's own words.
type Fix struct {
	Set   Term
	Value int64
	Path  string // "distributed.tp_size"; empty where the framework has no key for it
	CLI   string // "--distributed.tp_size=8"
	YAML  string // the lines of its config file
	TOML  string // the same where that is TOML
}

// Fix spells a change in the words of the framework of the case.
func (c *Case) Fix(t Term, n int64) Fix {
	f := Fix{Set: t, Value: n}
	k := c.Room.Key(t.Name())
	if k == nil {
		return f
	}
	value, ok := k.value(t, n)
	if !ok {
		return f
	}
	f.Path = k.Name
	if !k.FileOnly {
		f.CLI = c.Room.flag(k, value)
	}
	if k.FlagOnly {
		return f
	}
	switch c.Room.Dialect.reads(c.Version) {
	case "yaml":
		f.YAML = YAML([]Entry{{k.Name, value}})
	case "toml":
		f.TOML = TOML([]Entry{{k.Name, value}})
	}
	return f
}

// value writes a value in the framework's words; ok is false where it has none.
func (k *Key) value(t Term, n int64) (word string, ok bool) {
	said := t.Setting().show(&cell{Value: Value{N: n}})
	for _, w := range k.Words {
		if w[0] == said {
			return w[1], true
		}
	}
	return said, !k.Only
}

// FlagOf is the key on the framework's command line, without a value; empty where it takes none there.
func (f *Framework) FlagOf(k *Key) string {
	if k.FileOnly {
		return ""
	}
	return f.Dialect.Flag + f.flagName(k)
}

func (f *Framework) flagName(k *Key) string {
	name := k.Flag
	if name == "" {
		name = k.Name
		if f.Dialect.Dashes {
			name = text.Replace(name, "_", "-")
		}
	}
	return name
}

// flag writes a key for the command line. A bare flag of what is off is written by leaving it out.
func (f *Framework) flag(k *Key, value string) string {
	name := f.flagName(k)
	if k.Bare {
		if value == "false" {
			return ""
		}
		return f.Dialect.Flag + name
	}
	beside := ""
	for _, b := range k.Beside {
		if b[0] == value {
			beside = b[1]
		}
	}
	return f.Dialect.Flag + name + f.Dialect.Join + shellWord(value) + beside
}

// shellWord writes a value so that a shell passes it on as it is.
func shellWord(value string) string {
	for i := range len(value) {
		switch c := value[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', strings.IndexByte("_-+./:,=@%", c) >= 0:
		default:
			return "'" + text.Replace(value, "'", `'\''`) + "'"
		}
	}
	return value
}

// Entry is a key of a config file, with the sections that it stands in, and its value.
type Entry struct{ Path, Value string }

// YAML writes entries as the lines of a YAML file. Entries of one section stand behind each other.
func YAML(list []Entry) string {
	var b strings.Builder
	var open []string
	for _, e := range list {
		path := text.Split(e.Path, '.')
		same := 0
		for same < len(open) && same < len(path)-1 && open[same] == path[same] {
			same++
		}
		for i := same; i < len(path)-1; i++ {
			b.WriteString(text.Repeat("  ", i) + path[i] + ":\n")
		}
		open = path[:len(path)-1]
		b.WriteString(text.Repeat("  ", len(open)) + path[len(open)] + ": " + e.Value + "\n")
	}
	return b.String()
}

// TOML writes entries as the lines of a TOML file, a table for each section.
func TOML(list []Entry) string {
	var b strings.Builder
	open := ""
	for _, e := range list {
		section, key := "", e.Path
		if i := strings.LastIndexByte(e.Path, '.'); i >= 0 {
			section, key = e.Path[:i], e.Path[i+1:]
		}
		if section != open {
			b.WriteString("[" + section + "]\n")
			open = section
		}
		value := e.Value
		if _, err := strconv.Atoi(value); err != nil && value != "true" && value != "false" {
			value = strconv.Quote(value)
		}
		b.WriteString(key + " = " + value + "\n")
	}
	return b.String()
}

// JSON writes entries as a JSON object. Entries of one section stand behind each other, and sections are one deep.
func JSON(list []Entry) string {
	var b strings.Builder
	b.WriteString("{\n")
	for i, e := range list {
		section, key, inside := strings.Cut(e.Path, ".")
		indent := "  "
		if !inside {
			key, section = section, ""
		} else {
			if i == 0 || !strings.HasPrefix(list[i-1].Path, section+".") {
				b.WriteString("  " + strconv.Quote(section) + ": {\n")
			}
			indent = "    "
		}
		value := e.Value
		if _, err := strconv.Atoi(value); err != nil && value != "true" && value != "false" {
			value = strconv.Quote(value)
		}
		b.WriteString(indent + strconv.Quote(key) + ": " + value)
		last := i+1 == len(list)
		if inside && (last || !strings.HasPrefix(list[i+1].Path, section+".")) {
			b.WriteString("\n  }")
		}
		if !last {
			b.WriteString(",")
		}
		b.WriteString("\n")
	}
	b.WriteString("}\n")
	return b.String()
}
