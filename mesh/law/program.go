package law

import (
	"strconv"

	"github.com/meshwise/meshwise/internal/text"
)

// Program is an expression as a machine with a stack reads it: operations, each a byte, with what it takes behind it.
//
//	operation          | takes
//	-------------------+-----------------------------------------------------------
//	opConst            | a number
//	opTerm, opGiven    | a term, as a byte
//	opHas              | the place of a word among those of the setting, as a byte
//	opUnlessTrue/False | how far to go on where the value on top decides, as a byte
//	opOfTerm + another | a term, as a byte, and a number
//
// A number has seven bits a byte, the lowest first; all but its last byte are above 127.
type Program string

type operation uint8

const (
	opConst operation = iota
	opTerm
	opGiven
	opNot
	opOr
	opAnd
	opEqual
	opUnequal
	opLess
	opAtMost
	opMore
	opAtLeast
	opAdd
	opSub
	opMul
	opDiv
	opMod
	opCeil
	opGCD
	opLCM
	opMin
	opMax
	opHas
	opUnlessTrue  // go on, unless the value on top is known to be true: then go so far
	opUnlessFalse // the same of false
	// opOfTerm, with one of the operations above added, is that operation of a term and a number: "tp_size > 1" is half of all
	// that is asked.
	opOfTerm operation = 32
)

// maxDepth is how deep the stack of an expression may grow.
const maxDepth = 12

// moreBytes is the least byte of a number that is not its last.
const moreBytes = 0x80

// number is the number at a place, and the place behind it.
func (p Program) number(at int) (n int64, end int) {
	for shift := 0; ; shift += 7 {
		c := p[at]
		at++
		n |= int64(c&0x7f) << shift
		if c < moreBytes {
			return n, at
		}
	}
}

// Reads is the set of the terms that the program names.
func (p Program) Reads() (all Terms) {
	p.each(func(t Term, _ bool) { all.Add(t) })
	return all
}

// Values is the set of the terms whose values the program reads, and not only whether they are given.
func (p Program) Values() (all Terms) {
	p.each(func(t Term, given bool) {
		if !given {
			all.Add(t)
		}
	})
	return all
}

// AsksGiven reports whether the program asks of any of some terms whether it is given.
func (p Program) AsksGiven(of Terms) (yes bool) {
	p.each(func(t Term, given bool) { yes = yes || given && of.Has(t) })
	return yes
}

// meets reports whether the program names any of some terms.
func (p Program) meets(some Terms) (yes bool) {
	p.each(func(t Term, _ bool) { yes = yes || some.Has(t) })
	return yes
}

// each visits the terms that the program names, and says whether it only asks if they are given.
func (p Program) each(visit func(t Term, given bool)) {
	for at := 0; at < len(p); {
		op := operation(p[at])
		at++
		switch {
		case op >= opOfTerm:
			visit(Term(p[at]), false)
			_, at = p.number(at + 1)
		case op == opConst:
			_, at = p.number(at)
		case op == opTerm || op == opGiven:
			visit(Term(p[at]), op == opGiven)
			at++
		case op >= opHas:
			at++
		}
	}
}

// Numbered is how many terms and words have numbers, by which programs name them.
func Numbered() [2]int { return [2]int{len(terms), len(words.names)} }

// ProgramsFit reports whether the programs were made for the terms and words of today.
func ProgramsFit() bool { return Numbered() == programsFor }

// ProgramOf finds the program of an expression that the tables hold, empty for none. All of them are compiled when the tables have
// changed, and stand one behind another in the order of their texts' digests: the module has no compiler.
func ProgramOf(expression string) Program {
	if expression == "" {
		return ""
	}
	digest := text.Digest(expression)
	at := int(uint64(digest) * uint64(len(programDigests)) >> 32) // they are spread evenly: it stands near
	for at > 0 && programDigests[at] > digest {
		at--
	}
	for at < len(programDigests)-1 && programDigests[at] < digest {
		at++
	}
	if programDigests[at] == digest {
		end := len(programText)
		if at+1 < len(programStarts) {
			end = int(programStarts[at+1])
		}
		return programText[programStarts[at]:end]
	}
	panic("law: there is no program of " + strconv.Quote(expression) + ": run `make docs`")
}
