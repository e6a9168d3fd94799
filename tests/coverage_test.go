package tests

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/meshwise/meshwise/capabilities"
	"github.com/meshwise/meshwise/mesh"
	"github.com/meshwise/meshwise/tests/corpus"
	"github.com/meshwise/meshwise/wasm/abi"
)

// verdict is what the coverage looks at in an answer.
type verdict struct {
	Framework  string                  `json:"framework"`
	Mesh       map[string]any          `json:"mesh"`
	Violations []struct{ Code string } `json:"violations"`
	Warnings   []struct{ Code string } `json:"warnings"`
	Unknowns   []struct{ Code string } `json:"unknowns"`
	Rules      []struct {
		Code    string
		Applies bool
	} `json:"rules"`
}

// TestErrorCodesAreCovered demands a vector for each code of an error.
func TestErrorCodesAreCovered(t *testing.T) {
	exempt := map[abi.Code]string{
		abi.CodeInternal: "no request brings about a defect; hostabi's tests do, with a module that fails on purpose",
	}
	answered := map[abi.Code]bool{}
	for _, answer := range answers(t, "native") {
		var failure struct {
			Kind string   `json:"kind"`
			Code abi.Code `json:"code"`
		}
		if err := json.Unmarshal(answer, &failure); err != nil {
			t.Fatal(err)
		}
		if failure.Kind == "error" {
			answered[failure.Code] = true
		}
	}
	var missing []string
	for _, c := range abi.Codes() {
		if !answered[c.Code] && exempt[c.Code] == "" {
			missing = append(missing, string(c.Code))
		}
	}
	report(t, "no vector is answered with these errors", missing)
}

// TestReasonsAreCovered demands that each reason stands in a report or in a verdict: that explain knows it is not enough.
func TestReasonsAreCovered(t *testing.T) {
	given := map[string]bool{}
	for _, answer := range answers(t, "native") {
		var v any
		if err := json.Unmarshal(answer, &v); err != nil {
			t.Fatal(err)
		}
		switch v.(map[string]any)["kind"] {
		case "report", "verdict", "verdicts":
			collectReasons(v, given)
		}
	}
	var missing []string
	for _, r := range capabilities.Reasons() {
		if !given[string(r.Reason)] {
			missing = append(missing, string(r.Reason))
		}
	}
	report(t, "no vector is answered with these reasons", missing)
}

func collectReasons(v any, given map[string]bool) {
	switch v := v.(type) {
	case []any:
		for _, elem := range v {
			collectReasons(elem, given)
		}
	case map[string]any:
		if reason, ok := v["reason"].(string); ok {
			given[reason] = true
		}
		for _, member := range v {
			collectReasons(member, given)
		}
	}
}

// TestRulesAreCovered demands both sides of every rule's boundary from one suite: a case in which the rule is broken, and
// one in which its axis is in use, its framework has the rule, and the rule holds.
func TestRulesAreCovered(t *testing.T) {
	type sides struct{ broken, holds bool }
	bySuite := map[string]map[string]*sides{} // by rule, by suite
	for _, r := range mesh.Rules() {
		bySuite[r.Code] = map[string]*sides{}
	}
	kept, all := answers(t, "native"), load(t)
	all.Each(func(id string, s *corpus.Suite, c *corpus.Case) {
		if !bytes.HasPrefix(kept[id], []byte(`{"kind":"verdict`)) {
			return
		}
		for _, v := range verdictsOf(t, askedOf(t, all, c)) {
			codes := v.codes()
			for _, r := range v.Rules {
				at := bySuite[r.Code][s.Name]
				if at == nil {
					at = &sides{}
					bySuite[r.Code][s.Name] = at
				}
				at.broken = at.broken || codes[r.Code]
				at.holds = at.holds || !codes[r.Code] && (r.Applies || againstItsAxis(r.Code))
			}
		}
	})
	var neverBroken, oneSided []string
	for _, r := range mesh.Rules() {
		broken, both := false, false
		for _, at := range bySuite[r.Code] {
			broken = broken || at.broken
			both = both || at.broken && at.holds
		}
		switch {
		case !broken:
			neverBroken = append(neverBroken, r.Code)
		case !both:
			oneSided = append(oneSided, r.Code)
		}
	}
	report(t, "no vector breaks these rules", neverBroken)
	report(t, "no suite has both sides of these rules' boundaries", oneSided)
}

// codes are those of the rules that the verdict names, whatever it says of them.
func (v *verdict) codes() map[string]bool {
	codes := map[string]bool{}
	for _, list := range [][]struct{ Code string }{v.Violations, v.Warnings, v.Unknowns} {
		for _, found := range list {
			codes[found.Code] = true
		}
	}
	return codes
}

// againstItsAxis reports whether a rule is against the axis itself: its boundary is where the axis is not in use.
func againstItsAxis(code string) bool {
	for _, r := range mesh.Rules() {
		if r.Code == code {
			return r.Equation == r.Axis.Subject()+" == 1"
		}
	}
	return false
}

// askedOf asks a case again, for the rules that it asks.
func askedOf(t *testing.T, all *corpus.Corpus, c *corpus.Case) []byte {
	t.Helper()
	request, err := all.Bytes(c)
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.LastIndexByte(request, '}')
	more := append(append([]byte(nil), request[:at]...), `,"want":["detail","rules"]}`...)
	answer := abi.Call(more)
	if !bytes.HasPrefix(answer, []byte(`{"kind":"verdict`)) {
		return abi.Call(request)
	}
	return answer
}

// verdictsOf reads the verdicts in an answer, if there are any.
func verdictsOf(t *testing.T, answer []byte) []verdict {
	t.Helper()
	if !bytes.HasPrefix(answer, []byte(`{"kind":"verdict`)) {
		return nil
	}
	var one struct {
		verdict
		Verdicts []verdict `json:"verdicts"`
	}
	if err := json.Unmarshal(answer, &one); err != nil {
		t.Fatal(err)
	}
	if one.Verdicts != nil {
		return one.Verdicts
	}
	return []verdict{one.verdict}
}

func report(t *testing.T, what string, missing []string) {
	t.Helper()
	if len(missing) > 0 {
		t.Errorf("%s:\n  %s", what, strings.Join(missing, "\n  "))
	}
}
