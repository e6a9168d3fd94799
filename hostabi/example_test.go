package hostabi_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/tidwall/gjson"

	"github.com/meshwise/meshwise/hostabi"
)

// This runs the engine that is compiled into the program. It needs no file and starts at once.
func ExampleNative() {
	engine := hostabi.Native()
	defer engine.Close(context.Background())

	answer, err := engine.Call(context.Background(), []byte(`{"op":"describe"}`))
	if err != nil {
		panic(err)
	}
	fmt.Println(gjson.GetBytes(answer, "kind"))
	// Output: description
}

// This runs the module, the same bytes as in every other host.
func ExampleNew() {
	ctx := context.Background()
	wasm, err := os.ReadFile("../build/meshwise.wasm")
	if err != nil {
		panic(err)
	}
	engine, err := hostabi.New(ctx, wasm)
	if err != nil {
		panic(err)
	}
	defer engine.Close(ctx) // This releases everything that the engine started.

	answer, err := engine.Call(ctx, []byte(`{"op":"describe"}`))
	if err != nil {
		panic(err)
	}
	fmt.Println(gjson.GetBytes(answer, "kind"))
	// Output: description
}

// A malformed request is answered; it is no error of the call.
func ExampleEngine_Call_answer() {
	engine := hostabi.Native()
	answer, err := engine.Call(context.Background(), []byte(`{"op":`))
	fmt.Println(gjson.GetBytes(answer, "kind"), err)
	// Output: error <nil>
}

// An error of the call means that there is no answer, and its code says why.
func ExampleEngine_Call_error() {
	engine := hostabi.Native()
	engine.Close(context.Background())

	_, err := engine.Call(context.Background(), []byte(`{"op":"describe"}`))
	switch {
	case errors.Is(err, hostabi.ErrClosed):
		fmt.Println("closed")
	case errors.Is(err, hostabi.ErrCrashed):
		fmt.Println("crashed")
	}
	// Output: closed
}

// A server bounds what it spends: few instances, a folder for compiled code, and calls that end with their requests.
func ExampleNew_options() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	_, err := hostabi.New(ctx, []byte("no module"),
		hostabi.WithInstances(2),
		hostabi.WithCallsPerInstance(1000),
		hostabi.WithInterrupt(),
	)
	fmt.Println(errors.Is(err, hostabi.ErrModule))
	// Output: true
}
