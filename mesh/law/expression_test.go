package law

import (
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/meshwise/meshwise/capabilities"
)

// register gives the tests a framework of their own: this package knows none.
func register() *Framework {
	if frameworks == nil {
		Register([]*Framework{{Name: "plain", Text: "Plain", Versions: []string{"1.0"}, Infers: true}})
	}
	return frameworks[0]
}

// sample are terms of each kind whose values the tests choose.
var sample = []string{"tp_size", "pp_size", "layers_per_stage", "num_attention_heads", "sequence_parallel", "tie_word_embeddings"}

// sampleCase is a case in which the sample terms have the given values; nil leaves one unknown.
func sampleCase(values map[string]*int64) *Case {
	register()
	run := Run{}
	facts := map[string]*int64{}
	for name, v := range values {
		t := Must(name)
		switch {
		case t.OfModel():
			facts[name] = v
		case v != nil:
			run.set(t, cell{Value: Value{N: *v}, From: Stated})
		}
	}
	var keys []string
	var vals []capabilities.Value
	if v := facts["num_attention_heads"]; v != nil {
		keys, vals = append(keys, "num_attention_heads"), append(vals, capabilities.IntValue(*v))
	}
	if v := facts["tie_word_embeddings"]; v != nil {
		keys, vals = append(keys, "tie_word_embeddings"), append(vals, capabilities.BoolValue(*v == 1))
	}
	c := NewCase(NewModel(capabilities.Facts{capabilities.FactConfig: capabilities.ObjectValue(keys, vals)}), &run)
	return &c
}

// genExpression makes the text of an expression: of a truth, or of a number.
func genExpression(t *rapid.T, isTruth bool, depth int) string {
	if depth == 0 {
		if isTruth {
			return rapid.SampledFrom([]string{"sequence_parallel", "tie_word_embeddings", "true", "false"}).Draw(t, "leaf")
		}
		return rapid.SampledFrom([]string{"tp_size", "pp_size", "layers_per_stage", "num_attention_heads", "1", "3", "8"}).Draw(t, "leaf")
	}
	pick := func(words ...string) string { return rapid.SampledFrom(words).Draw(t, "operator") }
	var text string
	switch {
	case !isTruth:
		text = genExpression(t, false, depth-1) + " " + pick("+", "-", "*", "/", "%") + " " + genExpression(t, false, depth-1)
	case rapid.Bool().Draw(t, "compares"):
		text = genExpression(t, false, depth-1) + " " + pick("==", "!=", "<", "<=", ">", ">=") + " " + genExpression(t, false, depth-1)
	case rapid.Bool().Draw(t, "negates"):
		return "!(" + genExpression(t, true, depth-1) + ")"
	default:
		text = genExpression(t, true, depth-1) + " " + pick("&&", "||") + " " + genExpression(t, true, depth-1)
	}
	if rapid.Bool().Draw(t, "parentheses") {
		return "(" + text + ")"
	}
	return text
}

// TestExpressionsAreGos holds the machine to the language that the expressions are written in: on random values of every
// term both say the same. Where Go would divide by zero, or by less, the value is unsettled.
func TestExpressionsAreGos(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := genExpression(t, true, rapid.IntRange(1, 4).Draw(t, "depth"))
		parsed, err := parser.ParseExpr(text)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		values := map[string]*int64{}
		for _, name := range sample {
			n := rapid.Int64Range(1, 9).Draw(t, name)
			if Must(name).isTruth() {
				n %= 2
			}
			values[name] = &n
		}
		want, divides := goValue(parsed, values)
		got := Compile(text).Evaluate(sampleCase(values))
		if !divides && (got.Why != 0 || (got.N == 1) != constant.BoolVal(want)) {
			t.Fatalf("%q with %v is %+v, and Go says %v", text, show(values), got, want)
		}
	})
}

// TestUnknownIsNeverGuessed compares an answer from some values with the answers from all that the unknown ones may have:
// what is known may not change.
func TestUnknownIsNeverGuessed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := genExpression(t, true, rapid.IntRange(1, 4).Draw(t, "depth"))
		e := Compile(text)
		some, all := map[string]*int64{}, map[string]*int64{}
		for _, name := range sample {
			n := rapid.Int64Range(1, 9).Draw(t, name)
			if Must(name).isTruth() {
				n %= 2
			}
			if all[name] = &n; rapid.Bool().Draw(t, name+" is known") {
				some[name] = &n
			}
		}
		if _, has := some["tp_size"]; !has {
			all["tp_size"] = new(int64) // a size that was not given is 1
			*all["tp_size"] = 1
		}
		if _, has := some["pp_size"]; !has {
			all["pp_size"] = new(int64)
			*all["pp_size"] = 1
		}
		partial, whole := e.Evaluate(sampleCase(some)), e.Evaluate(sampleCase(all))
		if partial.Why == 0 && whole.Why == 0 && partial.N != whole.N {
			t.Fatalf("%q is %d from %v and %d from %v", text, partial.N, show(some), whole.N, show(all))
		}
	})
}

