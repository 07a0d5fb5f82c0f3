// Package tlsexam puts a whole examination of a TLS server together: what it
// accepts (tlsask), its certificates (pki), its HTTP side (webhead) and the
// vulnerabilities (tlsflaw), in one [survey.Survey] that can be graded.
//
// # The order
//
// The enumeration comes first, since everything else needs to know what may be
// asked. Its one full handshake carries the HTTP request. Certificates are
// examined without another connection to the server. Vulnerabilities come last,
// one connection at a time, with a budget of their own; answers that are younger
// than [Options.FlawAge] are used once more as long as the server looks the same,
// because thirty malformed handshakes at every look would be no manners.
//
// # Which certificate is good
//
// Browsers ignore HSTS behind a certificate that they do not trust, so the HTTP
// side is judged only when the certificates are known.
package tlsexam

import (
	"context"
	"net"
	"net/netip"
	"sync"
	"time"

	"holdfast/probes/internal/netdial"
	"holdfast/probes/internal/pki"
	"holdfast/probes/internal/starttls"
	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlsask"
	"holdfast/probes/internal/tlsflaw"
	"holdfast/probes/internal/webhead"
)

// Options say what is examined besides what [tlsask.Options] has.
type Options struct {
	tlsask.Options
	// Examiner judges the certificates.
	Examiner *pki.Examiner
	// HTTP asks for the HTTP head, and for the page on port 80 when the TLS port
	// is 443. It is never done behind STARTTLS.
	HTTP bool
	// UserAgent names this program to web servers.
	UserAgent string
	// Flaws asks for vulnerabilities; FlawAge is how old an answer of Prev may
	// be, FlawGap how long to wait between two such connections (0: the
	// default of tlsflaw).
	Flaws   bool
	FlawAge time.Duration
	FlawGap time.Duration
	// Stage, when not nil, is told what begins.
	Stage func(string)
}

// exam is one examination under way.
type exam struct {
	Options
	target tlsask.Target

	mu     sync.Mutex                    // protects what follows
	visits map[netip.Addr]*webhead.Visit // by address
}

// Examine looks at all addresses of the target. The survey is never nil; the
// error says why nobody could be asked at all.
func Examine(ctx context.Context, target tlsask.Target, o Options) (*survey.Survey, error) {
	x := &exam{Options: o, target: target, visits: map[netip.Addr]*webhead.Visit{}}
	if x.Now == nil {
		x.Now = time.Now
	}
	if x.Dialer == nil {
		x.Dialer = netdial.New(holdfastEnv())
	}
	if x.Stage == nil {
		x.Stage = func(string) {}
	}
	asking := x.Options.Options
	asking.Now, asking.Dialer = x.Now, x.Dialer
	if x.HTTP && target.StartTLS == "" {
		asking.Head = x.head
	}
	x.Stage("tls")
	s, err := tlsask.Look(ctx, target, asking)
	if err != nil {
		return s, err
	}
	x.Stage("certificates")
	x.certificates(ctx, s)
	x.http(ctx, s)
	if x.Flaws {
		x.Stage("vulnerabilities")
		x.flaws(ctx, s)
	}
	return s, nil
}

// certificates examines every chain, those shown to nameless clients too.
func (x *exam) certificates(ctx context.Context, s *survey.Survey) {
	if x.Examiner == nil {
		return
	}
	var wg sync.WaitGroup
	for _, list := range [][]survey.Endpoint{s.Endpoints, s.Nameless} {
		for i := range list {
			for j := range list[i].Certificates {
				wg.Go(func() { x.Examiner.Examine(ctx, x.target.ServerName, &list[i].Certificates[j]) })
			}
		}
	}
	wg.Wait()
}

// flaws asks each address, one after the other: they are often one machine.
func (x *exam) flaws(ctx context.Context, s *survey.Survey) {
	for i := range s.Endpoints {
		e := &s.Endpoints[i]
		if was := previous(x.Prev, e.Address); was != nil && x.FlawAge > 0 && tlsflaw.Fresh(was.Flaws, was, e, x.Now(), x.FlawAge) {
			e.Flaws = tlsflaw.Again(was.Flaws, e, x.Now())
			tlsflaw.Recall(was, e)
			continue
		}
		var n int
		e.Flaws, n = tlsflaw.Ask(ctx, tlsflaw.Target{Dial: x.dialer(e.Address), Clock: x.Now, Gap: x.FlawGap}, e)
		s.Connections.Flaws += n
	}
}

// previous is what an earlier survey has of an address.
func previous(s *survey.Survey, address netip.AddrPort) *survey.Endpoint {
	if s == nil {
		return nil
	}
	for i := range s.Endpoints {
		if s.Endpoints[i].Address == address {
			return &s.Endpoints[i]
		}
	}
	return nil
}

// dialer opens connections on which TLS comes next.
func (x *exam) dialer(to netip.AddrPort) func(context.Context) (net.Conn, error) {
	return func(ctx context.Context) (net.Conn, error) {
		c, err := x.Dialer.Connect(ctx, []netip.Addr{to.Addr()}, to.Port())
		if err != nil {
			return nil, err
		}
		if err := starttls.Upgrade(ctx, c, x.target.StartTLS, x.target.ServerName); err != nil {
			_ = c.Close()
			return nil, err
		}
		return c.Conn, nil
	}
}
