package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// pool numbers words or values. In the order of the alphabet they compress best.
type pool struct {
	uses map[string]int
	ids  map[string]int
}

func newPool() *pool { return &pool{uses: map[string]int{}} }

// use counts a use, and says whether it is the first.
func (p *pool) use(key string) bool {
	p.uses[key]++
	return p.uses[key] == 1
}

// sorted numbers what was used, and lists it in that order.
func (p *pool) sorted() []string {
	list := slices.Sorted(maps.Keys(p.uses))
	p.ids = make(map[string]int, len(list))
	for i, key := range list {
		p.ids[key] = i
	}
	return list
}

// id is the number of what was used, in base 36.
func (p *pool) id(key string) string {
	id, ok := p.ids[key]
	if !ok {
		panic("cataloguegen: " + key + " was not counted")
	}
	return strconv.FormatInt(int64(id), 36)
}

// key is a value as text, the same for equal values.
func key(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // it was read from JSON
	}
	return string(text)
}

// mark is the name of a type where v is what is no plain data: {"$opaque": type} or {"$raised": exception}.
func mark(v any) (kind byte, name string) {
	if m, ok := v.(map[string]any); ok && len(m) == 1 {
		for k, kind := range map[string]byte{"$opaque": 'o', "$raised": 'r'} {
			if name, ok := m[k].(string); ok {
				return kind, name
			}
		}
	}
	return 0, ""
}

// members lists the members of an object, by name. The order means nothing, and a fixed one shares more.
func members(m map[string]any) []string { return slices.Sorted(maps.Keys(m)) }

// count counts a value, and all that is in it, once for each place that names it.
func count(v any, words, values *pool) {
	if !values.use(key(v)) {
		return
	}
	if kind, name := mark(v); kind != 0 {
		words.use(name)
		return
	}
	switch v := v.(type) {
	case string:
		words.use(v)
	case []any:
		for _, elem := range v {
			count(elem, words, values)
		}
	case map[string]any:
		for _, name := range members(v) {
			words.use(name)
			count(v[name], words, values)
		}
	}
}

// encode writes the line of a value: see catalogue/value.go.
func encode(v any, words, values *pool) (string, error) {
	if kind, name := mark(v); kind != 0 {
		return string(kind) + words.id(name), nil
	}
	switch v := v.(type) {
	case nil:
		return "n", nil
	case bool:
		return strconv.FormatBool(v)[:1], nil
	case json.Number:
		if _, err := v.Int64(); err == nil {
			return "i" + v.String(), nil
		}
		return "d" + v.String(), nil
	case string:
		return "s" + words.id(v), nil
	case []any:
		var parts []string
		for _, elem := range v {
			parts = append(parts, values.id(key(elem)))
		}
		return "a" + strings.Join(parts, " "), nil
	case map[string]any:
		var parts []string
		for _, name := range members(v) {
			parts = append(parts, words.id(name), values.id(key(v[name])))
		}
		return "m" + strings.Join(parts, " "), nil
	}
	return "", fmt.Errorf("a value of type %T", v)
}
