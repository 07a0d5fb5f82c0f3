package pki

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"

	"holdfast/internal/plain"
	"holdfast/probes/internal/netdial"
)

const (
	patience     = 5 * time.Second // for one request in all
	maxRedirects = 3
)

// Network asks the addresses that certificates name. They are a stranger's
// words: only http on port 80 of public addresses is asked, also after a
// redirect and whatever a name resolves to, and only so many bytes are read.
type Network struct {
	client *http.Client
	agent  string
	local  bool
}

// NetworkOptions are for [NewNetwork].
type NetworkOptions struct {
	// UserAgent says who asks.
	UserAgent string
	// Resolver looks names up; nil is the system's.
	Resolver *net.Resolver
	// Local lets every address and port be asked. It is for tests, whose
	// servers listen on loopback.
	Local bool
}

// NewNetwork returns a network with those limits.
func NewNetwork(o NetworkOptions) *Network {
	n := &Network{agent: o.UserAgent, local: o.Local}
	dialer := &net.Dialer{KeepAlive: -1, Resolver: o.Resolver, Control: n.guard}
	n.client = &http.Client{
		Timeout: patience,
		Transport: &http.Transport{
			DialContext: dialer.DialContext, DisableKeepAlives: true,
			MaxResponseHeaderBytes: 16 << 10, ResponseHeaderTimeout: patience,
		},
		CheckRedirect: func(r *http.Request, via []*http.Request) error {
			if len(via) > maxRedirects {
				return fmt.Errorf("more than %d redirects", maxRedirects)
			}
			return n.fit(r.URL)
		},
	}
	return n
}

// refusal says why an address is not asked. Nobody outside could ask it either.
type refusal string

func (r refusal) Error() string { return string(r) }

// guard refuses a connection to an address that is not public. It sees what a
// name resolved to, so that no name can lead inside.
func (n *Network) guard(_, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%q is no address", address)
	}
	if !n.local && !public(to.Addr().Unmap()) {
		return refusal(to.Addr().String() + " is not a public address and is not asked")
	}
	return nil
}

// public tells whether an address is of the open Internet, also where it stands
// for another one (NAT64, RFC 6052). Tunnels of old (6to4, Teredo) are not.
func public(a netip.Addr) bool {
	for _, p := range []string{"0.0.0.0/8", "240.0.0.0/4", "2001::/32", "2002::/16"} {
		if netip.MustParsePrefix(p).Contains(a) {
			return false
		}
	}
	if netip.MustParsePrefix("64:ff9b::/96").Contains(a) {
		raw := a.As16()
		a = netip.AddrFrom4([4]byte(raw[12:]))
	}
	return netdial.Public(a)
}

// fit refuses addresses that are not plain http.
func (n *Network) fit(u *url.URL) error {
	switch {
	case u.Scheme != "http" || u.Hostname() == "":
		return refusal("not an http address")
	case u.User != nil:
		return refusal("an address with a user name")
	case !n.local && u.Port() != "" && u.Port() != "80":
		return refusal("a port other than 80")
	default:
		return nil
	}
}

// get fetches at most limit bytes.
func (n *Network) get(ctx context.Context, address string, limit int64) ([]byte, error) {
	return n.ask(ctx, http.MethodGet, address, "", nil, limit)
}

// ask sends a request. A network that is nil asks nobody. Errors are in words,
// without whatever the stranger put into them.
func (n *Network) ask(ctx context.Context, method, address, kind string, body []byte, limit int64) ([]byte, error) {
	shown := plain.Text(address, maxTitle)
	if n == nil {
		return nil, fmt.Errorf("%s was not asked", shown)
	}
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("%s is no address", shown)
	}
	if err := n.fit(u); err != nil {
		return nil, fmt.Errorf("%s is not asked: %w", shown, err)
	}
	req, err := http.NewRequestWithContext(ctx, method, u.String(), bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("%s is no address", shown)
	}
	req.Header.Set("User-Agent", n.agent)
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	resp, err := n.client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", shown, reason(err))
	}
	defer func() { _ = resp.Body.Close() }() // nothing more is wanted of it
	return read200(resp, shown, limit)
}

// read200 reads the body of a good answer.
func read200(resp *http.Response, shown string, limit int64) ([]byte, error) {
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: status %d, wanted 200", shown, resp.StatusCode)
	}
	out, err := io.ReadAll(io.LimitReader(resp.Body, limit+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s: %w", shown, reason(err))
	case int64(len(out)) > limit:
		return nil, fmt.Errorf("%s: more than %d bytes", shown, limit)
	default:
		return out, nil
	}
}

// reason takes the words of the innermost error that says something.
func reason(err error) error {
	if r, ok := errors.AsType[refusal](err); ok {
		return r
	}
	if e, ok := errors.AsType[*url.Error](err); ok {
		if e.Timeout() {
			return errors.New("no answer in time")
		}
		err = e.Err
	}
	if e, ok := errors.AsType[*net.OpError](err); ok && e.Err != nil {
		err = e.Err
	}
	return errors.New(plain.Text(err.Error(), 200))
}
