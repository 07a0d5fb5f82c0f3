package tlsask

import (
	"context"
	"crypto/ecdsa"
	"crypto/x509"
	"slices"

	"holdfast/probes/internal/tlswire"
)

// moreCurves asks a version below TLS 1.3 for the curves that did not come along
// with its suites, until all that is left is refused. The same hellos ask for
// suites that a server gives only to those who name the groups of RFC 7919, and
// turn the suites round where it is not yet known who decides.
func (b *below) moreCurves(ctx context.Context) {
	if b.version == tlswire.SSL30 {
		b.groupsComplete = true // its hello cannot name any
		return
	}
	known := b.movable()
	keep := b.certificateCurves(known)
	unasked := only(without(b.all, b.suites...), tlswire.Suite.FiniteField)
	for b.err == nil && len(known)+len(unasked) > 0 {
		curves := append(without(tlswire.Groups(b.version), append(keep, b.groups...)...), keep...)
		suites := append(b.openQuestion(known), unasked...)
		groups, had := len(b.groups), len(b.suites)
		var r reply
		if r, b.err = b.ask(ctx, b.hello(b.version, suites, append(curves, finiteFields()...))); b.err != nil || !b.takeCurve(r) {
			break
		}
		unasked = without(unasked, r.Suite)
		switch {
		case slices.Contains(keep, groupOf(r)):
			keep = nil // whatever comes after it is out of reach for who must name it
		case len(b.groups) == groups && len(b.suites) == had:
			b.missing = "curves: the server answers with one that was not offered"
			return
		}
	}
	b.groupsComplete = b.err == nil
}

// movable are the accepted suites with a curve; those of an ECDSA key only where
// there are no others, because they tie the curve to the certificate.
func (b *below) movable() []tlswire.Suite {
	all := only(b.suites, tlswire.Suite.EllipticCurve)
	free := only(all, func(s tlswire.Suite) bool { return !s.ECDSA() })
	if len(free) > 0 {
		return free
	}
	return all
}

// certificateCurves are those that a client must name for the certificate's sake.
func (b *below) certificateCurves(known []tlswire.Suite) []tlswire.Group {
	if len(known) == 0 || !known[0].ECDSA() {
		return nil
	}
	for _, sent := range b.traits.chains() {
		if cert, err := x509.ParseCertificate(sent.Sent[0]); err == nil {
			if key, ok := cert.PublicKey.(*ecdsa.PublicKey); ok {
				if g, ok := tlswire.GroupNamed(curveName(key.Params().Name)); ok {
					return []tlswire.Group{g}
				}
			}
		}
	}
	return nil
}

// curveName is the registry's name of a curve that NIST calls otherwise.
func curveName(nist string) string {
	switch nist {
	case "P-224":
		return "secp224r1"
	case "P-256":
		return "secp256r1"
	case "P-384":
		return "secp384r1"
	case "P-521":
		return "secp521r1"
	default:
		return nist
	}
}

// openQuestion lists known suites so that the choice among them answers what is
// still open.
func (b *below) openQuestion(known []tlswire.Suite) []tlswire.Suite {
	b.asked++
	if b.order == "" && b.asked%2 == 0 {
		return turned(known)
	}
	return slices.Clone(known)
}

// finiteFields are the groups of RFC 7919.
func finiteFields() []tlswire.Group {
	return only(tlswire.Groups(tlswire.TLS13), tlswire.Group.FiniteField)
}
