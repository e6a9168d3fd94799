package wasmbin

import (
	"bytes"
	"context"
	"encoding/binary"
	"strings"
	"testing"

	"github.com/tetratelabs/wazero"
)

// table is a staircase of a number of entries.
func table(entries int) []byte {
	image := make([]byte, entries*stairsEntry)
	for i := range entries {
		binary.LittleEndian.PutUint32(image[i*stairsEntry:], uint32(i/16))
	}
	return image
}

// functions is what Go's linker says of a number of functions: a header, no names, the table of places, and of each function some
// more tables than of the one before, with a name that is as much longer.
func functions(count int) []byte {
	const at = 8 * 9
	image := append(bytes.Clone(pcMagic), make([]byte, at+(placesEntry+firstTable+64)*count)...)
	for i, word := range []int{count, 0, 0, at, at, at, at, at} {
		binary.LittleEndian.PutUint64(image[8*(i+1):], uint64(word))
	}
	said, name := placesEntry*(count+1), 0
	for i := range count {
		entry, f := image[at+placesEntry*i:], image[at+said:]
		binary.LittleEndian.PutUint32(entry, uint32(4096+i))
		binary.LittleEndian.PutUint32(entry[4:], uint32(said))
		binary.LittleEndian.PutUint32(f, uint32(4096+i))
		binary.LittleEndian.PutUint32(f[fieldName:], uint32(name))
		binary.LittleEndian.PutUint32(f[fieldTables:], uint32(i%3))
		f[fieldOthers] = byte(i % 5)
		said += (firstTable + 4*(i%3) + 4*(i%5) + 7) &^ 7
		name += 1 + i%70
	}
	return image[:at+said]
}

// loaded is a module whose memory of two pages begins with an image, in one segment, and that calls nothing.
func loaded(image []byte, more ...section) []byte {
	data := AppendSized([]byte{1, 0, opI32Const, 0, opEnd}, image)
	return join(append([]section{
		{typeSection, []byte{1, formFunction, 0, 1, 0x7f}}, // gives an i32
		{functionSection, []byte{1, 0}},
		{memorySection, []byte{1, 0, 2}},
		{exportSection, []byte("\x02\x06memory\x02\x00\x01f\x00\x00")},
	}, append(more,
		section{codeSection, []byte{1, 4, 0, opI32Const, 42, opEnd}},
		section{dataSection, data})...))
}

// memory is what a host finds in the memory of a module that it has instantiated. It asks the exported function, too.
func memory(t *testing.T, module []byte) []byte {
	t.Helper()
	ctx := context.Background()
	runtime := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfigInterpreter())
	defer runtime.Close(ctx)
	m, err := runtime.Instantiate(ctx, module)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := m.ExportedFunction("f").Call(ctx); err != nil || got[0] != 42 {
		t.Fatalf("f answers %v, %v", got, err)
	}
	image, _ := m.Memory().Read(0, m.Memory().Size())
	return bytes.Clone(image)
}

