// Package jsonvalue reads JSON as plain data, with numbers as they are written: for tests and tools, outside of the module.
package jsonvalue

import (
	"bytes"
	"errors"
	"io"
	"math"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/meshwise/meshwise/capabilities"
)

// Parse reads one JSON text. A config that Python wrote may hold the word Infinity for a number.
func Parse(text []byte) (capabilities.Value, error) {
	text = bytes.ReplaceAll(text, []byte(" Infinity"), []byte(" 1e999"))
	d := jsontext.NewDecoder(bytes.NewReader(text), jsontext.AllowDuplicateNames(true))
	v, err := value(d)
	if err != nil {
		return capabilities.Value{}, err
	}
	if _, err := d.ReadToken(); !errors.Is(err, io.EOF) {
		return capabilities.Value{}, errors.New("there is more after the JSON text")
	}
	return v, nil
}

func value(d *jsontext.Decoder) (capabilities.Value, error) {
	var none capabilities.Value
	t, err := d.ReadToken()
	if err != nil {
		return none, err
	}
	switch t.Kind() {
	case 'n':
		return capabilities.NullValue(), nil
	case 't', 'f':
		return capabilities.BoolValue(t.Bool()), nil
	case '"':
		return capabilities.StringValue(t.String()), nil
	case '0':
		literal := t.String()
		if n, err := strconv.ParseInt(literal, 10, 64); err == nil && n >= -capabilities.MaxInteger && n <= capabilities.MaxInteger {
			return capabilities.IntValue(n), nil
		}
		if x, err := strconv.ParseFloat(literal, 64); err == nil && x == math.Trunc(x) && math.Abs(x) <= capabilities.MaxInteger {
			return capabilities.IntValue(int64(x)), nil
		}
		return capabilities.FloatValue(literal), nil
	case '[':
		var elems []capabilities.Value
		for d.PeekKind() != ']' {
			v, err := value(d)
			if err != nil {
				return none, err
			}
			elems = append(elems, v)
		}
		_, err := d.ReadToken()
		return capabilities.ArrayValue(elems...), err
	default:
		var keys []string
		var vals []capabilities.Value
		for d.PeekKind() != '}' {
			k, err := d.ReadToken()
			if err != nil {
				return none, err
			}
			key := k.String()
			v, err := value(d)
			if err != nil {
				return none, err
			}
			keys, vals = append(keys, key), append(vals, v)
		}
		_, err := d.ReadToken()
		return capabilities.ObjectValue(keys, vals), err
	}
}
