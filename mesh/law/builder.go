package law

import (
	"strings"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/internal/version"
)

// Builder is one kind of model that a framework can build by itself, or that it treats by itself.
type Builder struct {
	Name  string   // as the framework calls it: "llama3"
	Types []string // the model types of configs that it builds
	// Classes are the classes that it builds, between spaces, where it goes by the architecture that a config names.
	Classes string
	// Since and Until bound the versions of the framework that have it.
	Since, Until string
}

// What a model is built with where that is no builder.
const (
	builtByClass = "class"     // the framework trains classes of others, all alike
	unnamed      = "unnamed"   // the config names no class
	unmatched    = "unmatched" // nothing says that it can, or that it cannot
	builtByNone  = "none"      // it is of a kind that the framework has no builder for
)

func init() {
	for _, w := range []string{builtByClass, unnamed, unmatched, builtByNone} {
		words.add(w)
	}
}

// builder finds what the framework builds the model with. The first row that applies answers:
//
//	model                                             | builder
//	--------------------------------------------------+-----------
//	the framework tells no models apart               | class
//	its type, or its class, is one of a builder's     | its name
//	its config names neither a type nor a class       | unnamed
//	an encoder-decoder, or a kind that is listed      | none
//	anything else                                     | unmatched
func (c *Case) builder() Value {
	if len(c.Room.Builds) == 0 {
		return Value{N: wordID(builtByClass)}
	}
	config := c.Facts.Config()
	kind := config.Get("model_type").Text()
	for i := range c.Room.Builds {
		if b := &c.Room.Builds[i]; b.isIn(c.Version) && (indexOf(b.Types, kind) >= 0 || b.has(c.Facts.ModelName())) {
			return Value{N: wordID(b.Name)}
		}
	}
	if kind == "" && config.Get("architectures").Len() == 0 {
		return Value{N: wordID(unnamed)}
	}
	if indexOf(c.Room.BuildsNone, kind) >= 0 || c.Report.Flag("is_encoder_decoder").Is == capabilities.Yes {
		return Value{N: wordID(builtByNone)}
	}
	return Value{N: wordID(unmatched)}
}

// has reports whether a class is among those that it builds.
func (b *Builder) has(class string) bool {
	for rest := b.Classes; ; {
		i := strings.Index(rest, class)
		if i < 0 || class == "" {
			return false
		}
		end := i + len(class)
		if (i == 0 || rest[i-1] <= ' ') && (end == len(rest) || rest[end] <= ' ') {
			return true
		}
		rest = rest[end:]
	}
}

func (b *Builder) isIn(v version.Version) bool {
	s := Stance{Since: b.Since, Until: b.Until}
	return s.HoldsFor(v)
}

// Builders lists what the framework can build in the version of the case, in one line.
func (c *Case) Builders() string {
	var names []string
	for i := range c.Room.Builds {
		if b := &c.Room.Builds[i]; b.isIn(c.Version) {
			names = append(names, b.Name)
		}
	}
	return strings.Join(names, ", ")
}
