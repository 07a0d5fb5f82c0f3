package tlsask

import (
	"slices"
	"strings"

	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// pick is one choice of the server's: what it was offered, what it took.
type pick[T comparable] struct {
	offered []T
	took    T
}

// whose tells from all choices who decides. accepted are all that the server
// takes at all; what may not be compared with what (suites of another key) is
// for rivals to say.
//
// A client decides when every choice was the first on its list that is accepted.
// A server decides when its choices never contradict each other. When both
// explain what was seen, nothing is known, and "" is returned.
func whose[T comparable](picks []pick[T], accepted []T, rivals func(a, b T) bool) survey.Order {
	client, server := true, true
	for i, p := range picks {
		for _, other := range p.offered {
			if other == p.took {
				break
			}
			if slices.Contains(accepted, other) && rivals(other, p.took) {
				client = false
			}
		}
		for _, q := range picks[:i] {
			if contradict(p, q) && rivals(p.took, q.took) {
				server = false
			}
		}
	}
	switch {
	case server && !client:
		return survey.ServerOrder
	case client && !server:
		return survey.ClientOrder
	default:
		return ""
	}
}

// contradict reports whether of two things that both choices had, each took the
// other one.
func contradict[T comparable](p, q pick[T]) bool {
	return p.took != q.took && slices.Contains(p.offered, q.took) && slices.Contains(q.offered, p.took)
}

// sameKey reports whether two suites go with the same certificate. A server may
// choose that first, by the suites of the hello, so that other suites say
// nothing about its order.
func sameKey(a, b tlswire.Suite) bool { return a.Authentication() == b.Authentication() }

// any2 lets everything be compared.
func any2(_, _ tlswire.Group) bool { return true }

// chacha reports whether a suite's cipher is ChaCha20.
func chacha(s tlswire.Suite) bool { return s.Has("CHACHA20") }

// gcm reports whether a suite is one of those by which servers tell a client
// with AES in its processor: Go orders its suites by the first one it knows.
func gcm(s tlswire.Suite) bool {
	x := s.Exchange()
	return s.Has("GCM") && s.Has("AES") && !s.Has("PSK") && !s.Anonymous() && (x == "any" || x == "ECDHE")
}

// turned lists suites the other way round; where ChaCha20 is among them, with
// AES-GCM first: servers that give ChaCha20 to who lists it first would look as if
// they had no order of their own.
func turned(suites []tlswire.Suite) []tlswire.Suite {
	out := slices.Clone(suites)
	slices.Reverse(out)
	if !slices.ContainsFunc(out, chacha) {
		return out
	}
	i := slices.IndexFunc(out, gcm)
	if i < 0 {
		i = slices.IndexFunc(out, func(s tlswire.Suite) bool { return !chacha(s) })
	}
	return toFront(out, i)
}

// suites lists all of a version, so that a server with a mind of its own is likely
// to pass something over: of the two orders in which servers have AES in TLS 1.3,
// both contradict AES-256, AES-128, ChaCha20 somewhere.
func suites(v tlswire.Version) []tlswire.Suite {
	all := tlswire.Suites(v)
	if v == tlswire.TLS13 {
		return toFront(all, slices.Index(all, tlswire.Suite(0x1302)))
	}
	return all
}

// swapped lists the AES-256-GCM suites where those of AES-128-GCM were, and the
// other way round: for a server that was seen to put AES-128 first.
func swapped(suites []tlswire.Suite) []tlswire.Suite {
	out := slices.Clone(suites)
	for i, s := range out {
		twin, ok := tlswire.SuiteNamed(strings.Replace(s.String(), "_AES_128_GCM_SHA256", "_AES_256_GCM_SHA384", 1))
		if j := slices.Index(suites, twin); ok && twin != s && j >= 0 {
			out[i], out[j] = out[j], out[i]
		}
	}
	return out
}

// toFront moves the element at i to the front; i below 0 leaves all as it is.
func toFront[T any](list []T, i int) []T {
	if i > 0 {
		front := list[i]
		copy(list[1:i+1], list[:i])
		list[0] = front
	}
	return list
}

// without returns the list without some of its elements.
func without[T comparable](list []T, gone ...T) []T {
	return slices.DeleteFunc(slices.Clone(list), func(x T) bool { return slices.Contains(gone, x) })
}

// only returns the elements that a test likes.
func only[T any](list []T, likes func(T) bool) []T {
	return slices.DeleteFunc(slices.Clone(list), func(x T) bool { return !likes(x) })
}
