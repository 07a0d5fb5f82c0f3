package tlsgrade

import (
	"context"
	"net/netip"
	"slices"
	"sync"
	"time"

	"holdfast"
	"holdfast/probes/internal/certs"
	"holdfast/probes/internal/netdial"
	"holdfast/probes/internal/pki"
	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlsask"
	"holdfast/probes/internal/tlsexam"
	"holdfast/probes/internal/tlsrules/ssllabs"
	"holdfast/probes/internal/tlswire"
)

// prober asks one target.
type prober struct {
	host      string
	port      uint16
	name      string // must be in the certificate
	addresses []netip.Addr
	family    netdial.Family
	upgrade   string
	parallel  int
	manners   manners
	wants     wants

	dialer       *netdial.Dialer
	certificates *certs.Verifier
	examiner     *pki.Examiner
	now          func() time.Time
	agent        string
	// flawAge is how old answers about vulnerabilities may be; 0 asks for none.
	flawAge time.Duration

	mu      sync.Mutex // protects what follows
	wholeAt time.Time  // of the last whole look
}

// manners say how patient a look is; see [tlsask.Options].
type manners struct{ patience, pause, gap time.Duration }

// wants are what the server must and must not do.
type wants struct {
	oldest  tlswire.Version
	secrecy bool
	no      []string
	grade   ssllabs.Letter // empty for none
}

// Probe implements [holdfast.Prober].
func (p *prober) Probe(ctx context.Context, look holdfast.Look) (holdfast.Finding, error) {
	addrs, err := p.resolve(ctx)
	if err != nil {
		return holdfast.Finding{}, err
	}
	if len(look.Confirm) > 0 {
		if again, so := p.stillSo(ctx, look); so {
			return again, nil
		}
	}
	target := p.target(addrs)
	options := p.options()
	options.Told = telling(look.Progress, len(addrs))
	s, err := tlsexam.Examine(ctx, target, p.exam(options, look.Prev))
	if err != nil {
		return holdfast.Finding{}, err
	}
	p.looked(s)
	return p.finding(s, look.Prev), nil
}

// exam is what is asked besides: the page and the vulnerabilities are due only
// where a letter is.
func (p *prober) exam(options tlsask.Options, prev holdfast.Finding) tlsexam.Options {
	o := tlsexam.Options{Options: options, Examiner: p.examiner, UserAgent: p.agent, HTTP: p.graded(), Flaws: p.flawAge > 0, FlawAge: p.flawAge}
	o.Prev = stored(prev)
	if o.Prev != nil && p.recent() {
		o.Mode = tlsask.Confirm
	}
	return o
}

// wholeAge is how old the last whole look may be for the next one to ask only
// whether all is as it was. Confirming finds every changed suite, group, version
// and certificate; what else there is (compression, tickets …) is asked once a
// day.
const wholeAge = 24 * time.Hour

// recent reports whether there was a whole look since wholeAge, in the life of
// this program.
func (p *prober) recent() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	age := p.now().Sub(p.wholeAt)
	return age >= 0 && age < wholeAge
}

// looked notes a whole look.
func (p *prober) looked(s *survey.Survey) {
	if s.Mode == string(tlsask.Confirm) {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.wholeAt = s.At
}

// target is what is asked at these addresses.
func (p *prober) target(addrs []netip.Addr) tlsask.Target {
	return tlsask.Target{Host: p.host, Port: p.port, ServerName: p.name, Addresses: addrs, StartTLS: p.upgrade}
}

// options are how it is asked.
func (p *prober) options() tlsask.Options {
	return tlsask.Options{
		Dialer: p.dialer, Parallel: p.parallel, Now: p.now,
		Patience: p.manners.patience, Pause: p.manners.pause, Gap: p.manners.gap,
	}
}

// resolve returns the addresses to ask.
func (p *prober) resolve(ctx context.Context) ([]netip.Addr, error) {
	if len(p.addresses) > 0 {
		return p.addresses, nil
	}
	addrs, _, err := p.dialer.Resolve(ctx, p.host, p.family)
	return addrs, err
}

// telling returns what tells how far a look of so many addresses is.
func telling(progress func(holdfast.Progress), addresses int) func(tlswire.Version, survey.Known) {
	if progress == nil {
		return nil
	}
	var mu sync.Mutex // protects at
	at := holdfast.Progress{Stage: "tls", Of: addresses * (len(tlswire.Versions()) + 1)}
	return func(v tlswire.Version, offered survey.Known) {
		mu.Lock()
		defer mu.Unlock()
		at.Done++
		if offered == survey.Yes {
			at.Found = append(slices.Clip(at.Found), v.Title())
		}
		progress(at)
	}
}
