//go:build linux

package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"unicode/utf8"
	"unsafe"
)

// TestTerminal runs the program with its output on a terminal: there, and only there, it paints by itself.
func TestTerminal(t *testing.T) {
	folder := t.TempDir()
	if err := writeModels(folder); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name      string
		env       []string
		arguments string
		painted   bool
	}{
		{"a terminal", nil, "", true},
		{"NO_COLOR", []string{"NO_COLOR=1"}, "", false},
		{"NO_COLOR that is empty", []string{"NO_COLOR="}, "", true},
		{"a dumb terminal", []string{"TERM=dumb"}, "", false},
		{"never", nil, "--color=never", false},
		{"always, whatever NO_COLOR says", []string{"NO_COLOR=1"}, "--color=always", true},
		{"markdown", nil, "--format=markdown", false},
		{"json", nil, "--format=json", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			arguments := append([]string{"check", "config.json", "--tp", "16"}, strings.Fields(test.arguments)...)
			cmd := exec.Command("meshwise", arguments...)
			cmd.Dir = folder
			cmd.Env = append(append(os.Environ(), "TERM=xterm", "NO_COLOR="), test.env...)
			printed := onTerminal(t, cmd)
			if !strings.Contains(printed, "kv_heads") {
				t.Errorf("printed %q", printed)
			}
			if painted := strings.Contains(printed, "\x1b["); painted != test.painted {
				t.Errorf("painted is %t, want %t: %q", painted, test.painted, printed)
			}
		})
	}
}

// TestJSONOnTerminal looks at the one answer whose words are not made for a terminal.
func TestJSONOnTerminal(t *testing.T) {
	cmd := exec.Command("meshwise", "capabilities", "-", "--format=json")
	cmd.Stdin = strings.NewReader("{\"model_type\": \"\u009b31m\u202e\x7f\"}")
	printed := onTerminal(t, cmd)
	if strings.ContainsAny(printed, "\u009b\u202e\x7f") || !strings.Contains(printed, `"model":"\u009b31m\u202e\u007f"`) {
		t.Errorf("printed %q", printed)
	}
}

// TestWidth runs the program on terminals of several widths: no line is longer.
func TestWidth(t *testing.T) {
	folder := t.TempDir()
	if err := writeModels(folder); err != nil {
		t.Fatal(err)
	}
	for _, width := range []uint16{80, 132} {
		cmd := exec.Command("meshwise", "check", "config.json", "--tp", "16", "--color=never")
		cmd.Dir = folder
		longest := 0
		for line := range strings.Lines(onTerminal(t, cmd, width)) {
			longest = max(longest, utf8.RuneCountInString(strings.TrimRight(line, "\r\n")))
		}
		if longest > int(width) || longest < int(width)-20 {
			t.Errorf("on %d columns the longest line has %d", width, longest)
		}
	}
}

// onTerminal runs a command with its output on a terminal of its own, and returns what came out.
func onTerminal(t *testing.T, cmd *exec.Cmd, columns ...uint16) string {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatalf("no terminals here: %v", err)
	}
	defer master.Close()
	var number uint32
	unlocked := int32(0)
	control := func(request uintptr, argument unsafe.Pointer) {
		if _, _, failed := syscall.Syscall(syscall.SYS_IOCTL, master.Fd(), request, uintptr(argument)); failed != 0 {
			t.Fatalf("no terminals here: %v", failed)
		}
	}
	control(syscall.TIOCSPTLCK, unsafe.Pointer(&unlocked))
	control(syscall.TIOCGPTN, unsafe.Pointer(&number))
	terminal, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatalf("no terminals here: %v", err)
	}
	if len(columns) > 0 {
		size := struct{ rows, columns, x, y uint16 }{rows: 50, columns: columns[0]}
		control(syscall.TIOCSWINSZ, unsafe.Pointer(&size))
	}
	cmd.Stdout = terminal
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	terminal.Close()
	var printed strings.Builder
	buffer := make([]byte, 4096)
	for {
		n, err := master.Read(buffer) // EIO once the last program has closed the terminal
		printed.Write(buffer[:n])
		if err != nil {
			break
		}
	}
	cmd.Wait() // the exit code is of no interest here
	return printed.String()
}
