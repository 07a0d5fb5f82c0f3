package dns

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/miekg/dns"

	"holdfast"
	"holdfast/internal/plain"
	"holdfast/probes/internal/netdial"
)

// maxStations bounds how many addresses of name servers are asked: the root
// has 26.
const maxStations = 32

// station is one address of one name server, and what it answered.
type station struct {
	server string // its name, as shown
	addr   netip.Addr
	serial uint32
	flaw   *flaw // nil: it answered as it should
}

// key is the name of a station within a fault's key.
func (s station) key() string { return plain.Text(s.server, 260) + "/" + s.addr.String() }

// zone asks every name server of the zone for its serial.
func (p *prober) zone(ctx context.Context, r route, s *sight) error {
	names, err := p.nameServers(ctx, r)
	if errors.Is(err, errNoZone) {
		s.add("delegation", holdfast.Broken, shown(p.question.name)+" has no NS records of its own, wanted the name servers of a zone",
			"same_serial wants the name of a zone, such as example.com")
		return nil
	}
	if err != nil {
		return r.excuse(ctx, err)
	}
	stations := p.stations(ctx, r, names, s)
	var wg sync.WaitGroup
	for i := range stations {
		if stations[i].flaw == nil {
			wg.Go(func() { p.visit(ctx, &stations[i]) })
		}
	}
	wg.Wait()
	s.zone = stations
	s.agree()
	return nil
}

// nameServers looks the zone's NS records up.
func (p *prober) nameServers(ctx context.Context, r route) ([]string, error) {
	got, err := r.ask(ctx, question{name: p.question.name, qtype: dns.TypeNS, recurse: p.question.recurse}, 3)
	if err != nil {
		return nil, err
	}
	records, _ := chain(got.Answer, p.question.name, dns.TypeNS)
	names := texts(records)
	if len(names) == 0 {
		return nil, errNoZone
	}
	return names[:min(maxStations, len(names))], nil
}

// stations looks the addresses of the name servers up, at the same server.
func (p *prober) stations(ctx context.Context, r route, names []string, s *sight) []station {
	found := make([][]netip.Addr, len(names))
	errs := make([]error, len(names))
	var wg sync.WaitGroup
	for i, name := range names {
		wg.Go(func() { found[i], errs[i] = p.addresses(ctx, r, name) })
	}
	wg.Wait()
	var out []station
	for i, name := range names {
		switch {
		case errs[i] != nil:
			s.add("nameserver/"+plain.Text(name, 260), holdfast.Unknown, fmt.Sprintf("the addresses of the name server %s are not known: %s", plain.Text(name, 80), errs[i]), "")
		case len(found[i]) == 0:
			s.add("nameserver/"+plain.Text(name, 260), holdfast.Broken, fmt.Sprintf("the name server %s has no %s", plain.Text(name, 80), p.family.Words()),
				"give it one, or take it out of the NS records")
		}
		for _, addr := range found[i] {
			out = append(out, p.consented(station{server: name, addr: addr}))
		}
	}
	if len(out) > maxStations {
		s.add("nameserver/more", holdfast.Unknown, fmt.Sprintf("the name servers have %d addresses; only the first %d were asked", len(out), maxStations), "")
		out = out[:maxStations]
	}
	return out
}

// addresses looks a name server's addresses up: at the server that was asked
// for it, if it resolves names at all.
func (p *prober) addresses(ctx context.Context, r route, name string) ([]netip.Addr, error) {
	if !p.question.recurse {
		return p.elsewhere(ctx, name)
	}
	var out []netip.Addr
	for _, qtype := range []uint16{dns.TypeA, dns.TypeAAAA} {
		if p.family == netdial.IPv4 && qtype == dns.TypeAAAA || p.family == netdial.IPv6 && qtype == dns.TypeA {
			continue
		}
		got, err := r.ask(ctx, question{name: dns.Fqdn(name), qtype: qtype, recurse: true}, 2)
		switch {
		case err != nil:
			return nil, err
		case got.Rcode != dns.RcodeSuccess && got.Rcode != dns.RcodeNameError:
			return nil, fmt.Errorf("%s answers %s", got.at, rcode(got.Rcode))
		}
		records, _ := chain(got.Answer, dns.Fqdn(name), qtype)
		for _, s := range texts(records) {
			if addr, err := netip.ParseAddr(s); err == nil {
				out = append(out, addr.Unmap())
			}
		}
	}
	return out, nil
}

