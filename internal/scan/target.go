package scan

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Aim is one argument of a scan.
type Aim struct {
	Host string
	Port int // 0: the whole host
}

// ParseAim reads HOST, HOST:PORT, [ADDRESS]:PORT or an http(s) URL, of which
// only the host and a port that is written count.
func ParseAim(arg string) (Aim, error) {
	text := arg
	if strings.Contains(arg, "://") {
		u, err := url.Parse(arg)
		if err != nil || u.Host == "" {
			return Aim{}, fmt.Errorf("%q is no host; want a name or an address, with or without :port", arg)
		}
		text = u.Host
	}
	if addr, err := netip.ParseAddr(strings.Trim(text, "[]")); err == nil {
		return Aim{Host: addr.String()}, nil
	}
	host, port, found := strings.Cut(text, ":")
	if strings.HasPrefix(text, "[") {
		var err error
		if host, port, err = net.SplitHostPort(text); err != nil {
			return Aim{}, fmt.Errorf("%q: %w", arg, err)
		}
		found = true
	}
	if host == "" || strings.ContainsAny(host, "/@ \t,") {
		return Aim{}, fmt.Errorf("%q is no host; want a name or an address, with or without :port", arg)
	}
	if !found {
		return Aim{Host: host}, nil
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil || n == 0 {
		return Aim{}, fmt.Errorf("%q: %q is no port; want 1 to 65535", arg, port)
	}
	return Aim{Host: host, Port: int(n)}, nil
}

// String is the aim as a person writes it.
func (a Aim) String() string {
	if a.Port == 0 {
		return a.Host
	}
	return net.JoinHostPort(a.Host, strconv.Itoa(a.Port))
}

// inside reports whether every address of the host is local, private or
// link-local: then what is seen is seen from inside.
func (a Aim) inside(ctx context.Context, r *net.Resolver) bool {
	addrs := []netip.Addr{}
	if addr, err := netip.ParseAddr(a.Host); err == nil {
		addrs = append(addrs, addr)
	} else if found, err := r.LookupNetIP(ctx, "ip", a.Host); err == nil {
		addrs = found
	}
	for _, addr := range addrs {
		addr = addr.Unmap()
		if !addr.IsLoopback() && !addr.IsPrivate() && !addr.IsLinkLocalUnicast() {
			return false
		}
	}
	return len(addrs) > 0
}

// scheme finds out whether a port speaks TLS, by trying a handshake.
func (o Options) scheme(ctx context.Context, a Aim) string {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	conn, err := o.dial(ctx, "tcp", a.String())
	if err != nil {
		return "https"
	}
	defer func() { _ = conn.Close() }()
	if deadline, ok := ctx.Deadline(); ok {
		_ = conn.SetDeadline(deadline)
	}
	// Only asked whether it is TLS: nothing is sent, and no certificate believed.
	client := tls.Client(conn, &tls.Config{ServerName: a.Host, InsecureSkipVerify: true, MinVersion: tls.VersionTLS10})
	if _, plain := errors.AsType[tls.RecordHeaderError](client.HandshakeContext(ctx)); plain {
		return "http"
	}
	return "https"
}

func (o Options) dial(ctx context.Context, network, address string) (net.Conn, error) {
	if o.Env.Dial != nil {
		return o.Env.Dial(ctx, network, address)
	}
	var d net.Dialer
	return d.DialContext(ctx, network, address)
}
