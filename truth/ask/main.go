// Command ask answers JSON requests, one a line, in the order in which they are read. It is how the instruments of this
// folder ask the engine: natively, since the tests of the corpus hold every host to the same bytes.
package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/meshwise/meshwise/wasm/abi"
)

func main() {
	if err := serve(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "ask:", err)
		os.Exit(1)
	}
}

func serve(in io.Reader, out io.Writer) error {
	lines := bufio.NewReaderSize(in, 1<<20)
	answers := bufio.NewWriter(out)
	for {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) && len(line) == 0 {
			return nil
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		answers.Write(abi.Call(bytes.TrimSpace(line))) // a bufio.Writer keeps its first error for Flush
		answers.WriteByte('\n')
		if err := answers.Flush(); err != nil {
			return err
		}
	}
}
