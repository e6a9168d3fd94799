package main

import "testing"

func TestPagesAreWhatTheCodeSays(t *testing.T) {
	if err := run("../..", true); err != nil {
		t.Error(err)
	}
}
