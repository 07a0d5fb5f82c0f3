package tlsgrade

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"holdfast"
	"holdfast/probes/internal/survey"
	"holdfast/probes/internal/tlswire"
)

// judge returns everything that is wrong with one address.
func (p *prober) judge(n node) []holdfast.Fault {
	if n.Error != "" {
		return []holdfast.Fault{notReached(n)}
	}
	var faults []holdfast.Fault
	if fault, wrong := noTLS(n); wrong {
		return append(faults, fault)
	}
	faults = append(faults, p.judgeChains(n)...)
	faults = append(faults, p.wants.versions(n)...)
	faults = append(faults, p.wants.suites(n)...)
	faults = append(faults, p.wants.forwardSecrecy(n)...)
	faults = append(faults, primes(n)...)
	return append(faults, unseen(n)...)
}

// notReached is the fault of an address that could not be asked.
func notReached(n node) holdfast.Fault {
	fault := holdfast.Fault{Key: "unseen/" + n.addr().String(), Status: holdfast.Unknown}
	if n.addr().Is6() {
		fault.Text = fmt.Sprintf("%s not looked at: no IPv6 here, or no answer over it (%s)", n.addr(), n.Error)
		fault.Fix = "ip: 4 takes the IPv6 addresses out of the question"
		return fault
	}
	fault.Text = fmt.Sprintf("%s not looked at: %s", n.addr(), n.Error)
	return fault
}

// noTLS is the fault of an address that answered, but accepted nothing at all.
func noTLS(n node) (holdfast.Fault, bool) {
	fault := holdfast.Fault{Key: "handshake", Status: holdfast.Broken}
	switch {
	case n.NotTLS != "":
		fault.Text = fmt.Sprintf("%s speaks no TLS on this port: what came is not TLS: it begins with %s", n.addr(), n.NotTLS)
		fault.Fix = "is this the right port, or does the protocol want starttls:?"
		return fault, true
	case n.offered() || !n.complete():
		return fault, false
	}
	fault.Text = fmt.Sprintf("%s refuses every version from SSL 2 to TLS 1.3 with every suite", n.addr())
	fault.Fix = "does the server have a certificate for this name? see its error log"
	return fault, true
}

// versions are the faults of versions older than wanted.
func (w wants) versions(n node) []holdfast.Fault {
	var faults []holdfast.Fault
	for _, o := range n.Protocols {
		if o.Version >= w.oldest || o.Offered != survey.Yes {
			continue
		}
		faults = append(faults, holdfast.Fault{
			Key: "protocol/" + o.Version.String(), Status: holdfast.Broken,
			Text: fmt.Sprintf("offers %s, wanted %s or newer", o.Version.Title(), w.oldest.Title()),
			Fix:  w.protocolFix(),
		})
	}
	return faults
}

// protocolFix names the directives that turn old versions off.
func (w wants) protocolFix() string {
	var nginx, apache []string
	for _, v := range tlswire.Versions() {
		if v >= w.oldest {
			name := strings.TrimSuffix(strings.Replace(v.String(), "TLS", "TLSv", 1), ".0")
			nginx, apache = append(nginx, name), append(apache, "+"+name)
		}
	}
	return fmt.Sprintf("nginx: ssl_protocols %s; Apache: SSLProtocol -all %s", strings.Join(nginx, " "), strings.Join(apache, " "))
}

// suites are the faults of suites of a forbidden family, weakest first.
func (w wants) suites(n node) []holdfast.Fault {
	bad := slices.DeleteFunc(n.suites(), func(s tlswire.Suite) bool { return len(w.forbidden(s)) == 0 })
	slices.SortStableFunc(bad, func(a, b tlswire.Suite) int {
		return cmp.Or(a.Bits()-b.Bits(), strings.Compare(a.String(), b.String()))
	})
	var faults []holdfast.Fault
	for _, s := range bad {
		why := w.forbidden(s)
		if !s.ForwardSecret() {
			why = append([]string{"no forward secrecy"}, why...)
		}
		faults = append(faults, holdfast.Fault{
			Key: "suite/" + s.String(), Status: holdfast.Broken,
			Text: fmt.Sprintf("offers %s: %s, %d bit", s, strings.Join(why, ", "), s.Bits()),
			Fix:  suiteFix(),
		})
	}
	return faults
}

// suiteFix names the directives that choose suites.
func suiteFix() string {
	const list = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305"
	return "nginx: ssl_ciphers " + list + "; Apache: SSLCipherSuite with the same list"
}

// forwardSecrecy is the fault of suites without it.
func (w wants) forwardSecrecy(n node) []holdfast.Fault {
	all := n.suites()
	without := slices.DeleteFunc(slices.Clone(all), tlswire.Suite.ForwardSecret)
	if !w.secrecy || len(without) == 0 {
		return nil
	}
	return []holdfast.Fault{{
		Key: "forward-secrecy", Status: holdfast.Broken,
		Text: fmt.Sprintf("no forward secrecy with %d of %d suites: %s", len(without), len(all), names(without, 3)),
		Fix:  suiteFix(),
	}}
}

// primes is the fault of Diffie-Hellman primes that can be attacked: below
// 2048 bits (RFC 9325 §4.4).
func primes(n node) []holdfast.Fault {
	bits := n.Exchange.DHBits
	if bits == 0 || bits >= 2048 {
		return nil
	}
	return []holdfast.Fault{{
		Key: dhKey(bits), Status: holdfast.Broken,
		Text: fmt.Sprintf("Diffie-Hellman prime of %d bits, wanted 2048 or more", bits),
		Fix:  "openssl dhparam -out dh.pem 2048; nginx: ssl_dhparam dh.pem; Apache: SSLOpenSSLConfCmd DHParameters dh.pem; or leave DHE suites out",
	}}
}

// dhKey is the fault key of a prime's size.
func dhKey(bits int) string { return fmt.Sprintf("dh/%d", bits) }

// unseen are the parts that could not be asked to their end.
func unseen(n node) []holdfast.Fault {
	var faults []holdfast.Fault
	for _, o := range n.Protocols {
		if unfinished(o) {
			faults = append(faults, holdfast.Fault{
				Key: "unseen/" + o.Version.String(), Status: holdfast.Unknown,
				Text: notToTheEnd(o),
			})
		}
	}
	if len(n.Certificates) == 0 && n.offered() && n.wantsCertificate() {
		faults = append(faults, holdfast.Fault{
			Key: "unseen/certificate", Status: holdfast.Unknown,
			Text: "the certificate was not seen: " + orElse(n.NoCertificate, "none came"),
		})
	}
	return faults
}

// orElse is the text, or another where it is empty.
func orElse(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

// notToTheEnd says how far the questions about a version got.
func notToTheEnd(o survey.Protocol) string {
	why := orElse(o.Missing, "it was not asked")
	if o.Offered != survey.Yes {
		return fmt.Sprintf("whether %s is offered is not known: %s", o.Version.Title(), why)
	}
	return fmt.Sprintf("%s: %d suites seen, whether there are more is not known: %s", o.Version.Title(), len(o.Suites), why)
}

// names lists at most so many suites.
func names(suites []tlswire.Suite, most int) string {
	var out []string
	for _, s := range suites[:min(most, len(suites))] {
		out = append(out, s.String())
	}
	if more := len(suites) - most; more > 0 {
		out = append(out, fmt.Sprintf("%d more", more))
	}
	return strings.Join(out, ", ")
}
