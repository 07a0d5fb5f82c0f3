package uptime

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"holdfast"
)

// askPlainEvery is how often a site's redirect from HTTP is looked at when it
// is only told as a fact.
const askPlainEvery = time.Hour

// askPlain looks at whether http:// redirects to https://. Where that is
// expected it is asked at every look and judged; for a site it is asked once an
// hour and told.
func (p *prober) askPlain(ctx context.Context, look holdfast.Look, mem *memory, v *view) error {
	u := p.want.redirect
	due := look.Full || p.clock().Sub(mem.PlainAsked) >= askPlainEvery
	switch {
	case u != nil:
	case p.site && p.start.Port() == "" && v.encrypted() && due:
		u = plainURL(p.start)
	default:
		return nil
	}
	h := p.ask(ctx, http.MethodGet, u, route{family: p.family})
	if errors.Is(ctx.Err(), context.Canceled) {
		return fmt.Errorf("GET %s: %w", show(u), ctx.Err())
	}
	came, good := redirectsToHTTPS(&h)
	mem.PlainAsked, mem.Plain = p.clock(), p.hide(came)
	if p.want.redirect != nil && !good {
		p.blamePlain(u, &h, came, v)
	}
	return nil
}

// blamePlain adds the fault of a redirect that did not come.
func (p *prober) blamePlain(u *url.URL, h *hop, came string, v *view) {
	fault := holdfast.Fault{
		Key: "https-redirect", Status: holdfast.Broken,
		Text: fmt.Sprintf("GET %s gave %s, wanted a redirect to https://", show(u), p.hide(came)),
		Fix:  "nginx: server { listen 80; return 301 https://$host$request_uri; }",
	}
	switch {
	case h.fail == nil:
	case h.fail.Class.Local():
		fault.Status = holdfast.Unknown
	case h.fail.Class.Silent():
		v.quiet = append(v.quiet, fault.Key)
	}
	v.faults = append(v.faults, fault)
}

// redirectsToHTTPS says what plain HTTP gave, and whether that was a redirect
// to HTTPS.
func redirectsToHTTPS(h *hop) (came string, good bool) {
	switch {
	case h.fail != nil:
		return h.fail.Error(), false
	case !isRedirect(h.answer.status):
		return statusText(h.answer.status), false
	}
	to, why := location(h)
	if why != "" {
		return fmt.Sprintf("%d %s", h.answer.status, why), false
	}
	return fmt.Sprintf("%d to %s", h.answer.status, show(to)), to.Scheme == "https"
}
