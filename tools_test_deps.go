//go:build deps

package meshwise

import (
	_ "github.com/andybalholm/brotli"
	_ "github.com/bytecodealliance/wasmtime-go/v39"
	_ "github.com/google/go-cmp/cmp"
	_ "github.com/rogpeppe/go-internal/testscript"
	_ "github.com/santhosh-tekuri/jsonschema/v6"
	_ "github.com/spf13/cobra"
	_ "github.com/spf13/pflag"
	_ "github.com/tetratelabs/wazero"
	_ "github.com/tidwall/gjson"
	_ "golang.org/x/term"
	_ "pgregory.net/rapid"
)
