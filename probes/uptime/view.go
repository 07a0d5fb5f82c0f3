package uptime

import (
	"context"
	"errors"
	"net/netip"
	"net/url"
	"time"

	"holdfast"
	"holdfast/probes/internal/netdial"
)

// view is what one visitor saw, over all hops.
type view struct {
	name   string // "", "IPv4", "203.0.113.7": which part of the question
	hops   []hop
	times  phases
	total  time.Duration
	faults []holdfast.Fault
	quiet  []string // keys of faults that rest on silence
	note   string   // ends the reason of a good visit
}

// last is the hop at which the visit ended.
func (v *view) last() *hop { return &v.hops[len(v.hops)-1] }

// answered reports whether the visit ended with an answer.
func (v *view) answered() bool {
	return len(v.hops) > 0 && v.last().answer != nil && v.last().fail == nil
}

// encrypted reports whether the visit ended with an answer over HTTPS.
func (v *view) encrypted() bool { return v.answered() && v.last().url.Scheme == "https" }

// visit goes from start through the redirects, and judges what it saw. The
// error is local.
func (p *prober) visit(ctx context.Context, start *url.URL, r route) (view, error) {
	began := time.Now()
	var v view
	at := start
	for at != nil {
		h := p.ask(ctx, p.method, at, r)
		v.hops = append(v.hops, h)
		v.times.add(h.times)
		if h.fail != nil && h.fail.Class.Local() {
			return v, h.fail
		}
		var fault *holdfast.Fault
		if at, fault = p.next(&v); fault != nil {
			v.faults = append(v.faults, *fault)
		}
		r.guarded = at != nil && p.chosen(at) && netdial.Public(v.hops[0].addr)
	}
	v.total = time.Since(began)
	p.judge(&v)
	return v, nil
}

// first is the one visit of modes any, 4 and 6. For a site that has never been
// seen over HTTPS, plain HTTP may answer in its stead.
func (p *prober) first(ctx context.Context, mem memory) (view, error) {
	r := route{family: p.family}
	if !p.site || mem.HTTPS {
		return p.visit(ctx, p.start, r)
	}
	early, cancel := part(ctx)
	secure, err := p.visit(early, p.start, r)
	cancel()
	if err != nil || !fallsBack(secure) {
		return secure, err
	}
	plain := *p.start
	plain.Scheme = "http"
	open, err := p.visit(ctx, &plain, r)
	if err != nil || !open.answered() || open.last().url.Scheme != "http" {
		return secure, nil //nolint:nilerr // what HTTPS said stands
	}
	open.note = " over plain HTTP; HTTPS did not answer (" + secure.last().fail.Error() + ")"
	return open, nil
}

// fallsBack reports whether HTTPS failed in a way that leaves HTTP to be asked.
func fallsBack(v view) bool {
	if len(v.hops) != 1 || v.last().fail == nil {
		return false
	}
	switch v.last().fail.Class {
	case netdial.Refused, netdial.Reset, netdial.Closed, netdial.TLS, netdial.Timeout, netdial.Unreachable:
		return v.last().addrs != nil
	case netdial.Local, netdial.NotFound, netdial.ServFail:
		return false
	default:
		return false
	}
}

// part returns a context with three fifths of the time that is left.
func part(ctx context.Context) (context.Context, context.CancelFunc) {
	deadline, ok := ctx.Deadline()
	if !ok {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, time.Until(deadline)*3/5)
}

// isLocal reports whether the error is this machine's.
func isLocal(err error) bool {
	var f *netdial.Failure
	return errors.As(err, &f) && f.Class.Local()
}

// pinned is the route to one address.
func pinned(addr netip.Addr) route { return route{family: netdial.Any, addrs: []netip.Addr{addr}} }
