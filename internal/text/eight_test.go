package text

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestEight(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.Byte().Draw(t, "c")
		near := rapid.OneOf(rapid.Byte(), rapid.SampledFrom([]byte{c - 1, c, c + 1, 0, 0x7f, 0x80, 0xff}))
		s := string(rapid.SliceOfN(near, 9, 9).Draw(t, "s"))
		at := rapid.IntRange(0, 1).Draw(t, "at")
		high, below, is := false, false, false
		for i := at; i < at+8; i++ {
			high, below, is = high || s[i] >= 0x80, below || s[i] < c&0x7f, is || s[i] == c
		}
		eight := Eight(s, at)
		if got := AnyHigh(eight) != 0; got != high {
			t.Errorf("AnyHigh of %q is %t", s[at:at+8], got)
		}
		if got := AnyBelow(eight, c&0x7f) != 0; got != below {
			t.Errorf("AnyBelow of %q and %d is %t", s[at:at+8], c&0x7f, got)
		}
		if got := Any(eight, c) != 0; got != is {
			t.Errorf("Any of %q and %d is %t", s[at:at+8], c, got)
		}
	})
}

func TestHasPrefix(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching("[ab]{0,40}").Draw(t, "s")
		prefix := rapid.OneOf(rapid.StringMatching("[ab]{0,40}"), rapid.Just(s[:len(s)/2]), rapid.Just(s)).Draw(t, "prefix")
		if got, want := HasPrefix(s, prefix), strings.HasPrefix(s, prefix); got != want {
			t.Errorf("%q begins with %q: %v", s, prefix, got)
		}
	})
}

func TestIndexAndSkip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching("[a\n\v]{0,40}").Draw(t, "s")
		if got, want := Index(s, '\n'), strings.IndexByte(s, '\n'); got != want {
			t.Errorf("the end of the first line of %q is at %d, want %d", s, got, want)
		}
		n := rapid.IntRange(0, strings.Count(s, "\n")).Draw(t, "n")
		want := 0
		for range n {
			want += strings.IndexByte(s[want:], '\n') + 1
		}
		if got := Skip(s, '\n', n); got != want {
			t.Errorf("behind %d lines of %q is %d, want %d", n, s, got, want)
		}
	})
}

func TestSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching("[ab]{0,20}").Draw(t, "s")
		other := rapid.OneOf(rapid.StringMatching("[ab]{0,20}"), rapid.Just(s+"a"), rapid.Just(strings.Clone(s))).Draw(t, "other")
		if got := Same(s, other); got != (s == other) {
			t.Errorf("%q is %q: %v", s, other, got)
		}
	})
}
