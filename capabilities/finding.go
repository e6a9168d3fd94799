package capabilities

// Truth is one of three answers. The zero value is Unknown: what was not observed is neither yes nor no.
type Truth uint8

// The three answers.
const (
	Unknown Truth = iota
	No
	Yes
)

func truthOf(b bool) Truth {
	if b {
		return Yes
	}
	return No
}

// Evidence is one fact that an answer rests on.
type Evidence struct {
	Path  string // where it was seen: "_tp_plan", "config.num_key_value_heads"
	Value Value  // what was seen
}

// Finding is the answer to one question, with what it rests on.
type Finding struct {
	Is      Truth
	Reason  Reason     // why, as a stable code; empty inside an expression
	Because []Evidence // the facts that decided a yes or a no
	Missing []string   // the facts that would settle an unknown
}

// The operators below are Kleene's three-valued logic. Each keeps the evidence that was enough, and only that: one true
// operand settles an or, and a reader who is shown the false ones beside it would look in the wrong place.

// anyOf is yes when one operand is yes, no when all are no, else unknown.
func anyOf(operands ...Finding) Finding { return settle(Yes, operands) }

// allOf is no when one operand is no, yes when all are yes, else unknown.
func allOf(operands ...Finding) Finding { return settle(No, operands) }

// settle returns the first operand that is decisive; without one, the opposite if every operand is known, else unknown
// with everything that is missing.
func settle(decisive Truth, operands []Finding) Finding {
	rest := Finding{Is: Yes + No - decisive}
	for _, f := range operands {
		switch f.Is {
		case decisive:
			return f
		case Unknown:
			rest.Is = Unknown
			rest.Missing = union(rest.Missing, f.Missing)
		}
	}
	for _, f := range operands {
		if f.Is != Unknown {
			rest.Because = append(rest.Because, f.Because...)
		}
	}
	return rest
}

// row is one row of a decision table: where its condition holds, it answers.
type row struct {
	when Finding
	then Finding
}

// always is the condition of a table's last row.
func always() Finding { return Finding{Is: Yes} }

// decide returns the answer of the first row whose condition holds. A row whose condition is unknown may or may not be
// the one; the table then answers only where every row that may be the one answers alike.
func decide(rows ...row) Finding {
	candidates := rows[:0] // the rows are the caller's no more
	for _, r := range rows {
		if r.when.Is == No {
			continue
		}
		candidates = append(candidates, r)
		if r.when.Is == Yes {
			break
		}
	}
	answer := candidates[len(candidates)-1].then
	if len(candidates) == 1 {
		answer.Because = append(append([]Evidence(nil), candidates[0].when.Because...), answer.Because...)
		return answer
	}
	agreed := true
	var missing []string
	for _, r := range candidates {
		agreed = agreed && r.then.Is == answer.Is
		missing = union(missing, r.when.Missing)
	}
	if agreed && answer.Is != Unknown {
		return answer
	}
	for _, r := range candidates {
		missing = union(missing, r.then.Missing)
	}
	return Finding{Missing: missing}
}

// because gives f its reason for each of the three answers.
func (f Finding) because(yes, no Reason) Finding {
	switch f.Is {
	case Yes:
		f.Reason = yes
	case No:
		f.Reason = no
	default:
		f.Reason = NotObserved
	}
	return f
}

// union adds to list what it lacks, in order.
func union(list, more []string) []string {
	if list == nil && len(more) > 0 {
		list = make([]string, 0, len(more)+8) // the next will come
	}
next:
	for _, m := range more {
		for _, l := range list {
			if l == m {
				continue next
			}
		}
		list = append(list, m)
	}
	return list
}
