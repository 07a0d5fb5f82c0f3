package blackbox

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/netip"
	"net/textproto"
	"net/url"
	"os"
	"strings"
	"time"

	"golang.org/x/net/publicsuffix"

	"holdfast/internal/names"
)

// http is the prober http.
func (l *look) http(ctx context.Context) error {
	for _, name := range []string{names.ProbeHTTPLength, names.ProbeHTTPBody, names.ProbeHTTPRedirects, names.ProbeHTTPSSL, names.ProbeHTTPStatus, names.ProbeHTTPVersion, failedRegex} {
		l.page.set(name, 0)
	}
	target := l.Target
	if lower := strings.ToLower(target); !strings.HasPrefix(lower, "http://") && !strings.HasPrefix(lower, "https://") {
		target = "http://" + target
	}
	u, err := url.Parse(target)
	if err != nil {
		return fmt.Errorf("want an address as target: %w", err)
	}
	v := &visit{look: l, settings: &l.Module.HTTP, host: u.Hostname()}
	if err := v.locate(ctx, u); err != nil {
		return err
	}
	for _, phase := range []string{"connect", "tls", "processing", "transfer"} {
		l.page.set(names.ProbeHTTPDuration, 0, "phase", phase)
	}
	return v.make(ctx, u)
}

// visit is one request with its redirects.
type visit struct {
	*look
	settings  *HTTP
	host      string // of the target
	addr      netip.Addr
	first     string // host and port of the first request's URL
	redirects int
	hops      []*hop
}

// locate looks the target's host up, unless a proxy does.
func (v *visit) locate(ctx context.Context, u *url.URL) error {
	if v.settings.proxy != nil && v.settings.SkipResolvePhaseWithProxy {
		if err := v.gate.Name(u.Hostname()); err != nil {
			return v.refuse(u.Hostname(), err)
		}
		return nil
	}
	start := time.Now()
	addr, err := v.choose(ctx, u.Hostname(), v.settings.IPProtocol, v.settings.IPProtocolFallback)
	v.addr = addr
	v.page.set(names.ProbeHTTPDuration, time.Since(start).Seconds(), "phase", "resolve")
	return err
}

// make makes the request, follows redirects, and judges the answer.
func (v *visit) make(ctx context.Context, u *url.URL) error {
	req, err := v.request(ctx, *u)
	if err != nil {
		return err
	}
	jar, err := cookiejar.New(&cookiejar.Options{PublicSuffixList: publicsuffix.List})
	if err != nil {
		return fmt.Errorf("keep cookies: %w", err)
	}
	client := &http.Client{Transport: v, Jar: jar, CheckRedirect: v.redirect}
	resp, err := client.Do(req) //nolint:bodyclose // judge closes it
	defer v.durations()
	v.page.set(names.ProbeHTTPRedirects, float64(v.redirects))
	if resp == nil {
		return err
	}
	return v.judge(resp, err != nil)
}

// errStay keeps the client at an answer that leads elsewhere.
var errStay = errors.New("the redirect is not followed")

// redirect decides whether one more redirect is followed. Also one that is not
// counts, as the exporter has it.
func (v *visit) redirect(r *http.Request, via []*http.Request) error {
	const most = 10
	v.redirects = len(via)
	v.say("it leads to %s", r.URL.Redacted())
	if v.redirects > most || !v.settings.FollowRedirects {
		return errStay
	}
	return nil
}

// request makes the first request. Its URL has the address, its Host the name.
func (v *visit) request(ctx context.Context, u url.URL) (*http.Request, error) {
	host := u.Host
	if v.addr.IsValid() {
		u.Host = at(v.addr, u.Port())
	}
	v.first = u.Host
	body := v.settings.Body.Reveal()
	if path := v.settings.BodyFile; path != "" {
		data, err := os.ReadFile(path) //nolint:gosec // the operator's own file
		if err != nil {
			return nil, fmt.Errorf("read the body: %w", err)
		}
		body = string(data)
	}
	method := v.settings.Method
	if method == "" {
		method = http.MethodGet
	}
	req, err := http.NewRequestWithContext(ctx, method, u.String(), nil)
	if err != nil {
		return nil, err
	}
	if body != "" {
		req.Body, req.ContentLength, req.GetBody = reread(body)
	}
	req.Host = host
	v.headers(req)
	return req, nil
}

// headers sets the headers of the module.
func (v *visit) headers(req *http.Request) {
	for name, value := range v.settings.Headers {
		if textproto.CanonicalMIMEHeaderKey(name) == "Host" {
			req.Host = value.Reveal()
			continue
		}
		req.Header.Set(name, value.Reveal())
	}
	if v.Hostname != "" {
		req.Host = v.Hostname
	}
	if _, own := req.Header["User-Agent"]; !own {
		req.Header.Set("User-Agent", agent(v.env.Version))
	}
}

// agent is the header User-Agent.
func agent(version string) string {
	if version == "" {
		return "Holdfast"
	}
	return "Holdfast/" + version
}

// at writes an address with a port, if there is one, as a URL has them.
func at(addr netip.Addr, port string) string {
	switch {
	case port != "":
		return net.JoinHostPort(addr.String(), port)
	case addr.Is6():
		return "[" + addr.String() + "]"
	default:
		return addr.String()
	}
}

// HostConflict reports whether the module itself sets another header Host than
// the one that a request asks for.
func (m *Module) HostConflict(hostname string) bool {
	for name, value := range m.HTTP.Headers {
		if m.Prober == "http" && hostname != "" && textproto.CanonicalMIMEHeaderKey(name) == "Host" && value.Reveal() != hostname {
			return true
		}
	}
	return false
}
