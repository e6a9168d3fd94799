package version

import "testing"

func TestBefore(t *testing.T) {
	ascending := []string{"0.2.2", "0.3.0", "1.13", "1.13.1", "1.15.0.dev0", "1.15.0rc1x", "1.15", "4.50.2", "4.57.0.dev0", "4.57.0", "5"}
	for i := range ascending {
		v, ok := Parse(ascending[i])
		if !ok {
			t.Fatalf("%q is no version", ascending[i])
		}
		for j := range ascending {
			w, _ := Parse(ascending[j])
			if v.Before(w) && i >= j || w.Before(v) && j >= i {
				t.Errorf("%s and %s are in the wrong order", ascending[i], ascending[j])
			}
		}
	}
	for _, s := range []string{"", "x", "v1", ".5"} {
		if Is(s) {
			t.Errorf("%q is a version", s)
		}
	}
}
