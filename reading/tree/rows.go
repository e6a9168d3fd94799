package tree

import "strconv"

// AppendRow writes a row as hosts send it, one after the other in one text: its kind as a letter, five numbers, the lengths of
// three texts in bytes, and the texts themselves.
//
//	m -1 1 1 0 0 0 0 0:p 0 1 4 1 1 1 0 1:a8
//	(kind parent line column key_line key_column key tag text: …)
//
// A row is a value of a request no more than a character is: a file may have more of them than a request has values.
func AppendRow(to []byte, r *Row) []byte {
	to = append(to, byte(r.Kind))
	for _, n := range [...]int{r.Parent, r.Line, r.Column, r.KeyLine, r.KeyColumn, len(r.Key), len(r.Tag), len(r.Text)} {
		to = append(to, ' ')
		to = strconv.AppendInt(to, int64(n), 10)
	}
	to = append(to, ':')
	to = append(to, r.Key...)
	to = append(to, r.Tag...)
	return append(to, r.Text...)
}

// ReadRows reads what [AppendRow] has written. ok is false where it is anything else.
func ReadRows(text string) (rows []Row, ok bool) {
	rows = make([]Row, 0, min(len(text)/24, MaxNodes+1))
	for len(text) > 0 {
		if len(text) < 2 || text[1] != ' ' {
			return nil, false
		}
		var n [8]int
		kind := Kind(text[0])
		text = text[2:]
		for i := range n {
			end := byte(' ')
			if i == len(n)-1 {
				end = ':'
			}
			if n[i], text, ok = number(text, end); !ok {
				return nil, false
			}
		}
		key, tag, size := n[5], n[6], n[7]
		if min(key, tag, size) < 0 || key > len(text) || tag > len(text)-key || size > len(text)-key-tag || len(rows) > MaxNodes {
			return nil, false
		}
		rows = append(rows, Row{
			Parent: n[0], Kind: kind, Line: n[1], Column: n[2], KeyLine: n[3], KeyColumn: n[4],
			Key: text[:key], Tag: text[key : key+tag], Text: text[key+tag : key+tag+size],
		})
		text = text[key+tag+size:]
	}
	return rows, true
}

// number reads a number up to a byte that ends it. Only -1, of a root's parent, is negative.
func number(text string, end byte) (n int, rest string, ok bool) {
	if len(text) > 2 && text[:2] == "-1" && text[2] == end {
		return -1, text[3:], true
	}
	for i := 0; i < len(text) && i < 9; i++ {
		switch c := text[i]; {
		case c == end && i > 0:
			return n, text[i+1:], true
		case c < '0' || c > '9':
			return 0, text, false
		default:
			n = 10*n + int(c-'0')
		}
	}
	return 0, text, false
}
