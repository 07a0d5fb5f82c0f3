package unreachable

import (
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"holdfast"
	"holdfast/probes/internal/aim"
	"holdfast/probes/internal/ports"
	"holdfast/probes/internal/sweep"
)

// settings are what a config may say.
type settings struct {
	Host        string   `yaml:"host" doc:"The name or address whose databases must not answer."`
	Addresses   []string `yaml:"addresses" doc:"Look at these addresses instead of those that the host resolves to."`
	Services    []string `yaml:"services" doc:"Which databases are asked; default all that are known (holdfast explain unreachable)."`
	Ports       []uint16 `yaml:"ports" doc:"Further ports that must not answer."`
	Control     string   `yaml:"control" doc:"tcp://host:port that answers as long as our own network works; needed where the host itself drops everything."`
	Expect      string   `yaml:"expect" doc:"no-name: the host must have no public name at all; nothing is connected to."`
	ControlName string   `yaml:"control_name" doc:"A name that exists, asked through the same resolver beside expect: no-name; default the parent domain."`
	IP          string   `yaml:"ip" doc:"Which addresses of the host: any (default), 4 or 6."`
	From        string   `yaml:"from" doc:"outside (default): what strangers see, private addresses are Unknown; inside: what neighbours see; here: whatever this machine sees."`
}

func defaults() *settings { return &settings{IP: "any", From: aim.FromOutside} }

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
	asked, err := s.asked()
	if err != nil {
		return nil, err
	}
	control, err := s.control()
	if err != nil {
		return nil, err
	}
	return &prober{env: env, set: *s, aim: aim.New(target, env), engine: sweep.New(), ports: asked, control: control}, nil
}

// target checks what says where to look.
func (s *settings) target() (aim.Target, error) {
	s.Host = strings.TrimSpace(s.Host)
	t := aim.Target{Host: s.Host, IP: s.IP, From: s.From}
	for i, text := range s.Addresses {
		addr, err := netip.ParseAddr(text)
		if err != nil {
			return t, refuse("addresses."+strconv.Itoa(i), fmt.Sprintf("%q is no address; want one such as 203.0.113.10 or 2001:db8::10", text))
		}
		t.Addresses = append(t.Addresses, addr.Unmap())
	}
	if s.Host == "" || strings.ContainsAny(s.Host, "/@ \t") {
		return t, refuse("host", fmt.Sprintf("%q is no host; want a name or an address, without port or path", s.Host))
	}
	for _, c := range []struct {
		field, value string
		words        []string
	}{
		{"ip", s.IP, []string{"any", "4", "6"}},
		{"from", s.From, []string{aim.FromOutside, aim.FromInside, aim.FromHere}},
		{"expect", s.Expect, []string{"", "no-name"}},
	} {
		if !slices.Contains(c.words, c.value) {
			return t, refuse(c.field, fmt.Sprintf("%q is not known; want %s", c.value, strings.TrimPrefix(strings.Join(c.words, ", "), ", ")))
		}
	}
	return t, nil
}

// asked returns every port that must not answer.
func (s *settings) asked() ([]uint16, error) {
	if slices.Contains(s.Ports, 0) {
		return nil, refuse("ports", "0 is no port; want 1 to 65535")
	}
	services := ports.Databases()
	if len(s.Services) > 0 {
		services = nil
	}
	for i, key := range s.Services {
		found, ok := ports.Find(key)
		if !ok {
			return nil, refuse("services."+strconv.Itoa(i), fmt.Sprintf("%q is no known service; want some of %s, or name the port under ports:", key, strings.Join(keys(), ", ")))
		}
		services = append(services, found)
	}
	list := slices.Concat(ports.Numbers(services), s.Ports)
	slices.Sort(list)
	return slices.Compact(list), nil
}

// keys are the words that services: takes.
func keys() []string {
	var list []string
	for _, s := range ports.Databases() {
		list = append(list, s.Key)
	}
	return list
}

// control returns host:port of the control, or nothing.
func (s *settings) control() (string, error) {
	if s.Control == "" {
		return "", nil
	}
	address, ok := strings.CutPrefix(s.Control, "tcp://")
	if host, port, err := net.SplitHostPort(address); !ok || err != nil || host == "" || port == "" {
		return "", refuse("control", fmt.Sprintf("%q is no control; want one such as tcp://app.example.com:443", s.Control))
	}
	return address, nil
}
