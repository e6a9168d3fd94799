package abi

import (
	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/wasm/abi/strict"
)

// readFacts reads a host's facts: an object of observations, each under the name of its probe and of the shape that the
// probe takes.
func readFacts(path string, v capabilities.Value) (capabilities.Facts, *Error) {
	r := object(path, v)
	var facts capabilities.Facts
	for _, p := range capabilities.Probes() {
		name := p.Fact.String()
		r.read = append(r.read, name)
		seen := r.v.Get(name)
		if seen.Kind() == capabilities.Absent {
			continue
		}
		seen, err := observation(r.at(name), p.Take, seen)
		if err != nil {
			return facts, err
		}
		facts[p.Fact] = seen
	}
	return facts, r.done()
}

// observation checks what was seen against the shape that the probe takes. Two observations are of every shape: null, and
// what is no plain data.
func observation(path string, take capabilities.Take, v capabilities.Value) (capabilities.Value, *Error) {
	if v.Kind() == capabilities.Null {
		return v, nil
	}
	if v.Kind() == capabilities.Object && v.Len() == 1 {
		name := v.At(0)
		if name.Kind() == capabilities.String {
			switch v.Key(0) {
			case "$opaque":
				return capabilities.OpaqueValue(name.Text()), nil
			case "$raised":
				return capabilities.RaisedValue(name.Text()), nil
			}
		}
	}
	return v, shape(take, path, v)
}

// shape checks an observation for a way to take one.
func shape(take capabilities.Take, path string, v capabilities.Value) *Error {
	switch take {
	case capabilities.TakeClass:
		return classShape(path, v)
	case capabilities.TakeValue, capabilities.TakeOwn:
		return scalarsShape(path, v)
	case capabilities.TakePlan:
		return planShape(path, v)
	case capabilities.TakeSignature:
		return signatureShape(path, v)
	case capabilities.TakeDeclared:
		return declaredShape(path, v)
	case capabilities.TakeConfig:
		return objectShape(path, v)
	case capabilities.TakeParameters:
		return parametersShape(path, v)
	default: // registered, truth, exists, callable
		return boolShape(path, v)
	}
}

func boolShape(path string, v capabilities.Value) *Error {
	if v.Kind() != capabilities.Bool {
		return wrongType(path, "a boolean", v)
	}
	return nil
}

func objectShape(path string, v capabilities.Value) *Error {
	if v.Kind() != capabilities.Object {
		return wrongType(path, "an object", v)
	}
	return nil
}

func isScalar(v capabilities.Value) bool {
	return v.Kind() != capabilities.Array && v.Kind() != capabilities.Object && !strict.IsNonFinite(v)
}

func scalarsShape(path string, v capabilities.Value) *Error {
	if isScalar(v) {
		return nil
	}
	if v.Kind() != capabilities.Array {
		return wrongType(path, "a scalar or an array of scalars", v)
	}
	for i := range v.Len() {
		if !isScalar(v.At(i)) {
			return wrongType(strict.Element(path, i), "a scalar", v.At(i))
		}
	}
	return nil
}

// planShape checks a map of module pattern to style. A style may be an object of the framework's own: its patterns count.
func planShape(path string, v capabilities.Value) *Error {
	if err := objectShape(path, v); err != nil {
		return err
	}
	for i := range v.Len() {
		if strict.IsNonFinite(v.At(i)) {
			return wrongType(strict.Member(path, v.Key(i)), "a style", v.At(i))
		}
	}
	return nil
}

func stringsShape(path string, v capabilities.Value) *Error {
	if v.Kind() != capabilities.Array {
		return wrongType(path, "an array of strings", v)
	}
	for i := range v.Len() {
		if v.At(i).Kind() != capabilities.String {
			return wrongType(strict.Element(path, i), "a string", v.At(i))
		}
	}
	return nil
}

func classShape(path string, v capabilities.Value) *Error {
	r := object(path, v)
	if r.err == nil {
		r.need("name", "the name of the class")
		r.word("name")
		r.word("module")
		r.word("qualname")
		if mro, at := r.getAt("mro"); mro.Kind() != capabilities.Absent {
			if err := stringsShape(at, mro); err != nil {
				r.fail(err)
			}
		}
	}
	return r.done()
}

func signatureShape(path string, v capabilities.Value) *Error {
	r := object(path, v)
	if r.err == nil {
		parameters := r.need("parameters", "the names of the parameters")
		if parameters.Kind() != capabilities.Absent {
			if err := stringsShape(r.at("parameters"), parameters); err != nil {
				r.fail(err)
			}
		}
		r.boolean("var_keyword", false)
	}
	return r.done()
}

// declaredShape checks a declaration: where it comes from, and a boolean for each capability, or null where the class
// could not be asked. A class may declare what the engine does not know yet.
func declaredShape(path string, v capabilities.Value) *Error {
	r := object(path, v)
	if r.err == nil {
		r.need("source", "where the declaration comes from")
		r.oneWord("source", []string{"static", "dynamic", "conflict"})
		if values, at := r.getAt("values"); values.Kind() != capabilities.Absent {
			if err := objectShape(at, values); err != nil {
				return err
			}
			for i := range values.Len() {
				if kind := values.At(i).Kind(); kind != capabilities.Bool && kind != capabilities.Null {
					return wrongType(strict.Member(at, values.Key(i)), "a boolean", values.At(i))
				}
			}
		}
	}
	return r.done()
}

// mostParameters bounds what is counted: every integer up to it is a number of JavaScript.
const mostParameters = 1 << 53

// parametersShape checks a count of parameters: no part of it is more than the whole.
func parametersShape(path string, v capabilities.Value) *Error {
	r := object(path, v)
	if r.err != nil {
		return r.err
	}
	r.need("count", "how many elements the parameters have")
	all := r.integer("count", 0, mostParameters)
	r.integer("trainable", 0, all)
	r.integer("meta", 0, all)
	if dtypes, at := r.getAt("dtypes"); dtypes.Kind() != capabilities.Absent {
		of := object(at, dtypes)
		for i := range dtypes.Len() {
			of.integer(dtypes.Key(i), 0, all)
		}
		if err := of.done(); err != nil {
			r.fail(err)
		}
	}
	return r.done()
}