func TestPackKeepsTheMemory(t *testing.T) {
	scattered := make([]byte, 4000)
	for i := 0; i < len(scattered); i += 1 + i%37 {
		scattered[i] = byte(i)
	}
	stairs := table(2000)
	broken := bytes.Clone(stairs)
	broken[1500*stairsEntry+7] = 1
	moved := functions(worthwhile)
	moved[8*9+placesEntry*700]++
	for _, test := range []struct {
		name    string
		image   []byte
		shorter int // by at least so many bytes
		starts  bool
	}{
		{"nothing", nil, 0, false},
		{"zeros", make([]byte, 5000), 5000, false},
		{"no table", scattered, 0, false},
		{"a table alone", stairs, len(stairs) - 250, true},
		{"a table between others", bytes.Join([][]byte{scattered, stairs, scattered}, nil), len(stairs) - 300, true},
		{"a table behind an odd address", append([]byte{1, 2, 3, 4, 5, 6, 7, 0}, stairs...), len(stairs) - 250, true},
		{"a short table", table(worthwhile - 1), 0, false},
		{"a table with a hole", broken, 1500 * 16, true},
		{"places of functions", functions(worthwhile), 8*worthwhile + 2*worthwhile, true},
		{"both tables", append(bytes.Clone(stairs), functions(worthwhile)...), len(stairs) + 8*worthwhile, true},
		{"places that do not follow", moved, 0, false},
		{"places of few functions", functions(worthwhile - 1), 0, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			module := loaded(test.image)
			kept := bytes.Clone(module)
			packed, err := Pack(module)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(module, kept) {
				t.Error("the module that was passed in has changed")
			}
			if !bytes.Equal(memory(t, packed), memory(t, module)) {
				t.Error("the memory differs")
			}
			if len(packed) > len(module)-test.shorter {
				t.Errorf("%d bytes have become %d, want %d less", len(module), len(packed), test.shorter)
			}
			sections, err := split(packed)
			if err != nil {
				t.Fatal(err)
			}
			if starts := find(sections, startSection) != nil; starts != test.starts {
				t.Errorf("has a start function: %t", starts)
			}
			if again, err := Pack(packed); err != nil || !bytes.Equal(again, packed) {
				t.Errorf("packing twice differs from packing once: %v", err)
			}
		})
	}
}

func TestPackErrors(t *testing.T) {
	for _, test := range []struct {
		name   string
		module []byte
		fails  string
	}{
		{"no wasm", []byte("<html>"), "not a wasm module"},
		{"no data", module("\x05\x01\x00\x01"), "no data section"},
		{"a count of segments", loaded(nil, section{dataCountSection, []byte{1}}), "count of segments"},
		{"a segment of another mode", module("\x05\x01\x00\x01", "\x0b\x01\x01\x00"), "segment of mode 1"},
		{"an address that is computed", module("\x05\x01\x00\x01", "\x0b\x01\x00\x23\x00\x0b\x00"), "address by instruction 0x23"},
		{"an address of several instructions", module("\x05\x01\x00\x01", "\x0b\x01\x00\x41\x00\x41\x00\x0b\x00"), "address by several"},
		{"an address that is too long", module("\x05\x01\x00\x01", "\x0b\x01\x00\x41\x80\x80\x80\x80\x80\x00\x0b\x00"), "number over 32 bits"},
		{"a segment outside of the memory", module("\x05\x01\x00\x01", "\x0b\x01\x00\x41\x80\x80\x04\x0b\x01a"), "over 65536 bytes"},
		{"a negative address", module("\x05\x01\x00\x01", "\x0b\x01\x00\x41\x7f\x0b\x01a"), "over 65536 bytes"},
		{"more than this project's modules hold", module("\x05\x01\x00\x80\x04", "\x0b\x01\x00\x41\x80\x80\x80\x08\x0b\x01a"), "over 16777216 bytes"},
		{"a segment cut short", module("\x05\x01\x00\x01", "\x0b\x01\x00\x41\x00\x0b\x02a"), "unexpected end"},
		{"left over", module("\x05\x01\x00\x01", "\x0b\x00a"), "1 bytes left over"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if _, err := Pack(test.module); err == nil || !strings.Contains(err.Error(), test.fails) {
				t.Errorf("got error %v, want one with %q", err, test.fails)
			}
		})
	}
}

func FuzzPack(f *testing.F) {
	f.Add(loaded([]byte("abc\x00\x00d")))
	f.Add(counting())
	f.Add(loaded(table(worthwhile)))
	f.Add(loaded(functions(worthwhile)))
	f.Add(loaded(append(bytes.Clone(pcMagic), make([]byte, 200)...)))
	f.Fuzz(func(t *testing.T, in []byte) {
		DropLines(in)
		if exposed, n, err := ExportGlobals(in); err == nil {
			Resume(exposed, "start", State{make([]byte, PageSize), make([]uint64, n)})
		}
		packed, err := Pack(in)
		if err != nil {
			return
		}
		again, err := Pack(packed)
		if err != nil || string(again) != string(packed) {
			t.Errorf("packing twice differs from packing once: %v", err)
		}
	})
}
