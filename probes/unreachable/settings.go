package unreachable

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"holdfast"
	"holdfast/probes/internal/aim"
	"holdfast/probes/internal/hops"
	"holdfast/probes/internal/ports"
	"holdfast/probes/internal/sweep"
)

// expectNoName is the value of expect that asks about the name alone.
const expectNoName = "no-name"

// settings are what a config may say.
type settings struct {
	Host        string   `yaml:"host" doc:"The name or address to look at."`
	Addresses   []string `yaml:"addresses" doc:"Look at these addresses instead of those that the host resolves to."`
	Services    []string `yaml:"services" doc:"Which databases must not answer; default all that are known: redis, mysql, postgresql, mongodb, elasticsearch, memcached, mssql, oracle, cassandra, couchdb, influxdb, clickhouse, neo4j, db2, rethinkdb, etcd."`
	Ports       []uint16 `yaml:"ports" doc:"Further ports that must not answer."`
	Control     string   `yaml:"control" doc:"tcp://host:port that answers as long as our own network works; it must answer in the same look. Needed where the host itself drops everything."`
	Expect      string   `yaml:"expect" doc:"no-name: the host must have no address at all, and no port is asked; default empty."`
	ControlName string   `yaml:"control_name" doc:"A name that exists, asked through the same resolver beside expect: no-name; default the nearest domain above the host that exists."`
	IP          string   `yaml:"ip" doc:"Which addresses of the host: any (default), 4 or 6."`
	From        string   `yaml:"from" doc:"outside (default): what strangers see, private addresses are Unknown; inside: what neighbours see; here: whatever this machine sees."`
}

// defaults returns the settings of an empty config.
func defaults() *settings {
	return &settings{IP: "any", From: aim.FromOutside}
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
	list, err := s.list()
	if err != nil {
		return nil, err
	}
	control, err := s.control()
	if err != nil {
		return nil, err
	}
	return &prober{
		env:     env,
		set:     *s,
		aim:     aim.New(target, env),
		engine:  sweep.New(),
		hops:    hops.New(env.Clock),
		ports:   list,
		decoys:  decoys(s.Host, list),
		control: control,
	}, nil
}

// target checks what says where to look.
func (s *settings) target() (aim.Target, error) {
	t := aim.Target{Host: strings.TrimSpace(s.Host), IP: s.IP, From: s.From}
	for i, text := range s.Addresses {
		addr, err := netip.ParseAddr(text)
		if err != nil {
			return t, refuse("addresses."+strconv.Itoa(i), fmt.Sprintf("%q is no address; want one such as 203.0.113.10 or 2001:db8::10", text))
		}
		t.Addresses = append(t.Addresses, addr.Unmap())
	}
	switch {
	case t.Host == "" && len(t.Addresses) > 0:
		t.Host = t.Addresses[0].String()
	case t.Host == "" || strings.ContainsAny(t.Host, "/@ \t"):
		return t, refuse("host", fmt.Sprintf("%q is no host; want a name or an address, without port or path", s.Host))
	}
	s.Host = t.Host
	for field, c := range map[string]struct {
		value string
		known []string
	}{
		"ip":     {s.IP, []string{"any", "4", "6"}},
		"from":   {s.From, []string{aim.FromOutside, aim.FromInside, aim.FromHere}},
		"expect": {s.Expect, []string{"", expectNoName}},
	} {
		if !slices.Contains(c.known, c.value) {
			return t, refuse(field, fmt.Sprintf("%q is not known; want %s", c.value, strings.TrimPrefix(strings.Join(c.known, " or "), " or ")))
		}
	}
	return t, nil
}

// list returns the ports of the services and the further ones.
func (s *settings) list() ([]uint16, error) {
	services := ports.Databases()
	if len(s.Services) > 0 {
		services = nil
	}
	for i, key := range s.Services {
		service, ok := ports.Find(key)
		if !ok {
			return nil, refuse("services."+strconv.Itoa(i), fmt.Sprintf("%q is no known service; want some of %s, or name the port under ports:", key, strings.Join(keys(), ", ")))
		}
		services = append(services, service)
	}
	list := ports.Numbers(services)
	for _, p := range s.Ports {
		if p == 0 {
			return nil, refuse("ports", "0 is no port; want 1 to 65535")
		}
		if !slices.Contains(list, p) {
			list = append(list, p)
		}
	}
	return list, nil
}

// keys returns the words of all databases.
func keys() []string {
	var list []string
	for _, s := range ports.Databases() {
		list = append(list, s.Key)
	}
	return list
}
