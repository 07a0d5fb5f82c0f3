package greet

import (
	"context"
	"errors"
	"net/netip"
	"slices"
)

// together is how many languages a silent peer is asked in at once.
const together = 8

// Recognise finds out who listens at an address. The usual services of the port
// may be given as keys; they are asked for first. At most 60 connections are
// opened (30 where TLS is not spoken), eight at a time, each for four seconds at
// most. A peer that nobody
// recognises gives a Greeting without a Service; an error means that no
// connection could be had.
func Recognise(ctx context.Context, dial Dial, at netip.AddrPort, usual ...string) (Greeting, error) {
	open := line(dial, at)
	g, err := seek(ctx, open, steps(usual, askTLS))
	if err == nil && g.Service == "tls" && g.Access == "" {
		return inside(ctx, open, steps(usual, nil)), nil
	}
	return g, err
}

// inside asks the same questions within TLS.
func inside(ctx context.Context, open opener, steps [][]question) Greeting {
	g, err := seek(ctx, within(open), steps)
	if err != nil || g.Service == "" {
		return Greeting{Service: "tls", Title: "TLS", TLS: true, Access: AccessUnknown, Said: "speaks TLS; what is inside was not recognised"}
	}
	g.TLS = true
	return g
}

// seek goes through the steps until somebody is recognised.
func seek(ctx context.Context, open opener, steps [][]question) (Greeting, error) {
	s := search{open: open}
	for _, step := range steps {
		if g, found := s.step(ctx, step); found {
			return g, nil
		}
		if s.gone != nil {
			return Greeting{Access: AccessUnknown}, s.gone
		}
	}
	return Greeting{Access: AccessUnknown, Said: s.words()}, nil
}

// steps returns the questions in the order in which they are put, those of one
// step at once: the usual ones of the port, those that most servers answer, the
// others. TLS is asked for beside those most common ones, when it is given.
func steps(usual []string, tls question) [][]question {
	var first, rest []question
	for _, p := range protocols() {
		switch {
		case slices.Contains(usual, p.key):
			first = append(first, p.ask)
		case p.key == "http", p.key == "redis":
		case p.key != "mysql": // it is heard when it greets
			rest = append(rest, p.ask)
		}
	}
	common := []question{on(hear), askHTTP, askRedis}
	if tls != nil {
		common = append(common, tls)
	}
	return slices.Collect(func(yield func([]question) bool) {
		for _, list := range [][]question{first, common, rest} {
			for step := range slices.Chunk(list, together) {
				if !yield(step) {
					return
				}
			}
		}
	})
}

// search is what became of the questions so far.
type search struct {
	open opener
	last error // of the last question that was not answered as hoped
	gone error // the peer can no longer be reached
}

// step puts questions at once. Who is recognised first is who it is: no server
// answers in two of the languages.
func (s *search) step(ctx context.Context, questions []question) (Greeting, bool) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type answer struct {
		greeting Greeting
		err      error
	}
	answers := make(chan answer, len(questions))
	for _, q := range questions {
		go func() {
			g, err := ask(ctx, q, s.open)
			answers <- answer{g, err}
		}()
	}
	var found *Greeting
	for range questions {
		a := <-answers
		switch {
		case found != nil:
		case a.err == nil:
			found = &a.greeting
			cancel()
		default:
			s.note(a.err)
		}
	}
	if found == nil {
		return Greeting{}, false
	}
	return *found, true
}

// note keeps why nobody was recognised; a peer that speaks, though in no
// language we know, says more than one that is silent.
func (s *search) note(err error) {
	if refused, ok := errors.AsType[*dialError](err); ok {
		s.gone = refused.err
		return
	}
	if s.last == nil || errors.Is(err, errStranger) {
		s.last = err
	}
}

// words says why nobody was recognised.
func (s *search) words() string {
	if errors.Is(s.last, errStranger) {
		return "completes the handshake, but speaks no protocol that it was asked in"
	}
	return silenceText(s.last)
}
