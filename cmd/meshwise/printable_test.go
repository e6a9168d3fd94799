package main

import "testing"

func TestPrintable(t *testing.T) {
	for s, want := range map[string]string{
		"config.json: ä 模型":   "config.json: ä 模型",
		"\x1b[31m\r\n\x00":    `\x1b[31m\r\n\x00`,
		"\u009b31m \u202egnp": `\u009b31m \u202egnp`,
		"\xff\x05 \x7f":       `\xff\x05 \x7f`,
	} {
		if got := printable(s); got != want {
			t.Errorf("printable(%q) is %s, want %s", s, got, want)
		}
	}
	for s, want := range map[string]string{
		"models/llama/config.json": "models/llama/config.json",
		"my model.json":            `"my model.json"`,
		"a: b":                     `"a: b"`,
		"a\x1b[0m":                 `"a\x1b[0m"`,
		"":                         `""`,
	} {
		if got := name(s); got != want {
			t.Errorf("name(%q) is %s, want %s", s, got, want)
		}
	}
	const raw, want = "{\n\"ä\": \"\u009b\u202e\x7f\U000e0001\"}", "{\n\"ä\": \"\\u009b\\u202e\\u007f\\udb40\\udc01\"}"
	if got := string(printableJSON([]byte(raw))); got != want {
		t.Errorf("printableJSON(%q) is %s, want %s", raw, got, want)
	}
}

func TestNumber(t *testing.T) {
	for value, want := range map[string]string{
		"8": "8", "0": "0", "-1": "-1", "2.0": "2.0", "1e3": "1e3",
		"two": `"two"`, "true": `"true"`, "null": `"null"`, "": `""`, "007": `"007"`, " 8": `" 8"`, "8\n": `"8\n"`,
		"+8": `"+8"`, "0x8": `"0x8"`, "1_000": `"1_000"`, "NaN": `"NaN"`, "8 8": `"8 8"`, `8,"x":1`: `"8,\"x\":1"`,
		"\xff": `"` + "\ufffd" + `"`,
	} {
		if got := number(value); got != want {
			t.Errorf("number(%q) is %s, want %s", value, got, want)
		}
	}
}
