// Package webhead looks at the HTTP side of TLS: what a browser is told that
// makes it use TLS the next time, and what it is told not to do with the page.
//
// # Why TLS does not end at the handshake
//
// A visitor types a name without https://, and the first request goes out in the
// clear. Whoever sits between can answer it. Three things close that door: port
// 80 leads to HTTPS on the same host, the answer over HTTPS carries
// Strict-Transport-Security (RFC 6797) so that the browser never asks port 80
// again, and cookies are marked Secure so that they do not leave over it. SSL
// Labs lets HSTS decide between A and A+, and a broken one between A and A-.
//
// # What is asked
//
// One GET of / on a connection that has been opened already, a second one on
// the same connection with a foreign Origin (a page that reflects it together
// with credentials hands its visitors' data to any site), redirects on the same
// host as far as three, and one GET of / on port 80. Nothing is sent but these;
// what comes is read as far as 512 KiB.
//
// # How the headers are graded
//
// After the rules of the MDN HTTP Observatory (scoring of version 1.6: start at
// 100, ten tests with a modifier each, bonuses count only from 90 on). Its
// preload list is not part of this program: a site that is on it misses five
// points here, which is said in [survey.Headers.Rules].
package webhead

import (
	"context"
	"errors"
	"net"
	"strings"
	"time"

	"holdfast/internal/plain"
	"holdfast/probes/internal/survey"
)

// Asker asks one address of one host.
type Asker struct {
	// Host is what goes into the Host header and is compared with redirects;
	// Port is the TLS port.
	Host string
	Port uint16
	// UserAgent names this program.
	UserAgent string
	// Secure opens a connection on which TLS has been spoken to its end with
	// http/1.1; Plain one to port 80, nil where that is not to be asked.
	Secure, Plain func(context.Context) (net.Conn, error)
	// Patience bounds one exchange; zero is ten seconds.
	Patience time.Duration
}

// Visit is what was seen, before anybody knows whether the certificate is good.
type Visit struct {
	asker  Asker
	plain  plainSide
	secure visit
	err    error
}

// Visit looks, over HTTPS on the connections of a.Secure.
func (a Asker) Visit(ctx context.Context) *Visit {
	v := &Visit{asker: a}
	v.secure, v.err = a.askSecure(ctx)
	return v
}

// VisitPlain looks at port 80.
func (v *Visit) VisitPlain(ctx context.Context) { v.plain = v.asker.askPlain(ctx) }

// NoHTTP reports whether what answers speaks another protocol.
func (v *Visit) NoHTTP() bool { return errors.Is(v.err, errNotHTTP) }

// Connections is how many were opened, the given one included.
func (v *Visit) Connections() int {
	n := len(v.secure.pages) + len(v.plain.pages)
	if v.err != nil {
		n++
	}
	if v.plain.err != nil {
		n++
	}
	return n
}

// Result says what was seen. trusted tells whether the certificate is good:
// browsers ignore HSTS else.
func (v *Visit) Result(trusted bool) *survey.HTTP {
	out := &survey.HTTP{Redirect: v.plain.redirect()}
	if v.err != nil {
		out.Error = plain.Text(v.err.Error(), 300)
		return out
	}
	pages := v.secure.pages
	out.Status, out.Server = pages[0].status, pages[0].server()
	out.HSTS = parseHSTS(pages[0].header.Values(hstsHeader))
	for _, p := range pages {
		out.Cookies = append(out.Cookies, cookies(p.header)...)
	}
	if out.HSTS != nil {
		out.HSTS.PreloadReady = preloadReady(out.HSTS, out.Redirect, trusted && v.asker.Port == 443)
	}
	out.Headers = grade(examined{
		host: v.asker.Host, trusted: trusted, first: pages[0], page: pages[len(pages)-1],
		foreign: v.secure.foreign, plain: v.plain, hsts: out.HSTS, cookies: out.Cookies,
	})
	return out
}

// preloadReady compares with what the preload list asks for: a good
// certificate on port 443, the redirect on the same host, one year, subdomains,
// preload.
func preloadReady(h *survey.HSTS, r survey.Redirect, good bool) survey.Known {
	const year = 31536000
	if !good || !h.Valid || h.MaxAge < year || !h.Subdomains || !h.Preload {
		return survey.No
	}
	return r.ToHTTPS
}

// sameHost compares names as DNS does.
func sameHost(a, b string) bool {
	return strings.EqualFold(strings.TrimSuffix(a, "."), strings.TrimSuffix(b, "."))
}
