// Command embedder is a program of someone else that embeds the engine both ways: as the module, and natively.
package main

import (
	"bytes"
	"context"
	"fmt"
	"log"
	"os"

	"github.com/meshwise/meshwise/hostabi"
	"github.com/meshwise/meshwise/wasm/abi"
)

func main() {
	if err := run(context.Background(), os.Args[1], []byte(`{"op":"describe"}`)); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, path string, request []byte) error {
	wasm, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	engine, err := hostabi.New(ctx, wasm)
	if err != nil {
		return err
	}
	defer engine.Close(ctx)
	answer, err := engine.Call(ctx, request)
	if err != nil {
		return err
	}
	if native := abi.Call(request); !bytes.Equal(answer, native) {
		return fmt.Errorf("the module answers %s and the native engine %s", answer, native)
	}
	fmt.Printf("%s", answer)
	return nil
}
