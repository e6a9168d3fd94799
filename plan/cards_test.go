package plan

import "testing"

func TestCardNamed(t *testing.T) {
	for said, want := range map[string]string{
		"h100": "h100", "H100": "h100", "NVIDIA H100 80GB HBM3": "h100", "a100": "a100", "a100-80g": "a100", "A100-40G": "a100-40g",
		"NVIDIA A100-SXM4-40GB": "a100-40g", "NVIDIA A100-SXM4-80GB": "a100", "NVIDIA B200": "b200", "NVIDIA GB200": "gb200",
		"AMD Instinct MI300X": "mi300x", "H200 SXM 141GB": "h200",
		// other cards
		"H100 NVL": "", "H100 PCIe": "", "H100 94GB": "", "A10": "", "": "", "MI300A": "", "h1000": "", "RTX 4090 Ti": "",
		"NVIDIA GeForce RTX4090": "rtx4090",
	} {
		got, ok := CardNamed(said)
		if got.Name != want || ok != (want != "") {
			t.Errorf("%q is %q, want %q", said, got.Name, want)
		}
	}
}
