package main

import (
	"strings"
	"sync"

	"github.com/spf13/pflag"

	"github.com/meshwise/meshwise/mesh/law"
)

// The frameworks' own names of settings are taken for ours: whoever copies --tensor-model-parallel-size out of a script need
// not know what it is called here. The names are those of the engine's rooms.

// frameworkWords is the setting that each name of a framework stands for. A name that stands for two is none, nor is one whose
// words a framework has of its own.
var frameworkWords = sync.OnceValue(func() map[string]*law.Setting {
	named := map[string]*law.Setting{}
	eachSetting(law.Settings(), func(_ *law.Section, s *law.Setting) { named[s.Name] = s })
	words := map[string]*law.Setting{}
	ambiguous := map[string]bool{}
	for _, framework := range law.Frameworks() {
		for i := range framework.Keys {
			k := &framework.Keys[i]
			s := named[k.Setting]
			if s == nil || s.Kind != law.Count || len(k.Words) > 0 {
				continue
			}
			for _, word := range wordsOf(k) {
				if other := words[word]; other != nil && other != s {
					ambiguous[word] = true
				}
				words[word] = s
			}
		}
	}
	for word := range ambiguous {
		delete(words, word)
	}
	return words
})

// wordsOf are the names of a key: with the sections that it stands in, and without.
func wordsOf(k *law.Key) (list []string) {
	for _, name := range []string{k.Name, k.Flag} {
		if name == "" {
			continue
		}
		list = append(list, dashed(name))
		if last := name[strings.LastIndexByte(name, '.')+1:]; last != name {
			list = append(list, dashed(last))
		}
	}
	return list
}

// dashed is a name as flags are compared: dashes for what separates its words.
func dashed(name string) string {
	return strings.NewReplacer("_", "-", ".", "-").Replace(strings.TrimLeft(name, "-"))
}

// settingWritten finds the setting that a word names, here or in a framework.
func settingWritten(word string) *law.Setting {
	if s, _ := settingCalled(law.Settings(), word); s != nil {
		return s
	}
	return frameworkWords()[dashed(word)]
}

// writtenKey is where a flag keeps the name by which the user called it.
const writtenKey = "written"

// normalize lets a flag be written by any name of its setting, --tp_size or --tensor-parallel-degree for --tp, and keeps the
// name that was written for errors.
func normalize(flags *pflag.FlagSet, word string) pflag.NormalizedName {
	s := settingWritten(word)
	if s == nil {
		return pflag.NormalizedName(word)
	}
	name := flagOf(s)
	if name != word {
		if f := flags.Lookup(name); f != nil && f.Annotations != nil {
			f.Annotations[writtenKey] = []string{word}
		}
	}
	return pflag.NormalizedName(name)
}

// written is the flag as the user wrote it.
func written(f *pflag.Flag) string {
	if word := f.Annotations[writtenKey]; len(word) > 0 {
		return "--" + word[0]
	}
	return "--" + f.Name
}
