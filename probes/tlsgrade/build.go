package tlsgrade

import (
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"

	"holdfast"
	"holdfast/probes/internal/certs"
	"holdfast/probes/internal/netdial"
	"holdfast/probes/internal/starttls"
	"holdfast/probes/internal/tlswire"
	"holdfast/probes/internal/trust"
)

// build makes the prober from a config's settings.
func build(env holdfast.Env, decode func(into any) error) (holdfast.Prober, error) {
	s := defaults()
	if err := decode(s); err != nil {
		return nil, err
	}
	p := &prober{
		now:      env.Clock,
		dialer:   netdial.New(env),
		manners:  manners{patience: 8 * time.Second, pause: 1100 * time.Millisecond, gap: 250 * time.Millisecond},
		parallel: s.Parallel,
		upgrade:  s.StartTLS,
	}
	for _, take := range []func(*settings) error{p.takeHost, p.takeAddresses, p.takeWants, checkRest} {
		if err := take(s); err != nil {
			return nil, err
		}
	}
	roots, err := trust.Authorities(env.Roots, s.CA)
	if err != nil {
		return nil, err
	}
	if p.examiner, err = p.newExaminer(env, s, roots); err != nil {
		return nil, err
	}
	p.agent = "Holdfast/" + env.Version + " (+monitor)"
	p.certificates = certs.New(roots, certs.Rules{DaysLeft: s.Certificate.DaysLeft, LifeLeft: s.Certificate.LifeLeft})
	return p, nil
}

// takeHost reads host, port and server_name.
func (p *prober) takeHost(s *settings) error {
	host, port, err := netdial.SplitHostPort(s.Host)
	if err != nil {
		return refuse("host", err.Error())
	}
	if port == 0 {
		if s.Port < 1 || s.Port > 65535 {
			return refuse("port", fmt.Sprintf("%d is no port; want 1 to 65535", s.Port))
		}
		port = uint16(s.Port)
	}
	p.host, p.port, p.name = host, port, host
	if s.ServerName != "" {
		name, extra, err := netdial.SplitHostPort(s.ServerName)
		if err != nil || extra != 0 {
			return refuse("server_name", "want a host name alone, such as www.example.com")
		}
		p.name = name
	}
	return nil
}

// takeAddresses reads addresses and ip.
func (p *prober) takeAddresses(s *settings) (err error) {
	if p.addresses, err = s.addresses(); err != nil {
		return err
	}
	switch s.IP {
	case "any", "":
		p.family = netdial.Any
	case "4":
		p.family = netdial.IPv4
	case "6":
		p.family = netdial.IPv6
	default:
		return refuse("ip", strconv.Quote(s.IP)+" is no choice; want any, 4 or 6")
	}
	return nil
}

// takeWants reads what the server must and must not do.
func (p *prober) takeWants(s *settings) (err error) {
	if err := p.takeGrade(s); err != nil {
		return err
	}
	if p.wants.oldest, err = tlswire.ParseVersion(s.MinVersion); err != nil || p.wants.oldest == tlswire.SSL30 {
		return refuse("min_version", strconv.Quote(s.MinVersion)+" is no choice; want TLS1.0, TLS1.1, TLS1.2 or TLS1.3")
	}
	switch s.ForwardSecrecy {
	case "required":
		p.wants.secrecy = true
	case "any":
	default:
		return refuse("forward_secrecy", strconv.Quote(s.ForwardSecrecy)+" is no choice; want required or any")
	}
	for i, word := range s.No {
		if word == "" { // YAML takes a bare NULL for nothing
			word, s.No[i] = "NULL", "NULL"
		}
		if !slices.ContainsFunc(families(), func(f family) bool { return f.word == word }) {
			return refuse(fmt.Sprintf("no.%d", i), strconv.Quote(word)+" is no family of suites; want some of "+familyWords())
		}
	}
	p.wants.no = s.No
	return nil
}

// checkRest refuses numbers and words out of range.
func checkRest(s *settings) error {
	switch {
	case s.Parallel < 1 || s.Parallel > 16:
		return refuse("parallel", fmt.Sprintf("%d connections at once; want 1 to 16", s.Parallel))
	case s.Certificate.DaysLeft < 0:
		return refuse("certificate.days_left", fmt.Sprintf("%d days; want 0 or more", s.Certificate.DaysLeft))
	case s.Certificate.LifeLeft < 0 || s.Certificate.LifeLeft >= 1:
		return refuse("certificate.life_left", fmt.Sprintf("%g; want a share such as 0.25", s.Certificate.LifeLeft))
	case s.StartTLS != "" && !starttls.Known(s.StartTLS):
		return refuse("starttls", strconv.Quote(s.StartTLS)+" is no choice; want one of "+strings.Join(starttls.Protocols(), ", "))
	default:
		return nil
	}
}

// Target implements [holdfast.Targeted].
func (p *prober) Target() string {
	return net.JoinHostPort(p.host, strconv.Itoa(int(p.port)))
}

// Host implements [holdfast.Targeted].
func (p *prober) Host() string { return p.host }
