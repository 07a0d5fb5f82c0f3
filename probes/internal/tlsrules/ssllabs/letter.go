package ssllabs

import (
	"fmt"
	"slices"
	"strings"
)

// Letter is a grade; empty when it is not known.
type Letter string

// The letters, best first. T and M hide the others: the certificate is not
// trusted, or is for another name.
const (
	APlus  Letter = "A+"
	A      Letter = "A"
	AMinus Letter = "A-"
	B      Letter = "B"
	C      Letter = "C"
	D      Letter = "D"
	E      Letter = "E"
	F      Letter = "F"
	M      Letter = "M"
	T      Letter = "T"
)

// letters lists them, best first.
func letters() []Letter { return []Letter{APlus, A, AMinus, B, C, D, E, F, M, T} }

// ParseLetter reads a letter that may be demanded of a server: A+ to F.
func ParseLetter(text string) (Letter, error) {
	l := Letter(strings.ToUpper(strings.TrimSpace(text)))
	if l == M || l == T || !slices.Contains(letters(), l) {
		return "", fmt.Errorf("%q is no grade; want A+, A, A-, B, C, D, E or F", text)
	}
	return l, nil
}

// AtLeast reports whether the letter is as good as the other or better. The
// empty letter is not; T and M are worse than all others.
func (l Letter) AtLeast(other Letter) bool {
	return l != "" && other != "" && l.rank() <= other.rank()
}

// Below reports whether the letter is worse than the other.
func (l Letter) Below(other Letter) bool {
	return l != "" && other != "" && l.rank() > other.rank()
}

// rank counts from the best; what is no letter comes after all.
func (l Letter) rank() int {
	if i := slices.Index(letters(), l); i >= 0 {
		return i
	}
	return len(letters())
}

// worse returns the worse of two letters; an empty one does not count.
func worse(a, b Letter) Letter {
	if a == "" || b.Below(a) {
		return b
	}
	return a
}
