package tree

// Place is a part of one of the files of a request: the number of the file and its bytes from start to end. It is one word,
// since places are passed along with every text.
type Place uint64

// Nowhere is the place of what stands in no file.
const Nowhere = Place(nowhereFile) << fileShift

const (
	offsetBits  = 28 // more than the bytes of any file
	fileShift   = 2 * offsetBits
	nowhereFile = 1<<(64-fileShift) - 1
	wordsFile   = nowhereFile - 1
	offsetMask  = 1<<offsetBits - 1
)

// At is the place of some bytes of a file.
func At(file, start, end int) Place {
	return Place(file)<<fileShift | Place(start)<<offsetBits | Place(end)
}

// Word is the place of a word of an argument vector.
func Word(i int) Place { return At(wordsFile, i, i) }

// In reports whether the place is in a file.
func (p Place) In() bool { return p>>fileShift < wordsFile }

// IsWord reports whether the place is a word of an argument vector, whose number is its start.
func (p Place) IsWord() bool { return p>>fileShift == wordsFile }

// File is the number of the file.
func (p Place) File() int { return int(p >> fileShift) }

// Start is the offset of the first byte.
func (p Place) Start() int { return int(p >> offsetBits & offsetMask) }

// End is the offset behind the last byte.
func (p Place) End() int { return int(p & offsetMask) }

// Part is the place of some bytes of what stands there, counted from its start.
func (p Place) Part(start, end int) Place {
	return At(p.File(), p.Start()+start, min(p.Start()+end, p.End()))
}
