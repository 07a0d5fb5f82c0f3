package report

import (
	"context"
	"crypto/x509"
	"fmt"
	"net"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"holdfast"
	"holdfast/probes/internal/netdial"
	"holdfast/probes/internal/pki"
	"holdfast/probes/internal/starttls"
	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlsask"
	"holdfast/probes/internal/tlsexam"
)

// Options say how to look.
type Options struct {
	Env holdfast.Env
	// ServerName is sent (SNI) and wanted in the certificate; empty is the host.
	ServerName string
	// CA is a PEM file whose authorities count instead of Mozilla's.
	CA string
	// StartTLS is the protocol spoken before TLS; empty for none.
	StartTLS string
	// Fast asks many things at once; else few connections are used.
	Fast bool
	// IP narrows to one family: 4 or 6.
	IP string
	// NoFlaws leaves the vulnerabilities out, and with them most letters.
	NoFlaws bool
	// Offline asks nobody but the server: no OCSP, no CRL, no CAA.
	Offline bool
	// Timeout bounds one target; zero is two minutes.
	Timeout time.Duration
	// Stage, when not nil, is told what begins.
	Stage func(target, stage string)
}

// Run looks at one server after the other.
func Run(ctx context.Context, targets []Server, o Options) (Document, error) {
	if err := o.check(); err != nil {
		return Document{}, err
	}
	examiner, err := o.examiner()
	if err != nil {
		return Document{}, err
	}
	began := time.Now()
	doc := Document{Version: 1, At: began.UTC().Truncate(time.Second)}
	for _, t := range targets {
		doc.Targets = append(doc.Targets, o.one(ctx, examiner, t))
	}
	doc.Seconds = time.Since(began).Seconds()
	return doc, nil
}

// Server is one aim.
type Server struct {
	Host string
	Port uint16
}

// String is host and port.
func (s Server) String() string { return net.JoinHostPort(s.Host, strconv.Itoa(int(s.Port))) }

// check refuses what is no choice.
func (o Options) check() error {
	if o.StartTLS != "" && !starttls.Known(o.StartTLS) {
		return fmt.Errorf("--starttls %s is not known; want one of %s", o.StartTLS, strings.Join(starttls.Protocols(), ", "))
	}
	if !slices.Contains([]string{"", "4", "6"}, o.IP) {
		return fmt.Errorf("--ip %s is no choice; want 4 or 6", o.IP)
	}
	return nil
}

// examiner judges certificates by Mozilla's roots, or by those of the file.
func (o Options) examiner() (*pki.Examiner, error) {
	options := pki.Options{Stores: []*pki.Store{pki.Mozilla(), pki.System()}}
	if o.CA != "" {
		text, err := os.ReadFile(o.CA)
		if err != nil {
			return nil, fmt.Errorf("--ca: %w", err)
		}
		if !x509.NewCertPool().AppendCertsFromPEM(text) {
			return nil, fmt.Errorf("--ca %s holds no certificate; want PEM", o.CA)
		}
		pinned, err := pki.Pinned(text)
		if err != nil {
			return nil, fmt.Errorf("--ca %s: %w", o.CA, err)
		}
		options.Stores, options.Counts = append([]*pki.Store{pinned}, options.Stores...), pinned.Name()
	}
	if !o.Offline {
		options.Network = pki.NewNetwork(pki.NetworkOptions{})
		if dns, err := pki.NewDNS(); err == nil {
			options.CAA = dns
		}
	}
	return pki.New(options), nil
}

// one looks at one server. What goes wrong is part of the document.
func (o Options) one(ctx context.Context, examiner *pki.Examiner, s Server) Target {
	timeout := o.Timeout
	if timeout == 0 {
		timeout = 2 * time.Minute
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	seen, err := o.look(ctx, examiner, s)
	if seen == nil {
		seen = &survey.Survey{Host: s.Host, Port: s.Port, ServerName: s.Host}
	}
	t := Of(seen)
	if err != nil {
		t.Error = err.Error()
	}
	return t
}

// look examines one server.
func (o Options) look(ctx context.Context, examiner *pki.Examiner, s Server) (*survey.Survey, error) {
	dialer := netdial.New(o.Env)
	addrs, err := o.resolve(ctx, dialer, s.Host)
	if err != nil {
		return nil, err
	}
	target := tlsask.Target{Host: s.Host, Port: s.Port, ServerName: s.Host, Addresses: addrs, StartTLS: o.StartTLS}
	if o.ServerName != "" {
		target.ServerName = o.ServerName
	}
	exam := tlsexam.Options{
		Options:  tlsask.Options{Mode: tlsask.Gentle, Dialer: dialer},
		Examiner: examiner, HTTP: true, UserAgent: "Holdfast/" + o.Env.Version + " (+scan)", Flaws: !o.NoFlaws,
	}
	if o.Fast {
		exam.Mode, exam.FlawGap = tlsask.Fast, time.Millisecond
	}
	if o.Stage != nil {
		exam.Stage = func(stage string) { o.Stage(s.String(), stage) }
	}
	return tlsexam.Examine(ctx, target, exam)
}

// resolve returns the addresses of a host.
func (o Options) resolve(ctx context.Context, dialer *netdial.Dialer, host string) ([]netip.Addr, error) {
	if addr, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{addr.Unmap()}, nil
	}
	family := netdial.Any
	switch o.IP {
	case "4":
		family = netdial.IPv4
	case "6":
		family = netdial.IPv6
	}
	addrs, _, err := dialer.Resolve(ctx, host, family)
	return addrs, err
}
