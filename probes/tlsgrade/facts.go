package tlsgrade

import (
	"slices"
	"strings"

	"holdfast"
	"holdfast/probes/internal/certs"
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

// facts are what was seen of all addresses together.
func (p *prober) facts(nodes []node) []holdfast.Fact {
	facts := offers(nodes)
	if len(facts) == 0 {
		return nil
	}
	facts = append(facts, orderOfAll(nodes)...)
	facts = append(facts, p.certificateFacts(nodes)...)
	facts = append(facts, exchangeFacts(nodes)...)
	var addresses []string
	for _, n := range nodes {
		if n.err == nil {
			addresses = append(addresses, n.addr.String())
		}
	}
	return append(facts,
		holdfast.Fact{Name: "addresses", Value: addresses},
		holdfast.Fact{Name: "not_looked_at", Value: []string{"SSLv2"}})
}

// offers are the versions, and for each its suites and who orders them.
func offers(nodes []node) []holdfast.Fact {
	var facts []holdfast.Fact
	var versions []string
	var all []tlswire.Suite
	for _, v := range tlswire.Versions() {
		suites, order := together(nodes, v)
		if len(suites) == 0 {
			continue
		}
		versions = append(versions, v.String())
		all = append(all, suites...)
		facts = append(facts, holdfast.Fact{Name: suitesFact(v), Value: texts(suites)})
		if order != "" {
			facts = append(facts, holdfast.Fact{Name: orderFact(v), Value: order})
		}
	}
	if len(versions) == 0 {
		return nil
	}
	return append([]holdfast.Fact{
		{Name: "tls_versions", Value: versions},
		{Name: "forward_secrecy", Value: secrecy(all)},
	}, facts...)
}

// together joins what the addresses accept in one version, in the order of the
// first that accepts any; order is "mixed" where they do not agree.
func together(nodes []node, v tlswire.Version) (suites []tlswire.Suite, order string) {
	for _, n := range nodes {
		for _, o := range n.offers {
			if o.version != v {
				continue
			}
			for _, s := range o.suites {
				if !slices.Contains(suites, s) {
					suites = append(suites, s)
				}
			}
			order = agree(order, o.order)
		}
	}
	return suites, order
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
	for _, v := range tlswire.Versions() {
		_, of := together(nodes, v)
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
		for _, raw := range n.chains {
			chain, err := parse(raw)
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
	for i := range nodes {
		n := &nodes[i]
		if n.best() == nil {
			continue
		}
		staple = staple && n.staple()
		s, a := n.renegotiation()
		secure, asked = secure && (s || !a), asked || a
		if b := n.dhBits(); b > 0 && (bits == 0 || b < bits) {
			bits = b
		}
		alpn = agree(alpn, n.alpn())
		group = agree(group, n.group())
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

// texts prints suites.
func texts(suites []tlswire.Suite) []string {
	out := make([]string, len(suites))
	for i, s := range suites {
		out[i] = s.String()
	}
	return out
}
