package exposure

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"holdfast"
	"holdfast/probes/internal/aim"
	"holdfast/probes/internal/hops"
	"holdfast/probes/internal/ports"
	"holdfast/probes/internal/sweep"
)

// settings are what a config may say.
type settings struct {
	Host      string            `yaml:"host" doc:"The name or address to look at."`
	Addresses []string          `yaml:"addresses" doc:"Look at these addresses instead of those that the host resolves to."`
	Allow     []uint16          `yaml:"allow" doc:"Ports that may be open; default 80 and 443."`
	Expect    []uint16          `yaml:"expect" doc:"Ports that must be open; default none."`
	Ports     string            `yaml:"ports" doc:"Which ports are asked: all (default), db, web, dangerous, or a list with ranges such as 1-1024,3306."`
	Sweep     holdfast.Duration `yaml:"sweep" doc:"How long a round over all ports takes; default 24h. Each port's last sight must be younger than twice that."`
	IP        string            `yaml:"ip" doc:"Which addresses of the host: any (default), 4 or 6."`
	From      string            `yaml:"from" doc:"outside (default): what strangers see, private addresses are Unknown; inside: what neighbours see; here: whatever this machine sees."`
}

// defaults returns the settings of an empty config.
func defaults() *settings {
	return &settings{
		Allow: []uint16{80, 443},
		Ports: "all",
		Sweep: holdfast.Duration(24 * time.Hour),
		IP:    "any",
		From:  aim.FromOutside,
	}
}

// refuse makes a setting's error.
func refuse(field, text string) error { return &holdfast.SettingError{Field: field, Text: text} }

// build makes a prober from settings.
func build(env holdfast.Env, decode func(into any) error) (holdfast.Prober, error) {
	s := defaults()
	if err := decode(s); err != nil {
		return nil, err
	}
	target, err := s.target()
	if err != nil {
		return nil, err
	}
	if s.Sweep.Std() < time.Second {
		return nil, refuse("sweep", fmt.Sprintf("%s is too short; want at least 1s", s.Sweep))
	}
	list, err := ports.Parse(s.Ports)
	if err != nil {
		return nil, refuse("ports", err.Error())
	}
	for field, some := range map[string][]uint16{"allow": s.Allow, "expect": s.Expect} {
		if slices.Contains(some, 0) {
			return nil, refuse(field, "0 is no port; want 1 to 65535")
		}
	}
	return &prober{
		env:    env,
		set:    *s,
		aim:    aim.New(target, env),
		engine: sweep.New(),
		hops:   hops.New(env.Clock),
		order:  newOrder(list, env.Check+"\x00"+s.Host),
	}, nil
}

// target checks what says where to look.
func (s *settings) target() (aim.Target, error) {
	t := aim.Target{Host: strings.TrimSpace(s.Host), IP: s.IP, From: s.From}
	for _, text := range s.Addresses {
		addr, err := netip.ParseAddr(text)
		if err != nil {
			return t, refuse("addresses", fmt.Sprintf("%q is no address; want one such as 203.0.113.10 or 2001:db8::10", text))
		}
		t.Addresses = append(t.Addresses, addr.Unmap())
	}
	switch {
	case t.Host == "" && len(t.Addresses) > 0:
		t.Host = t.Addresses[0].String()
	case t.Host == "" || strings.ContainsAny(t.Host, "/@ \t"):
		return t, refuse("host", fmt.Sprintf("%q is no host; want a name or an address, without port or path", s.Host))
	}
	if !slices.Contains([]string{"any", "4", "6"}, s.IP) {
		return t, refuse("ip", fmt.Sprintf("%q is no family; want any, 4 or 6", s.IP))
	}
	if !slices.Contains([]string{aim.FromOutside, aim.FromInside, aim.FromHere}, s.From) {
		return t, refuse("from", fmt.Sprintf("%q is no place; want outside, inside or here", s.From))
	}
	s.Host = t.Host
	return t, nil
}
