package shell

// The syntax of bash, as far as it is read. Offsets are bytes of the source.

type partKind uint8

const (
	literal    partKind = iota
	param               // ${name}
	command             // $(list)
	arithmetic          // $((expression))
	unread              // an expansion that is not read: its value is unknown
)

// part is a piece of a word.
type part struct {
	kind       partKind
	quoted     bool
	exact      bool   // a literal whose text stands in the source letter by letter
	length     bool   // ${#name}
	star       bool   // [*]: in quotes, all elements are one word
	text       string // of a literal; the name of a parameter
	op         string // what a parameter is followed by: ":-", "+", …
	index      *word  // of an array; allIndex where it is [@] or [*]
	arg        *word  // behind op, or the expression
	list       list
	start, end int
}

var allIndex = &word{}

// word is what stands between blanks.
type word struct {
	src        *source
	parts      []part
	start, end int
}

type assign struct {
	name    string
	add     bool // +=
	index   *word
	value   word
	array   bool
	list    []word
	indexed bool // an element names its own index
}

type redirect struct {
	op   string
	word word // the file; of a heredoc, its delimiter
	body *heredoc
}

// heredoc is what follows the line that begins it.
type heredoc struct {
	delimiter word
	tabs      bool // those before each line are dropped
	body      word
}

type commandKind uint8

const (
	simple commandKind = iota
	group
	subshell
	ifCommand
	loop
	forCommand
	cFor
	caseCommand
	function
	test
	arithCommand
)

type node struct {
	kind      commandKind
	start     int
	assigns   []assign
	words     []word
	redirects []redirect
	name      string // of a function, of the variable of a loop
	each      bool   // for … in words
	until     bool
	conds     []list // of if, of a loop
	bodies    []list // of if, of case, of all that have one
	hasElse   bool   // the last body is that of else
	falls     bool   // a body of case goes on into the next
	patterns  [][]word
	exprs     [3]word // of cFor; the first also of (( ))
	test      *testNode
	body      *node // of a function
}

type testNode struct {
	op          string // "&&", "||", "!", "()", a unary or a binary operator; "" for a word alone
	left, right *testNode
	a, b        word
}

type pipeline struct {
	negated  bool
	commands []*node
}

// item is a pipeline and what follows it: ";", "&", "&&" or "||".
type item struct {
	pipeline
	op string
}

type list []item