// elsewhere looks a name up at the system's resolver.
func (p *prober) elsewhere(ctx context.Context, name string) ([]netip.Addr, error) {
	addrs, _, err := p.dialer.Resolve(ctx, name, p.family)
	if err != nil && failure(err).Class == netdial.NotFound {
		return nil, nil
	}
	return addrs, err
}

// consented refuses an address that the zone's holder chose within our own
// network.
func (p *prober) consented(s station) station {
	if netdial.Public(s.addr) || p.private {
		return s
	}
	s.flaw = &flaw{Fault: holdfast.Fault{
		Key: "nameserver/" + s.key(), Status: holdfast.Unknown,
		Text: fmt.Sprintf("the name server %s has the address %s, which is not one of the open Internet and was not asked", plain.Text(s.server, 80), s.addr),
		Fix:  "write private_servers: true if it is yours",
	}}
	return s
}

// visit asks a station for the zone's SOA.
func (p *prober) visit(ctx context.Context, s *station) {
	a := asker{dial: p.dial, stream: p.stream}
	got, err := a.ask(ctx, netip.AddrPortFrom(s.addr, 53), question{name: p.question.name, qtype: dns.TypeSOA}, 1)
	if err != nil {
		fail := failure(err)
		fault := fail.Fault()
		fault.Key, fault.Fix = "nameserver/"+s.key(), "let it answer, or take it out of the NS records"
		fault.Text = fmt.Sprintf("the name server %s: %s", plain.Text(s.server, 80), fail)
		s.flaw = &flaw{fault, fail.Class.Silent()}
		return
	}
	records, _ := chain(got.Answer, p.question.name, dns.TypeSOA)
	if got.Rcode == dns.RcodeSuccess && got.Authoritative && len(records) > 0 {
		if soa, ok := records[0].(*dns.SOA); ok {
			s.serial = soa.Serial
			return
		}
	}
	said := rcode(got.Rcode) + why(got.Msg)
	if got.Rcode == dns.RcodeSuccess {
		said = "without authority (no AA flag)"
		if got.Authoritative {
			said = "with no SOA record"
		}
	}
	s.flaw = &flaw{Fault: holdfast.Fault{
		Key: "lame/" + s.key(), Status: holdfast.Broken,
		Text: fmt.Sprintf("the name server %s (%s) answers %s for its own zone %s, wanted the SOA record with authority", plain.Text(s.server, 80), s.addr, said, shown(p.question.name)),
		Fix:  "let it serve the zone, or take it out of the NS records at the parent and in the zone",
	}}
}

// agree compares the serials.
func (s *sight) agree() {
	by := map[uint32][]string{}
	var order []uint32
	for _, st := range s.zone {
		switch {
		case st.flaw != nil:
			s.flaws = append(s.flaws, *st.flaw)
		default:
			if by[st.serial] == nil {
				order = append(order, st.serial)
			}
			by[st.serial] = append(by[st.serial], plain.Text(st.server, 80)+" ("+st.addr.String()+")")
		}
	}
	if len(order) < 2 {
		return
	}
	slices.Sort(order)
	parts := make([]string, 0, len(order))
	for _, serial := range order {
		parts = append(parts, strconv.FormatUint(uint64(serial), 10)+" at "+list(by[serial]))
	}
	s.add("serial", holdfast.Broken, "the serials differ: "+strings.Join(parts, "; ")+"; wanted one",
		"let the secondaries fetch the zone: is NOTIFY sent, and may they transfer it (AXFR)?")
}

// serials are the stations' serials as a fact.
func serials(zone []station) []string {
	var out []string
	for _, st := range zone {
		said := strconv.FormatUint(uint64(st.serial), 10)
		if st.flaw != nil {
			said = "none"
		}
		out = append(out, plain.Text(st.server, 80)+" "+st.addr.String()+" "+said)
	}
	return out
}
