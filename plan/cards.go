package plan

// Card is what a GPU can do, in bytes and FLOP a second. Peaks are of dense products.
type Card struct {
	Name    string
	Memory  float64 // bytes that a process may use
	BF16    float64 // peaks
	FP8     float64
	HBM     float64 // bandwidth of its memory
	NVLink  float64 // bandwidth to a GPU of the same node, one way
	NIC     float64 // bandwidth to another node, one way, a GPU
	Domain  int     // GPUs that NVLink joins; 0: those of a node
	Matmul  float64 // share of the peak that large products reach in training, in bf16; 0: not known, and so no time
	Matmul8 float64 // and in low precision
	Flash   float64 // share that causal flash attention reaches, forward and backward together
	Guess   bool    // no training run stands behind the three shares
	Source  string
}

const (
	sheet  = "vendor data sheet, as collected in stas00/ml-engineering compute/accelerator/README.md"
	fitted = sheet + "; shares fitted on published training runs"
	reckon = sheet + "; shares below its measured ceiling, no training run behind them"
)

// cards are the cards that are known by name. The shares are below the ceilings that were measured for matrix products
// alone (A100 .87, H100 .80, B200 .78, GB200 .73, MI300X .51).
var cards = []Card{
	{Name: "a100", Memory: 80e9, BF16: 312e12, HBM: 2.0e12, NVLink: 300e9, NIC: 25e9, Matmul: .74, Flash: .50, Source: fitted},
	{Name: "a100-40g", Memory: 40e9, BF16: 312e12, HBM: 1.56e12, NVLink: 300e9, NIC: 25e9, Matmul: .74, Flash: .50, Source: fitted},
	{Name: "b200", Memory: 180e9, BF16: 2250e12, FP8: 4500e12, HBM: 8e12, NVLink: 900e9, NIC: 50e9, Matmul: .44, Matmul8: .44, Flash: .36, Source: fitted},
	{Name: "b300", Memory: 288e9, BF16: 2250e12, FP8: 4500e12, HBM: 8e12, NVLink: 900e9, NIC: 100e9, Matmul: .44, Matmul8: .44, Flash: .36, Source: fitted},
	{Name: "gb200", Memory: 186e9, BF16: 2500e12, FP8: 5000e12, HBM: 8e12, NVLink: 900e9, NIC: 50e9, Domain: 64, Matmul: .48, Matmul8: .52, Flash: .40, Source: fitted},
	{Name: "gb300", Memory: 288e9, BF16: 2500e12, FP8: 5000e12, HBM: 8e12, NVLink: 900e9, NIC: 100e9, Domain: 64, Matmul: .55, Matmul8: .60, Flash: .50, Source: fitted},
	{Name: "h100", Memory: 80e9, BF16: 989e12, FP8: 1979e12, HBM: 3.35e12, NVLink: 450e9, NIC: 50e9, Matmul: .60, Matmul8: .54, Flash: .42, Source: fitted},
	{Name: "h200", Memory: 141e9, BF16: 989e12, FP8: 1979e12, HBM: 4.8e12, NVLink: 450e9, NIC: 50e9, Matmul: .62, Matmul8: .54, Flash: .42, Source: fitted},
	{Name: "l40s", Memory: 48e9, BF16: 362e12, FP8: 733e12, HBM: .864e12, NVLink: 32e9, NIC: 25e9, Matmul: .60, Matmul8: .50, Flash: .40, Guess: true, Source: reckon},
	{Name: "mi300x", Memory: 192e9, BF16: 1307e12, FP8: 2614e12, HBM: 5.3e12, NVLink: 448e9, NIC: 50e9, Matmul: .40, Matmul8: .36, Flash: .25, Guess: true, Source: reckon},
	{Name: "rtx4090", Memory: 24e9, BF16: 165e12, FP8: 330e12, HBM: 1.008e12, NVLink: 32e9, NIC: 12.5e9, Matmul: .80, Matmul8: .70, Flash: .50, Guess: true, Source: reckon},
}

// Cards lists the cards that are known by name, sorted. The list is shared, and not to be changed.
func Cards() []Card { return cards }

// CardNamed finds a card by its name, in any case, or by what its vendor and a driver call it: "NVIDIA A100-SXM4-40GB".
func CardNamed(name string) (Card, bool) {
	said := saidWords(name)
	found := -1
	for i := range cards {
		short, size := base(cards[i].Name)
		if !among(said, short) || size != "" && !among(said, size) {
			continue
		}
		if found < 0 || len(cards[i].Name) > len(cards[found].Name) {
			found = i
		}
	}
	if found < 0 || !alone(said, cards[found].Name) {
		return Card{}, false
	}
	return cards[found], true
}

// base splits "a100-40g" into the chip and its memory.
func base(name string) (chip, memory string) {
	for i := range len(name) {
		if name[i] == '-' {
			return name[:i], name[i+1:]
		}
	}
	return name, ""
}

// saidWords are the words of a name in small letters. A size in GB, or GiB, is written as in the names of cards: 40g.
func saidWords(name string) (list []string) {
	word := []byte(nil)
	end := func() {
		w := string(word)
		for _, unit := range []string{"gib", "gb"} {
			if n := len(w) - len(unit); n > 0 && w[n:] == unit && w[0] >= '0' && w[0] <= '9' {
				w = w[:n] + "g"
			}
		}
		if w != "" {
			list = append(list, w)
		}
		word = word[:0]
	}
	for i := range len(name) {
		switch c := name[i]; {
		case c >= 'A' && c <= 'Z':
			word = append(word, c+'a'-'A')
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			word = append(word, c)
		default:
			end()
		}
	}
	end()
	return list
}

func among(list []string, word string) bool { return index(list, word) >= 0 }

// alone reports whether nothing in a name says that it is another card than the one that was found: a vendor, a board and
// the size of the memory do not, and a variant with other numbers does.
func alone(said []string, card string) bool {
	chip, size := base(card)
	c, _ := cardAt(card)
	for _, w := range said {
		switch w {
		case chip, size, "nvidia", "amd", "instinct", "geforce", "rtx", "sxm", "sxm4", "sxm5", "sxm6", "hbm2e", "hbm3", "hbm3e", "gpu", "tensor", "core":
			continue
		}
		if n := len(w) - 1; n > 0 && w[n] == 'g' && near(amountOf(w[:n]), int64(c.Memory/1e9)) {
			continue
		}
		return false
	}
	return true
}

func cardAt(name string) (Card, bool) {
	for _, c := range cards {
		if c.Name == name {
			return c, true
		}
	}
	return Card{}, false
}

// near reports whether a size of memory is that of a card, as vendors round it.
func near(gb, card int64) bool { return 10*gb >= 9*card && 10*gb <= 11*card }

func amountOf(digits string) (n int64) {
	for i := range len(digits) {
		if digits[i] < '0' || digits[i] > '9' {
			return 0
		}
		n = min(10*n+int64(digits[i]-'0'), 1<<20)
	}
	return n
}
