// Package pki examines the certificate chain of a TLS server: what it says, who
// vouches for it, and whether anybody has taken that back.
//
// # A chain is a graph
//
// A server sends a list, but trust is a graph: an authority's key can be
// certified by several others (cross-signing), so that several paths lead from
// one leaf to several roots, and clients with different roots walk different
// ones. The examiner therefore throws the order away, connects every certificate
// to every one whose key verifies its signature, and lists all paths (RFC 4158).
// Only then it says what was missing (no path without a certificate fetched from
// elsewhere), what was superfluous (no path needs it), and by which set of roots
// the leaf is trusted: Mozilla's, the system's, a pinned one.
//
// # What is judged apart
//
// Name, period, trust, revocation and strength are separate questions with
// separate answers, so that all that is wrong is told at once. Paths are
// verified as of a moment within the leaf's life: an expired certificate of an
// unknown authority is both, not only the first.
//
// # Revocation is soft, and says so
//
// A revocation is Yes only by a word that the authority signed: an OCSP response
// (RFC 6960) or a list (RFC 5280 §5). It is No only by a fresh one of those. All
// else, and that is the common case since authorities began to give OCSP up, is
// Unknown with the reason. The network is asked only when an examiner was given
// one ([Options.Network]), and never at an address that is not public: the
// addresses come out of the certificate, which a stranger wrote.
//
// # Transparency
//
// A signed certificate timestamp (RFC 6962 §3) is a log's promise to publish.
// For those embedded in the certificate the log signed a certificate that did
// not have them yet, so that it is rebuilt without them, and bound to the
// issuer's key. The keys of the logs are data (logs.tsv); a promise of a log
// that is not in it is Unknown, never bad.
//
// # What strangers may cost
//
// Certificates are parsed by a library that is made for research. It runs behind
// gates for the size of keys and lists, a budget of signatures that are
// verified, and a recovery from panics; the costly static part of an
// examination is remembered by the SHA-256 of all that was sent.
package pki

import (
	"context"
	"net/netip"
	"time"

	"holdfast/probes/internal/survey"
)

// Options say with whose eyes chains are looked at.
type Options struct {
	// Stores are the sets of roots, asked in this order; none is Mozilla's.
	Stores []*Store
	// Counts is the name of the store whose verdict is [survey.Certificate.Trusted];
	// empty is the first of Stores.
	Counts string
	// Intermediates are certificates (DER) that are known beforehand and help
	// to find a path, though the server did not send them.
	Intermediates [][]byte
	// Logs are the transparency logs; nil are those of logs.tsv.
	Logs Logs
	// Now is the clock; nil is [time.Now].
	Now func() time.Time
	// Network asks for missing intermediates, OCSP and CRLs; nil asks nobody.
	Network *Network
	// CAA looks CAA records up; nil looks none up.
	CAA CAAResolver
}

// CAAResolver looks up the CAA records of exactly one name; no records and no
// error mean that the name has none.
type CAAResolver interface {
	CAA(ctx context.Context, name string) ([]CAARecord, error)
}

// Examiner examines chains. It may be used by several goroutines.
type Examiner struct {
	stores []*Store
	counts string
	known  []*cert
	logs   Logs
	now    func() time.Time
	net    *Network
	caa    CAAResolver
	linter *linter
	memo   *memo
}

// New returns an examiner.
func New(o Options) *Examiner {
	e := &Examiner{
		stores: o.Stores, counts: o.Counts, logs: o.Logs, now: o.Now, net: o.Network, caa: o.CAA,
		linter: newLinter(), memo: newMemo(),
	}
	if len(e.stores) == 0 {
		e.stores = []*Store{Mozilla()}
	}
	if e.counts == "" {
		e.counts = e.stores[0].name
	}
	if e.logs == nil {
		e.logs = KnownLogs()
	}
	if e.now == nil {
		e.now = time.Now
	}
	for _, der := range o.Intermediates {
		if c, err := parse(der); err == nil {
			e.known = append(e.known, c)
		}
	}
	return e
}

// Examine fills in what can be found about c from what was sent: c.Sent,
// c.Staple and c.SCTList. The name is what the server was asked for: a host name
// or an address; empty leaves the match Unknown. It returns when ctx ends, or
// after 15 s of asking others, with Unknown for whatever was not answered by then.
func (e *Examiner) Examine(ctx context.Context, name string, c *survey.Certificate) {
	s := e.study(c)
	if s.unreadable != "" {
		c.Unreadable = s.unreadable
		return
	}
	ctx, cancel := asking(ctx)
	defer cancel()
	now := e.now()
	s.facts(c)
	c.Names = append([]string(nil), s.names...)
	c.NameMatches = matches(s.leaf, name)
	c.Period = period(s.leaf, now)
	found := e.trust(ctx, now, s, c)
	e.transparency(now, s, found.issuer, c)
	c.Lints = e.lints(s, found.public)
	c.Key = s.keyFacts(e.linter)
	e.revocation(ctx, now, s, found.issuer, c)
	e.authorised(ctx, name, s, found, c)
}

// period says whether the certificate is in its time (RFC 5280 §4.1.2.5, both
// ends included).
func period(c *cert, now time.Time) string {
	switch {
	case now.After(c.NotAfter):
		return "expired"
	case now.Before(c.NotBefore):
		return "not-yet-valid"
	default:
		return "valid"
	}
}

// address reads a name that is an address, with or without brackets.
func address(name string) (netip.Addr, bool) {
	if n := len(name); n > 2 && name[0] == '[' && name[n-1] == ']' {
		name = name[1 : n-1]
	}
	a, err := netip.ParseAddr(name)
	return a.Unmap(), err == nil
}
