package render

// table is rows of cells, as many in each row as there are columns. It is written cell after cell.
type table struct {
	columns []column
	rows    [][]cell
}

// column says how the cells of a column look.
type column struct {
	title string
	right bool // aligned right, as numbers are
	exact bool // read letter by letter
	below bool // shown under the column before it where there is little room
}

// cell is one or several values, with the words that lead up to them and how they are meant.
type cell struct {
	lead   string
	values []string
	tone   tone
}

// row starts a row.
func (t *table) row() { t.rows = append(t.rows, make([]cell, 0, len(t.columns))) }

// say writes a cell with nothing special about it.
func (t *table) say(values ...string) { t.cell("", values, neutral) }

// toned writes a cell with one word that is meant in some way.
func (t *table) toned(how tone, word string) { t.cell("", []string{word}, how) }

// cell writes one cell.
func (t *table) cell(lead string, values []string, how tone) {
	last := &t.rows[len(t.rows)-1]
	*last = append(*last, cell{lead, values, how})
}
