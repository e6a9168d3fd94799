package capabilities

// What a quantised checkpoint says of its scales, under quantization_config. A rank must hold whole groups and whole blocks.

// quantizationGroup is 0 for scales of whole rows, which are written as -1.
func (r *resolver) quantizationGroup(row *numberRow) Number {
	v, at, name := r.find(row)
	if n, isInt := v.Int(); isInt && n <= 0 {
		return Number{Name: row.name, Field: name, Known: true, Because: at.evidence(name)}
	}
	return r.orNone(row)
}

// fp8Block reads one side of a block, which is a list of its rows and its columns.
func (r *resolver) fp8Block(row *numberRow) Number {
	q := Number{Name: row.name, Field: row.names[0]}
	v, at, name := r.find(row)
	if name == "" {
		q.Known, q.Missing = len(r.levels) > 0, r.open
		return q
	}
	side := 0
	if row.name == "fp8_block_columns" {
		side = 1
	}
	if v.Kind() == Array && v.Len() == 2 {
		if n, ok := v.At(side).Int(); ok && n > 0 {
			q.Value, q.Known, q.Because = n, true, at.evidence(name)
			return q
		}
	}
	q.Missing = []string{at.pathOf(name)}
	return q
}
