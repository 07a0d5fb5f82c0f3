package uptime

import (
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"holdfast"
	"holdfast/internal/plain"
)

// next returns where the answer sends the visitor, nil when the visit ends
// here, and the fault of a redirect that must not be followed.
func (p *plan) next(v *view) (*url.URL, *holdfast.Fault) {
	h := v.last()
	if h.fail != nil || h.answer == nil || !isRedirect(h.answer.status) || p.want.ends(h.answer.status) {
		return nil, nil
	}
	to, err := location(h)
	switch {
	case err != "":
		return nil, p.astray(h, err)
	case p.method != http.MethodGet && p.method != http.MethodHead:
		return nil, nil
	case p.follow == 0:
		return nil, p.astray(h, "to "+show(to)+", and follow: 0 forbids it")
	case len(v.hops) > p.follow:
		return nil, p.astray(h, fmt.Sprintf("on to %s after %s, wanted at most %d", show(to), redirects(len(v.hops)-1), p.follow))
	}
	if why := p.refuses(h.url, to); why != "" {
		return nil, p.astray(h, "to "+show(to)+": "+why)
	}
	return to, nil
}

// ends reports whether the config names this redirect as the wanted answer.
func (w want) ends(code int) bool { return w.explicit && w.wants(code) }

// location reads the header Location (RFC 9110 §10.2.2); why is not empty when
// it leads nowhere.
func location(h *hop) (to *url.URL, why string) {
	text := h.answer.header.Get("Location")
	if text == "" {
		return nil, "without a Location header"
	}
	to, err := h.url.Parse(text)
	if err != nil || to.Hostname() == "" {
		return nil, "to a Location that is no address"
	}
	to.User, to.Fragment, to.Host = nil, "", strings.ToLower(to.Host)
	return to, ""
}

// refuses says why a redirect is not followed, or nothing.
func (p *plan) refuses(from, to *url.URL) string {
	switch {
	case to.Scheme != "http" && to.Scheme != "https":
		return "not an HTTP address"
	case from.Scheme == "https" && to.Scheme == "http":
		return "from https down to http"
	case p.hosts[to.Host]:
		return ""
	case !p.hosts[to.Hostname()] && to.Hostname() != p.host && !twins(to.Hostname(), p.host):
		return "another host than the check names"
	case to.Port() != "" && portOf(to) != portOf(from) && portOf(to) != portOf(p.start) && portOf(to) != 443 && portOf(to) != 80:
		return "another port than the check names"
	default:
		return ""
	}
}

// twins reports whether two names differ by www. only.
func twins(a, b string) bool {
	if _, err := netip.ParseAddr(a); err == nil {
		return false
	}
	return a == "www."+b || b == "www."+a
}

// chosen reports whether the target, not the config, chose the host.
func (p *plan) chosen(u *url.URL) bool {
	return u.Hostname() != p.host && !p.hosts[u.Hostname()] && !p.hosts[u.Host]
}

// astray is the fault of a redirect.
func (p *plan) astray(h *hop, where string) *holdfast.Fault {
	return &holdfast.Fault{
		Key: "redirect", Status: holdfast.Broken,
		Text: fmt.Sprintf("%s answered %d %s", show(h.url), h.answer.status, where),
		Fix:  "correct the redirect; or name the host in hosts:, the number in follow:, or ask the final address",
	}
}

// chain lists the redirects of a visit: "301 https://www.example.com/".
func (p *plan) chain(v *view) []string {
	var out []string
	for i := range v.hops {
		h := &v.hops[i]
		if h.answer == nil || !isRedirect(h.answer.status) {
			continue
		}
		if to, why := location(h); why == "" {
			out = append(out, fmt.Sprintf("%d %s", h.answer.status, p.hide(show(to))))
		}
	}
	return out
}

// show prints an address for people: no password, and no query, which may hold
// a secret.
func show(u *url.URL) string {
	text := u.Scheme + "://" + u.Host + u.EscapedPath()
	if u.RawQuery != "" || u.ForceQuery {
		text += "?…"
	}
	return plain.Text(strings.ToValidUTF8(text, "?"), 200)
}
