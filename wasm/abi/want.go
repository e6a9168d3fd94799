package abi

import (
	"strconv"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/internal/near"
	"github.com/meshwise/meshwise/wasm/abi/strict"
)

// parts are the parts that a request wants of an answer.
type parts []string

func (p parts) has(name string) bool {
	for _, part := range p {
		if part == name {
			return true
		}
	}
	return false
}

// want reads the parts that a request wants; the usual ones, which stand first, when it does not say.
func (r *reader) want(all []string, usual int) parts {
	v := r.get("want")
	switch v.Kind() {
	case capabilities.Absent:
		return all[:usual]
	case capabilities.Array:
	default:
		r.fail(wrongType(r.at("want"), "an array of parts", v))
		return nil
	}
	var list parts
	for i := range v.Len() {
		part := v.At(i).Text()
		if v.At(i).Kind() != capabilities.String {
			r.fail(wrongType(strict.Element(r.at("want"), i), "a part", v.At(i)))
		} else if !parts(all).has(part) {
			r.fail(&Error{Code: CodeUnknownValue, Path: strict.Element(r.at("want"), i), Message: "expected " + near.OneOf(part, all) + ", got " + strconv.Quote(clip(part))})
		}
		list = append(list, part)
	}
	return list
}
