package mesh

import (
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"math/rand/v2"
	"testing"

	"github.com/meshwise/meshwise/capabilities"
)

// TestEquationsAreTheRules holds the equation that a reader is shown and the code that runs together: on random values of
// every term, both must say the same.
func TestEquationsAreTheRules(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for i := range rulings {
		r := &rulings[i]
		t.Run(r.Code, func(t *testing.T) {
			expr, err := parser.ParseExpr(r.Equation)
			if err != nil {
				t.Fatalf("the equation %q is no expression: %v", r.Equation, err)
			}
			seen := map[bool]int{}
			for range 2000 {
				c := randomCase(random)
				want := constant.BoolVal(evaluate(t, expr, c))
				seen[want]++
				if got := r.Holds(c); got != want {
					t.Fatalf("%s: the code says %v of %s", r.Equation, got, r.equation(c))
				}
			}
			if seen[true] == 0 || seen[false] == 0 {
				t.Errorf("%q was never both true and false: %v", r.Equation, seen)
			}
		})
	}
}

// randomCase is a case in which every term has a value.
func randomCase(random *rand.Rand) *Case {
	small := func() int { return 1 + random.IntN(8) }
	quantity := func() capabilities.Quantity {
		return capabilities.Quantity{Known: true, Value: int64(small())}
	}
	finding := func() capabilities.Finding {
		return capabilities.Finding{Is: capabilities.No + capabilities.Truth(random.IntN(2))}
	}
	m := &Model{Name: "Model"}
	m.report.Architecture = capabilities.Architecture{
		Heads: quantity(), KVHeads: quantity(), BlockKVHeads: quantity(), Layers: quantity(), Experts: quantity(),
		TopK: quantity(), Intermediate: quantity(), Vocabulary: quantity(),
		TiedEmbeddings: finding(), EncoderDecoder: finding(), LocalAttention: finding(), PlanCutsLayers: finding(),
	}
	m.report.Architecture.Experts.Value = int64(random.IntN(4))
	for _, c := range []capabilities.Capability{
		capabilities.SupportsTP, capabilities.SupportsPP, capabilities.SupportsCP, capabilities.SupportsEP,
		capabilities.KeepsWindows,
	} {
		m.report.Derived = append(m.report.Derived, capabilities.Answer{Capability: c, Finding: finding()})
		m.report.Declared = append(m.report.Declared, capabilities.Answer{Capability: c, Finding: finding()})
	}
	for i := range terms {
		if terms[i].ofModel() {
			terms[i].keep(m)
		}
	}
	return &Case{
		Model: m, Strategy: Strategies()[random.IntN(3)],
		World: small(), PP: small(), DP: small(), DPReplicate: small(), DPShard: small(), CP: small(), TP: small(), EP: small(),
		Stages: small(), ExpertTP: small(), minStages: 1 + random.IntN(2), maxStages: 1 + random.IntN(3),
		Run: Run{GPUsPerNode: small()},
	}
}

// evaluate computes an equation from the values that its terms show, and not from the fields that the rules read.
func evaluate(t *testing.T, e ast.Expr, c *Case) constant.Value {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return evaluate(t, e.X, c)
	case *ast.BasicLit:
		return constant.MakeFromLiteral(e.Value, e.Kind, 0)
	case *ast.UnaryExpr:
		return constant.UnaryOp(e.Op, evaluate(t, e.X, c), 0)
	case *ast.BinaryExpr:
		x, y := evaluate(t, e.X, c), evaluate(t, e.Y, c)
		switch e.Op {
		case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
			return constant.MakeBool(constant.Compare(x, e.Op, y))
		case token.QUO:
			return constant.BinaryOp(x, token.QUO_ASSIGN, y) // integer division
		}
		return constant.BinaryOp(x, e.Op, y)
	case *ast.Ident:
		term := &terms[termIndex(e.Name)]
		switch {
		case term.size != nil:
			return constant.MakeInt64(int64(term.size(c)))
		case term.flag != nil:
			return constant.MakeBool(term.flag(c))
		}
		s := term.of(c.Model)
		if s.quantity != nil {
			return constant.MakeInt64(s.quantity.Value)
		}
		return constant.MakeBool(s.finding.Is == yes)
	}
	t.Fatalf("unexpected %T in an equation", e)
	return nil
}

func TestRulesAreWellFormed(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range Rules() {
		if seen[r.Code] {
			t.Errorf("%s stands twice", r.Code)
		}
		seen[r.Code] = true
		if r.Title == "" || r.Equation == "" || r.Holds == nil || len(r.Source) == 0 || r.Stances == (Stances{}) {
			t.Errorf("%s lacks a title, an equation, a source or a stance", r.Code)
		}
		if (r.Must == "") == (r.Say == nil) {
			t.Errorf("%s needs either Must or Say", r.Code)
		}
		if (r.When == nil) != (r.Applies == "") {
			t.Errorf("%s says when it applies in code or in words, but not in both", r.Code)
		}
		if len(r.Code) <= len(r.Axis) || r.Code[:len(r.Axis)+1] != string(r.Axis)+"." {
			t.Errorf("%s does not begin with its axis %s", r.Code, r.Axis)
		}
	}
	if len(terms) > 64 {
		t.Errorf("%d terms do not fit a termSet", len(terms))
	}
}
