package pki

import (
	"context"
	"strings"
	"time"

	"holdfast/probes/internal/survey"
)

// shortLived is the life up to which the Baseline Requirements demand no
// revocation (§1.6.1, "Short-lived Subscriber Certificate", from March 2026).
const shortLived = 7*24*time.Hour + time.Minute

// word is what an authority, or its silence, says about a certificate.
type word struct {
	revoked survey.Known
	text    string
	until   time.Time // of a signed answer
}

// revocation fills in what is known of a revocation: from the staple, else from
// the network. The first signed word decides.
func (e *Examiner) revocation(ctx context.Context, now time.Time, s *study, issuer *cert, c *survey.Certificate) {
	var texts []string
	w := staple(now, s, issuer, c.Staple)
	if w.text != "" {
		texts = append(texts, w.text)
	}
	if w.revoked == survey.Unknown {
		n := e.askAuthority(ctx, now, s, issuer)
		w.revoked = n.answer
		if n.answer != survey.Unknown {
			texts = nil
		}
		texts = append(texts, n.text)
		if c.MustStaple && len(c.Staple) == 0 {
			texts = append([]string{"must-staple, and no OCSP response was stapled"}, texts...)
		}
	}
	c.Revoked, c.Revocation = w.revoked, strings.Join(texts, "; ")
}

// staple judges the stapled response; its text is empty when none came.
func staple(now time.Time, s *study, issuer *cert, der []byte) word {
	if len(der) == 0 {
		return word{}
	}
	w := judge(der, s.leaf, issuer, now)
	w.text = "the stapled OCSP response " + w.text
	return w
}

// askAuthority asks by OCSP, then for the list.
func (e *Examiner) askAuthority(ctx context.Context, now time.Time, s *study, issuer *cert) note {
	if why := unaskable(e.net, s.leaf, issuer); why != "" {
		return note{text: why}
	}
	if n := s.notes.get("revocation", now); n != nil {
		return *n
	}
	w := e.askOCSP(ctx, now, s.leaf, issuer)
	if w.revoked == survey.Unknown {
		list := e.askCRL(ctx, now, s.leaf, issuer)
		if list.revoked != survey.Unknown || w.text == "" {
			w = list
		} else if list.text != "" {
			w.text += "; " + list.text
		}
	}
	n := note{answer: w.revoked, text: w.text, until: now.Add(keepFailure)}
	if w.revoked != survey.Unknown {
		n.until = earliest(w.until, now.Add(keepAnswer))
	}
	if lasting(ctx) {
		s.notes.put("revocation", n)
	}
	return n
}

// unaskable says why nobody can be asked.
func unaskable(n *Network, leaf, issuer *cert) string {
	switch {
	case len(leaf.OCSPServer) == 0 && len(leaf.CRLDistributionPoints) == 0:
		if leaf.NotAfter.Sub(leaf.NotBefore) <= shortLived {
			return "short-lived: the certificate ends before a revocation would be noticed"
		}
		return "the certificate names neither an OCSP responder nor a revocation list"
	case issuer == nil:
		return "its issuer is not known, so that no answer about it could be verified"
	case n == nil:
		return "neither OCSP nor a revocation list was asked"
	default:
		return ""
	}
}

// earliest is the first of two times.
func earliest(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
