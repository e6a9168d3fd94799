package main

import (
	"testing"

	"github.com/meshwise/meshwise/mesh/frameworks"
	"github.com/meshwise/meshwise/mesh/law"
)

func TestMain(m *testing.M) {
	law.Register(frameworks.All())
	m.Run()
}

func TestProgramsAreWhatTheTablesSay(t *testing.T) {
	if err := run("../..", true); err != nil {
		t.Error(err)
	}
}

func TestOneDigestIsRefused(t *testing.T) {
	if _, err := source([]string{"tp_size > 1", "tp_size > 1"}); err == nil {
		t.Error("two expressions of one digest are taken")
	}
}
