package tlsgrade

import (
	"fmt"
	"slices"
	"strings"

	"holdfast"
	"holdfast/probes/internal/certs"
	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// suitesFact is the name of the fact that lists a version's suites:
// suites_tls1_2, suites_sslv3.
func suitesFact(v tlswire.Version) string { return "suites_" + snake(v) }

// orderFact is the name of the fact that says who orders them.
func orderFact(v tlswire.Version) string { return "suite_order_" + snake(v) }

// snake is a version's name as a part of a fact's name.
func snake(v tlswire.Version) string {
	return strings.ToLower(strings.ReplaceAll(v.String(), ".", "_"))
}

// versions lists all that are asked for, oldest first.
func versions() []tlswire.Version {
	return append([]tlswire.Version{tlswire.SSL20}, tlswire.Versions()...)
}

// facts are what was seen of all addresses together.
func (p *prober) facts(s *survey.Survey, nodes []node) []holdfast.Fact {
	facts := offers(nodes)
	if len(facts) == 0 {
		return nil
	}
	facts = append(facts, orderOfAll(nodes)...)
	facts = append(facts, p.certificateFacts(nodes)...)
	facts = append(facts, exchangeFacts(nodes)...)
	var addresses []string
	for _, n := range nodes {
		if n.Error == "" {
			addresses = append(addresses, n.addr().String())
		}
	}
	return append(facts, holdfast.Fact{Name: "addresses", Value: addresses}, kept(s))
}

// offers are the versions, and for each its suites and groups, and who orders
// them.
func offers(nodes []node) []holdfast.Fact {
	var facts []holdfast.Fact
	var names []string
	var all []tlswire.Suite
	for _, v := range versions() {
		suites, order, offered := together(nodes, v)
		if !offered {
			continue
		}
		names = append(names, v.String())
		all = append(all, suites...)
		facts = append(facts, holdfast.Fact{Name: suitesFact(v), Value: texts(suites)})
		if order != "" {
			facts = append(facts, holdfast.Fact{Name: orderFact(v), Value: order})
		}
		if groups := groupsTogether(nodes, v); len(groups) > 0 {
			facts = append(facts, holdfast.Fact{Name: "groups_" + snake(v), Value: texts(groups)})
		}
	}
	if len(names) == 0 {
		return nil
	}
	return append([]holdfast.Fact{
		{Name: "tls_versions", Value: names},
		{Name: "forward_secrecy", Value: secrecy(all)},
	}, facts...)
}

// together joins what the addresses accept in one version, in the order of the
// first that accepts any; order is "mixed" where they do not agree.
func together(nodes []node, v tlswire.Version) (suites []tlswire.Suite, order string, offered bool) {
	for _, n := range nodes {
		p := n.Protocol(v)
		offered = offered || p.Offered == survey.Yes
		for _, s := range p.Suites {
			if !slices.Contains(suites, s) {
				suites = append(suites, s)
			}
		}
		order = agree(order, string(p.Order))
	}
	return suites, order, offered
}

// groupsTogether joins the groups of one version.
func groupsTogether(nodes []node, v tlswire.Version) []tlswire.Group {
	var groups []tlswire.Group
	for _, n := range nodes {
		for _, g := range n.Protocol(v).Groups {
			if !slices.Contains(groups, g) {
				groups = append(groups, g)
			}
		}
	}
	return groups
}

// agree joins two words; empty says nothing.
func agree(a, b string) string {
	switch {
	case a == "" || a == b:
		return b
	case b == "":
		return a
	default:
		return "mixed"
	}
}

// orderOfAll says who orders the suites over all versions.
func orderOfAll(nodes []node) []holdfast.Fact {
	order := ""
	for _, v := range versions() {
		_, of, _ := together(nodes, v)
		order = agree(order, of)
	}
	if order == "" {
		return nil
	}
	return []holdfast.Fact{{Name: "suite_order", Value: order}}
}

// certificateFacts speak of the certificate that ends first.
func (p *prober) certificateFacts(nodes []node) []holdfast.Fact {
	var facts []holdfast.Fact
	var sums []string
	first := p.now().AddDate(1000, 0, 0)
	for _, n := range nodes {
		for _, sent := range n.Certificates {
			chain, err := parse(sent.Sent)
			if err != nil {
				continue
			}
			of := certs.Facts(chain[0])
			if sum := text(of, "certificate_sha256"); !slices.Contains(sums, sum) {
				sums = append(sums, sum)
			}
			if chain[0].NotAfter.Before(first) {
				first = chain[0].NotAfter
				key, _ := keyOf(chain[0])
				facts = append(slices.Clone(of),
					holdfast.Fact{Name: "certificate_key", Value: key},
					holdfast.Fact{Name: "certificate_signature", Value: chain[0].SignatureAlgorithm.String()})
			}
		}
	}
	if len(sums) > 1 {
		facts = append(facts, holdfast.Fact{Name: "certificates_sha256", Value: sums})
	}
	return facts
}

// text returns the value of a fact that is a string.
func text(facts []holdfast.Fact, name string) string {
	s, _ := holdfast.Finding{Facts: facts}.Fact(name).(string)
	return s
}

// exchangeFacts speak of the rest of the handshake.
func exchangeFacts(nodes []node) []holdfast.Fact {
	var facts []holdfast.Fact
	staple, secure, asked, bits, alpn, group := true, true, false, 0, "", ""
	for _, n := range nodes {
		if !n.offered() {
			continue
		}
		staple = staple && n.Features.Stapled == survey.Yes
		secure, asked = secure && n.Features.SecureRenegotiation != survey.No, asked || n.Features.SecureRenegotiation != survey.Unknown
		if b := n.Exchange.DHBits; b > 0 && (bits == 0 || b < bits) {
			bits = b
		}
		if len(n.Features.ALPN) > 0 {
			alpn = agree(alpn, n.Features.ALPN[0])
		}
		if groups := n.Protocol(tlswire.TLS13).Groups; len(groups) > 0 {
			group = agree(group, groups[0].String())
		}
	}
	facts = append(facts, holdfast.Fact{Name: "ocsp_staple", Value: staple})
	if asked {
		facts = append(facts, holdfast.Fact{Name: "secure_renegotiation", Value: secure})
	}
	if bits > 0 {
		facts = append(facts, holdfast.Fact{Name: "dh_bits", Value: int64(bits)})
	}
	if alpn != "" {
		facts = append(facts, holdfast.Fact{Name: "alpn", Value: alpn})
	}
	if group != "" {
		facts = append(facts, holdfast.Fact{Name: "group_tls1_3", Value: group})
	}
	return facts
}

// texts prints a list.
func texts[T fmt.Stringer](list []T) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = s.String()
	}
	return out
}
