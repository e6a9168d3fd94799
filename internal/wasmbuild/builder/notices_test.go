package builder

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestNotices(t *testing.T) {
	root, err := Root(".")
	if err != nil {
		t.Fatal(err)
	}
	text, err := Notices(Config{Root: root})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"Go 1.", "Copyright 2009 The Go Authors", "Redistributions in binary form must reproduce", "Additional IP Rights Grant",
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the notices lack %q", want)
		}
	}
	if strings.Contains(string(text), root) {
		t.Error("the notices name a folder of this machine")
	}
}

// TestNoticesOfEachModule looks at the terms of modules that the tools link, in the way in which those of the guest are.
func TestNoticesOfEachModule(t *testing.T) {
	folder := t.TempDir()
	var out strings.Builder
	if err := writeTerms(&out, "example.org/none v1.0.0", folder); err == nil || !strings.Contains(err.Error(), "example.org/none v1.0.0 has no license") {
		t.Errorf("got %v, want it refused by name", err)
	}
	for name, content := range map[string]string{"LICENSE.md": "do what you like", "NOTICE": "made by us", "license_test.go": "package x"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out.Reset()
	if err := writeTerms(&out, "example.org/some v1.0.0", folder); err != nil {
		t.Fatal(err)
	}
	want := "\nexample.org/some v1.0.0\n=======================\n\ndo what you like\n\nmade by us\n"
	if out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
}

func TestOwnTerms(t *testing.T) {
	const source = `// Copyright 2009 The Go Authors. All rights reserved.
// Use of this source code is governed by a BSD-style license.

package math

// The original C code came from FreeBSD:
//
// ====================================================
// Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
//
// Permission to use, copy, modify, and distribute this software is freely granted.

/*
 * Inferno
 * Copyright © 1994-1999 Lucent Technologies Inc.
 */

// sign copies the sign, and this comment says nothing of copyright.
func sign() {}
`
	got := ownTerms(source)
	if len(got) != 2 || !strings.HasPrefix(got[0], "The original C code") || !strings.Contains(got[0], "1993 by Sun") ||
		!strings.HasSuffix(got[0], "freely granted.") || got[1] != "Inferno\nCopyright © 1994-1999 Lucent Technologies Inc." {
		t.Errorf("got %q", got)
	}
}