func show(values map[string]*int64) map[string]int64 {
	shown := map[string]int64{}
	for name, v := range values {
		shown[name] = *v
	}
	return shown
}

// goValue computes an expression by go/constant, and reports whether it divides by what is not above 0, or what is below.
func goValue(e ast.Expr, values map[string]*int64) (v constant.Value, divides bool) {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return goValue(e.X, values)
	case *ast.BasicLit:
		return constant.MakeFromLiteral(e.Value, e.Kind, 0), false
	case *ast.UnaryExpr:
		x, bad := goValue(e.X, values)
		if bad {
			return nil, true
		}
		return constant.UnaryOp(e.Op, x, 0), false
	case *ast.Ident:
		switch {
		case e.Name == "true" || e.Name == "false":
			return constant.MakeBool(e.Name == "true"), false
		case Must(e.Name).isTruth():
			return constant.MakeBool(*values[e.Name] == 1), false
		}
		return constant.MakeInt64(*values[e.Name]), false
	}
	b := e.(*ast.BinaryExpr)
	x, badX := goValue(b.X, values)
	y, badY := goValue(b.Y, values)
	if badX || badY {
		return nil, true
	}
	switch b.Op {
	case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
		return constant.MakeBool(constant.Compare(x, b.Op, y)), false
	case token.QUO, token.REM:
		if constant.Sign(y) <= 0 || constant.Sign(x) < 0 {
			return nil, true
		}
		if b.Op == token.QUO {
			return constant.BinaryOp(x, token.QUO_ASSIGN, y), false // integer division
		}
	case token.MUL:
		if constant.Sign(x) < 0 || constant.Sign(y) < 0 {
			return nil, true // no product of the law is below 0
		}
	}
	return constant.BinaryOp(x, b.Op, y), false
}

func TestFunctions(t *testing.T) {
	six, four := int64(6), int64(4)
	c := sampleCase(map[string]*int64{"tp_size": &six, "pp_size": &four})
	for text, want := range map[string]int64{
		"ceil(tp_size, pp_size)":                 2,
		"ceil(0, pp_size)":                       0,
		"gcd(tp_size, pp_size)":                  2,
		"lcm(tp_size, pp_size)":                  12,
		"min(tp_size, pp_size)":                  4,
		"max(tp_size, pp_size)":                  6,
		"given(tp_size)":                         1,
		"given(cp_size)":                         0,
		`strategy == "fsdp2"`:                    1,
		"tp_size * 4611686018427387903 > 1":      1,
		"1 + 2 * 3 == 7 && !(2 > 3) || 1 == 2":   1,
		"tp_size - pp_size - 1":                  1,
		"tp_size % pp_size * 2 + pp_size / 3":    5,
		"given(tp_size) + given(pp_size) == 2":   1,
		`at_least(transformers_version, "4.57")`: 1,
	} {
		run := Run{}
		_ = run
		if strings.Contains(text, "transformers") {
			if err := run.Say(Must("transformers_version"), capabilities.StringValue("5.0.0"), Stated); err != nil {
				t.Fatal(err)
			}
			other := NewCase(c.Model, &run)
			if got := Compile(text).Evaluate(&other); got.Why != 0 || got.N != want {
				t.Errorf("%q is %+v, want %d", text, got, want)
			}
			continue
		}
		if got := Compile(text).Evaluate(c); got.Why != 0 || got.N != want {
			t.Errorf("%q is %+v, want %d", text, got, want)
		}
	}
}

func TestWhatIsNoExpression(t *testing.T) {
	register()
	for _, text := range []string{"tp_size %", "(tp_size", "tp_size)", "no_such_term > 1", "given(num_experts)", "tp_size tp_size",
		"round(tp_size, 2)", `has(offload, "disk")`, "ceil(tp_size)", strings.Repeat("(1 + ", 20) + "1" + strings.Repeat(")", 20)} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%q is compiled", text)
				}
			}()
			Compile(text)
		}()
	}
}

// TestRandomRunsNeverPanic asks every quantity of random runs.
func TestRandomRunsNeverPanic(t *testing.T) {
	register()
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		run := Run{}
		for i := range settings {
			s := settings[i]
			if random.IntN(3) > 0 || s.Kind == Word && len(s.Words) == 0 {
				continue
			}
			var v capabilities.Value
			switch s.Kind {
			case Count:
				v = capabilities.IntValue(s.Least + random.Int64N(s.Most-s.Least+1))
			case Flag:
				v = capabilities.BoolValue(random.IntN(2) == 0)
			case Word, Name:
				if len(s.Words) > 0 {
					v = capabilities.StringValue(s.Words[random.IntN(len(s.Words))])
				}
			default:
				continue
			}
			if err := run.Say(Term(i), v, Stated); err != nil {
				t.Fatalf("%s: %v", s.Name, err)
			}
		}
		c := NewCase(NewModel(capabilities.Facts{}), &run)
		for i := range quantities {
			c.Value(Must(quantities[i].Name))
		}
	}
}
