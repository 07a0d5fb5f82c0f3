package main

import (
	"fmt"
	"slices"
	"strings"
)

// Sort is a sort of fact.
type Sort string

// The sorts of fact.
const (
	Versions Sort = "versions"
	Suites   Sort = "suites"
	Order    Sort = "order"
	Groups   Sort = "groups"
	DH       Sort = "dh"
	Grade    Sort = "grade"
)

// sorts are all of them, in the order in which they are printed.
func sorts() []Sort { return []Sort{Versions, Suites, Order, Groups, DH, Grade} }

// Difference is one way in which a scanner's word is not the truth.
type Difference struct {
	Sort Sort   `json:"sort"`
	Text string `json:"text"`
}

// differ compares what a scanner says with the truth, in the sorts that it tells.
func differ(want, got Facts, tells []Sort) []Difference {
	var out []Difference
	add := func(sort Sort, text string) {
		if text != "" && slices.Contains(tells, sort) {
			out = append(out, Difference{sort, text})
		}
	}
	add(Versions, sets("", names(want), names(got)))
	for _, v := range versions() {
		w, offered := want.Protocols[v]
		g, said := got.Protocols[v]
		if !offered || !said {
			continue
		}
		missing := sets(v+" ", w.Suites, g.Suites)
		add(Suites, missing)
		if missing == "" {
			add(Order, order(v, w, g))
		}
		if len(w.Groups) > 0 {
			add(Groups, sets(v+" ", w.Groups, g.Groups))
		}
	}
	if want.DHBits != got.DHBits {
		add(DH, fmt.Sprintf("%s for %s", bits(got.DHBits), bits(want.DHBits)))
	}
	if want.Grade != got.Grade {
		add(Grade, fmt.Sprintf("%s for %s", orNone(got.Grade), orNone(want.Grade)))
	}
	return out
}

// names are the versions that are offered.
func names(f Facts) []string {
	var out []string
	for _, v := range versions() {
		if _, ok := f.Protocols[v]; ok {
			out = append(out, v)
		}
	}
	return out
}

// sets says what is missing and what is too much; empty when nothing is.
func sets(what string, want, got []string) string {
	var parts []string
	if missing := without(want, got); len(missing) > 0 {
		parts = append(parts, "lacks "+strings.Join(missing, " "))
	}
	if extra := without(got, want); len(extra) > 0 {
		parts = append(parts, "has "+strings.Join(extra, " "))
	}
	if len(parts) == 0 {
		return ""
	}
	return what + strings.Join(parts, ", ")
}

// without are the elements that another list has not.
func without(list, other []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(x string) bool { return slices.Contains(other, x) })
}

// order compares who decides, and where the server does, the sequence. A server
// may give ChaCha20 to who lists it first and still have an order of its own; one
// that moves with the client's first choice is neither the one nor the other.
func order(version string, want, got Protocol) string {
	decides, _, _ := strings.Cut(want.Order, " ")
	switch {
	case len(want.Suites) < 2 || decides == "server-hint" || decides == "":
		return ""
	case got.Order != decides:
		return fmt.Sprintf("%s %s for %s", version, orNone(got.Order), decides)
	case decides == "server" && !slices.Equal(want.Suites, got.Suites):
		return fmt.Sprintf("%s %s, want %s", version, strings.Join(got.Suites, " "), strings.Join(want.Suites, " "))
	default:
		return ""
	}
}

// bits are a size in words.
func bits(n int) string {
	if n == 0 {
		return "none"
	}
	return fmt.Sprintf("%d bits", n)
}

// orNone is a word for nothing.
func orNone(text string) string {
	if text == "" {
		return "nothing"
	}
	return text
}
