package pki

import (
	"fmt"
	"time"

	"github.com/zmap/zcrypto/x509"
)

// flaw says why a path does not bear, in the order of RFC 5280 §6.1, as of a
// moment within the leaf's life; empty when it bears. A root's own period, usage
// and path length are of no account: what is trusted is its key (§6.1.1 d).
func flaw(path []*cert, now time.Time) string {
	at := within(now, path[0])
	for i, c := range path[:len(path)-1] {
		if why := flawOf(c, i, at); why != "" {
			return why
		}
	}
	if len(path) > 1 {
		top := path[len(path)-1]
		if top.BasicConstraintsValid && !top.IsCA {
			return title(top.Subject) + " is no authority (basic constraints say CA:FALSE)"
		}
	}
	if why := usageFlaw(path); why != "" {
		return why
	}
	return constraintFlaw(path)
}

// flawOf judges one certificate at its place below the root.
func flawOf(c *cert, i int, at time.Time) string {
	who := title(c.Subject)
	switch {
	case unhandled(c):
		return who + " has a critical extension that is not understood"
	case i == 0:
		return ""
	case at.After(c.NotAfter):
		return fmt.Sprintf("the intermediate %s expired on %s", who, day(c.NotAfter))
	case at.Before(c.NotBefore):
		return fmt.Sprintf("the intermediate %s begins on %s", who, day(c.NotBefore))
	case !c.BasicConstraintsValid || !c.IsCA:
		return who + " is no authority (basic constraints do not say CA:TRUE)"
	case c.KeyUsage != 0 && c.KeyUsage&x509.KeyUsageCertSign == 0:
		return who + " may not sign certificates (key usage)"
	case (c.MaxPathLen > 0 || c.MaxPathLenZero) && i-1 > c.MaxPathLen:
		return fmt.Sprintf("%s may have %d authorities below it, and has %d", who, c.MaxPathLen, i-1)
	default:
		return ""
	}
}

// day prints a date.
func day(t time.Time) string { return t.UTC().Format("2 Jan 2006") }

// unhandled looks for a critical extension that nobody here understands; RFC
// 5280 §4.2 demands to refuse those. Those listed are judged here, or have no
// meaning for a server's path (policies).
func unhandled(c *cert) bool {
	for _, e := range c.Extensions {
		if !e.Critical {
			continue
		}
		switch e.Id.String() {
		case "2.5.29.15", "2.5.29.17", "2.5.29.19", "2.5.29.30", "2.5.29.31", "2.5.29.32",
			"2.5.29.33", "2.5.29.36", "2.5.29.37", "2.5.29.54", "1.3.6.1.5.5.7.1.1", "1.3.6.1.5.5.7.1.24":
		default:
			return true
		}
	}
	return false
}

// usageFlaw demands that the leaf and every intermediate may serve TLS servers,
// where they say for what they may serve (as browsers do; RFC 5280 leaves the
// nesting open).
func usageFlaw(path []*cert) string {
	for _, c := range path[:max(1, len(path)-1)] {
		if !servesTLS(c) {
			return title(c.Subject) + " is not for TLS servers (extended key usage)"
		}
	}
	return ""
}

func servesTLS(c *cert) bool {
	if len(c.ExtKeyUsage) == 0 && len(c.UnknownExtKeyUsage) == 0 {
		return true
	}
	for _, usage := range c.ExtKeyUsage {
		switch usage { //nolint:exhaustive // the others are not for servers
		case x509.ExtKeyUsageAny, x509.ExtKeyUsageServerAuth,
			x509.ExtKeyUsageNetscapeServerGatedCrypto, x509.ExtKeyUsageMicrosoftServerGatedCrypto:
			return true
		}
	}
	return false
}
