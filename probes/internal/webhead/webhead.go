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
	"net"
	"strings"
	"time"

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
	// Trusted tells whether the certificate is good: browsers ignore HSTS else.
	Trusted bool
	// Patience bounds one exchange; zero is ten seconds.
	Patience time.Duration
}

// Ask looks. Failing is a result as well, so there is no error.
func (a Asker) Ask(ctx context.Context) *survey.HTTP {
	out := &survey.HTTP{}
	plain := a.askPlain(ctx)
	out.Redirect = plain.redirect()
	seen, err := a.askSecure(ctx)
	if err != nil {
		out.Error = err.Error()
		return out
	}
	first, last := seen.pages[0], seen.pages[len(seen.pages)-1]
	out.Status, out.Server = first.status, first.server()
	out.HSTS = parseHSTS(first.header.Values(hstsHeader))
	for _, page := range seen.pages {
		out.Cookies = append(out.Cookies, cookies(page.header)...)
	}
	if out.HSTS != nil {
		out.HSTS.PreloadReady = a.preloadReady(out.HSTS, out.Redirect)
	}
	out.Headers = grade(examined{
		host: a.Host, trusted: a.Trusted, first: first, page: last, foreign: seen.foreign, plain: plain,
		hsts: out.HSTS, cookies: out.Cookies,
	})
	return out
}

// preloadReady compares with what the preload list asks for: a good
// certificate, the redirect on the same host, one year, subdomains, preload.
func (a Asker) preloadReady(h *survey.HSTS, r survey.Redirect) survey.Known {
	const year = 31536000
	if !a.Trusted || !h.Valid || h.MaxAge < year || !h.Subdomains || !h.Preload || a.Port != 443 || r.ToHTTPS == survey.No {
		return survey.No
	}
	return r.ToHTTPS
}

// sameHost compares names as DNS does.
func sameHost(a, b string) bool {
	return strings.EqualFold(strings.TrimSuffix(a, "."), strings.TrimSuffix(b, "."))
}
