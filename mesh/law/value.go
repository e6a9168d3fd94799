package law

import (
	"strconv"
	"strings"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/internal/near"
	"github.com/meshwise/meshwise/internal/text"
	"github.com/meshwise/meshwise/internal/version"
)

// words are those of settings and equations. They are numbers inside: equal words, equal numbers, whatever the setting. All are
// numbered when the engine starts.
var words = newIndex(mostWords)

const mostWords = 512

// wordID is the number of a word. An equation that names another is no equation.
func wordID(word string) int64 {
	n, ok := words.find(word)
	if !ok {
		panic("law: no setting has the word " + word)
	}
	return int64(n)
}

// InputError says that a setting is no question at all: a size that is no size, a word that nobody knows, or two that
// contradict each other.
type InputError struct {
	Code    string // "input.out_of_range", "input.contradiction", "input.unknown_value", …
	Field   string // "tp_size"; empty where several settings are to blame
	Message string
}

func (e *InputError) Error() string {
	if e.Field == "" {
		return e.Message
	}
	return e.Field + ": " + e.Message
}

// versionNumber is a version as one number, so that the newer one is the larger.
func versionNumber(v version.Version) int64 {
	n := int64(0)
	for _, part := range v[:3] {
		n = n*1_000_000 + int64(part)
	}
	return 2*n + int64(v[3])
}

// cell is what a setting is in a run or in a case.
type cell struct {
	Value
	From From
	text string // what was said, where that is no word that the rules know
}

// parse reads what was said of a setting: its number, its word or its flag.
func (s *Setting) parse(said capabilities.Value) (c cell, err *InputError) {
	if s.Auto && said.Kind() == capabilities.String && text.Lower(said.Text()) == "auto" {
		return cell{Value: Value{Why: Own}, text: "auto"}, nil
	}
	switch s.Kind {
	case Count:
		c.N, err = s.parseCount(said)
	case Flag:
		if said.Kind() != capabilities.Bool {
			return c, s.wrongType("a boolean", said)
		}
		c.N = truth(said.IsTrue())
	case Set:
		return s.parseSet(said)
	case Names:
		return s.parseNames(said)
	case Layout:
		return s.parseLayout(said)
	case Decimal:
		if k := said.Kind(); k != capabilities.Int && k != capabilities.Float {
			return c, s.wrongType("a number", said)
		}
		return cell{Value: Value{Why: Own}, text: said.Literal()}, nil
	default:
		if said.Kind() != capabilities.String {
			return c, s.wrongType("a string", said)
		}
		return s.parseWord(said.Text())
	}
	return c, err
}

func (s *Setting) parseCount(said capabilities.Value) (int64, *InputError) {
	n, isInt := said.Int()
	if isInt && n >= s.Least && n <= s.Most {
		return n, nil
	}
	expected := "expected " + s.bounds()
	switch {
	case isInt, said.Kind() == capabilities.Float && !text.HasAny(said.Text(), ".eENI"):
		return 0, &InputError{"input.out_of_range", s.Name, expected + ", got " + said.Literal()}
	case said.Kind() == capabilities.Float && !text.HasAny(said.Text(), "NI"):
		return 0, &InputError{"input.not_an_integer", s.Name, expected + ", got " + said.Literal()}
	default:
		return 0, s.wrongType(s.bounds(), said)
	}
}

func (s *Setting) bounds() string {
	b := "an integer from " + strconv.FormatInt(s.Least, 10) + " to " + strconv.FormatInt(s.Most, 10)
	if s.Auto {
		b += `, or "auto"`
	}
	return b
}

// parseWord finds a word in any case. A name that is none of the known words is the user's own.
func (s *Setting) parseWord(said string) (c cell, err *InputError) {
	lower := text.Lower(said)
	for _, w := range s.Words {
		if text.Lower(w) == lower {
			return cell{Value: Value{N: wordID(w)}}, nil
		}
	}
	switch {
	case s.Kind == Version && version.Is(said):
		v, _ := version.Parse(said)
		return cell{Value: Value{N: versionNumber(v)}, text: said}, nil
	case s.Kind == Version:
		return c, &InputError{"input.unknown_value", s.Name, "expected a version such as 5.23.0, got " + strconv.Quote(text.Clip(said, maxSaid))}
	case s.Kind == Name && said != "":
		return cell{Value: Value{Why: Own}, text: said}, nil
	}
	return c, &InputError{"input.unknown_value", s.Name, "expected " + near.OneOf(said, s.Words) + ", got " + strconv.Quote(text.Clip(said, maxSaid))}
}

func (s *Setting) parseSet(said capabilities.Value) (c cell, err *InputError) {
	if said.Kind() != capabilities.Array {
		return c, s.wrongType("an array of words", said)
	}
	for i := range said.Len() {
		if said.At(i).Kind() != capabilities.String {
			return c, s.wrongType("an array of words", said.At(i))
		}
		member := indexOf(s.Words, text.Lower(said.At(i).Text()))
		if member < 0 {
			got := said.At(i).Text()
			return c, &InputError{"input.unknown_value", s.Name, "expected " + near.OneOf(got, s.Words) + ", got " + strconv.Quote(text.Clip(got, maxSaid))}
		}
		c.N |= 1 << member
	}
	return c, nil
}

// parseNames keeps a list of names, or one name, as it is said.
func (s *Setting) parseNames(said capabilities.Value) (c cell, err *InputError) {
	c.Why = Own
	if said.Kind() == capabilities.String {
		c.text = said.Text()
		return c, nil
	}
	if said.Kind() != capabilities.Array {
		return c, s.wrongType("an array of names", said)
	}
	var list []string
	for i := range said.Len() {
		if said.At(i).Kind() != capabilities.String {
			return c, s.wrongType("a name", said.At(i))
		}
		list = append(list, said.At(i).Text())
	}
	c.text = strings.Join(list, ", ")
	return c, nil
}

// parseLayout keeps a layout. A list of lists of names has one list for each stage.
func (s *Setting) parseLayout(said capabilities.Value) (c cell, err *InputError) {
	c.Why = Own
	if said.Kind() == capabilities.String {
		c.text = said.Text()
		return c, nil
	}
	if said.Kind() != capabilities.Array {
		return c, s.wrongType("a layout", said)
	}
	var stages []string
	for i := range said.Len() {
		one, err := s.parseNames(said.At(i))
		if err != nil {
			return c, err
		}
		stages = append(stages, one.text)
	}
	c.text = strings.Join(stages, " | ")
	return c, nil
}

func (s *Setting) wrongType(expected string, got capabilities.Value) *InputError {
	if got.Kind() == capabilities.Float && text.HasAny(got.Text(), "NI") {
		return &InputError{"input.not_finite", s.Name, "expected " + expected + ", got " + got.Text()}
	}
	return &InputError{"input.wrong_type", s.Name, "expected " + expected + ", got " + TypeName(got)}
}

// TypeName says what a value is, for an error: "the string \"8\"".
func TypeName(v capabilities.Value) string {
	switch v.Kind() {
	case capabilities.Null:
		return "null"
	case capabilities.Bool:
		return "the boolean " + v.Literal()
	case capabilities.Int, capabilities.Float:
		return "the number " + v.Literal()
	case capabilities.String:
		return "the string " + strconv.Quote(text.Clip(v.Text(), maxSaid))
	case capabilities.Array:
		return "an array"
	default:
		return "an object"
	}
}

func indexOf(list []string, word string) int {
	for i, w := range list {
		if w == word {
			return i
		}
	}
	return -1
}

// maxSaid bounds what an error repeats of what was said.
const maxSaid = 512
