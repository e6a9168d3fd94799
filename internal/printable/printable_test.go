package printable

import "testing"

func TestVisible(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{"LlamaForCausalLM", "LlamaForCausalLM"},
		{"模型 é", "模型 é"},
		{"a\x1b[31mb", `a\u001b[31mb`},
		{"line\nbreak\ttab", `line\u000abreak\u0009tab`},
		{"\u202eabc\u2066", `\u202eabc\u2066`},
		{"zero\u200bwidth\ufeff", `zero\u200bwidth\ufeff`},
		{"del\x7f c1\u009b", `del\u007f c1\u009b`},
		{"tag\U000E0041", `tag\U000e0041`},
		{"not utf-8 \xff", "not utf-8 \ufffd"},
	} {
		if got := Visible(test.in); got != test.want {
			t.Errorf("Visible(%q) = %q, want %q", test.in, got, test.want)
		}
	}
}
