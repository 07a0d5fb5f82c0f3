package pki

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/miekg/dns"
)

// dnsPatience is how long one server is waited for.
const dnsPatience = 3 * time.Second

// DNS looks CAA records up at recursive resolvers.
type DNS struct {
	servers []string
}

// NewDNS returns a resolver that asks these servers ("192.0.2.1:53"), one after
// the other until one answers; none are those of /etc/resolv.conf.
func NewDNS(servers ...string) (*DNS, error) {
	if len(servers) > 0 {
		return &DNS{servers: servers}, nil
	}
	conf, err := dns.ClientConfigFromFile("/etc/resolv.conf")
	if err != nil {
		return nil, fmt.Errorf("finding the resolvers: %w", err)
	}
	d := &DNS{}
	for _, s := range conf.Servers {
		d.servers = append(d.servers, net.JoinHostPort(s, conf.Port))
	}
	if len(d.servers) == 0 {
		return nil, errors.New("finding the resolvers: none in /etc/resolv.conf")
	}
	return d, nil
}

// CAA implements [CAAResolver].
func (d *DNS) CAA(ctx context.Context, name string) ([]CAARecord, error) {
	var last error
	for _, server := range d.servers[:min(3, len(d.servers))] {
		reply, err := exchange(ctx, server, name)
		if err != nil {
			last = err
			continue
		}
		switch reply.Rcode {
		case dns.RcodeSuccess:
			return caaRecords(reply), nil
		case dns.RcodeNameError:
			return nil, nil
		default:
			last = fmt.Errorf("%s answered %s", server, dns.RcodeToString[reply.Rcode])
		}
	}
	return nil, last
}

// exchange asks one server, by TCP when UDP cannot hold the answer.
func exchange(ctx context.Context, server, name string) (*dns.Msg, error) {
	ctx, cancel := context.WithTimeout(ctx, dnsPatience)
	defer cancel()
	q := new(dns.Msg)
	q.SetQuestion(dns.Fqdn(name), dns.TypeCAA)
	q.SetEdns0(1232, false)
	reply, _, err := (&dns.Client{Net: "udp", UDPSize: 1232}).ExchangeContext(ctx, q, server)
	if err == nil && reply.Truncated {
		reply, _, err = (&dns.Client{Net: "tcp"}).ExchangeContext(ctx, q, server)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", server, reason(err))
	}
	return reply, nil
}

// caaRecords are the CAA records of an answer, those at the end of aliases too.
func caaRecords(reply *dns.Msg) []CAARecord {
	var out []CAARecord
	for _, rr := range reply.Answer {
		if r, ok := rr.(*dns.CAA); ok {
			out = append(out, CAARecord{Flags: r.Flag, Tag: r.Tag, Value: r.Value})
		}
	}
	return out
}
